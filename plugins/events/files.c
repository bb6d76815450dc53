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

static uint32_t
hash_of(const char *path)
{
	uint32_t hash = UINT32_C(0x811c9dc5);

	for (; *path != '\0'; path++) /* FNV-1a */
		hash = (hash ^ (unsigned char)*path) * UINT32_C(0x01000193);
	return hash;
}

static int
is_listed(const struct events_files *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->list[i].path, path) == 0)
			return 1;
	return 0;
}

static int
add_file(struct events_files *files, const char *path, char *error,
    size_t error_size)
{
	struct events_file *file = &files->list[files->count];

	if (is_listed(files, path))
		return 0;
	if (files->count == EVENTS_FILES) {
		snprintf(error, error_size,
		    "%s: this is more than the %d files that a source may "
		    "have; use several sources, or move old files away",
		    path, EVENTS_FILES);
		return -1;
	}
	*file = (struct events_file){
	    .path = strdup(path), .hash = hash_of(path), .place.number = 1};
	if (file->path == NULL) {
		snprintf(error, error_size, "%s: out of memory", path);
		return -1;
	}
	files->count++;
	return 0;
}

void
events_files_free(struct events_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	files->count = 0;
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

/* What is no file is passed over, and so is a file that went meanwhile. */
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
	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
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

	if (stat(path, &status) < 0) {
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (S_ISDIR(status.st_mode))
		return add_folder(files, path, error, error_size);
	if (S_ISREG(status.st_mode))
		return add_file(files, path, error, error_size);
	snprintf(error, error_size,
	    "%s is neither a file nor a folder; write to a file and name that",
	    path);
	return -1;
}

/* ---- The cursor --------------------------------------------------------- */

static void
set_place(
    struct events_files *files, uint32_t hash, const struct kit_place *place)
{
	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].hash == hash) {
			files->list[i].place = *place;
			files->list[i].known = 1;
		}
}

void
events_files_resume(struct events_files *files, const char *cursor)
{
	while (cursor != NULL && *cursor != '\0') {
		struct kit_place place;
		uint32_t hash;

		if (sscanf(cursor,
			"%8" SCNx32 "%8" SCNx32 " %" SCNx64 " %" SCNx64, &hash,
			&place.digest, &place.offset, &place.number) == 4)
			set_place(files, hash, &place);
		cursor += strcspn(cursor, "\n");
		cursor += *cursor == '\n';
	}
}

/* Is there something to remember? Not of a plain file at its start. */
static int
was_begun(const struct events_file *file)
{
	return file->place.offset != 0 || file->place.number == 0;
}

int
events_files_cursor(const struct events_files *files, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < files->count; i++) {
		const struct events_file *file = &files->list[i];
		int length;

		if (!was_begun(file))
			continue;
		length = snprintf(out + used, size - used,
		    "%08" PRIx32 "%08" PRIx32 " %" PRIx64 " %" PRIx64 "\n",
		    file->hash, file->place.digest, file->place.offset,
		    file->place.number);
		if (length < 0 || (size_t)length >= size - used)
			return -1;
		used += (size_t)length;
	}
	return 0;
}
