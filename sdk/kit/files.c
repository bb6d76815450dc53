/* SPDX-License-Identifier: MIT
 *
 * The cursor: what is made of which paths, as a digest; files that changed up
 * to then are known; and in the middle of a pass, up to when they will be
 * after it, the last file with its time of change, and how many of its records
 * were reported (-1: all).
 *
 *     5c0fd1e2a9b13c44 1764132000000000000
 *     5c0fd1e2a9b13c44 1764132000000000000 1764218400000000000
 *         1764200000000000000 2000 /srv/feeds/nvd/page-7.json
 */
#include "kit/files.h"

#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LISTING_FILES = 4096, PROGRESS_FILES = 1024, STOPPING_FILES = 64 };

#define NS_IN_MS INT64_C(1000000)
#define NS_IN_S  (1000 * NS_IN_MS)

struct entry {
	char *path;
	int64_t changed_ns;
};

struct kit_files {
	const plore_host *host;
	struct entry *list;
	size_t count, room;
	size_t next;      /* the entry to look at next */
	uint64_t waiting; /* records since the last checkpoint */
	size_t good, refused;
	char refusal[600];
	uint64_t digest;
	int64_t known_ns, next_known_ns;
	/* Where the last pass was stopped; path NULL: it was not. */
	char *stopped_path;
	int64_t stopped_changed_ns, stopped_records;
};

static int32_t fail(const struct kit_files *files, int32_t result,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static int32_t
fail(const struct kit_files *files, int32_t result, const char *format, ...)
{
	char text[PLORE_MAX_TEXT + 1];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	files->host->fail(files->host, text);
	return result;
}

static uint64_t
digest(uint64_t so_far, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) /* FNV-1a */
		so_far = (so_far ^ at[i]) * UINT64_C(0x100000001b3);
	return so_far;
}

/* Without its folder. */
static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* ---- The list ----------------------------------------------------------- */

static int32_t
add(struct kit_files *files, const char *path, const struct stat *status)
{
	if (strlen(path) > KIT_FILES_PATH)
		return fail(files, PLORE_E_CONFIG,
		    "%.200s...: a path of more than %d bytes", path,
		    KIT_FILES_PATH);
	if (files->count == KIT_FILES_MOST)
		return fail(files, PLORE_E_CONFIG,
		    "%s: more than %d files; use several sources", path,
		    KIT_FILES_MOST);
	if (files->count == files->room) {
		size_t room = files->room == 0 ? 64 : 2 * files->room;
		struct entry *more = realloc(files->list, room * sizeof *more);

		if (more == NULL)
			return fail(files, PLORE_E_FAILED, "out of memory");
		files->list = more;
		files->room = room;
	}
	files->list[files->count] = (struct entry){strdup(path),
	    status->st_ctim.tv_sec * NS_IN_S + status->st_ctim.tv_nsec};
	if (files->list[files->count].path == NULL)
		return fail(files, PLORE_E_FAILED, "out of memory");
	if (++files->count % LISTING_FILES == 0)
		files->host->progress(
		    files->host, files->count, 0, "looking for files");
	return PLORE_OK;
}

/* What was met on the way through a folder. */
static int32_t
take(
    struct kit_files *files, const FTSENT *met, int (*wanted)(const char *name))
{
	int went = met->fts_errno == ENOENT && met->fts_level > 0;

	switch (met->fts_info) {
	case FTS_F:
		if (met->fts_level > 0 &&
		    (met->fts_name[0] == '.' || !wanted(met->fts_name)))
			return PLORE_OK;
		return add(files, met->fts_path, met->fts_statp);
	case FTS_NS:
	case FTS_DNR:
	case FTS_ERR:
		/* Its files would be older than this pass once it opens. */
		return went ? PLORE_OK
		            : fail(files, PLORE_E_ACCESS, "%s: %s",
				  met->fts_path, strerror(met->fts_errno));
	default:
		return PLORE_OK;
	}
}

