#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/csaf/document.h"
#include "tests/unit/telling.h"

struct text {
	const char *at;
	size_t left;
};

static ssize_t
read_text(void *context, void *to, size_t room)
{
	struct text *text = context;
	size_t n = text->left < room ? text->left : room;

	memcpy(to, text->at, n);
	text->at += n;
	text->left -= n;
	return (ssize_t)n;
}

/* What a document, with ' for ", tells; or why it is none. */
static void
hold(const char *given, const char *distro, const char *wanted)
{
	char *json = strdup(given), why[200] = "";
	struct telling telling;
	struct document document = {.host = &telling.host};
	int32_t result = PLORE_E_UNSUPPORTED;

	for (char *at = json; (at = strchr(at, '\'')) != NULL;)
		*at = '"';
	telling_begin(&telling, distro);
	for (int i = 0; i < 2 && result == PLORE_E_UNSUPPORTED; i++) {
		struct text text = {json, strlen(json)};
		struct kit_pull *pull = kit_pull_new(read_text, &text);

		result = document_read(&document, pull, why, sizeof why);
		kit_pull_free(pull);
	}
	telling_end(&telling);
	assert_string_equal(
	    result == PLORE_E_DATA ? why : telling.text, wanted);
	document_clear(&document);
	document_free(&document);
	free(telling.text);
	free(json);
}

#define HEAD(id, category)                                                     \
	"'document':{'category':'" category "','publisher':{'name':"           \
	"'Red Hat Product Security'},'aggregate_severity':{'text':'Low'},"     \
	"'tracking':{'id':'" id "',"                                           \
	"'initial_release_date':'1970-01-01T00:00:01Z',"                       \
	"'current_release_date':'1970-01-01T00:00:05Z'}}"
#define TREE                                                                   \
	"'product_tree':{'branches':[{'branches':[{'product':{'product_id':"   \
	"'os','product_identification_helper':{'cpe':"                         \
	"'cpe:/o:redhat:enterprise_linux:9::baseos'}}},{'product':{"           \
	"'product_id':'p.x','product_identification_helper':{'purl':"          \
	"'pkg:rpm/redhat/p@1-2?arch=x86_64'}}},{'product':{'product_id':"      \
	"'p.a','product_identification_helper':{'purl':"                       \
	"'pkg:rpm/redhat/p@1-2?arch=aarch64'}}}]}],'relationships':[{"         \
	"'full_product_name':{'product_id':'os:p.x'},'product_reference':"     \
	"'p.x','relates_to_product_reference':'os'},{'full_product_name':{"    \
	"'product_id':'os:p.a'},'product_reference':'p.a',"                    \
	"'relates_to_product_reference':'os'}]}"
#define FIXED                                                                  \
	"'vulnerabilities':[{'cve':'CVE-2026-0001','product_status':{'fixed':" \
	"['os:p.x','os:p.a','gone']}}]"

static const char told[] =
    "patch.released 1000 RHSA-2026:1 vendor=redhat type=security "
    "severity=low vuln=CVE-2026-0001\n"
    "patch.released 1000 p=1-2 pkg:rpm/rhel/p vendor=redhat type=security "
    "severity=low advisory=RHSA-2026:1 distro=rhel-9 vuln=CVE-2026-0001\n";

static void
the_order_of_members_changes_nothing(void **state)
{
	(void)state;
#define ADVISORY HEAD("RHSA-2026:1", "csaf_security_advisory")
	hold("{" ADVISORY "," TREE "," FIXED "}", NULL, told);
	hold("{" FIXED "," TREE "," ADVISORY "}", NULL, told);
	hold("{" TREE "," FIXED "," ADVISORY "}", NULL, told);
	hold("{" ADVISORY "," FIXED "," TREE "}", NULL, told);
}

static void
a_release_can_be_asked_for(void **state)
{
	(void)state;
	hold("{" ADVISORY "," TREE "," FIXED "}", "rhel-9", told);
	hold("{" ADVISORY "," TREE "," FIXED "}", "rhel", told);
	hold("{" ADVISORY "," TREE "," FIXED "}", "rhel-8", "");
}

