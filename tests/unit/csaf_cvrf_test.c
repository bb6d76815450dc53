#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "plugins/csaf/cvrf.h"
#include "tests/unit/telling.h"

/* What a document tells, given in pieces of so many bytes; or why it is none.
 */
static void
hold_in(const char *xml, size_t piece, const char *wanted)
{
	struct telling telling;
	struct cvrf *cvrf;
	char why[200] = "";
	uint64_t events = 0;
	int32_t result = PLORE_OK;

	telling_begin(&telling, NULL);
	cvrf = cvrf_new(&telling.host);
	for (size_t length; result == PLORE_OK && *xml != '\0'; xml += length) {
		length = strnlen(xml, piece);
		if (cvrf_take(cvrf, xml, length, why, sizeof why) < 0)
			result = PLORE_E_DATA;
	}
	if (result == PLORE_OK)
		result = cvrf_end(cvrf, &events, why, sizeof why);
	cvrf_free(cvrf);
	telling_end(&telling);
	assert_string_equal(
	    result == PLORE_E_DATA ? why : telling.text, wanted);
	free(telling.text);
}

static void
hold(const char *xml, const char *wanted)
{
	hold_in(xml, 1, wanted);
	hold_in(xml, 1000000, wanted);
}

#define DOC(rest)                                                              \
	"<c:cvrfdoc xmlns:c='urn:c' xmlns:v='urn:v'><c:DocumentPublisher>"     \
	"<c:ContactDetails>secure@microsoft.com</c:ContactDetails>"            \
	"</c:DocumentPublisher><c:DocumentTracking>"                           \
	"<c:InitialReleaseDate>1970-01-01T00:00:01</c:InitialReleaseDate>"     \
	"<c:CurrentReleaseDate>1970-01-01T00:00:09Z</c:CurrentReleaseDate>"    \
	"</c:DocumentTracking>" rest "</c:cvrfdoc>"
#define VULN(cve, rest)                                                        \
	"<v:Vulnerability><v:CVE>\n " cve "\n</v:CVE>" rest "</"               \
	"v:Vulnerability>"
#define FIX(description, rest)                                                 \
	"<v:Remediation Type='Vendor Fix'><v:Description>" description         \
	"</v:Description>" rest "</v:Remediation>"
#define SEVERITY(word)                                                         \
	"<v:Threat Type='Severity'><v:Description>" word                       \
	"</v:Description></v:Threat>"
#define SINCE(second)                                                          \
	"<v:RevisionHistory><v:Revision><c:Date>1970-01-01T00:00:0" second     \
	"</c:Date></v:Revision></v:RevisionHistory>"

#define RESTART(word)  "<v:RestartRequired>" word "</v:RestartRequired>"
#define REPLACES(list) "<v:Supercedence>" list "</v:Supercedence>"
#define OTHER(type, description)                                               \
	"<v:Remediation Type='" type "'><v:Description>" description           \
	"</v:Description></v:Remediation>"
#define FIRST                                                                  \
	VULN("CVE-2026-0001",                                                  \
	    SEVERITY("Important") FIX("5099001", RESTART("No")) SINCE("4"))
#define SECOND                                                                 \
	VULN("CVE-2026-0002",                                                  \
	    FIX("5099001", RESTART("Yes")) SEVERITY("Critical") SINCE("3"))
#define REPLACING                                                              \
	VULN("CVE-2026-0001",                                                  \
	    FIX("5099001", REPLACES("5098001;5099001, 5098002 12"))            \
		OTHER("Known Issue", "5099001"))
#define NAMELESS                                                               \
	VULN("CVE-2026-0001",                                                  \
	    FIX("Release Notes", "") OTHER("Mitigation", "5099001"))           \
	VULN("", FIX("5099002", ""))

static void
an_update_fixes_all_that_name_it(void **state)
{
	(void)state;
	hold(DOC(FIRST SECOND),
	    "vuln.published 4000 CVE-2026-0001 severity=high\n"
	    "vuln.published 3000 CVE-2026-0002 severity=critical\n"
	    "patch.released 3000 KB5099001 vendor=microsoft type=security "
	    "severity=critical reboot=yes remediation=vendor_fix "
	    "vuln=CVE-2026-0001 vuln=CVE-2026-0002\n");
}

static void
an_update_tells_what_it_replaces(void **state)
{
	(void)state;
	hold(DOC(REPLACING),
	    "vuln.published 1000 CVE-2026-0001\n"
	    "patch.released 1000 KB5099001 vendor=microsoft type=security "
	    "remediation=vendor_fix vuln=CVE-2026-0001\n"
	    "patch.superseded 1000 KB5098001 superseded_by=KB5099001\n"
	    "patch.superseded 1000 KB5098002 superseded_by=KB5099001\n"
	    "patch.known_issue 9000 KB5099001\n");
}

static void
what_names_no_update_is_none(void **state)
{
	(void)state;
	hold(DOC(NAMELESS), "vuln.published 1000 CVE-2026-0001\n");
}

static void
what_is_no_document_is_told(void **state)
{
	(void)state;
	hold("", "line 1: no element found");
	hold("<a>", "line 1: no element found");
	hold("<a>\n</b>", "line 2: mismatched tag");
	hold("<rss/>", "expected an element cvrfdoc (CVRF 1.1)");
	hold("<cvrfdoc/>",
	    "its publisher is not Microsoft; look for its CSAF instead");
	hold("<cvrfdoc><DocumentPublisher><IssuingAuthority>Microsoft"
	     "</IssuingAuthority></DocumentPublisher></cvrfdoc>",
	    "no InitialReleaseDate");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_update_fixes_all_that_name_it),
	    cmocka_unit_test(an_update_tells_what_it_replaces),
	    cmocka_unit_test(what_names_no_update_is_none),
	    cmocka_unit_test(what_is_no_document_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
