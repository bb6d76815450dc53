#include "share/vocabulary.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"

enum { WORDS = 16 };

/* month has a form instead of words. */
static const struct stratum {
	const char *name;
	const char *words[WORDS];
} strata[] = {
    {"severity", {"critical", "high", "important", "medium", "moderate", "low",
		     "none", "unrated"}},
    {"kev", {"yes", "no"}},
    {"exposed", {"yes", "no"}},
    {"importance", {"critical", "high", "medium", "moderate", "low", "none"}},
    {"class", {"server", "workstation", "desktop", "laptop", "mobile",
		  "network", "printer", "appliance", "container", "virtual",
		  "cloud", "ot", "iot"}},
    {"patch-type", {"security", "bugfix", "feature", "enhancement",
		       "recommended", "optional", "driver", "firmware"}},
    {"reboot", {"yes", "no", "none", "maybe", "possible"}},
    {"scenario", {"routine", "emergency", "mitigation", "unpatchable"}},
    {"month", {NULL}},
};

static const struct stratum *
stratum_of(const char *name)
{
	for (size_t i = 0; i < PL_COUNT(strata); i++)
		if (strcmp(strata[i].name, name) == 0)
			return &strata[i];
	return NULL;
}

int
pl_public_stratum(const char *stratum)
{
	return stratum_of(stratum) != NULL;
}

const char *
pl_public_stratum_at(unsigned index)
{
	return index < PL_COUNT(strata) ? strata[index].name : NULL;
}

/* ---- Forms --------------------------------------------------------------- */

/* A form of texts: '9' is a digit, 'h' a hexadecimal one, 'z' a digit or a
 * small letter, '+' once more of what stands before it, and any other letter is
 * itself. "9++" is one to three digits. */
static int
fits_one(char form, char letter)
{
	if (form == '9')
		return letter >= '0' && letter <= '9';
	if (form == 'h')
		return letter != '\0' &&
		       strchr("0123456789abcdefABCDEF", letter) != NULL;
	if (form == 'z')
		return (letter >= '0' && letter <= '9') ||
		       (letter >= 'a' && letter <= 'z');
	return form == letter;
}

static int
fits(const char *form, const char *text)
{
	for (; *form != '\0'; form++) {
		char one = *form;

		if (*text == '\0' || !fits_one(one, *text))
			return 0;
		for (text++; form[1] == '+'; form++)
			text += *text != '\0' && fits_one(one, *text);
	}
	return *text == '\0';
}

static int
fits_any(const char *const *forms, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (fits(forms[i], text))
			return 1;
	return 0;
}

int
pl_public_value(const char *stratum, const char *value)
{
	const struct stratum *known = stratum_of(stratum);

	if (known == NULL)
		return 0;
	if (strcmp(value, "unknown") == 0)
		return 1;
	if (known->words[0] == NULL)
		return fits("9999-99", value);
	for (size_t i = 0; i < WORDS && known->words[i] != NULL; i++)
		if (strcmp(known->words[i], value) == 0)
			return 1;
	return 0;
}

int
pl_public_name(const char *name)
{
	static const char *const forms[] = {"KB999999++", "CVE-9999-9999+++",
	    "RHSA-9999:9999++", "RHBA-9999:9999++", "RHEA-9999:9999++",
	    "ALSA-9999:9999++", "ALBA-9999:9999++", "ALEA-9999:9999++",
	    "RLSA-9999:9999++", "RLBA-9999:9999++", "ELSA-9999-9999++",
	    "ELBA-9999-9999++", "USN-9999+-9+", "DSA-9999+-9+", "DLA-9+++-9+",
	    "MS99-999", "GHSA-zzzz-zzzz-zzzz"};

	return fits_any(forms, PL_COUNT(forms), name);
}

int
pl_public_code(const char *code)
{
	static const char *const forms[] = {
	    "0xh+++++++", "0Xh+++++++", "9+++++++++", "-9+++++++++"};

	return fits_any(forms, PL_COUNT(forms), code);
}

int
pl_public_policy(const char *id)
{
	static const char *const ids[] = {"7-30-90", "bod-22-01", "bod-26-04",
	    "cyber-essentials", "essential-eight", "fedramp", "pci-dss-6.3.3"};

	for (size_t i = 0; i < PL_COUNT(ids); i++)
		if (strcmp(ids[i], id) == 0)
			return 1;
	return 0;
}
