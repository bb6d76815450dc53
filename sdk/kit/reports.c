/* SPDX-License-Identifier: MIT */
#include "kit/reports.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "kit/files.h"
#include "kit/instant.h"
#include "kit/pull.h"
#include "kit/tell.h"

enum { MEANING = 1024 };

/* ---- Options ------------------------------------------------------------ */

int32_t
kit_reports_check(const plore_host *host)
{
	const char *at = host->option(host, "at", 0);
	const char *asset = host->option(host, "asset", 0);
	int64_t at_ms;

	if (at != NULL && kit_instant_read(at, &at_ms) < 0)
		return kit_fail(host, PLORE_E_CONFIG,
		    "at=%.100s: expected a time such as 2026-03-12T02:14:07Z",
		    at);
	if (asset != NULL && strlen(asset) > PLORE_MAX_NAME)
		return kit_fail(host, PLORE_E_CONFIG,
		    "asset: a name of more than 255 bytes");
	return PLORE_OK;
}

/* All is read anew where an option changes. */
static void
set_meaning(const plore_host *host, char out[MEANING])
{
	const char *asset = host->option(host, "asset", 0);
	const char *at = host->option(host, "at", 0);

	snprintf(out, MEANING, "1 %s\n%s", asset == NULL ? "" : asset,
	    at == NULL ? "" : at);
}

/* ---- Reading ------------------------------------------------------------ */

/* The option, with {file} filled in. -1 where that is too long. */
static int
name_asset(struct kit_report *report)
{
	static const char hole[] = "{file}";
	const char *option = report->host->option(report->host, "asset", 0);
	const char *found = option == NULL ? NULL : strstr(option, hole);
	const char *slash = strrchr(report->name, '/');
	const char *base = slash == NULL ? report->name : slash + 1;
	size_t stem = strcspn(base, ".");
	int length;

	if (option == NULL)
		return 0;
	if (found == NULL)
		length =
		    snprintf(report->asset, sizeof report->asset, "%s", option);
	else
		length = snprintf(report->asset, sizeof report->asset,
		    "%.*s%.*s%s", (int)(found - option), option, (int)stem,
		    base, found + sizeof hole - 1);
	return length < (int)sizeof report->asset ? 0 : -1;
}

/* Who reads the reports. */
struct reading {
	const plore_host *host;
	kit_report_reader *read;
};

static int32_t
read_report(void *self, struct kit_files *files, const struct kit_file *file)
{
	const struct reading *reading = self;
	const plore_host *host = reading->host;
	struct kit_report report = {
	    .host = host, .files = files, .name = file->name};
	const char *at = host->option(host, "at", 0);

	if (at != NULL)
		kit_instant_read(at, &report.at_ms);
	if (name_asset(&report) < 0)
		return kit_report_reject(&report, 0,
		    "the name of its asset has more than 255 bytes",
		    report.name);
	return reading->read(&report);
}

int32_t
kit_reports_collect(const plore_host *host, const plore_request *request,
    int (*wanted)(const char *name), kit_report_reader *read)
{
	char meaning[MEANING];
	struct reading reading = {.host = host, .read = read};
	const struct kit_files_plan plan = {.host = host,
	    .wanted = wanted,
	    .meaning = meaning,
	    .take = read_report,
	    .self = &reading};
	int32_t result;

	set_meaning(host, meaning);
	result = kit_files_collect(&plan, request);
	return result == PLORE_E_FAILED
	           ? kit_fail(host, result, "out of memory")
	           : result;
}

/* ---- For readers -------------------------------------------------------- */

int32_t
kit_report_emit(struct kit_report *report, const plore_event *event)
{
	int32_t result = kit_emit(report->host, event);

	return result == PLORE_OK ? kit_files_pause(report->files, 1) : result;
}

int32_t
kit_report_begin(struct kit_report *report)
{
	int32_t result;

	if (!report->is_begun || kit_files_rewind(report->files) == 0) {
		report->is_begun = 1;
		return PLORE_OK;
	}
	result = kit_report_reject(
	    report, 0, "changed while it was read", report->name);
	return result == PLORE_OK ? PLORE_E_DATA : result;
}

ssize_t
kit_report_read(void *context, void *to, size_t room)
{
	struct kit_report *report = context;

	report->is_stopped = report->host->stopping(report->host);
	return report->is_stopped ? -1
	                          : kit_files_read(report->files, to, room);
}

int32_t
kit_report_reject(const struct kit_report *report, uint64_t line,
    const char *reason, const char *input)
{
	const char *damage = kit_files_error(report->files);

	return report->is_stopped
	           ? PLORE_E_STOPPED
	           : kit_reject(report->host, report->name, line,
			 *damage == '\0' ? reason : damage, input);
}

int32_t
kit_report_json(struct kit_report *report,
    int32_t (*read)(void *context, struct kit_pull *pull), void *context)
{
	int32_t result = kit_report_begin(report);
	struct kit_pull *pull;

	if (result != PLORE_OK)
		return result;
	pull = kit_pull_new(kit_report_read, report);
	if (pull == NULL)
		return PLORE_E_FAILED;
	result = read(context, pull);
	if (result == PLORE_OK && kit_pull_end(pull) < 0) {
		result = kit_report_reject(report, kit_pull_line(pull),
		    kit_pull_error(pull), report->name);
		if (result == PLORE_OK)
			result = PLORE_E_DATA;
	}
	kit_pull_free(pull);
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
