/* SPDX-License-Identifier: MIT */
#include "kit/reports.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kit/instant.h"
#include "kit/lines.h"
#include "kit/pull.h"

/* The system's clock for files may stand still so long. */
enum { TICK_NS = 20 * 1000 * 1000 };

enum {
	STEPS = 20000,           /* between two words to the host */
	CHECKPOINT_EVENTS = 5000 /* of one report */
};

#define SECOND_NS INT64_C(1000000000)

struct file {
	char *path;
	int64_t changed_ns; /* ctime */
	uint64_t hash;      /* of the path: an order among equal times */
};

struct files {
	struct file *list;
	size_t count, room;
};

/* Behind which file reading goes on, and what the options were then. */
struct cursor {
	uint64_t meaning;
	int64_t changed_ns;
	uint64_t hash;
};

/* ---- Options ------------------------------------------------------------ */

static uint64_t
hash_of(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++) /* FNV-1a */
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash * UINT64_C(0x100000001b3);
}

/* All is read anew where an option changes. */
static uint64_t
meaning_of(const plore_host *host)
{
	static const char *const names[] = {"path", "asset", "at"};
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	const char *value;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		hash = hash_of(hash, names[i]);
		for (uint32_t n = 0;
		     (value = host->option(host, names[i], n)) != NULL; n++)
			hash = hash_of(hash, value);
	}
	return hash;
}

int32_t
kit_reports_check(const plore_host *host)
{
	const char *at = host->option(host, "at", 0);
	const char *asset = host->option(host, "asset", 0);
	char text[300];
	int64_t at_ms;

	if (at != NULL && kit_instant_read(at, &at_ms) < 0) {
		snprintf(text, sizeof text,
		    "at=%.100s: expected a time such as 2026-03-12T02:14:07Z",
		    at);
		host->fail(host, text);
		return PLORE_E_CONFIG;
	}
	if (asset != NULL && strlen(asset) > PLORE_MAX_NAME) {
		host->fail(host, "asset: a name of more than 255 bytes");
		return PLORE_E_CONFIG;
	}
	return PLORE_OK;
}

/* ---- The list ----------------------------------------------------------- */

static int32_t
refuse(const plore_host *host, const char *path, const char *why)
{
	char text[600];

	snprintf(text, sizeof text, "path %.400s: %s", path, why);
	host->fail(host, text);
	return PLORE_E_ACCESS;
}

static int64_t
changed_ns(const struct stat *status)
{
	return (int64_t)status->st_ctim.tv_sec * SECOND_NS +
	       status->st_ctim.tv_nsec;
}

static int
add(struct files *files, const char *path, int64_t changed)
{
	struct file *file;

	if (files->count == files->room) {
		size_t room = files->room == 0 ? 64 : files->room * 2;
		struct file *list =
		    realloc(files->list, room * sizeof *files->list);

		if (list == NULL)
			return -1;
		files->list = list;
		files->room = room;
	}
	file = &files->list[files->count];
	*file = (struct file){
	    strdup(path), changed, hash_of(UINT64_C(0xcbf29ce484222325), path)};
	files->count += file->path != NULL;
	return file->path == NULL ? -1 : 0;
}

/* What is no file is passed over, and so is a file that went meanwhile. A link
 * is as new as itself or as what it leads to. */
static int
add_entry(struct files *files, const char *folder, const char *name)
{
	char path[PATH_MAX];
	struct stat status, link;
	int64_t changed;

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >=
		(int)sizeof path ||
	    stat(path, &status) < 0 || lstat(path, &link) < 0 ||
	    !S_ISREG(status.st_mode))
		return 0;
	changed = changed_ns(&status);
	if (changed_ns(&link) > changed)
		changed = changed_ns(&link);
	return add(files, path, changed);
}

/* "web-14.json" and "web-14.json.gz" end in ".json". */
static int
has_ending(const char *name, const char *ending)
{
	const char *at = strstr(name, ending);

	for (; at != NULL; at = strstr(at + 1, ending)) {
		const char *rest = at + strlen(ending);

		if (*rest == '\0' ||
		    (*rest == '.' && strchr(rest + 1, '.') == NULL))
			return name[0] != '.';
	}
	return 0;
}

static int32_t
add_folder(struct files *files, const plore_host *host, const char *path,
    const char *ending)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (folder == NULL)
		return refuse(host, path, strerror(errno));
	while (result == 0 && (entry = readdir(folder)) != NULL)
		if (has_ending(entry->d_name, ending))
			result = add_entry(files, path, entry->d_name);
	closedir(folder);
	return result < 0 ? PLORE_E_FAILED : PLORE_OK;
}