#define VEX HEAD("CVE-2026-0001", "csaf_vex")
#define REMEDIES                                                               \
	"'remediations':[{'category':'workaround','product_ids':['os:p.x']},"  \
	"{'category':'vendor_fix','date':'1970-01-01T00:00:03Z',"              \
	"'product_ids':['os:p.x'],'restart_required':{'category':'service'},"  \
	"'url':'https://x/errata/RHSA-2026:2'}]"
#define GRADES                                                                 \
	"'threats':[{'category':'impact','details':'Moderate'}],"              \
	"'scores':[{'cvss_v3':{'baseScore':4.2}},{'cvss_v2':{'baseScore':3}}]"
#define FIXED_BY                                                               \
	"'vulnerabilities':[{'cve':'CVE-2026-0001','product_status':{"         \
	"'fixed':['os:p.x']}," REMEDIES "," GRADES "}]"
#define SPARED                                                                 \
	"'vulnerabilities':[{'cve':'CVE-2026-0001','product_status':{"         \
	"'known_not_affected':['os:p.x','os:p.a','os']},'remediations':[{"     \
	"'category':'none_available'},{'category':'no_fix_planned'}]}]"

static void
a_remedy_dates_what_it_fixes(void **state)
{
	(void)state;
	hold("{" VEX "," TREE "," FIXED_BY "}", NULL,
	    "vuln.published 1000 CVE-2026-0001 severity=medium cvss=4.2\n"
	    "vuln.rescored 5000 CVE-2026-0001 severity=medium cvss=4.2 "
	    "remediation=vendor_fix\n"
	    "patch.released 3000 RHSA-2026:2 vendor=redhat type=security "
	    "reboot=no remediation=vendor_fix vuln=CVE-2026-0001\n"
	    "patch.released 3000 p=1-2 pkg:rpm/rhel/p vendor=redhat "
	    "type=security reboot=no remediation=vendor_fix "
	    "advisory=RHSA-2026:2 distro=rhel-9 vuln=CVE-2026-0001\n");
}

static void
what_is_not_affected_is_told_of_the_vulnerability(void **state)
{
	(void)state;
	hold("{" VEX "," TREE "," SPARED "}", NULL,
	    "vuln.published 1000 CVE-2026-0001 severity=low\n"
	    "vuln.rescored 5000 CVE-2026-0001 severity=low "
	    "remediation=none_available "
	    "not_affected=pkg:rpm/rhel/p?distro=rhel-9\n");
}

static void
an_update_without_vulnerabilities_is_told(void **state)
{
	(void)state;
	hold("{" HEAD("RHBA-2026:3", "csaf_security_advisory") "}", NULL,
	    "patch.released 1000 RHBA-2026:3 vendor=redhat type=bugfix "
	    "severity=low\n");
	hold("{" HEAD("RHSA-2026:3", "csaf_withdrawn") "}", NULL,
	    "patch.withdrawn 5000 RHSA-2026:3\n");
}

#define HALF                                                                   \
	"'vulnerabilities':[{'cve':'CVE-2026-0001','product_status':{"         \
	"'fixed':['os:p.x'"

static void
what_is_no_document_is_told(void **state)
{
	(void)state;
	hold("7", NULL, "no document.tracking.id: expected CSAF 2.0");
	hold("{'document':{'tracking':{'id':'X','initial_release_date':"
	     "'soon'}}}",
	    NULL, "no document.tracking.initial_release_date");
	hold("{" ADVISORY ",'vulnerabilities':7,'product_tree':'x'}", NULL,
	    "patch.released 1000 RHSA-2026:1 vendor=redhat type=security "
	    "severity=low\n");
	/* Half a vulnerability is not told. */
	hold("{" ADVISORY "," TREE "," HALF, NULL,
	    "line 1: the document breaks off; expected ','");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_order_of_members_changes_nothing),
	    cmocka_unit_test(a_release_can_be_asked_for),
	    cmocka_unit_test(a_remedy_dates_what_it_fixes),
	    cmocka_unit_test(what_is_not_affected_is_told_of_the_vulnerability),
	    cmocka_unit_test(an_update_without_vulnerabilities_is_told),
	    cmocka_unit_test(what_is_no_document_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
