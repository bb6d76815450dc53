#include "plugins/openscap/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kit/xmlwalk.h"

static struct scap_report report;
static struct scap_check told;
static int told_count, verdict;

static int32_t
take_result(void *context, const char *id, enum scap_verdict is)
{
	(void)context;
	(void)id;
	verdict = (int)is;
	return PLORE_OK;
}

static int32_t
take_check(void *context, const struct scap_check *check)
{
	(void)context;
	told = *check;
	told_count++;
	return PLORE_OK;
}

static void
begin(struct scap_reader *reader, const char *path, const char *name,
    const char *value)
{
	const char *attrs[] = {name, value, NULL};
	const struct kit_xml_step step = {0, path, "", attrs, 1};

	assert_int_equal(scap_take(reader, &step), PLORE_OK);
}

static void
end(struct scap_reader *reader, const char *path, const char *text)
{
	const char *none[] = {NULL};
	const struct kit_xml_step step = {1, path, text, none, 1};

	assert_int_equal(scap_take(reader, &step), PLORE_OK);
}

static void
begin_reading(struct scap_reader *reader)
{
	*reader = (struct scap_reader){
	    .report = &report, .result = take_result, .check = take_check};
	report = (struct scap_report){0};
	told = (struct scap_check){0};
	told_count = verdict = 0;
}

static void
a_title_may_name_an_advisory_or_a_cve(void **state)
{
	static const struct {
		const char *title, *advisory, *cve;
	} cases[] = {
	    {"RHSA-2006:0117: vixie-cron security update (Low)",
		"RHSA-2006:0117", ""},
	    {"USN-5390-1 -- Linux kernel", "USN-5390-1", ""},
	    {"DSA-4175-1 -- freeplane", "DSA-4175-1", ""},
	    {"SUSE-SU-2022:1234-1", "SUSE-SU-2022:1234-1", ""},
	    {"ELSA-2026-0101: bash", "ELSA-2026-0101", ""},
	    {"CVE-2022-3043 chromium", "", "CVE-2022-3043"},
	    {"5390-1 -- Linux kernel", "", ""},
	    {"CCE-80001-2", "", ""},
	    {"CWE-119", "", ""},
	    {"no-root", "", ""},
	    {"SSH-2x is on", "", ""},
	    {"A-1", "", ""},
	    {"", "", ""},
	};
	struct scap_reader reader;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		begin_reading(&reader);
		begin(&reader, "Benchmark/Rule", "id", "r");
		end(&reader, "Benchmark/Rule/title", cases[i].title);
		end(&reader, "Benchmark/Rule", "");
		assert_string_equal(told.advisory, cases[i].advisory);
		assert_string_equal(told.cves[0], cases[i].cve);
		assert_int_equal(told_count,
		    cases[i].advisory[0] != '\0' || cases[i].cve[0] != '\0');
	}
}

static void
an_advisory_of_red_hat_is_known_by_the_definition(void **state)
{
	static const struct {
		const char *id, *advisory;
	} cases[] = {
	    {"oval:com.redhat.rhsa:def:20060117", "RHSA-2006:0117"},
	    {"oval:com.redhat.rhba:def:202612345", "RHBA-2026:12345"},
	    {"oval:com.redhat.rhsa:def:2006", ""},
	    {"oval:com.redhat.rhsa:def:2006011x", ""},
	    {"oval:com.redhat.cve:def:20060117", ""},
	};
	struct scap_reader reader;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		begin_reading(&reader);
		begin(&reader, "TestResult/rule-result", "idref", "r");
		begin(&reader, "TestResult/rule-result/check/check-content-ref",
		    "name", cases[i].id);
		end(&reader, "TestResult/rule-result", "");
		assert_string_equal(told.advisory, cases[i].advisory);
	}
}