static int
by_age(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	if (x->changed_ns != y->changed_ns)
		return x->changed_ns < y->changed_ns ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int32_t
list_files(struct files *files, const plore_host *host, const char *ending)
{
	int32_t result = PLORE_OK;
	const char *path;

	for (uint32_t i = 0; result == PLORE_OK &&
			     (path = host->option(host, "path", i)) != NULL;
	     i++) {
		struct stat status;

		if (stat(path, &status) < 0)
			result = refuse(host, path, strerror(errno));
		else if (S_ISDIR(status.st_mode))
			result = add_folder(files, host, path, ending);
		else if (!S_ISREG(status.st_mode))
			result = refuse(host, path,
			    "is neither a file nor a folder; write to a file "
			    "and name that");
		else if (add(files, path, changed_ns(&status)) < 0)
			result = PLORE_E_FAILED;
	}
	if (files->count > 0)
		qsort(files->list, files->count, sizeof *files->list, by_age);
	return result;
}

static void
forget(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
}

/* ---- The cursor --------------------------------------------------------- */

static int64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

/* From the start where there is none, where options changed, and where it is
 * ahead of a clock that was set back. */
static struct cursor
cursor_read(const char *text, uint64_t meaning)
{
	struct cursor cursor;

	if (text != NULL &&
	    sscanf(text, "%" SCNx64 " %" SCNd64 " %" SCNx64, &cursor.meaning,
		&cursor.changed_ns, &cursor.hash) == 3 &&
	    cursor.meaning == meaning && cursor.changed_ns <= now_ns())
		return cursor;
	return (struct cursor){.meaning = meaning, .changed_ns = INT64_MIN};
}

static int
is_new(const struct file *file, const struct cursor *cursor)
{
	const struct file last = {
	    .changed_ns = cursor->changed_ns, .hash = cursor->hash};

	return by_age(file, &last) > 0;
}

static void
cursor_write(char out[KIT_REPORTS_CURSOR], const struct cursor *cursor)
{
	snprintf(out, KIT_REPORTS_CURSOR, "%" PRIx64 " %" PRId64 " %" PRIx64,
	    cursor->meaning, cursor->changed_ns, cursor->hash);
}

/* Where a file was only just written when files were listed, others may have
 * come after that under the same time: it is to be read again. */
static struct cursor
cursor_behind(const struct file *file, uint64_t meaning, int64_t listed_ns)
{
	if (file->changed_ns > listed_ns - TICK_NS)
		return (struct cursor){meaning, listed_ns - TICK_NS, 0};
	return (struct cursor){meaning, file->changed_ns, file->hash};
}

/* ---- Reading ------------------------------------------------------------ */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* The option, with {file} filled in. -1 where that is too long. */
static int
name_asset(struct kit_report *report)
{
	static const char hole[] = "{file}";
	const char *option = report->host->option(report->host, "asset", 0);
	const char *found = option == NULL ? NULL : strstr(option, hole);
	size_t stem = strcspn(report->name, ".");
	int length;

	if (option == NULL)
		return 0;
	if (found == NULL)
		length =
		    snprintf(report->asset, sizeof report->asset, "%s", option);
	else
		length = snprintf(report->asset, sizeof report->asset,
		    "%.*s%.*s%s", (int)(found - option), option, (int)stem,
		    report->name, found + sizeof hole - 1);
	return length < (int)sizeof report->asset ? 0 : -1;
}

static int32_t
read_file(const plore_host *host, const struct file *file,
    const struct cursor *before, kit_report_reader *read)
{
	struct kit_report report = {
	    .host = host, .path = file->path, .name = base_name(file->path)};
	const char *at = host->option(host, "at", 0);

	cursor_write(report.cursor, before);
	if (at != NULL)
		kit_instant_read(at, &report.at_ms);
	if (name_asset(&report) < 0)
		return kit_report_reject(&report, 0,
		    "the name of its asset has more than 255 bytes",
		    report.name);
	return read(&report);
}

static int32_t
read_files(const plore_host *host, const struct files *files,
    struct cursor cursor, int64_t listed_ns, kit_report_reader *read)
{
	char text[KIT_REPORTS_CURSOR];
	int32_t result = PLORE_OK;

	for (size_t i = 0; result == PLORE_OK && i < files->count; i++) {
		const struct file *file = &files->list[i];

		if (!is_new(file, &cursor))
			continue;
		host->progress(host, i, files->count, base_name(file->path));
		if (host->stopping(host))
			return PLORE_E_STOPPED;
		result = read_file(host, file, &cursor, read);
		if (result != PLORE_OK)
			break;
		cursor = cursor_behind(file, cursor.meaning, listed_ns);
		cursor_write(text, &cursor);
		result = host->checkpoint(host, text);
	}
	return result;
}

int32_t
kit_reports_collect(const plore_host *host, const plore_request *request,
    const char *ending, kit_report_reader *read)
{
	const struct cursor cursor =
	    cursor_read(request->cursor, meaning_of(host));
	int64_t listed_ns = now_ns();
	struct files files = {0};
	int32_t result = list_files(&files, host, ending);

	if (result == PLORE_OK)
		result = read_files(host, &files, cursor, listed_ns, read);
	forget(&files);
	if (result == PLORE_E_FAILED)
		host->fail(host, "out of memory");
	return result;
}

/* ---- For readers -------------------------------------------------------- */

int32_t
kit_report_emit(struct kit_report *report, const plore_event *event)
{
	int32_t result = report->host->emit(report->host, event);

	if (result == PLORE_E_ARGUMENT)
		result = PLORE_OK;
	/* Few reports have so much; one that is cut off here is read again. */
	if (result == PLORE_OK && ++report->events % CHECKPOINT_EVENTS == 0)
		result = report->host->checkpoint(report->host, report->cursor);
	return result;
}

int32_t
kit_report_alive(struct kit_report *report)
{
	if (++report->steps % STEPS != 0)
		return PLORE_OK;
	report->host->progress(report->host, report->steps, 0, report->name);
	return report->host->stopping(report->host) ? PLORE_E_STOPPED
	                                            : PLORE_OK;
}

int32_t
kit_report_reject(const struct kit_report *report, uint64_t line,
    const char *reason, const char *input)
{
	char where[PLORE_MAX_NAME + 1];

	if (line == 0)
		snprintf(where, sizeof where, "%.200s", report->name);
	else
		snprintf(
		    where, sizeof where, "%.200s:%" PRIu64, report->name, line);
	return report->host->reject(report->host, where, reason, input);
}

/* A report in JSON while it is read. */
struct json {
	struct kit_report *report;
	struct kit_lines *lines;
	const char *at; /* what was read and is not handed out yet */
	size_t held;
	int is_broken, is_stopped;
};

/* Between two blocks the host is told that we live, and asked whether we may.
 */
static int
fill(struct json *json)
{
	const plore_host *host = json->report->host;
	ptrdiff_t n;

	host->progress(host, json->report->steps++, 0, json->report->name);
	json->is_stopped = host->stopping(host);
	if (json->is_stopped)
		return -1;
	n = kit_lines_bytes(json->lines, &json->at);
	json->is_broken = n < 0;
	json->held = n < 0 ? 0 : (size_t)n;
	return n < 0 ? -1 : 0;
}

static ssize_t
read_json(void *context, void *to, size_t room)
{
	struct json *json = context;
	size_t n;

	if (json->held == 0 && fill(json) < 0)
		return -1;
	n = json->held < room ? json->held : room;
	if (n > 0)
		memcpy(to, json->at, n);
	json->at += n;
	json->held -= n;
	return (ssize_t)n;
}

static int32_t
read_pull(struct json *json, struct kit_pull *pull,
    int32_t (*read)(void *context, struct kit_pull *pull), void *context)
{
	int32_t result = read(context, pull);

	if (result != PLORE_OK || kit_pull_end(pull) == 0)
		return result;
	if (json->is_stopped)
		return PLORE_E_STOPPED;
	result = kit_report_reject(json->report, kit_pull_line(pull),
	    json->is_broken ? kit_lines_error(json->lines)
			    : kit_pull_error(pull),
	    json->report->name);
	return result == PLORE_OK ? PLORE_E_DATA : result;
}

int32_t
kit_report_json(struct kit_report *report,
    int32_t (*read)(void *context, struct kit_pull *pull), void *context)
{
	char error[600];
	struct json json = {.report = report,
	    .lines = kit_lines_open(report->path, 1, error, sizeof error)};
	struct kit_pull *pull = kit_pull_new(read_json, &json);
	int32_t result = PLORE_E_FAILED;

	if (json.lines == NULL)
		result = kit_report_reject(report, 0, error, report->name);
	else if (pull != NULL)
		result = read_pull(&json, pull, read, context);
	if (json.lines == NULL && result == PLORE_OK)
		result = PLORE_E_DATA;
	kit_pull_free(pull);
	kit_lines_close(json.lines);
	return result;
}

const char *
kit_report_asset(const struct kit_report *report, const char *told,
    char out[PLORE_MAX_NAME + 1])
{
	const char *name = report->asset[0] == '\0' ? told : report->asset;

	snprintf(out, PLORE_MAX_NAME + 1, "%s", name);
	for (const char *at = out; *at != '\0'; at++)
		if (isalnum((unsigned char)*at) || (*at & 0x80) != 0)
			return NULL;
	return "does not say which machine or image was scanned; say so with "
	       "asset=, or asset={file} where files go by it";
}

void
kit_report_attr(
    plore_event *event, plore_attr *attrs, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		attrs[event->attr_count++] =
		    (plore_attr){name, value, PLORE_PUBLIC, 0};
}

int64_t
kit_report_time(
    const struct kit_report *report, const char *text, const char **why)
{
	int64_t at_ms;

	if (text[0] == '\0') {
		*why = "does not say when the scan was; say so with "
		       "at=2026-03-12T02:14:07Z";
		return report->at_ms;
	}
	*why = "says when the scan was in a form that is not known; expected "
	       "a time such as 2026-03-12T02:14:07Z";
	return kit_instant_read(text, &at_ms) < 0 || at_ms < 0 ? 0 : at_ms;
}
