/*
 * years.h - in which year a line was written that does not say so
 *
 * The last line of a file was written before the file was last changed, and
 * each line before the next one; where a day of the same year would be later
 * than that, it was the year before. A clock that was put back makes a line
 * later than the next one: YEARS_BACK_MS of that are let go, also across New
 * Year. What is further apart than a year cannot be told.
 */
#ifndef DNF_YEARS_H
#define DNF_YEARS_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/dnf/line.h"

#define YEARS_BACK_MS (INT64_C(7) * 24 * 60 * 60 * 1000)

struct years_line {
	struct line_day day;
	int64_t at_ms; /* the result, or given; INT64_MIN: no such day */
};

/* Date the lines of one file, in the order in which they were written; none
 * but a wrong clock's is later than not_after_ms. */
void years_date(struct years_line *lines, size_t count, int64_t not_after_ms,
    struct kit_local_clock *clock);

#endif
