#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/osv/dsalist.h"
#include "plugins/osv/report.h"
#include "tests/unit/telling.h"

/* What a list tells, and the number of lines that were refused. */
static int
tell(const char *text, struct telling *telling)
{
	struct report report = {.host = &telling->host};
	struct dsalist list;
	char line[200], why[200];
	int refused = 0;

	dsalist_begin(&list, &report);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		int32_t result;

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		result = dsalist_line(&list, line, why, sizeof why);
		assert_true(result == PLORE_OK || result == PLORE_E_DATA);
		refused += result == PLORE_E_DATA;
		text += length + (text[length] == '\n');
	}
	assert_int_equal(dsalist_end(&list), PLORE_OK);
	report_free(&report);
	telling_end(telling);
	return refused;
}

/* 2019-04-03 ends at 1554335999999 (date -d '2019-04-04 UTC' +%s). */
static void
an_entry_is_an_advisory_of_a_day(void **state)
{
	struct telling telling;

	(void)state;
	telling_begin(&telling, NULL);
	assert_int_equal(tell("[03 Apr 2019] DSA-4421-1 chromium - security "
			      "update\n"
			      "\t{CVE-2019-5787 CVE-2019-5788}\n"
			      "\t[stretch] - chromium 73.0-1~deb9u1\n"
			      "\tNOTE: whatever\n",
			     &telling),
	    0);
	assert_string_equal(telling.text,
	    "patch.released 1554335999999 DSA-4421-1 vendor=debian "
	    "type=security vuln=CVE-2019-5787 vuln=CVE-2019-5788\n"
	    "patch.released 1554335999999 chromium=73.0-1~deb9u1 "
	    "pkg:deb/debian/chromium vendor=debian type=security "
	    "advisory=DSA-4421-1 arch=source distro=debian-9 "
	    "vuln=CVE-2019-5787 vuln=CVE-2019-5788\n");
	free(telling.text);
}

static void
what_is_not_fixed_is_no_patch(void **state)
{
	struct telling telling;

	(void)state;
	telling_begin(&telling, "debian-9");
	assert_int_equal(tell("[03 Apr 2019] DSA-1-1 a - security update\n"
			      "\t[stretch] - a <not-affected> (because)\n"
			      "\t[jessie] - a 1.0\n"
			      "[03 Apr 2019] DSA-1-2 b - security update\n"
			      "\t[stretch] - b <unfixed>\n"
			      "\t[stretch] - b <end-of-life>\n",
			     &telling),
	    0);
	assert_string_equal(telling.text, "");
	free(telling.text);
}

static void
a_bad_line_costs_itself(void **state)
{
	static const char *const heads[] = {"[30 Feb 2019] DSA-1-1 a - b",
	    "[03 Apx 2019] DSA-1-1 a - b", "[03 prM 2019] DSA-1-1 a - b",
	    "[03 Apr 2019]", "[03 Apr 2019] ", "03 Apr 2019 DSA-1-1", "x"};
	struct telling telling;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(heads); i++) {
		telling_begin(&telling, NULL);
		assert_int_equal(tell(heads[i], &telling), 1);
		assert_string_equal(telling.text, "");
		free(telling.text);
	}
	telling_begin(&telling, NULL);
	assert_int_equal(tell("x\n\t[stretch] - a 1.0\n"
			      "[03 Apr 2019] DSA-1-1 b\n"
			      "\t[stretch] b 1.0\n\t[stretch]\n\t[]\n",
			     &telling),
	    4);
	assert_string_equal(telling.text,
	    "patch.released 1554335999999 DSA-1-1 vendor=debian "
	    "type=security\n");
	free(telling.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_entry_is_an_advisory_of_a_day),
	    cmocka_unit_test(what_is_not_fixed_is_no_patch),
	    cmocka_unit_test(a_bad_line_costs_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
