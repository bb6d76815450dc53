#include "plugins/dnf/years.h"

#include <time.h>

/* The year that an instant lies in, by the clock. */
static int
year_of(int64_t at_ms)
{
	time_t seconds = (time_t)(at_ms / 1000);
	struct tm tm;

	return localtime_r(&seconds, &tm) == NULL ? 1970 : tm.tm_year + 1900;
}

/* The last one that is not later than a bound. 29 February may be eight years
 * away. */
static int64_t
latest(
    const struct line_day *day, int64_t bound_ms, struct kit_local_clock *clock)
{
	int year = year_of(bound_ms) + 1;

	for (int back = 0; back < 10; back++) {
		int64_t at_ms;

		if (line_day_in(day, year - back, clock, &at_ms) == 0 &&
		    at_ms <= bound_ms)
			return at_ms;
	}
	return INT64_MIN;
}

void
years_date(struct years_line *lines, size_t count, int64_t not_after_ms,
    struct kit_local_clock *clock)
{
	int64_t bound_ms = not_after_ms;

	for (size_t i = count; i-- > 0;) {
		if (lines[i].day.month != 0)
			lines[i].at_ms = latest(&lines[i].day, bound_ms, clock);
		if (lines[i].at_ms != INT64_MIN)
			bound_ms = lines[i].at_ms + YEARS_BACK_MS;
		if (bound_ms > not_after_ms)
			bound_ms = not_after_ms;
	}
}
