/* SPDX-License-Identifier: MIT
 *
 * The cursor: what is made of which paths, as a digest; files that changed up
 * to then are known; and in the middle of a pass, up to when they will be
 * after it, and the last file that was read with its time of change.
 *
 *     5c0fd1e2a9b13c44 1764132000000000000
 *     5c0fd1e2a9b13c44 1764132000000000000 1764218400000000000
 *         1764200000000000000 /srv/feeds/nvd/page-7.json
 */
#include "kit/files.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit/digest.h"
#include "kit/listing.h"
#include "kit/parts.h"
#include "kit/tell.h"

enum {
	PROGRESS_FILES = 64, /* between two words to the host */
	PROGRESS_PAUSES = 1024,
	PROGRESS_BLOCKS = 256,
	STOPPING_PAUSES = 64,
	BEGIN = 512,      /* bytes of a document that are looked at */
	TEXT = 64 * 1024, /* room for one, at first */
	NAME = 600,
	MORE = 1, /* next to the results, which are not > 0 */
};

#define NS_IN_MS INT64_C(1000000)
#define NS_IN_S  (1000 * NS_IN_MS)

/* The document at hand. */
struct document {
	struct kit_parts *parts; /* of its file; NULL: none is at hand */
	const char *part;
	unsigned long at;   /* among the parts, from 1 on */
	unsigned long told; /* parts of the file that were handed out */
	char begin[BEGIN];  /* what was looked at */
	size_t begin_at, begin_end;
	int is_broken;  /* and cannot be read on, which its reader saw */
	int is_refused; /* it, or else the file */
	int is_good;    /* the file has a document that was not refused */
	char name[NAME];
};

struct kit_files {
	const plore_host *host;
	int (*wanted)(const char *name);
	struct kit_listing listing;
	size_t next; /* the file in it to look at next */
	struct document document;
	uint64_t waiting; /* events since the last checkpoint */
	uint64_t told;    /* events, for those who count them */
	uint64_t pauses, blocks;
	size_t good, refused;
	char refusal[600];
	char error[300];
	int64_t listed_ns; /* when the list was made */
	int64_t known_ns, next_known_ns;
	/* Where the last pass was stopped; path NULL: it was not. */
	char *stopped_path;
	int64_t stopped_changed_ns;
};

/* Without its folder. */
static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* ---- Names -------------------------------------------------------------- */

/* How long the name is without what packing added. */
static size_t
unpacked_length(const char *name)
{
	static const char *const packings[] = {
	    ".gz", ".bz2", ".xz", ".lz4", ".zst"};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof packings / sizeof *packings; i++) {
		size_t n = strlen(packings[i]);

		if (length > n && strcmp(name + length - n, packings[i]) == 0)
			return length - n;
	}
	return length;
}

int
kit_files_ends(const char *name, const char *ending)
{
	size_t length = unpacked_length(name), n = strlen(ending);

	return length >= n && memcmp(name + length - n, ending, n) == 0;
}

/* For the listing: a document, or an archive. */
static int
is_listed(void *self, const char *name)
{
	const struct kit_files *files = self;

	return files->wanted(name) || kit_files_ends(name, ".zip") ||
	       kit_files_ends(name, ".tar") || kit_files_ends(name, ".tgz");
}

/* ---- The cursor --------------------------------------------------------- */

static int64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * NS_IN_S + now.tv_nsec;
}

/* Files that change while they are read are to be new the next time. So are
 * those that had just changed when they were listed, for others may have come
 * after that under the same time. */
static void
begin_pass(struct kit_files *files)
{
	int64_t last_ns = 0;

	for (size_t i = 0; i < files->listing.count; i++)
		if (files->listing.files[i].changed_ns > last_ns)
			last_ns = files->listing.files[i].changed_ns;
	files->next_known_ns = files->listed_ns - KIT_FILES_TICK_MS * NS_IN_MS;
	if (files->next_known_ns > last_ns)
		files->next_known_ns = last_ns;
	if (files->next_known_ns < files->known_ns)
		files->next_known_ns = files->known_ns;
}