static int32_t
find(struct kit_files *files, const char *path, int (*wanted)(const char *name))
{
	char *paths[] = {(char *)path, NULL};
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	int32_t result = PLORE_OK;
	FTSENT *met;

	if (fts == NULL)
		return fail(
		    files, PLORE_E_ACCESS, "%s: %s", path, strerror(errno));
	while (result == PLORE_OK && (met = fts_read(fts)) != NULL)
		result = take(files, met, wanted);
	fts_close(fts);
	return result;
}

static int
by_path(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* A file that two paths name is one. */
static void
sort(struct kit_files *files)
{
	size_t kept = 0;

	if (files->count == 0)
		return;
	qsort(files->list, files->count, sizeof *files->list, by_path);
	for (size_t i = 1; i < files->count; i++) {
		if (strcmp(files->list[i].path, files->list[kept].path) == 0)
			free(files->list[i].path);
		else
			files->list[++kept] = files->list[i];
	}
	files->count = kept + 1;
}

static int32_t
find_all(struct kit_files *files, int (*wanted)(const char *name))
{
	const plore_host *host = files->host;
	int32_t result = PLORE_OK;
	const char *path;

	for (uint32_t i = 0; result == PLORE_OK &&
			     (path = host->option(host, "path", i)) != NULL;
	     i++) {
		struct stat status = {0};

		result = find(files, path, wanted);
		if (stat(path, &status) == 0) {
			files->digest = digest(files->digest, &status.st_dev,
			    sizeof status.st_dev);
			files->digest = digest(files->digest, &status.st_ino,
			    sizeof status.st_ino);
		}
		files->digest = digest(files->digest, path, strlen(path) + 1);
	}
	sort(files);
	return result;
}

/* ---- The cursor --------------------------------------------------------- */

/* Files that change while they are read are to be new the next time. */
static void
begin_pass(struct kit_files *files, int64_t now_ms)
{
	int64_t newest_ns = 0;

	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].changed_ns > newest_ns)
			newest_ns = files->list[i].changed_ns;
	files->next_known_ns = (now_ms - KIT_FILES_FRESH_MS) * NS_IN_MS;
	if (files->next_known_ns > newest_ns)
		files->next_known_ns = newest_ns;
	if (files->next_known_ns < files->known_ns)
		files->next_known_ns = files->known_ns;
}

static int32_t
resume(struct kit_files *files, const char *cursor, int64_t now_ms)
{
	uint64_t of;
	int64_t known_ns;
	int begin = 0, count;

	count = cursor == NULL ? 0
	                       : sscanf(cursor,
				     "%" SCNx64 " %" SCNd64 " %" SCNd64
				     " %" SCNd64 " %" SCNd64 " %n",
				     &of, &known_ns, &files->next_known_ns,
				     &files->stopped_changed_ns,
				     &files->stopped_records, &begin);
	if (count < 2 || of != files->digest) {
		begin_pass(files, now_ms);
		return PLORE_OK;
	}
	files->known_ns = known_ns;
	if (count < 5 || begin == 0) {
		begin_pass(files, now_ms);
		return PLORE_OK;
	}
	files->stopped_path = strdup(cursor + begin);
	if (files->stopped_path == NULL)
		return fail(files, PLORE_E_FAILED, "out of memory");
	return PLORE_OK;
}

static int32_t
checkpoint(struct kit_files *files, int64_t records)
{
	const struct entry *entry = &files->list[files->next - 1];
	char cursor[PLORE_MAX_CURSOR + 1];

	files->waiting = 0;
	snprintf(cursor, sizeof cursor,
	    "%016" PRIx64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s",
	    files->digest, files->known_ns, files->next_known_ns,
	    entry->changed_ns, records, entry->path);
	return files->host->checkpoint(files->host, cursor);
}

int32_t
kit_files_mark(struct kit_files *files, uint64_t records)
{
	return checkpoint(files, (int64_t)records);
}

