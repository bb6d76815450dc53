/* SPDX-License-Identifier: MIT */
#include "kit/cve.h"

#include <string.h>

enum { LEAST = 4, MOST = 19 }; /* digits of the number, by the CVE schema */

int
kit_cve_is(const char *text)
{
	static const char digits[] = "0123456789";
	size_t number;

	if (strncmp(text, "CVE-", 4) != 0 || strspn(text + 4, digits) != 4 ||
	    text[8] != '-')
		return 0;
	number = strspn(text + 9, digits);
	return number >= LEAST && number <= MOST && text[9 + number] == '\0';
}