static int32_t
resume(struct kit_files *files, const char *cursor)
{
	uint64_t of;
	int64_t known_ns, next_ns, stopped_ns;
	int begin = 0, count;

	count = cursor == NULL
	            ? 0
	            : sscanf(cursor,
			  "%" SCNx64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %n",
			  &of, &known_ns, &next_ns, &stopped_ns, &begin);
	if (count >= 2 && of == files->listing.digest &&
	    known_ns <= files->listed_ns)
		files->known_ns = known_ns;
	else
		count = 0;
	if (count < 4 || begin == 0 || next_ns > files->listed_ns) {
		begin_pass(files);
		return PLORE_OK;
	}
	files->next_known_ns = next_ns;
	files->stopped_changed_ns = stopped_ns;
	files->stopped_path = strdup(cursor + begin);
	return files->stopped_path != NULL
	           ? PLORE_OK
	           : kit_fail(files->host, PLORE_E_FAILED, "out of memory");
}

/* With all before the entry of that number read. */
static int32_t
checkpoint(struct kit_files *files, size_t at)
{
	char cursor[PLORE_MAX_CURSOR + 1];

	files->waiting = 0;
	if (at == 0)
		snprintf(cursor, sizeof cursor, "%016" PRIx64 " %" PRId64,
		    files->listing.digest, files->known_ns);
	else
		snprintf(cursor, sizeof cursor,
		    "%016" PRIx64 " %" PRId64 " %" PRId64 " %" PRId64 " %s",
		    files->listing.digest, files->known_ns,
		    files->next_known_ns,
		    files->listing.files[at - 1].changed_ns,
		    files->listing.files[at - 1].path);
	return files->host->checkpoint(files->host, cursor);
}

static int32_t
end_pass(struct kit_files *files)
{
	char cursor[64];

	if (files->refused > 0 && files->good == 0)
		return kit_fail(
		    files->host, PLORE_E_DATA, "%s", files->refusal);
	snprintf(cursor, sizeof cursor, "%016" PRIx64 " %" PRId64,
	    files->listing.digest, files->next_known_ns);
	return files->host->checkpoint(files->host, cursor);
}

/* ---- What is set aside -------------------------------------------------- */

const char *
kit_files_error(const struct kit_files *files)
{
	return files->error;
}

int32_t
kit_files_refuse(struct kit_files *files, uint64_t line, const char *reason)
{
	snprintf(files->refusal, sizeof files->refusal, "%.300s: %.250s",
	    files->listing.files[files->next - 1].path, reason);
	files->document.is_refused = 1;
	return kit_reject(files->host, files->document.name, line, reason, "");
}

/* ---- Documents ---------------------------------------------------------- */

static int
is_new(const struct kit_files *files, const struct kit_listed *entry)
{
	int order = files->stopped_path == NULL
	                ? 1
	                : strcmp(entry->path, files->stopped_path);

	return entry->changed_ns > files->known_ns && order >= 0 &&
	       (order > 0 || entry->changed_ns != files->stopped_changed_ns);
}

/* Open the file at hand: 0, or -1 with files->error. */
static int
open_parts(struct kit_files *files)
{
	const char *path = files->listing.files[files->next - 1].path;

	kit_parts_close(files->document.parts);
	files->document.parts =
	    kit_parts_open(path, files->error, sizeof files->error);
	return files->document.parts == NULL ? -1 : 0;
}

/* To the next file that is new: MORE, or PLORE_OK behind the last. */
static int32_t
next_file(struct kit_files *files)
{
	const plore_host *host = files->host;

	while (files->next < files->listing.count) {
		const struct kit_listed *entry =
		    &files->listing.files[files->next];

		if (files->next % PROGRESS_FILES == 0) {
			host->progress(
			    host, files->next, files->listing.count, "files");
			if (host->stopping(host)) {
				if (files->waiting > 0)
					checkpoint(files, files->next);
				return PLORE_E_STOPPED;
			}
		}
		files->next++;
		if (!is_new(files, entry))
			continue;
		files->document = (struct document){.parts = NULL, .part = ""};
		snprintf(
		    files->document.name, NAME, "%s", name_of(entry->path));
		return MORE;
	}
	return end_pass(files);
}

/* The file at hand is over, for better or worse. */
static int32_t
finish_file(struct kit_files *files)
{
	struct document *document = &files->document;

	kit_parts_close(document->parts);
	document->parts = NULL;
	files->refused += !document->is_good;
	files->good += (size_t)document->is_good;
	files->waiting++;
	return files->waiting < KIT_FILES_EVENTS
	           ? PLORE_OK
	           : checkpoint(files, files->next);
}