int32_t
kit_files_done(struct kit_files *files, uint64_t records)
{
	files->good++;
	files->waiting += records + 1;
	if (files->waiting < KIT_FILES_RECORDS)
		return PLORE_OK;
	return checkpoint(files, -1);
}

int32_t
kit_files_refuse(struct kit_files *files, uint64_t line, const char *reason)
{
	const char *path = files->list[files->next - 1].path;
	const char *name = name_of(path);
	char where[PLORE_MAX_NAME + 1];

	snprintf(files->refusal, sizeof files->refusal, "%.300s: %.250s", path,
	    reason);
	files->refused++;
	if (line == 0)
		snprintf(where, sizeof where, "%.200s", name);
	else
		snprintf(where, sizeof where, "%.200s:%" PRIu64, name, line);
	return files->host->reject(files->host, where, reason, "");
}

static int32_t
end_pass(struct kit_files *files)
{
	char cursor[64];

	if (files->refused > 0 && files->good == 0)
		return fail(files, PLORE_E_DATA, "%s", files->refusal);
	snprintf(cursor, sizeof cursor, "%016" PRIx64 " %" PRId64,
	    files->digest, files->next_known_ns);
	return files->host->checkpoint(files->host, cursor);
}

/* ---- Files -------------------------------------------------------------- */

int32_t
kit_files_open(struct kit_files **out, const plore_host *host,
    int (*wanted)(const char *name), const char *meaning, const char *cursor,
    int64_t now_ms)
{
	struct kit_files *files = calloc(1, sizeof *files);
	int32_t result;

	if (files == NULL)
		return PLORE_E_FAILED;
	files->host = host;
	files->digest =
	    digest(UINT64_C(0xcbf29ce484222325), meaning, strlen(meaning) + 1);
	result = find_all(files, wanted);
	if (result == PLORE_OK)
		result = resume(files, cursor, now_ms);
	if (result != PLORE_OK) {
		kit_files_close(files);
		return result;
	}
	*out = files;
	return PLORE_OK;
}

void
kit_files_close(struct kit_files *files)
{
	if (files == NULL)
		return;
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
	free(files->stopped_path);
	free(files);
}

/* Is the entry to be read, and from which record on? */
static int
is_new(const struct kit_files *files, const struct entry *entry, uint64_t *skip)
{
	int order = files->stopped_path == NULL
	                ? 1
	                : strcmp(entry->path, files->stopped_path);

	*skip = 0;
	if (entry->changed_ns <= files->known_ns || order < 0)
		return 0;
	if (order > 0 || entry->changed_ns != files->stopped_changed_ns)
		return 1;
	if (files->stopped_records < 0)
		return 0;
	*skip = (uint64_t)files->stopped_records;
	return 1;
}

/* Between two files: say that we live, and ask whether we may. */
static int32_t
pause(struct kit_files *files)
{
	const plore_host *host = files->host;

	if (files->next % PROGRESS_FILES == PROGRESS_FILES - 1)
		host->progress(host, files->next, files->count, "files");
	if (files->next % STOPPING_FILES != STOPPING_FILES - 1 ||
	    !host->stopping(host))
		return PLORE_OK;
	checkpoint(files, -1);
	return PLORE_E_STOPPED;
}

int32_t
kit_files_next(struct kit_files *files, struct kit_file *out)
{
	while (files->next < files->count) {
		int32_t result = pause(files);
		const struct entry *entry = &files->list[files->next++];

		if (result != PLORE_OK)
			return result;
		if (!is_new(files, entry, &out->skip))
			continue;
		out->path = entry->path;
		out->name = name_of(entry->path);
		out->before =
		    files->next < 2 ? NULL : files->list[files->next - 2].path;
		return KIT_FILES_MORE;
	}
	return end_pass(files);
}

size_t
kit_files_count(const struct kit_files *files)
{
	return files->count;
}
