/*
 * technical.h - what looks like a secret but is a part of the trade
 *
 * Numbers of advisories and vulnerabilities, codes of errors, versions and
 * full names of packages are known everywhere and are what a lesson is about.
 *
 * Four numbers with dots between them are an address as well as a version. They
 * are taken for a version only where one of them is above 255 or a word such as
 * "version" stands before them: keeping a version is worth less than an address
 * costs. Addresses that all machines have, as 127.0.0.1, and masks are left.
 */
#ifndef PL_TECHNICAL_H
#define PL_TECHNICAL_H

#include <stddef.h>

/* The length of such a token at this place of a text closed by NUL, or 0. Where
 * a token begins is for the caller to know: behind no letter or digit. */
size_t pl_technical(const char *text, size_t at);

/* The same, but no packages: their names may be somebody's own. */
size_t pl_technical_number(const char *text, size_t at);

#endif