/* There is no next part: that is the end, or it breaks off. */
static int32_t
end_file(struct kit_files *files, int more)
{
	struct document *document = &files->document;
	int32_t result = PLORE_OK;

	document->is_good |= document->told > 0 && !document->is_refused;
	snprintf(document->name, NAME, "%s",
	    name_of(files->listing.files[files->next - 1].path));
	if (more < 0 && !document->is_broken) {
		snprintf(files->error, sizeof files->error, "%s",
		    kit_parts_error(document->parts));
		result = document->told > 0
		             ? kit_reject(files->host, document->name, 0,
				   files->error, "")
		             : kit_files_refuse(files, 0, files->error);
	} else if (more == 0 && document->told == 0) {
		result = kit_files_refuse(
		    files, 0, "an archive with no file to read in it");
	}
	return result == PLORE_OK ? finish_file(files) : result;
}

/* The next part that is wanted: 1, 0 or -1. */
static int
next_part(struct kit_files *files)
{
	struct document *document = &files->document;
	int more;

	while ((more = kit_parts_next(document->parts, &document->part)) > 0) {
		const char *name = name_of(document->part);

		document->at++;
		if (document->part[0] == '\0' ||
		    (name[0] != '.' && files->wanted(name)))
			return 1;
	}
	return more;
}

static void
hand_out(struct kit_files *files, struct kit_file *out)
{
	struct document *document = &files->document;
	const struct kit_listed *entry = &files->listing.files[files->next - 1];

	document->is_good |= document->told > 0 && !document->is_refused;
	document->begin_at = document->begin_end = 0;
	document->is_broken = document->is_refused = 0;
	files->error[0] = '\0';
	if (document->part[0] != '\0')
		snprintf(document->name, NAME, "%.250s/%.300s",
		    name_of(entry->path), document->part);
	*out = (struct kit_file){.path = entry->path,
	    .name = document->name,
	    .before = files->next < 2 ? NULL : entry[-1].path,
	    .is_first = document->told++ == 0};
}

/* Open the next file that is new: MORE, or PLORE_OK behind the last.
 * What cannot be opened is set aside. */
static int32_t
open_next(struct kit_files *files)
{
	int32_t result;

	while ((result = next_file(files)) == MORE && open_parts(files) < 0) {
		result = kit_files_refuse(files, 0, files->error);
		if (result == PLORE_OK)
			result = finish_file(files);
		if (result != PLORE_OK)
			return result;
	}
	return result;
}

/* MORE and the next document that is new; PLORE_OK behind the last, the
 * checkpoint made; or an error. */
static int32_t
next_document(struct kit_files *files, struct kit_file *out)
{
	for (;;) {
		int32_t result = MORE;
		int more;

		if (files->document.parts == NULL)
			result = open_next(files);
		if (result != MORE)
			return result;
		more = next_part(files);
		if (more > 0) {
			hand_out(files, out);
			return MORE;
		}
		result = end_file(files, more);
		if (result != PLORE_OK)
			return result;
	}
}

/* ---- Bytes -------------------------------------------------------------- */

static ssize_t
read_part(struct kit_files *files, void *to, size_t room)
{
	struct document *document = &files->document;
	const plore_host *host = files->host;
	ssize_t n = kit_parts_read(document->parts, to, room);

	if (n < 0) {
		document->is_broken = 1;
		snprintf(files->error, sizeof files->error, "%s",
		    kit_parts_error(document->parts));
	}
	if (++files->blocks % PROGRESS_BLOCKS == 0)
		host->progress(
		    host, files->next, files->listing.count, document->name);
	return n;
}

ssize_t
kit_files_read(void *context, void *to, size_t room)
{
	struct kit_files *files = context;
	struct document *document = &files->document;
	size_t held = document->begin_end - document->begin_at;

	if (held == 0)
		return read_part(files, to, room);
	held = held < room ? held : room;
	memcpy(to, document->begin + document->begin_at, held);
	document->begin_at += held;
	return (ssize_t)held;
}

