/*
 * choices.h - what a reviewer decided beside the rules
 *
 * Words to be struck go wherever they stand for themselves (denylist.h), short
 * and common ones, too. Words to be restored stay where a rule takes just these
 * for something private by its form. Both are meant however they are written.
 *
 * Only scrub.h says what comes of it: names of the own list and secrets go,
 * whatever was to be restored.
 */
#ifndef PL_CHOICES_H
#define PL_CHOICES_H

#include <stddef.h>

struct pl_choices;
struct pl_error;
struct pl_spans;

enum { PL_CHOICES = 64 }; /* of either sort at once */

struct pl_choices *pl_choices_new(void);
void pl_choices_free(struct pl_choices *choices); /* NULL is fine */

/* Choose words, which may be chosen already. PL_E_LIMIT where there are too
 * many or too long ones, PL_E_DATA where they are not UTF-8, PL_E_CONFIG where
 * they hold no letter or digit. */
int pl_choices_strike(
    struct pl_choices *choices, const char *words, struct pl_error *err);
int pl_choices_restore(struct pl_choices *choices, const char *words,
    size_t length, struct pl_error *err);

/* Take back all that was struck and stands in this text, or the restoring of
 * just this text. Returns how many choices went. */
size_t pl_choices_unstrike(
    struct pl_choices *choices, const char *text, size_t length);
size_t pl_choices_unrestore(
    struct pl_choices *choices, const char *text, size_t length);

/* Append to found, as PL_SPAN_STRUCK, what goes of a text as pl_normal_clean
 * returns it. */
void pl_choices_find(const struct pl_choices *choices, const char *text,
    size_t length, struct pl_spans *found);

/* Is just this text restored? */
int pl_choices_keeps(
    const struct pl_choices *choices, const char *text, size_t length);

#endif
