/* SPDX-License-Identifier: MIT
 *
 * reports.h - files that hold a report each, for plugins of scanners
 *
 * A scanner leaves a file for each look at a machine or an image, and some
 * collect thousands in a folder. files.h finds those that are new; here are the
 * options that such plugins have in common, and what is done with each report.
 *
 * The plugin's descriptor has KIT_REPORTS_OPTIONS among its options.
 */
#ifndef KIT_REPORTS_H
#define KIT_REPORTS_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KIT_REPORTS_OPTIONS                                                    \
	{"path", "a report, an archive or a folder of such; plain or packed",  \
	    NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},                \
	    {"asset",                                                          \
		"what to call what was scanned; {file} in it stands for the "  \
		"name of the report's file, without what follows a dot",       \
		NULL, PLORE_TEXT, 0},                                          \
	{                                                                      \
		"at",                                                          \
		    "when the scan was, 2026-03-12T02:14:07Z, for reports "    \
		    "that do not say",                                         \
		    NULL, PLORE_TEXT, 0                                        \
	}

struct kit_files;
struct kit_pull;

struct kit_report {
	const plore_host *host;
	const char *name;               /* of the file, for places */
	char asset[PLORE_MAX_NAME + 1]; /* as the option says; "": not */
	int64_t at_ms;                  /* the option; 0: not given */

	struct kit_files *files;
	int is_begun, is_stopped;
};

/* Reads a report and emits what it tells, by kit_report_emit. PLORE_OK also
 * where it was set aside, by kit_report_reject. */
typedef int32_t kit_report_reader(struct kit_report *report);

/* For open: are the options in order? */
int32_t kit_reports_check(const plore_host *host);

/* For collect: read each report that is new; wanted as in files.h. */
int32_t kit_reports_collect(const plore_host *host,
    const plore_request *request, int (*wanted)(const char *name),
    kit_report_reader *read);

/* Emit an event that the report tells. What the host leaves out is no reason
 * to stop. PLORE_E_STOPPED where it wants to. */
int32_t kit_report_emit(struct kit_report *report, const plore_event *event);

/* Begin to read the report, from its first byte, as often as it is needed.
 * PLORE_OK, or PLORE_E_DATA where the report was set aside. */
int32_t kit_report_begin(struct kit_report *report);

/* Bytes of a struct kit_report, as those want who read on and on: how many, 0
 * at its end, -1 where it is damaged or the host wants to stop, of which
 * kit_report_reject then tells. */
ssize_t kit_report_read(void *report, void *to, size_t room);

/* Read a report in JSON, from its first byte. Where there is a flaw in the
 * text, or it breaks off, the report is set aside, and then PLORE_E_DATA
 * returned; else what read or the host said that was not PLORE_OK. */
int32_t kit_report_json(struct kit_report *report,
    int32_t (*read)(void *context, struct kit_pull *pull), void *context);

/* Set the report aside, or a record of it; line 0: no line to speak of. Where
 * it could not be read on, that is the reason. */
int32_t kit_report_reject(const struct kit_report *report, uint64_t line,
    const char *reason, const char *input);

/* When a scan was: text as in RFC 3339, or where that is "" the option. 0 and
 * the reason in *why where neither is a time. */
int64_t kit_report_time(
    const struct kit_report *report, const char *text, const char **why);

/* What was scanned: the option, or what the report calls it. The reason where
 * that tells no machine from another, as "/" and "." do; else NULL. */
const char *kit_report_asset(const struct kit_report *report, const char *told,
    char out[PLORE_MAX_NAME + 1]);

/* One attribute more, which is public; "" and NULL are passed over. */
void kit_report_attr(
    plore_event *event, plore_attr *attrs, const char *name, const char *value);

#endif
