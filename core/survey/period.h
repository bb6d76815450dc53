/*
 * period.h - what an answer is about: a year, a quarter, a month or a day
 *
 * "2026", "2026-Q4", "2026-11" and "2026-11-26", from 1970 to 9999.
 */
#ifndef PL_PERIOD_H
#define PL_PERIOD_H

#include <stdint.h>

enum { PL_PERIOD_TEXT = 11 };

/* The first day, as days since 1970-01-01; -1: it is no period. */
int64_t pl_period_begin(const char *text);

/* The first day after it, likewise. */
int64_t pl_period_end(const char *text);

/* Does its last day lie in another? Of the quarters of a year only the last one
 * has that of the year. Not where one of them is no period. */
int pl_period_ends_in(const char *text, const char *other);

/* The instants at which it begins and at which what follows it begins; it is a
 * period. */
void pl_period_span(const char *text, int64_t *from_ms, int64_t *until_ms);

/* The same order for all: by first day, and of two that begin on one the
 * longer one first. */
int pl_period_compare(const char *a, const char *b);

int pl_period_is_month(const char *text);

/* Does it begin only after an instant? */
int pl_period_is_after(const char *text, int64_t ms);

/* The quarter that an instant lies in. */
void pl_period_of(int64_t ms, char out[PL_PERIOD_TEXT]);

#endif
