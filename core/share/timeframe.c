#include "share/timeframe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "survey/period.h"

enum {
	MONTHS_YEAR = 12,
	MONTHS_QUARTER = 3,
	WATCH_QUARTER = 30,
	WATCH_YEAR = 90,
	YEAR_LAST = 9998
};

static void
write_day(char out[PL_TIMEFRAME_DAY], int64_t ms)
{
	char text[PL_TIME_TEXT];

	snprintf(out, PL_TIMEFRAME_DAY, "%.10s", pl_time_format(ms, text));
}

/* "2026Q3" as people say it, too. */
static int
write_name(char out[PL_TIMEFRAME_NAME], const char *text)
{
	const size_t length = strlen(text);

	if (length == strlen("2026Q3") && text[4] == 'Q')
		snprintf(out, PL_TIMEFRAME_NAME, "%.4s-%.2s", text, text + 4);
	else if (length == strlen("2026") ||
		 (length == strlen("2026-Q3") && text[5] == 'Q'))
		snprintf(out, PL_TIMEFRAME_NAME, "%s", text);
	else
		return 0;
	return 1;
}

int
pl_timeframe_read(
    struct pl_timeframe *out, const char *text, struct pl_error *err)
{
	struct pl_timeframe span = {0};
	int64_t day;

	day = write_name(span.name, text) ? pl_period_begin(span.name) : -1;
	if (day < 0 || sscanf(span.name, "%4d", &span.year) != 1 ||
	    span.year > YEAR_LAST)
		return pl_fail(err, PL_E_CONFIG,
		    "\"%.40s\" is no period that is shared: expected a quarter "
		    "as 2026Q3 or a year as 2026",
		    text);
	span.is_year = strlen(span.name) == strlen("2026");
	span.from_ms = day * PL_DAY_MS;
	span.to_ms = pl_time_add_months(
	    span.from_ms, span.is_year ? MONTHS_YEAR : MONTHS_QUARTER);
	span.as_of_ms =
	    span.to_ms +
	    (span.is_year ? WATCH_YEAR : WATCH_QUARTER) * PL_DAY_MS - 1;
	write_day(span.from, span.from_ms);
	write_day(span.to, span.to_ms - 1);
	write_day(span.as_of, span.as_of_ms);
	*out = span;
	return PL_OK;
}

int
pl_timeframe_begin(struct pl_timeframe *out, const char *day, int is_year,
    struct pl_error *err)
{
	const int64_t days = pl_period_begin(day);
	char name[PL_PERIOD_TEXT];
	struct pl_timeframe span;

	pl_period_of(days * PL_DAY_MS, name);
	if (is_year)
		name[strlen("2026")] = '\0';
	if (days < 0 || pl_timeframe_read(&span, name, NULL) < 0 ||
	    strcmp(span.from, day) != 0)
		return pl_fail(err, PL_E_DATA, "expected the first day of a %s",
		    is_year ? "year" : "quarter");
	*out = span;
	return PL_OK;
}

int
pl_timeframe_check(const struct pl_timeframe *span, enum pl_privacy privacy,
    int64_t now_ms, struct pl_error *err)
{
	if (span->is_year != (privacy == PL_PRIVACY_ANNUAL))
		return pl_fail(err, PL_E_CONFIG,
		    "%s: with the privacy \"%s\" a release is about %s",
		    span->name, pl_privacies[privacy],
		    span->is_year ? "a quarter, as 2026Q3"
				  : "a whole year, as 2026");
	if (now_ms <= span->as_of_ms)
		return pl_fail(err, PL_E_CONFIG,
		    "%s is watched until the end of %s, and nothing is told of "
		    "it before",
		    span->name, span->as_of);
	return PL_OK;
}
