#include "share/kept.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"

enum { NAME = 96 };

static void
write_name(
    char out[NAME], const struct pl_kept *kept, int number, const char *end)
{
	snprintf(out, NAME, "%.40s-%.8s-%d%s", kept->program, kept->period,
	    number, end);
}

static int
write_folder(
    char out[PATH_MAX], const struct pl_kept *kept, struct pl_error *err)
{
	if (snprintf(out, PATH_MAX, "%s/sent", kept->folder) >= PATH_MAX - NAME)
		return pl_fail(err, PL_E_CONFIG, "%.400s: the path is too long",
		    kept->folder);
	return PL_OK;
}

static int
write_path(char out[PATH_MAX + NAME], const struct pl_kept *kept, int number,
    const char *end, struct pl_error *err)
{
	char folder[PATH_MAX], name[NAME];
	int result = write_folder(folder, kept, err);

	if (result < 0)
		return result;
	write_name(name, kept, number, end);
	snprintf(out, PATH_MAX + NAME, "%s/%s", folder, name);
	return PL_OK;
}

int
pl_kept_count(int *out, const struct pl_kept *kept, struct pl_error *err)
{
	for (int count = 0;; count++) {
		char path[PATH_MAX + NAME];
		int result = write_path(path, kept, count + 1, ".json", err);

		if (result < 0)
			return result;
		if (access(path, F_OK) == 0)
			continue;
		if (errno != ENOENT)
			return pl_fail(err, PL_E_IO,
			    "%.400s: cannot be read: "
			    "%s",
			    path, strerror(errno));
		*out = count;
		return PL_OK;
	}
}

int
pl_kept_read(struct pl_buf *out, const struct pl_kept *kept, int number,
    struct pl_error *err)
{
	char path[PATH_MAX + NAME];
	int result = write_path(path, kept, number, ".json", err);

	return result < 0 ? result : pl_file_read(out, path, err);
}

static int
keep(const struct pl_kept *kept, int number, const char *end,
    const struct pl_buf *bytes, struct pl_error *err)
{
	char folder[PATH_MAX], name[NAME];
	int result = write_folder(folder, kept, err);

	if (result == PL_OK)
		result = pl_file_mkdirs(folder, err);
	write_name(name, kept, number, end);
	return result < 0 ? result : pl_file_write(folder, name, bytes, err);
}

int
pl_kept_add(const struct pl_kept *kept, int number, const struct pl_buf *bytes,
    struct pl_error *err)
{
	int count, result = pl_kept_count(&count, kept, err);

	if (result < 0)
		return result;
	if (count == PL_KEPT_MOST)
		return pl_fail(err, PL_E_LIMIT,
		    "%s has %d submissions for %s already", kept->period, count,
		    kept->program);
	if (number != count + 1)
		return pl_fail(err, PL_E_CONFIG,
		    "this is number %d of %s, and there are %d for %s: another "
		    "one was made meanwhile; look again",
		    number, kept->period, count, kept->program);
	return keep(kept, number, ".json", bytes, err);
}

int
pl_kept_withdraw(const struct pl_kept *kept, int number,
    const struct pl_buf *bytes, struct pl_error *err)
{
	return keep(kept, number, ".withdrawn", bytes, err);
}

int
pl_kept_is_withdrawn(const struct pl_kept *kept, int number)
{
	char path[PATH_MAX + NAME];

	return write_path(path, kept, number, ".withdrawn", NULL) == PL_OK &&
	       access(path, F_OK) == 0;
}
