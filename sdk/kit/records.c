/* SPDX-License-Identifier: MIT */
#include "kit/records.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kit/elements.h"
#include "kit/parts.h"

enum { STOPPING_RECORDS = 128, PROGRESS_RECORDS = 1024, REASON = 300 };

struct reading {
	const struct kit_records *records;
	struct kit_files *files;
	const struct kit_file *file;
	struct kit_parts *parts;
	struct kit_elements *elements;
	const char *part; /* "" where the file is no archive */
	uint64_t count;   /* records of the file so far, all parts together */
	int refused;      /* the file has nothing that is expected */
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
take_element(struct reading *reading, const struct kit_element *element)
{
	const struct kit_records *records = reading->records;
	struct kit_record record = {.text = element->text};
	json_error_t where;
	json_t *json;
	int32_t result;

	set_place(reading, element->line, record.where);
	if (element->truncated)
		return kit_records_reject(
		    records, &record, "a record of more than 8 MiB");
	json = json_loadb(element->text, element->length, 0, &where);
	if (json == NULL) {
		set_place(reading, element->line + (uint64_t)where.line - 1,
		    record.where);
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
read_part(void *context, char *to, size_t room)
{
	return kit_parts_read(context, to, room);
}

/* The part breaks off, or is something else altogether. */
static int32_t
tell_broken(struct reading *reading)
{
	struct kit_record record = {.text = ""};
	const char *of_parts = kit_parts_error(reading->parts);
	const char *of_text = kit_elements_error(reading->elements);
	const char *reason = *of_parts == '\0' ? of_text : of_parts;

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
read_elements(struct reading *reading)
{
	struct kit_element element;
	int32_t result = PLORE_OK;
	int more = 0;

	kit_elements_begin(reading->elements, read_part, reading->parts,
	    reading->records->list);
	while (result == PLORE_OK &&
	       (more = kit_elements_next(reading->elements, &element)) > 0) {
		reading->count++;
		if (reading->count <= reading->file->skip)
			continue;
		result = take_element(reading, &element);
		if (result == PLORE_OK)
			result = pause(reading);
	}
	if (result == PLORE_OK && more < 0)
		result = tell_broken(reading);
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
			result = read_elements(reading);
	if (result != PLORE_OK || reading->refused)
		return result;
	if (more < 0) {
		reading->part = "";
		result = tell_broken(reading);
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
	char error[512] = "out of memory";
	int32_t result = PLORE_E_FAILED;

	reading.elements = kit_elements_new(KIT_RECORDS_BYTES);
	if (reading.elements != NULL) {
		reading.parts = kit_parts_open(file->path, error, sizeof error);
		result = reading.parts == NULL ? PLORE_E_ACCESS
		                               : read_parts(&reading);
	}
	if (reading.parts == NULL)
		host->fail(host, error);
	kit_parts_close(reading.parts);
	kit_elements_free(reading.elements);
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