static void
results_of_rules_and_of_definitions_are_verdicts(void **state)
{
	static const struct {
		const char *rule, *definition;
		enum scap_verdict is;
	} cases[] = {
	    {"fail", "true", SCAP_FOUND},
	    {"pass", "false", SCAP_NOT_FOUND},
	    {"fixed", "false", SCAP_NOT_FOUND},
	    {"error", "error", SCAP_UNDECIDED},
	    {"notapplicable", "not applicable", SCAP_UNDECIDED},
	    {"notselected", "not evaluated", SCAP_UNDECIDED},
	    {"", "", SCAP_UNDECIDED},
	};
	struct scap_reader reader;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const char *attrs[] = {
		    "definition_id", "d", "result", cases[i].definition, NULL};
		const struct kit_xml_step definition = {
		    0, "results/system/definitions/definition", "", attrs, 1};

		begin_reading(&reader);
		begin(&reader, "TestResult/rule-result", "idref", "r");
		end(&reader, "TestResult/rule-result/result", cases[i].rule);
		end(&reader, "TestResult/rule-result", "");
		assert_int_equal(verdict, cases[i].is);
		scap_take(&reader, &definition);
		assert_int_equal(verdict, cases[i].is);
	}
}

static void
a_cve_is_kept_once_and_no_more_than_there_is_room_for(void **state)
{
	struct scap_reader reader;
	char name[40];

	(void)state;
	begin_reading(&reader);
	begin(&reader, "Rule", "id", "r");
	for (int i = 0; i < SCAP_CVES + 10; i++) {
		sprintf(name, "CVE-2026-%04d", i);
		end(&reader, "Rule/ident", name);
		end(&reader, "Rule/ident", name);
	}
	end(&reader, "Rule/ident", "CVE-2026-12345678901234567890123456");
	end(&reader, "Rule", "");
	assert_int_equal(told.cve_count, SCAP_CVES);
	assert_string_equal(told.cves[1], "CVE-2026-0001");
}

static void
what_red_hat_calls_unaffected_is_no_check(void **state)
{
	struct scap_reader reader;

	(void)state;
	begin_reading(&reader);
	begin(&reader, "oval_definitions/definitions/definition", "id",
	    "oval:com.redhat.unaffected:def:20260008");
	end(&reader, "oval_definitions/definitions/definition/metadata/title",
	    "CVE-2026-0008");
	end(&reader, "oval_definitions/definitions/definition", "");
	assert_int_equal(told_count, 0);
}

static void
a_definition_that_can_never_be_true_is_known(void **state)
{
	static const struct {
		const char *comment;
		int is_open;
	} cases[] = {
	    {"vim DPKG is earlier than 0", 1},
	    {"vim DPKG is earlier than 0.1", 0},
	    {"vim DPKG is earlier than 10", 0},
	    {"0", 0},
	};
	struct scap_reader reader;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		begin_reading(&reader);
		begin(&reader, "oval_definitions/definitions/definition", "id",
		    "d");
		end(&reader,
		    "oval_definitions/definitions/definition/metadata/title",
		    "CVE-2026-0007 vim");
		begin(&reader,
		    "oval_definitions/definitions/definition/criteria/"
		    "criterion",
		    "comment", cases[i].comment);
		end(&reader, "oval_definitions/definitions/definition", "");
		assert_int_equal(told_count, 1);
		assert_int_equal(told.is_open, cases[i].is_open);
	}
}

static void
a_text_that_is_too_long_is_none(void **state)
{
	struct scap_reader reader;
	char name[300];

	(void)state;
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	begin_reading(&reader);
	begin(&reader, "Rule", "id", name);
	end(&reader, "Rule/title", "RHSA-2006:0117");
	end(&reader, "Rule", "");
	assert_int_equal(told_count, 0);
	end(&reader, "TestResult/target", name);
	assert_string_equal(report.target, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_title_may_name_an_advisory_or_a_cve),
	    cmocka_unit_test(an_advisory_of_red_hat_is_known_by_the_definition),
	    cmocka_unit_test(results_of_rules_and_of_definitions_are_verdicts),
	    cmocka_unit_test(
		a_cve_is_kept_once_and_no_more_than_there_is_room_for),
	    cmocka_unit_test(what_red_hat_calls_unaffected_is_no_check),
	    cmocka_unit_test(a_definition_that_can_never_be_true_is_known),
	    cmocka_unit_test(a_text_that_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
