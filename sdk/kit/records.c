/* SPDX-License-Identifier: MIT */
#include "kit/records.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kit/parts.h"
#include "kit/pull.h"

enum { STOPPING_RECORDS = 128, PROGRESS_RECORDS = 1024, REASON = 300 };

struct reading {
	const struct kit_records *records;
	struct kit_files *files;
	const struct kit_file *file;
	struct kit_parts *parts;
	struct kit_pull *pull; /* of the part */
	char flaw[120];        /* the part is no feed */
	int is_broken;         /* the part cannot be read on */
	const char *part;      /* "" where the file is no archive */
	uint64_t count; /* records of the file so far, all parts together */
	int refused;    /* the file has nothing that is expected */
};

const char *
kit_records_text(const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text == NULL || *text == '\0' ? NULL : text;
}

int32_t
kit_records_reject(const struct kit_records *records,
    const struct kit_record *record, const char *format, ...)
{
	char reason[REASON];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof reason, format, args);
	va_end(args);
	return records->host->reject(
	    records->host, record->where, reason, record->text);
}

/* ---- Records ------------------------------------------------------------ */

static void
set_place(const struct reading *reading, uint64_t line, char *out)
{
	snprintf(out, KIT_RECORDS_WHERE, "%.150s%s%.140s:%" PRIu64,
	    reading->file->name, reading->part[0] == '\0' ? "" : "/",
	    reading->part, line);
}

static int32_t
take_record(
    struct reading *reading, uint64_t line, const char *text, size_t length)
{
	const struct kit_records *records = reading->records;
	struct kit_record record = {.text = text};
	json_error_t where;
	json_t *json;
	int32_t result;

