/*
 * nearest.h - which of some words a slip was meant to be
 */
#ifndef PL_NEAREST_H
#define PL_NEAREST_H

#include "base/buf.h"

/* The word, of a list closed by NULL, that takes the fewest letters added, left
 * out or changed to become this one; NULL where none is near. */
const char *pl_nearest(const char *word, const char *const *known);

/* Append what there is to say to a word that is not known: did you mean "kev"?
 * or else the whole list: expected one of kev, cvss. */
void pl_nearest_tell(
    struct pl_buf *out, const char *word, const char *const *known);

#endif
