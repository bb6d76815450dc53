/* SPDX-License-Identifier: MIT
 *
 * cve.h - the names of vulnerabilities
 */
#ifndef KIT_CVE_H
#define KIT_CVE_H

/* Is the text a name such as "CVE-2024-1234": a year and a number of four
 * digits or more? */
int kit_cve_is(const char *text);

#endif
