/*
 * domain.h - which words with dots between them name a machine or a domain
 */
#ifndef PL_DOMAIN_H
#define PL_DOMAIN_H

#include <stddef.h>

/* The length of the domain name that text, closed by NUL, begins with, or 0. It
 * ends in a domain of a country or one of the usual others, or in one that
 * organizations use inside, such as .local. Names of files that end alike, a
 * sentence that begins behind a full stop without a space, and names such as
 * ASP.NET are none. *labels, unless NULL: how many parts it has. */
size_t pl_domain_at(const char *text, size_t *labels);

/* Whether this word is such an ending. */
int pl_domain_ending(const char *word, size_t length);

#endif
