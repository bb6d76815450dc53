#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/alloc.h"
#include "plugins/osv/notice.h"
#include "plugins/osv/record.h"
#include "plugins/osv/report.h"
#include "tests/unit/telling.h"

/* What a record or a notice, with ' for ", tells; or why it tells nothing. */
static void
hold(const char *text, const char *distro, const char *wanted)
{
	char *json = strdup(text), why[200] = "";
	struct telling telling;
	struct report report = {.host = &telling.host};
	json_t *object;
	int32_t result;

	for (char *at = json; (at = strchr(at, '\'')) != NULL;)
		*at = '"';
	object = json_loads(json, 0, NULL);
	assert_non_null(object);
	telling_begin(&telling, distro);
	result = json_object_get(object, "release_packages") != NULL
	             ? notice_tell(&report, object, why, sizeof why)
	             : record_tell(&report, object, why, sizeof why);
	telling_end(&telling);
	assert_string_equal(
	    result == PLORE_E_DATA ? why : telling.text, wanted);
	free(telling.text);
	report_free(&report);
	json_decref(object);
	free(json);
}

#define DAY                                                                    \
	"'published':'1970-01-01T00:00:01Z','modified':'1970-01-01T00:00:02Z'"
#define RANGE(fixed)                                                           \
	"'ranges':[{'type':'ECOSYSTEM','events':[{'introduced':'0'},"          \
	"{'fixed':'" fixed "'}]}]"
#define DEBIAN(number, fixed)                                                  \
	"{'package':{'name':'p','ecosystem':'Debian:" number                   \
	"'}," RANGE(fixed) "}"

static void
fixes_of_the_same_version_are_one(void **state)
{
	(void)state;
	hold("{'id':'DSA-1-1'," DAY
	     ",'affected':[" DEBIAN("13", "2") "," DEBIAN("12", "1") "," DEBIAN(
		 "14", "2") "," DEBIAN("11", "0") "]}",
	    NULL,
	    "patch.released 1000 DSA-1-1 vendor=debian type=security\n"
	    "patch.released 1000 p=1 pkg:deb/debian/p vendor=debian "
	    "type=security advisory=DSA-1-1 arch=source distro=debian-12\n"
	    "patch.released 1000 p=2 pkg:deb/debian/p vendor=debian "
	    "type=security advisory=DSA-1-1 arch=source distro=debian-13 "
	    "distro=debian-14\n");
	hold("{'id':'DSA-1-1'," DAY
	     ",'affected':[" DEBIAN("13", "2") "," DEBIAN("12", "1") "]}",
	    "debian-12",
	    "patch.released 1000 DSA-1-1 vendor=debian type=security\n"
	    "patch.released 1000 p=1 pkg:deb/debian/p vendor=debian "
	    "type=security advisory=DSA-1-1 arch=source distro=debian-12\n");
	hold("{'id':'DSA-1-1'," DAY ",'affected':[" DEBIAN("12", "1") "]}",
	    "debian-1", "");
}

static void
a_record_of_a_vulnerability_dates_no_fix(void **state)
{
	(void)state;
	hold("{'id':'DEBIAN-CVE-2026-0001'," DAY
	     ",'affected':[" DEBIAN("12", "1") "]}",
	    NULL,
	    "vuln.published 1000 CVE-2026-0001\n"
	    "patch.revised 2000 p=1 pkg:deb/debian/p vendor=debian "
	    "type=security advisory=DEBIAN-CVE-2026-0001 arch=source "
	    "distro=debian-12 vuln=CVE-2026-0001\n");
	hold("{'id':'RLSA-2026:1','modified':'1970-01-01T00:00:02Z','affected':"
	     "[{'package':{'name':'p','ecosystem':'Rocky Linux:9'}," RANGE(
		 "0:1-1.el9") "}]}",
	    NULL,
	    "patch.revised 2000 p=1-1.el9 pkg:rpm/rocky/p vendor=rocky "
	    "type=security advisory=RLSA-2026:1 distro=rocky-9\n");
}

static void
what_is_related_counts_where_nothing_else_is_said(void **state)
{
	(void)state;
	hold("{'id':'DSA-1-1'," DAY
	     ",'upstream':['CVE-2026-0001'],'related':['CVE-2026-0002'],"
	     "'affected':[{'package':{'name':'p','ecosystem':'Debian'}}]}",
	    NULL,
	    "patch.released 1000 DSA-1-1 vendor=debian type=security "
	    "vuln=CVE-2026-0001\n");
	hold("{'id':'ALBA-1-1'," DAY
	     ",'related':['CVE-2026-0002',7],'affected':[{'package':{'name':"
	     "'p','ecosystem':'AlmaLinux:8'}}]}",
	    NULL,
	    "patch.released 1000 ALBA-1-1 vendor=almalinux type=bugfix "
	    "vuln=CVE-2026-0002\n");
}

