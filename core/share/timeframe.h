/*
 * timeframe.h - the time that a submission is about
 *
 * A quarter, or a year for an annual release. What began in it is watched for
 * some time after its end, and before that is over nothing is told of it: gaps
 * that are still open are nobody's business (an embargo), and most of what was
 * going to be patched was. That time is 30 days after a quarter and 90 after a
 * year.
 */
#ifndef PL_TIMEFRAME_H
#define PL_TIMEFRAME_H

#include <stdint.h>

#include "share/taxonomy.h"

struct pl_error;

enum { PL_TIMEFRAME_NAME = 8, PL_TIMEFRAME_DAY = 11 };

struct pl_timeframe {
	char name[PL_TIMEFRAME_NAME]; /* "2026-Q3", "2026" */
	int year, is_year;            /* a whole year */
	int64_t from_ms, to_ms;       /* to_ms is past its end */
	int64_t as_of_ms;             /* the last instant that it is watched */
	char from[PL_TIMEFRAME_DAY];  /* its first day, "2026-07-01" */
	char to[PL_TIMEFRAME_DAY];    /* its last one */
	char as_of[PL_TIMEFRAME_DAY]; /* the last one that it is watched */
};

/* Read "2026Q3", "2026-Q3" or "2026", from 1970 to 9998. PL_E_CONFIG for
 * anything else. */
int pl_timeframe_read(
    struct pl_timeframe *out, const char *text, struct pl_error *err);

/* The quarter, or the year, that begins on a day, "2026-07-01". PL_E_DATA where
 * none does. */
int pl_timeframe_begin(struct pl_timeframe *out, const char *day, int is_year,
    struct pl_error *err);

/* May it be told of now, by an organization with this privacy? PL_E_CONFIG
 * where it is a year and the privacy is not annual, or the other way round, and
 * while it is under embargo. */
int pl_timeframe_check(const struct pl_timeframe *span, enum pl_privacy privacy,
    int64_t now_ms, struct pl_error *err);

#endif
