/*
 * recognize.h - what can be known for private by its form
 *
 * Addresses, accounts, numbers and secrets have forms that a rule can check,
 * and where there is a function that reads one, as inet_pton, the rule is that
 * function. A bare name has none: for those there is denylist.h.
 *
 * What pl_technical knows is left alone, and so are placeholders.
 */
#ifndef PL_RECOGNIZE_H
#define PL_RECOGNIZE_H

#include <stddef.h>

#include "scrub/spans.h"

/* The rules of this file, domain.h, technical.h, words.h and denylist.h; a
 * change to what they find changes this. */
#define PL_SCRUB_RULES "2026.2"

/* Append to found what is recognized in a text as pl_normal_clean returns it,
 * in order and without overlap. A text costs time in proportion to its length,
 * whatever it holds. */
void pl_recognize(const char *text, size_t length, struct pl_spans *found);

/* Does a piece that was recognized hold a secret, as an address may? */
int pl_recognize_secret(const char *text, size_t length);

#endif