static void
binaries_come_in_two_forms(void **state)
{
	static const char told[] =
	    "patch.released 1000 U-1 vendor=ubuntu type=security "
	    "severity=low\n"
	    "patch.released 1000 b=2 pkg:deb/ubuntu/b vendor=ubuntu "
	    "type=security severity=low advisory=U-1 distro=ubuntu-22.04\n"
	    "patch.released 1000 p=1 pkg:deb/ubuntu/p vendor=ubuntu "
	    "type=security severity=low advisory=U-1 arch=source "
	    "distro=ubuntu-22.04\n";

	(void)state;
#define UBUNTU(binaries)                                                       \
	"{'id':'U-1'," DAY ",'affected':[{'package':{'name':'p','ecosystem':"  \
	"'Ubuntu:22.04:LTS'},'ecosystem_specific':{'ubuntu_priority':'low',"   \
	"'binaries':[" binaries "]}," RANGE("1") "}]}"
	hold(UBUNTU("{'binary_name':'b','binary_version':'2'}"), NULL, told);
	hold(UBUNTU("{'b':'2'},7,{'c':7}"), NULL, told);
}

static void
what_was_taken_back_is_told_of_the_advisory(void **state)
{
	(void)state;
	hold("{'id':'RLSA-1'," DAY ",'withdrawn':'1970-01-01T00:00:03Z',"
	     "'affected':[" DEBIAN("12", "1") "]}",
	    NULL, "patch.withdrawn 3000 RLSA-1\n");
	hold("{'id':'DEBIAN-CVE-2026-0001'," DAY
	     ",'withdrawn':'1970-01-01T00:00:03Z','affected':[" DEBIAN(
		 "12", "1") "]}",
	    NULL, "");
	hold("{'id':'GO-1'," DAY ",'withdrawn':'1970-01-01T00:00:03Z'}", NULL,
	    "");
}

static void
what_cannot_be_understood_is_told(void **state)
{
	(void)state;
	hold("{}", NULL, "expected an object with an \"id\"");
	hold("{'id':'D-1','affected':[" DEBIAN("12", "1") "]}", NULL,
	    "neither \"published\" nor \"modified\": when was it?");
	hold("{'id':'D-1','published':'1970','affected':[" DEBIAN(
		 "12", "1") "]}",
	    NULL,
	    "published: \"1970\": expected a time such as "
	    "2026-03-12T02:14:07Z");
	hold("{'id':'D-1'," DAY ",'affected':[{},{'package':{'name':'p',"
	     "'ecosystem':'PyPI'}},7]}",
	    NULL, "");
	hold("{'release_packages':{}}", NULL,
	    "expected an object with an \"id\"");
	hold("{'id':'USN-1-1','release_packages':{}}", NULL,
	    "published: \"\": expected a time such as 2024-11-07T09:49:52");
}

static void
a_notice_names_packages_by_release(void **state)
{
	(void)state;
	hold("{'id':'USN-1-1','published':'1970-01-01T00:00:01',"
	     "'cves':[{'id':'CVE-2026-0001'}],'cves_ids':['CVE-2026-0002'],"
	     "'releases':[{'codename':'jammy','version':'22.04'}],"
	     "'release_packages':{'jammy':[{'name':'p','version':'1',"
	     "'is_source':true},{'name':'q','version':''}]}}",
	    NULL,
	    "patch.released 1000 USN-1-1 vendor=ubuntu type=security "
	    "vuln=CVE-2026-0002 vuln=CVE-2026-0001\n"
	    "patch.released 1000 p=1 pkg:deb/ubuntu/p vendor=ubuntu "
	    "type=security advisory=USN-1-1 arch=source distro=ubuntu-22.04 "
	    "vuln=CVE-2026-0002 vuln=CVE-2026-0001\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fixes_of_the_same_version_are_one),
	    cmocka_unit_test(a_record_of_a_vulnerability_dates_no_fix),
	    cmocka_unit_test(what_is_related_counts_where_nothing_else_is_said),
	    cmocka_unit_test(binaries_come_in_two_forms),
	    cmocka_unit_test(what_was_taken_back_is_told_of_the_advisory),
	    cmocka_unit_test(what_cannot_be_understood_is_told),
	    cmocka_unit_test(a_notice_names_packages_by_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
