/* SPDX-License-Identifier: MIT */
#include "kit/records.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kit/pull.h"

enum { REASON = 300, FLAW = 120 };

/* A document while it is read. */
struct reading {
	const struct kit_records *records;
	struct kit_files *files;
	const struct kit_file *file;
	struct kit_pull *pull;
	uint64_t count;  /* records so far */
	char flaw[FLAW]; /* why it is no feed; "" so far */
};

const char *
kit_records_text(const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text == NULL || *text == '\0' ? NULL : text;
}

int
kit_records_flaw(char reason[KIT_RECORDS_REASON], const char *member,
    const char *expected, const char *text)
{
	snprintf(reason, KIT_RECORDS_REASON, "%s: expected %s, not \"%.60s\"",
	    member, expected, text == NULL ? "" : text);
	return -1;
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
set_place(
    const struct reading *reading, struct kit_record *record, uint64_t line)
{
	snprintf(record->where, sizeof record->where, "%.230s:%" PRIu64,
	    reading->file->name, line);
}

static int32_t
take_text(
    struct reading *reading, uint64_t line, const char *text, size_t length)
{
	const struct kit_records *records = reading->records;
	struct kit_record record = {.text = text};
	json_error_t where;
	json_t *json;
	int32_t result;

	set_place(reading, &record, line);
	if (length > KIT_RECORDS_BYTES)
		return kit_records_reject(
		    records, &record, "a record of more than 8 MiB");
	json = json_loadb(text, length, 0, &where);
	if (json == NULL) {
		set_place(reading, &record, line + (uint64_t)where.line - 1);
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

static int32_t
read_record(struct reading *reading)
{
	struct kit_pull *pull = reading->pull;
	uint64_t line;
	size_t length;
	const char *text;
	int32_t result;

	kit_pull_peek(pull);
	line = kit_pull_line(pull);
	text = kit_pull_raw(pull, KIT_RECORDS_BYTES, &length);
	if (text == NULL)
		return PLORE_OK; /* the flaw is told at the end */
	reading->count++;
	result = take_text(reading, line, text, length);
	return result == PLORE_OK ? kit_files_pause(reading->files, 1) : result;
}

/* ---- Documents ---------------------------------------------------------- */

static int32_t
read_list(struct reading *reading)
{
	int32_t result = PLORE_OK;

	if (kit_pull_array(reading->pull))
		while (result == PLORE_OK && kit_pull_element(reading->pull))
			result = read_record(reading);
	return result;
}

static int32_t
read_members(struct reading *reading)
{
	const char *list = reading->records->list, *name;
	struct kit_pull *pull = reading->pull;
	int32_t result = PLORE_OK;
	int has_list = 0;

	while (result == PLORE_OK && kit_pull_member(pull, &name))
		if (strcmp(name, list) == 0 && kit_pull_peek(pull) == '[') {
			has_list = 1;
			result = read_list(reading);
		} else {
			kit_pull_skip(pull);
		}
	if (!has_list && !kit_pull_failed(pull))
		snprintf(reading->flaw, sizeof reading->flaw,
		    "there is no list \"%s\" up to here", list);
	return result;
}

/* A feed is an object with the list in it, or the list alone. */
static int32_t
read_feed(struct reading *reading)
{
	switch (kit_pull_peek(reading->pull)) {
	case '[':
		return read_list(reading);
	case '{':
		kit_pull_object(reading->pull);
		return read_members(reading);
	default:
		snprintf(reading->flaw, sizeof reading->flaw,
		    "expected a JSON object");
		return PLORE_OK;
	}
}

/* The document breaks off, or is something else altogether. */
static int32_t
tell_flaw(struct reading *reading)
{
	struct kit_record record = {.text = ""};
	const char *damage = kit_files_error(reading->files);
	char reason[REASON];

	snprintf(reason, sizeof reason, "line %" PRIu64 ": %.250s",
	    kit_pull_line(reading->pull),
	    *damage != '\0'          ? damage
	    : *reading->flaw != '\0' ? reading->flaw
				     : kit_pull_error(reading->pull));
	if (reading->count == 0)
		return kit_files_refuse(reading->files, 0, reason);
	snprintf(
	    record.where, sizeof record.where, "%.250s", reading->file->name);
	return kit_records_reject(reading->records, &record, "%s", reason);
}

int32_t
kit_records_document(const struct kit_records *records, struct kit_files *files,
    const struct kit_file *file)
{
	struct reading reading = {
	    .records = records, .files = files, .file = file};
	int32_t result;

	reading.pull = kit_pull_new(kit_files_read, files);
	if (reading.pull == NULL)
		return PLORE_E_FAILED;
	result =
	    records->list == NULL ? read_record(&reading) : read_feed(&reading);
	if (result == PLORE_OK &&
	    (reading.flaw[0] != '\0' || kit_pull_end(reading.pull) < 0))
		result = tell_flaw(&reading);
	kit_pull_free(reading.pull);
	return result;
}

static int32_t
take_document(
    void *records, struct kit_files *files, const struct kit_file *file)
{
	return kit_records_document(records, files, file);
}

int32_t
kit_records_collect(
    const struct kit_records *records, const plore_request *request)
{
	const struct kit_files_plan plan = {.host = records->host,
	    .wanted = records->wanted,
	    .meaning = records->meaning,
	    .take = take_document,
	    .self = (void *)records};

	return kit_files_collect(&plan, request);
}
