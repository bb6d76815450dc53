/*
 * time.h - instants and durations as people write them
 *
 * An instant is int64_t milliseconds since 1970-01-01 00:00 UTC, from year 1
 * to year 9999. A function that needs "now" is given it.
 */
#ifndef PL_TIME_H
#define PL_TIME_H

#include <stddef.h>
#include <stdint.h>

#define PL_MINUTE_MS INT64_C(60000)
#define PL_DAY_MS    INT64_C(86400000)

enum { PL_TIME_TEXT = 80 }; /* bytes that any of the texts below fit in */

/* Now, or the instant in SOURCE_DATE_EPOCH (seconds), so that a run can be
 * repeated to the byte. */
int64_t pl_time_now(void);

/* Milliseconds since some instant, which no change of the clock moves: to tell
 * how long something takes. */
int64_t pl_time_steady(void);

/* Read "2026-03-12", "2026-03-12T02:14:07Z" with any fraction, or with an
 * offset such as +05:30; a bare date is its first instant in UTC. PL_E_DATA
 * for anything else, a day that does not exist, or no zone beside a time. */
int pl_time_parse(const char *text, int64_t *out);

/* The same of something that ends: a bare date is over when its day is. */
int pl_time_parse_end(const char *text, int64_t *out);

/* Write RFC 3339 in UTC, "2026-03-12T02:14:07Z", with milliseconds only where
 * there are any. Returns text. */
const char *pl_time_format(int64_t ms, char text[PL_TIME_TEXT]);

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. The
 * month is 1 to 12 and the day 1 to 31; the caller has checked them. */
int64_t pl_time_days(int year, int month, int day);

/* The first instant of the month, in UTC, that an instant lies in. */
int64_t pl_time_month(int64_t ms);

/* The same time of the same day so many months later, in UTC, or of the last
 * day of a month that has no such day. Between the years 1 and 9999. */
int64_t pl_time_add_months(int64_t ms, int months);

/* Make *ms the earlier one of two instants, of which 0 is none. */
void pl_time_earliest(int64_t *ms, int64_t other_ms);

/* Does the date exist? */
int pl_time_is_date(int year, int month, int day);

#endif
