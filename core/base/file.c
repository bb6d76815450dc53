#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"

int
pl_file_read(struct pl_buf *out, const char *path, struct pl_error *err)
{
	FILE *file = fopen(path, "re");
	char bytes[8192];
	size_t n;
	int why;

	if (file == NULL)
		return pl_fail(err, PL_E_IO, "%s: cannot be read: %s", path,
		    strerror(errno));
	while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
		pl_buf_add(out, bytes, n);
	why = ferror(file) ? errno : 0;
	fclose(file);
	if (why != 0)
		return pl_fail(err, PL_E_IO, "%s: cannot be read: %s", path,
		    strerror(why));
	if (pl_buf_failed(out) < 0)
		return pl_fail(err, PL_E_LIMIT, "%s: is larger than %zu bytes",
		    path, out->limit);
	return PL_OK;
}

static int
cannot_write(const char *path, struct pl_error *err)
{
	return pl_fail(
	    err, PL_E_IO, "%s: cannot be written: %s", path, strerror(errno));
}

/* A name is on the disk when its folder is. */
static int
sync_folder(const char *dir, struct pl_error *err)
{
	int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = folder < 0 || (fsync(folder) < 0 && errno != EINVAL);

	if (failed)
		cannot_write(dir, err);
	if (folder >= 0)
		close(folder);
	return failed ? PL_E_IO : PL_OK;
}

int
pl_file_write(const char *dir, const char *name, const struct pl_buf *bytes,
    struct pl_error *err)
{
	char path[PATH_MAX], draft[PATH_MAX + 8];
	FILE *file;
	int failed;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	snprintf(draft, sizeof draft, "%s.draft", path);
	file = fopen(draft, "we");
	if (file == NULL)
		return cannot_write(path, err);
	failed = fwrite(bytes->text, 1, bytes->length, file) != bytes->length;
	failed = failed || fflush(file) != 0 || fsync(fileno(file)) < 0;
	failed |= fclose(file) != 0;
	if (failed || rename(draft, path) < 0) {
		cannot_write(path, err);
		unlink(draft);
		return PL_E_IO;
	}
	return sync_folder(dir, err);
}

/* Make one folder, unless it is there. */
static int
make_folder(const char *path, struct pl_error *err)
{
	struct stat status;

	if (mkdir(path, 0777) == 0)
		return PL_OK;
	if (errno != EEXIST)
		return pl_fail(err, PL_E_IO, "folder %s: cannot be made: %s",
		    path, strerror(errno));
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG, "%s: is a file and no folder", path);
}

int
pl_file_mkdirs(const char *path, struct pl_error *err)
{
	char part[PATH_MAX];
	int length = snprintf(part, sizeof part, "%s", path);

	if (length <= 0 || (size_t)length >= sizeof part)
		return pl_fail(err, PL_E_CONFIG, "a path that long is none");
	for (char *c = part + 1;; c++) {
		char kept = *c;
		int result;

		if (kept != '/' && kept != '\0')
			continue;
		*c = '\0';
		result = make_folder(part, err);
		if (result < 0)
			return result;
		*c = kept;
		if (kept == '\0')
			return PL_OK;
	}
}
