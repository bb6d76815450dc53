#include "plugins/openscap/results.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "kit/names.h"
#include "kit/xmlwalk.h"

static void
keep(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", strlen(text) < size ? text : "");
}

#define KEEP(to, text) keep(to, sizeof(to), text)

/* ---- Names -------------------------------------------------------------- */

/* An advisory's name begins with words and has a number behind them:
 * "RHSA-2024:0113", "USN-5390-1", "SUSE-SU-2022:1234-1". How long it is, 0
 * where there is none. CCE, CVE and CWE number settings, flaws and sorts of
 * flaw. */
static size_t
advisory_length(const char *text)
{
	size_t words = strspn(
	    text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
	size_t length = words + strspn(text + words, "0123456789:.-");

	while (length > words && strchr(":.-", text[length - 1]) != NULL)
		length--;
	if (words < 3 || text[words - 1] != '-' || length == words ||
	    length >= SCAP_WORD || isalnum((unsigned char)text[length]) ||
	    strncmp(text, "CCE-", 4) == 0 || strncmp(text, "CVE-", 4) == 0 ||
	    strncmp(text, "CWE-", 4) == 0)
		return 0;
	return length;
}

/* The first that names an advisory stays. */
static void
keep_advisory(struct scap_check *check, const char *text)
{
	size_t length = advisory_length(text);

	if (length == 0 || check->advisory[0] != '\0')
		return;
	memcpy(check->advisory, text, length);
	check->advisory[length] = '\0';
}

/* "oval:com.redhat.rhsa:def:20060117" is of RHSA-2006:0117, which results
 * without their benchmark do not say otherwise. */
static void
advisory_of_id(struct scap_check *check)
{
	static const char *const names[][2] = {
	    {"oval:com.redhat.rhsa:def:", "RHSA"},
	    {"oval:com.redhat.rhba:def:", "RHBA"},
	    {"oval:com.redhat.rhea:def:", "RHEA"}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i][0]);
		const char *number = check->id + length;

		if (check->advisory[0] == '\0' &&
		    strncmp(check->id, names[i][0], length) == 0 &&
		    strlen(number) >= 8 && strlen(number) < 16 &&
		    strspn(number, "0123456789") == strlen(number))
			snprintf(check->advisory, sizeof check->advisory,
			    "%s-%.4s:%s", names[i][1], number, number + 4);
	}
}

static void
keep_cve(struct scap_check *check, const char *text)
{
	size_t length = kit_cve_length(text);

	if (length == 0 || length >= SCAP_CVE || check->cve_count == SCAP_CVES)
		return;
	for (size_t i = 0; i < check->cve_count; i++)
		if (strncmp(check->cves[i], text, length) == 0 &&
		    check->cves[i][length] == '\0')
			return;
	memcpy(check->cves[check->cve_count], text, length);
	check->cves[check->cve_count++][length] = '\0';
}

/* A title, or what a check refers to: it may be an advisory or a CVE. */
static void
keep_name(struct scap_check *check, const char *text)
{
	keep_advisory(check, text);
	keep_cve(check, text);
}

/* Red Hat's definitions of what is not affected are true where it is not. */
static int
is_unaffected(const char *id)
{
	static const char begin[] = "oval:com.redhat.unaffected:";

	return strncmp(id, begin, sizeof begin - 1) == 0;
}

int
scap_is_ours(const struct scap_check *check)
{
	if (check->id[0] == '\0' || is_unaffected(check->id))
		return 0;
	if (check->class[0] != '\0' && strcmp(check->class, "patch") != 0 &&
	    strcmp(check->class, "vulnerability") != 0)
		return 0;
	return check->advisory[0] != '\0' || check->cve_count > 0;
}

/* ---- Checks ------------------------------------------------------------- */

static void
begin_check(
    struct scap_reader *reader, const struct kit_xml_step *step, const char *id)
{
	struct scap_check *check = &reader->now;

	check->cve_count = 0;
	check->is_open = 0;
	check->advisory[0] = check->issued[0] = '\0';
	KEEP(check->id, kit_xml_attr(step, id));
	KEEP(check->class, kit_xml_attr(step, "class"));
	KEEP(check->severity, kit_xml_attr(step, "severity"));
	reader->verdict = SCAP_UNDECIDED;
}

static int32_t
tell_check(struct scap_reader *reader)
{
	struct scap_check *check = &reader->now;

	advisory_of_id(check);
	return scap_is_ours(check) ? reader->check(reader->context, check)
	                           : PLORE_OK;
}

/* The definitions of patches that come first are whose word is told. */
static int32_t
tell_definition(struct scap_reader *reader)
{
	struct scap_report *report = reader->report;

	if (report->content[0] == '\0' && report->content_made[0] == '\0' &&
	    scap_is_ours(&reader->now)) {
		KEEP(report->content, reader->content);
		KEEP(report->content_made, reader->content_made);
	}
	return tell_check(reader);
}

static int32_t
tell_result(struct scap_reader *reader)
{
	return reader->now.id[0] == '\0' ? PLORE_OK
	                                 : reader->result(reader->context,
					       reader->now.id, reader->verdict);
}

/* Of a definition of a patch or a vulnerability, true is bad. */
static enum scap_verdict
verdict_of_definition(const char *result)
{
	if (strcmp(result, "true") == 0)
		return SCAP_FOUND;
	return strcmp(result, "false") == 0 ? SCAP_NOT_FOUND : SCAP_UNDECIDED;
}