	set_place(reading, line, record.where);
	if (length > KIT_RECORDS_BYTES)
		return kit_records_reject(
		    records, &record, "a record of more than 8 MiB");
	json = json_loadb(text, length, 0, &where);
	if (json == NULL) {
		set_place(
		    reading, line + (uint64_t)where.line - 1, record.where);
		return kit_records_reject(records, &record, "column %d: %s",
		    where.column, where.text);
	}
	record.json = json;
	result = json_is_object(json) ? records->take(records->self, &record)
	                              : kit_records_reject(records, &record,
					    "expected a JSON object");
	json_decref(json);
	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

/* After each record: say that we live, and ask whether we may. */
static int32_t
pause(struct reading *reading)
{
	const plore_host *host = reading->records->host;
	uint64_t done, total;

	if (reading->count % PROGRESS_RECORDS == 0) {
		kit_parts_progress(reading->parts, &done, &total);
		host->progress(host, done, total, reading->file->name);
	}
	if (reading->count % STOPPING_RECORDS == 0 && host->stopping(host)) {
		kit_files_mark(reading->files, reading->count);
		return PLORE_E_STOPPED;
	}
	return reading->count % KIT_FILES_RECORDS == 0
	           ? kit_files_mark(reading->files, reading->count)
	           : PLORE_OK;
}

/* ---- Parts and files ---------------------------------------------------- */

static ssize_t
read_part(void *context, void *to, size_t room)
{
	struct reading *reading = context;
	ssize_t n = kit_parts_read(reading->parts, to, room);

	reading->is_broken = n < 0;
	return n;
}

/* The part breaks off, or is something else altogether. */
static int32_t
tell_broken(struct reading *reading, const char *reason)
{
	struct kit_record record = {.text = ""};

	if (reading->part[0] == '\0' && reading->count == 0) {
		reading->refused = 1;
		return kit_files_refuse(reading->files, 0, reason);
	}
	snprintf(record.where, sizeof record.where, "%.150s%s%.140s",
	    reading->file->name, reading->part[0] == '\0' ? "" : "/",
	    reading->part);
	return kit_records_reject(reading->records, &record, "%s", reason);
}

static int32_t
read_record(struct reading *reading)
{
	size_t length;
	uint64_t line;
	const char *text;
	int32_t result;

	kit_pull_peek(reading->pull);
	line = kit_pull_line(reading->pull);
	text = kit_pull_raw(reading->pull, KIT_RECORDS_BYTES, &length);
	if (text == NULL)
		return PLORE_OK; /* the flaw is told at the end */
	if (++reading->count <= reading->file->skip)
		return PLORE_OK;
	result = take_record(reading, line, text, length);
	return result == PLORE_OK ? pause(reading) : result;
}

static int32_t
read_list(struct reading *reading)
{
	int32_t result = PLORE_OK;

	while (result == PLORE_OK && kit_pull_element(reading->pull))
		result = read_record(reading);
	return result;
}

/* A feed is an object with the list in it, or the list alone. */
static int32_t
read_feed(struct reading *reading)
{
	const char *list = reading->records->list, *name;
	int32_t result = PLORE_OK;
	int has_list = 0;

	switch (kit_pull_peek(reading->pull)) {
	case '[':
		kit_pull_array(reading->pull);
		return read_list(reading);
	case '{':
		break;
	default:
		snprintf(reading->flaw, sizeof reading->flaw,
		    "expected a JSON object");
		return PLORE_OK;
	}
	kit_pull_object(reading->pull);
	while (result == PLORE_OK && kit_pull_member(reading->pull, &name)) {
		if (strcmp(name, list) != 0 ||
		    kit_pull_peek(reading->pull) != '[') {
			kit_pull_skip(reading->pull);
			continue;
		}
		has_list = 1;
		kit_pull_array(reading->pull);
		result = read_list(reading);
	}
	if (!has_list)
		snprintf(reading->flaw, sizeof reading->flaw,
		    "there is no list \"%s\" up to here", list);
	return result;
}

static int32_t
read_document(struct reading *reading)
{
	char reason[REASON];
	int32_t result;

	reading->flaw[0] = '\0';
	reading->is_broken = 0;
	result = reading->records->list == NULL ? read_record(reading)
	                                        : read_feed(reading);
	if (result != PLORE_OK ||
	    (reading->flaw[0] == '\0' && kit_pull_end(reading->pull) == 0))
		return result;
	if (reading->is_broken)
		return tell_broken(reading, kit_parts_error(reading->parts));
	snprintf(reason, sizeof reason, "line %" PRIu64 ": %s",
	    kit_pull_line(reading->pull),
	    kit_pull_failed(reading->pull) ? kit_pull_error(reading->pull)
					   : reading->flaw);
	return tell_broken(reading, reason);
}

static int32_t
read_part_of(struct reading *reading)
{
	int32_t result;

	reading->pull = kit_pull_new(read_part, reading);
	if (reading->pull == NULL)
		return PLORE_E_FAILED;
	result = read_document(reading);
	kit_pull_free(reading->pull);
	return result;
}

static int
is_wanted(const struct reading *reading)
{
	const char *slash = strrchr(reading->part, '/');

	return reading->part[0] == '\0' ||
	       reading->records->wanted(
		   slash == NULL ? reading->part : slash + 1);
}

static int32_t
read_parts(struct reading *reading)
{
	int32_t result = PLORE_OK;
	int more = 0;

	while (result == PLORE_OK &&
	       (more = kit_parts_next(reading->parts, &reading->part)) > 0)
		if (is_wanted(reading))
			result = read_part_of(reading);
	if (result != PLORE_OK || reading->refused)
		return result;
	if (more < 0) {
		reading->part = "";
		result = tell_broken(reading, kit_parts_error(reading->parts));
	} else if (reading->count == 0 && reading->part[0] != '\0') {
		reading->refused = 1;
		return kit_files_refuse(
		    reading->files, 0, "an archive with no file to read in it");
	}
	if (result != PLORE_OK || reading->refused)
		return result;
	return kit_files_done(reading->files, reading->count);
}

int32_t
kit_records_file(const struct kit_records *records, struct kit_files *files,
    const struct kit_file *file)
{
	struct reading reading = {
	    .records = records, .files = files, .file = file, .part = ""};
	const plore_host *host = records->host;
	char error[512];
	int32_t result;

	reading.parts = kit_parts_open(file->path, error, sizeof error);
	if (reading.parts == NULL) {
		host->fail(host, error);
		return PLORE_E_ACCESS;
	}
	result = read_parts(&reading);
	kit_parts_close(reading.parts);
	return result;
}

int32_t
kit_records_collect(const struct kit_records *records,
    const plore_request *request, int64_t now_ms)
{
	struct kit_files *files;
	struct kit_file file;
	int32_t result = kit_files_open(&files, records->host, records->wanted,
	    records->meaning, request->cursor, now_ms);

	if (result != PLORE_OK)
		return result;
	while ((result = kit_files_next(files, &file)) == KIT_FILES_MORE) {
		result = kit_records_file(records, files, &file);
		if (result != PLORE_OK)
			break;
	}
	kit_files_close(files);
	return result;
}