int
kit_files_peek(struct kit_files *files)
{
	struct document *document = &files->document;
	size_t at;
	ssize_t n = 1;

	while (n > 0 && document->begin_end < BEGIN) {
		n = read_part(files, document->begin + document->begin_end,
		    BEGIN - document->begin_end);
		document->begin_end += n > 0 ? (size_t)n : 0;
	}
	at = document->begin_end >= 3 &&
	             memcmp(document->begin, "\xef\xbb\xbf", 3) == 0
	         ? 3
	         : 0;
	while (at < document->begin_end && document->begin[at] != '\0' &&
	       strchr(" \t\r\n", document->begin[at]) != NULL)
		at++;
	return at < document->begin_end ? (unsigned char)document->begin[at]
	                                : -1;
}

int
kit_files_rewind(struct kit_files *files)
{
	struct document *document = &files->document;

	document->begin_at = document->begin_end = 0;
	if (open_parts(files) < 0)
		return -1;
	for (unsigned long i = 0; i < document->at; i++)
		if (kit_parts_next(document->parts, &document->part) <= 0)
			return -1;
	return 0;
}

/* Twice the room. What was there is freed where there is no memory. */
static char *
grow(char *text, size_t *room)
{
	char *more = realloc(text, 2 * *room + 1);

	if (more == NULL)
		free(text);
	*room *= 2;
	return more;
}

char *
kit_files_text(struct kit_files *files, size_t limit, size_t *length)
{
	size_t used = 0, room = TEXT;
	char *text = malloc(room + 1);
	ssize_t n = 1;

	while (text != NULL && n > 0 && used <= limit) {
		n = kit_files_read(files, text + used, room - used);
		used += n > 0 ? (size_t)n : 0;
		if (used == room)
			text = grow(text, &room);
	}
	if (text != NULL && n == 0 && used <= limit) {
		text[used] = '\0';
		*length = used;
		return text;
	}
	if (text == NULL)
		snprintf(files->error, sizeof files->error, "out of memory");
	else if (n >= 0)
		snprintf(files->error, sizeof files->error,
		    "is longer than %zu MiB", limit / 1024 / 1024);
	free(text);
	return NULL;
}

/* ---- Between records ---------------------------------------------------- */

int32_t
kit_files_pause(struct kit_files *files, uint64_t events)
{
	const plore_host *host = files->host;
	uint64_t done, total;

	files->waiting += events;
	files->pauses++;
	if (files->pauses % PROGRESS_PAUSES == 0) {
		kit_parts_progress(files->document.parts, &done, &total);
		host->progress(host, done, total, files->document.name);
	}
	if (files->pauses % STOPPING_PAUSES == 0 && host->stopping(host)) {
		checkpoint(files, files->next - 1);
		return PLORE_E_STOPPED;
	}
	return files->waiting < KIT_FILES_EVENTS
	           ? PLORE_OK
	           : checkpoint(files, files->next - 1);
}

int32_t
kit_files_pause_at(struct kit_files *files, uint64_t events)
{
	uint64_t more = events - files->told;

	files->told = events;
	return kit_files_pause(files, more);
}

/* ---- A pass ------------------------------------------------------------- */

void
kit_files_mean(
    char meaning[KIT_FILES_MEANING], const plore_host *host, const char *option)
{
	size_t used = strlen(meaning);
	const char *value;

	for (uint32_t i = 0; used < KIT_FILES_MEANING &&
			     (value = host->option(host, option, i)) != NULL;
	     i++)
		used += (size_t)snprintf(
		    meaning + used, KIT_FILES_MEANING - used, "\n%s", value);
}

static int32_t
read_all(struct kit_files *files, const struct kit_files_plan *plan,
    const char *cursor)
{
	struct kit_file file;
	int32_t result;

	result =
	    kit_listing_make(&files->listing, files->host, is_listed, files);
	if (result == PLORE_OK)
		result = resume(files, cursor);
	while (result == PLORE_OK &&
	       (result = next_document(files, &file)) == MORE)
		result = plan->take(plan->self, files, &file);
	return result;
}

int32_t
kit_files_collect(
    const struct kit_files_plan *plan, const plore_request *request)
{
	struct kit_files files = {.host = plan->host,
	    .wanted = plan->wanted,
	    .listed_ns = now_ns(),
	    .listing.digest = kit_digest(
		KIT_DIGEST, plan->meaning, strlen(plan->meaning) + 1)};
	int32_t result = read_all(&files, plan, request->cursor);

	kit_parts_close(files.document.parts);
	kit_listing_free(&files.listing);
	free(files.stopped_path);
	return result;
}
