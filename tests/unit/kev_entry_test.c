#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/kev/entry.h"

static const char *
attr(const struct kev_event *made, const char *name)
{
	for (uint32_t i = 0; i < made->event.attr_count; i++)
		if (strcmp(made->attrs[i].name, name) == 0)
			return made->attrs[i].value;
	return NULL;
}

/* Days are those of date -u -d DAY +%s. */
static void
an_entry_is_known_by_the_day_it_was_added(void **state)
{
	const struct kev_entry entry = {
	    "CVE-2021-44228", "2021-12-10", "2021-12-24", "Known", "Apache"};
	struct kev_event made;

	(void)state;
	assert_int_equal(kev_event_make(&made, &entry), 0);
	assert_string_equal(made.event.kind, "vuln.kev_added");
	assert_string_equal(made.event.vuln, "CVE-2021-44228");
	assert_int_equal(made.event.after_ms, 1639094399999);
	assert_int_equal(made.event.time_ms, 1639180799999);
	assert_string_equal(attr(&made, "kev"), "yes");
	assert_string_equal(attr(&made, "kev_added"), "2021-12-10");
	assert_string_equal(attr(&made, "kev_due"), "2021-12-24");
	assert_string_equal(attr(&made, "ransomware"), "yes");
	assert_string_equal(attr(&made, "exploitation"), "active");
	assert_string_equal(attr(&made, "vendor"), "Apache");
}

static void
a_due_date_may_lie_before_it_or_be_missing(void **state)
{
	struct kev_entry entry = {
	    "CVE-2021-34527", "2021-11-03", "2021-07-20", "Unknown", NULL};
	struct kev_event made;

	(void)state;
	assert_int_equal(kev_event_make(&made, &entry), 0);
	assert_string_equal(attr(&made, "kev_due"), "2021-07-20");
	assert_null(attr(&made, "ransomware"));
	assert_null(attr(&made, "vendor"));
	entry.due = "";
	assert_int_equal(kev_event_make(&made, &entry), 0);
	assert_null(attr(&made, "kev_due"));
}

static void
what_is_no_entry_is_told(void **state)
{
	static const struct {
		struct kev_entry entry;
		const char *reason;
	} cases[] = {
	    {{NULL, "2021-12-10", NULL, NULL, NULL},
		"cveID: expected a name such as CVE-2021-44228, not \"\""},
	    {{"CVE-2021-442", "2021-12-10", NULL, NULL, NULL},
		"cveID: expected a name such as CVE-2021-44228, not "
		"\"CVE-2021-442\""},
	    {{"CVE-2021-44228", NULL, NULL, NULL, NULL},
		"dateAdded: expected a day such as 2021-11-03, not \"\""},
	    {{"CVE-2021-44228", "12/10/2021", NULL, NULL, NULL},
		"dateAdded: expected a day such as 2021-11-03, not "
		"\"12/10/2021\""},
	    {{"CVE-2021-44228", "2021-12-10", "soon", NULL, NULL},
		"dueDate: expected a day such as 2021-11-03, not \"soon\""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct kev_event made;

		assert_int_equal(kev_event_make(&made, &cases[i].entry), -1);
		assert_string_equal(made.reason, cases[i].reason);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_entry_is_known_by_the_day_it_was_added),
	    cmocka_unit_test(a_due_date_may_lie_before_it_or_be_missing),
	    cmocka_unit_test(what_is_no_entry_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
