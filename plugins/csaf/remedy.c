#include "plugins/csaf/remedy.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { KB_LEAST = 6, KB_MOST = 8 }; /* digits */

static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

int
remedy_of_details(const char *details, char *out, size_t size)
{
	size_t count = digits(details);

	if (count < KB_LEAST || count > KB_MOST ||
	    (details[count] != '\0' && details[count] != ':'))
		return 0;
	snprintf(out, size, "KB%.*s", (int)count, details);
	return 1;
}

/* "RHSA-2024:0010": letters, a year, a number. */
static int
is_erratum(const char *text)
{
	size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (length < 3 || text[length] != '-' || digits(text + length + 1) != 4)
		return 0;
	text += length + 5;
	return *text == ':' && digits(text + 1) > 0 &&
	       text[1 + digits(text + 1)] == '\0';
}

int
remedy_of_url(const char *url, char *out, size_t size)
{
	const char *slash = strrchr(url, '/');
	const char *kb = strstr(url, "KB");
	size_t count = kb == NULL ? 0 : digits(kb + 2);

	if (slash != NULL && is_erratum(slash + 1)) {
		snprintf(out, size, "%s", slash + 1);
		return 1;
	}
	if (count < KB_LEAST || count > KB_MOST)
		return 0;
	snprintf(out, size, "%.*s", (int)count + 2, kb);
	return 1;
}

const char *
remedy_reboot(const char *restart)
{
	static const char *const meant[][2] = {{"none", "no"}, {"No", "no"},
	    {"machine", "yes"}, {"system", "yes"}, {"Yes", "yes"},
	    {"Maybe", "maybe"}, {"service", "no"},
	    {"vulnerable_component", "no"}, {"connected", "no"},
	    {"dependencies", "no"}, {"parent", "no"}, {"zone", "no"}};

	for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
		if (strcmp(restart, meant[i][0]) == 0)
			return meant[i][1];
	return NULL;
}

int
remedy_is_exploited(const char *status)
{
	return strstr(status, "Exploited:Yes") != NULL;
}
