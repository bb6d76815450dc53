#include "plugins/events/files.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- The list ----------------------------------------------------------- */

static struct events_file *
find(struct events_files *files, const char *path, size_t length)
{
	for (size_t i = 0; i < files->count; i++)
		if (strlen(files->list[i].path) == length &&
		    memcmp(files->list[i].path, path, length) == 0)
			return &files->list[i];
	return NULL;
}

static int
add_file(struct events_files *files, const char *path, char *error,
    size_t error_size)
{
	struct events_file *more;
	char *copy;

	if (strchr(path, '\n') != NULL) {
		snprintf(error, error_size,
		    "%s: a path with a line break cannot be kept in the "
		    "cursor; rename it",
		    path);
		return -1;
	}
	if (find(files, path, strlen(path)) != NULL)
		return 0;
	copy = strdup(path);
	more = copy == NULL ? NULL
	                    : reallocarray(files->list, files->count + 1,
				  sizeof *files->list);
	if (more == NULL) {
		free(copy);
		snprintf(error, error_size, "%s: out of memory", path);
		return -1;
	}
	files->list = more;
	files->list[files->count++] = (struct events_file){copy, 0, 1};
	return 0;
}

void
events_files_free(struct events_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
	*files = (struct events_files){0};
}

/* ---- Folders ------------------------------------------------------------ */

static int
is_wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	       strstr(entry->d_name, ".jsonl") != NULL;
}

/* By bytes, because alphasort asks the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
add_entry(struct events_files *files, const char *folder, const char *name,
    char *error, size_t error_size)
{
	char path[PATH_MAX];
	struct stat status;
	int length = snprintf(path, sizeof path, "%s/%s", folder, name);

	if (length < 0 || (size_t)length >= sizeof path) {
		snprintf(
		    error, error_size, "%s: a path in it is too long", folder);
		return -1;
	}
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return 0;
	return add_file(files, path, error, error_size);
}

static int
add_folder(struct events_files *files, const char *path, char *error,
    size_t error_size)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_wanted, by_name);
	int result = 0;

	if (count < 0) {
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
		return -1;
	}
	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = add_entry(
			    files, path, entries[i]->d_name, error, error_size);
		free(entries[i]);
	}
	free(entries);
	return result;
}

int
events_files_add(struct events_files *files, const char *path, char *error,
    size_t error_size)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return add_folder(files, path, error, error_size);
	return add_file(files, path, error, error_size);
}

/* ---- The cursor --------------------------------------------------------- */

void
events_files_resume(struct events_files *files, const char *cursor)
{
	while (cursor != NULL && *cursor != '\0') {
		const char *end = cursor + strcspn(cursor, "\n");
		struct events_file *file = NULL;
		uint64_t offset, number;
		int begin = 0;

		if (sscanf(cursor, "%" SCNu64 " %" SCNu64 "%n", &offset,
			&number, &begin) == 2 &&
		    begin > 0 && cursor + begin < end)
			file = find(files, cursor + begin + 1,
			    (size_t)(end - cursor) - (size_t)begin - 1);
		if (file != NULL) {
			file->offset = offset;
			file->number = number;
		}
		cursor = *end == '\n' ? end + 1 : end;
	}
}

int
events_files_cursor(const struct events_files *files, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < files->count; i++) {
		const struct events_file *file = &files->list[i];
		int length;

		if (file->offset == 0)
			continue;
		length = snprintf(out + used, size - used,
		    "%" PRIu64 " %" PRIu64 " %s\n", file->offset, file->number,
		    file->path);
		if (length < 0 || (size_t)length >= size - used)
			return -1;
		used += (size_t)length;
	}
	return 0;
}
