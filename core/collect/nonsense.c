#include "collect/nonsense.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { BYTES = 64 * 1024, LINE = 3 * 1024 * 1024, NAMES = 20 };

static void
write_bytes(FILE *file)
{
	uint32_t state = 2463534242u; /* Marsaglia's xorshift */

	for (int i = 0; i < BYTES; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		putc((int)(state >> 24), file);
	}
}

static int
write_file(const char *path, enum pl_nonsense what, struct pl_error *err)
{
	FILE *file = fopen(path, "we");

	if (file == NULL)
		return pl_fail(err, PL_E_IO, "%s: %s", path, strerror(errno));
	if (what == PL_NONSENSE_BYTES)
		write_bytes(file);
	for (int i = 0; what == PL_NONSENSE_ONE_LINE && i < LINE; i++)
		putc('{', file);
	if (fclose(file) != 0 || chmod(path, 0644) < 0)
		return pl_fail(err, PL_E_IO, "%s: %s", path, strerror(errno));
	return PL_OK;
}

static int
write_folder(const char *folder, const char *like, enum pl_nonsense what,
    struct pl_error *err)
{
	DIR *dir = opendir(like);
	struct dirent *entry;
	int result = PL_OK, count = 0;

	if (dir == NULL)
		return pl_fail(err, PL_E_IO, "%s: %s", like, strerror(errno));
	while (result == PL_OK && count < NAMES &&
	       (entry = readdir(dir)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.' || entry->d_type == DT_DIR ||
		    snprintf(path, sizeof path, "%s/%s", folder,
			entry->d_name) >= PATH_MAX)
			continue;
		result = write_file(path, what, err);
		count++;
	}
	closedir(dir);
	return result;
}

int
pl_nonsense_make(char out[PATH_MAX], const char *like, enum pl_nonsense what,
    struct pl_error *err)
{
	const char *folder = getenv("TMPDIR");
	struct stat status;
	int made;

	snprintf(out, PATH_MAX, "%.1000s/patchlore-check-XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	if (stat(like, &status) == 0 && S_ISDIR(status.st_mode)) {
		if (mkdtemp(out) == NULL || chmod(out, 0755) < 0)
			return pl_fail(
			    err, PL_E_IO, "%s: %s", out, strerror(errno));
		return write_folder(out, like, what, err);
	}
	made = mkstemp(out);
	if (made < 0)
		return pl_fail(err, PL_E_IO, "%s: %s", out, strerror(errno));
	close(made);
	return write_file(out, what, err);
}

void
pl_nonsense_remove(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	if (unlink(path) < 0)
		rmdir(path);
}