static enum scap_verdict
verdict_of_rule(const char *result)
{
	if (strcmp(result, "fail") == 0)
		return SCAP_FOUND;
	return strcmp(result, "pass") == 0 || strcmp(result, "fixed") == 0
	           ? SCAP_NOT_FOUND
	           : SCAP_UNDECIDED;
}

/* ---- Definitions -------------------------------------------------------- */

/* Where Debian has no fix, its definitions ask for a version before the first.
 */
static int
is_never_true(const char *comment)
{
	static const char end[] = " DPKG is earlier than 0";
	size_t length = strlen(comment);

	return length >= sizeof end - 1 &&
	       strcmp(comment + length - (sizeof end - 1), end) == 0;
}

static int32_t
begin_definition(struct scap_reader *reader, const struct kit_xml_step *step)
{
	if (kit_xml_is(step, "oval_definitions/definitions/definition"))
		begin_check(reader, step, "id");
	else if (kit_xml_is(step, "metadata/reference"))
		keep_name(&reader->now, kit_xml_attr(step, "ref_id"));
	else if (kit_xml_is(step, "advisory/issued"))
		KEEP(reader->now.issued, kit_xml_attr(step, "date"));
	else if (kit_xml_is(step, "criterion"))
		reader->now.is_open |=
		    is_never_true(kit_xml_attr(step, "comment"));
	else if (kit_xml_is(step, "results/system"))
		reader->report->systems++;
	else if (kit_xml_is(step, "system/definitions/definition")) {
		begin_check(reader, step, "definition_id");
		reader->verdict =
		    verdict_of_definition(kit_xml_attr(step, "result"));
		return tell_result(reader);
	}
	return PLORE_OK;
}

static int32_t
end_definition(struct scap_reader *reader, const struct kit_xml_step *step)
{
	struct scap_report *report = reader->report;

	if (kit_xml_is(step, "oval_definitions/definitions/definition"))
		return tell_definition(reader);
	if (kit_xml_is(step, "definition/metadata/title"))
		keep_name(&reader->now, step->text);
	else if (kit_xml_is(step, "metadata/advisory/severity"))
		KEEP(reader->now.severity, step->text);
	else if (kit_xml_is(step, "oval_results/generator/timestamp"))
		KEEP(report->made, step->text);
	else if (kit_xml_is(step, "oval_definitions/generator/product_name"))
		KEEP(reader->content, step->text);
	else if (kit_xml_is(step, "oval_definitions/generator/timestamp"))
		KEEP(reader->content_made, step->text);
	else if (kit_xml_is(step, "system_info/primary_host_name"))
		KEEP(report->host, step->text);
	return PLORE_OK;
}

/* ---- Benchmarks --------------------------------------------------------- */

/* The rule that is being read is of a definition. It may be one rule for many
 * of them; then it is as severe as no one of them. Rules that oscap made have
 * the same number at their end. */
static void
take_definition(struct scap_check *check, const char *name)
{
	size_t length = strlen(check->id), digits;
	const char *number = name;

	if (strncmp(name, "oval:", 5) != 0)
		return;
	while (strchr(number, ':') != NULL)
		number = strchr(number, ':') + 1;
	digits = strlen(number);
	if (length < digits || strcmp(check->id + length - digits, number) != 0)
		check->severity[0] = '\0';
	KEEP(check->id, name);
}

static void
begin_rule(struct scap_reader *reader, const struct kit_xml_step *step)
{
	struct scap_report *report = reader->report;

	if (kit_xml_is(step, "Rule"))
		begin_check(reader, step, "id");
	else if (kit_xml_is(step, "TestResult/rule-result"))
		begin_check(reader, step, "idref");
	else if (kit_xml_is(step, "check/check-content-ref"))
		take_definition(&reader->now, kit_xml_attr(step, "name"));
	else if (kit_xml_is(step, "TestResult")) {
		report->tests++;
		KEEP(report->started, kit_xml_attr(step, "start-time"));
		KEEP(report->ended, kit_xml_attr(step, "end-time"));
	} else if (kit_xml_is(step, "TestResult/profile"))
		KEEP(report->profile, kit_xml_attr(step, "idref"));
	else if (kit_xml_is(step, "TestResult/benchmark"))
		KEEP(report->benchmark, kit_xml_attr(step, "id"));
}

static int32_t
end_rule(struct scap_reader *reader, const struct kit_xml_step *step)
{
	int32_t result;

	if (kit_xml_is(step, "Rule"))
		return tell_check(reader);
	if (kit_xml_is(step, "TestResult/rule-result")) {
		result = tell_result(reader);
		return result == PLORE_OK ? tell_check(reader) : result;
	}
	if (kit_xml_is(step, "Rule/title") || kit_xml_is(step, "Rule/ident") ||
	    kit_xml_is(step, "rule-result/ident"))
		keep_name(&reader->now, step->text);
	else if (kit_xml_is(step, "rule-result/result"))
		reader->verdict = verdict_of_rule(step->text);
	else if (kit_xml_is(step, "TestResult/target"))
		KEEP(reader->report->target, step->text);
	return PLORE_OK;
}

int32_t
scap_take(void *context, const struct kit_xml_step *step)
{
	struct scap_reader *reader = context;
	int32_t result;

	if (!step->is_end) {
		begin_rule(reader, step);
		return begin_definition(reader, step);
	}
	result = end_definition(reader, step);
	return result == PLORE_OK ? end_rule(reader, step) : result;
}
