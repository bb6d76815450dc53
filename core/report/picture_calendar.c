#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/days.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/wording.h"

enum {
	WEEKS = 26,
	WEEK = 7,
	DAYS = WEEKS * WEEK,
	SHADES = 4,   /* for days with installs */
	THURSDAY = 3, /* what 1970-01-01 was, from Monday on */
	MONTH = 7,    /* letters of "2026-06" */
	NAMED = 12,   /* days that are told one by one */
};

/* The last weeks, from a Monday to the day of the cut-off. */
struct sheet {
	struct pl_calendar_day days[DAYS]; /* from the first on */
	size_t count;
	int64_t most[SHADES]; /* installs of each shade; the last is of the
	                         busiest day */
	size_t shades;
	int64_t installs, waves, bad;
	size_t busy_days, bad_days;
};

/* ---- Days --------------------------------------------------------------- */

/* A cut-off at midnight is the end of the day before. */
static int32_t
last_day(int64_t as_of_ms)
{
	return pl_day_of(as_of_ms - 1);
}

static int
weekday(int32_t day)
{
	return (day + THURSDAY) % WEEK;
}

static void
sum_day(struct sheet *sheet, const struct pl_calendar_day *day)
{
	sheet->installs += day->installs;
	sheet->waves += day->waves;
	sheet->bad += day->bad;
	sheet->busy_days += day->installs > 0;
	sheet->bad_days += day->bad > 0;
}

static void
take_days(struct sheet *sheet, const struct pl_findings *findings)
{
	const struct pl_calendar *calendar = &findings->calendar;
	int32_t last = last_day(findings->whole.query.as_of_ms);
	int32_t first = last - weekday(last) - (WEEKS - 1) * WEEK;

	sheet->count = (size_t)(last - first) + 1;
	for (size_t i = 0; i < sheet->count; i++)
		sheet->days[i].day = first + (int32_t)i;
	for (size_t i = 0; i < calendar->count; i++) {
		const struct pl_calendar_day *day = &calendar->days[i];

		if (day->day < first || day->day > last)
			continue;
		sheet->days[day->day - first] = *day;
		sum_day(sheet, day);
	}
}

static int
compare_counts(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Each shade is for a quarter of the days with installs, since a few days bear
 * most of them; fewer where many days have the same. */
static void
find_shades(struct sheet *sheet)
{
	int64_t counts[DAYS];
	size_t count = 0;

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->days[i].installs > 0)
			counts[count++] = sheet->days[i].installs;
	if (count == 0)
		return;
	qsort(counts, count, sizeof *counts, compare_counts);
	for (size_t i = 1; i <= SHADES; i++) {
		size_t at = (count * i + SHADES - 1) / SHADES;
		int64_t most = counts[at > 0 ? at - 1 : 0];

		if (sheet->shades == 0 || sheet->most[sheet->shades - 1] < most)
			sheet->most[sheet->shades++] = most;
	}
}

/* 0 is a day without an install. */
static size_t
shade_of(const struct sheet *sheet, int64_t installs)
{
	size_t shade = 0;

	if (installs == 0)
		return 0;
	while (sheet->most[shade] < installs)
		shade++;
	/* The busiest days are as dark as can be, however few shades. */
	return SHADES - sheet->shades + shade + 1;
}

static const char *
date_of(const struct pl_calendar_day *day, char text[PL_WORDING])
{
	return pl_word_date(day->day * PL_DAY_MS, text);
}

/* ---- Rows --------------------------------------------------------------- */

/* Week, weekday, shade, bad waves that began. */
static void
add_days(struct pl_picture *picture, const struct sheet *sheet)
{
	char date[PL_WORDING];

	for (size_t i = 0; i < sheet->count; i++) {
		const struct pl_calendar_day *day = &sheet->days[i];

		pl_buf_addf(&picture->data, "%zu\t%zu\t%zu\t%" PRId64 "\n",
		    i / WEEK, i % WEEK, shade_of(sheet, day->installs),
		    day->bad);
		pl_buf_addf(&picture->csv,
		    "%s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
		    ",%" PRId64 "\n",
		    date_of(day, date), day->installs, day->waves, day->bad,
		    day->rework, day->young);
	}
}

/* The week that the first of a month is in, and the month. */
static void
add_months(struct pl_picture *picture, const struct sheet *sheet)
{
	char date[PL_WORDING];

	pl_buf_adds(&picture->data, "\n\n");
	for (size_t i = 0; i < sheet->count; i++) {
		int64_t ms = sheet->days[i].day * PL_DAY_MS;

		if (pl_time_month(ms) == ms)
			pl_buf_addf(&picture->data, "%zu\t\"%.*s\"\n", i / WEEK,
			    MONTH, pl_word_date(ms, date));
	}
}

static void
add_key(struct pl_picture *picture, const struct sheet *sheet)
{
	char most[PL_WORDING];

	pl_buf_addf(&picture->settings, "weeks=%d; bad=%d; shades=%zu", WEEKS,
	    sheet->bad > 0, sheet->shades);
	for (size_t i = 0; i < sheet->shades; i++)
		pl_buf_addf(&picture->settings, "; key%zu=\"to %s\"", i + 1,
		    pl_word_count(sheet->most[i], most));
}

/* ---- Words -------------------------------------------------------------- */

static const struct pl_calendar_day *
busiest(const struct sheet *sheet)
{
	const struct pl_calendar_day *most = &sheet->days[0];

	for (size_t i = 0; i < sheet->count; i++)
		if (sheet->days[i].installs > most->installs)
			most = &sheet->days[i];
	return most;
}

/* " They began on 2026-02-03 (2), 2026-03-10.", of not too many. */
static void
tell_bad_days(struct pl_buf *alt, const struct sheet *sheet)
{
	const char *gap = " They began on ";
	char date[PL_WORDING];

	if (sheet->bad_days > NAMED)
		pl_buf_addf(alt, " They began on %zu days.", sheet->bad_days);
	if (sheet->bad_days == 0 || sheet->bad_days > NAMED)
		return;
	for (size_t i = 0; i < sheet->count; i++) {
		const struct pl_calendar_day *day = &sheet->days[i];

		if (day->bad == 0)
			continue;
		pl_buf_addf(alt, "%s%s", gap, date_of(day, date));
		if (day->bad > 1)
			pl_buf_addf(alt, " (%" PRId64 ")", day->bad);
		gap = ", ";
	}
	pl_buf_adds(alt, ".");
}

static void
describe(struct pl_picture *picture, const struct pl_findings *findings,
    const struct sheet *sheet)
{
	const struct pl_calendar_day *most = busiest(sheet);
	struct pl_buf *caption = &picture->caption, *alt = &picture->alt;
	char text[PL_WORDING], date[PL_WORDING];

	pl_buf_addf(
	    caption, "Installs by day (UTC) of the last %d weeks, ", WEEKS);
	pl_picture_cutoff(caption, findings);
	pl_buf_addf(caption, ": %s on %zu days.",
	    pl_word_count(sheet->installs, text), sheet->busy_days);
	pl_buf_addf(caption,
	    " A dot marks days on which a deployment began "
	    "that needed an intervention: %" PRId64,
	    sheet->bad);
	pl_buf_addf(caption, " of %s that are complete.",
	    pl_word_count(sheet->waves, text));
	pl_buf_addf(alt, "A calendar from %s", date_of(&sheet->days[0], date));
	pl_buf_addf(
	    alt, " to %s. ", date_of(&sheet->days[sheet->count - 1], date));
	pl_buf_addf(alt, "%s installs on %zu of %zu days; most on %s, ",
	    pl_word_count(sheet->installs, text), sheet->busy_days,
	    sheet->count, date_of(most, date));
	pl_buf_addf(alt, "with %s. ", pl_word_count(most->installs, text));
	pl_buf_addf(alt,
	    "%" PRId64 " of %s complete deployments needed an "
	    "intervention.",
	    sheet->bad, pl_word_count(sheet->waves, text));
	tell_bad_days(alt, sheet);
}

void
pl_picture_calendar(
    struct pl_picture *picture, const struct pl_findings *findings)
{
	struct sheet *sheet;

	if (!findings->has_calendar) {
		pl_picture_none(
		    picture, "the template does not ask for the calendar");
		return;
	}
	sheet = pl_alloc(sizeof *sheet);
	take_days(sheet, findings);
	find_shades(sheet);
	if (sheet->installs == 0) {
		pl_picture_none(
		    picture, "no install in the last %d weeks", WEEKS);
		free(sheet);
		return;
	}
	pl_buf_adds(
	    &picture->csv, "date,installs,deployments,bad,rework,young\n");
	add_days(picture, sheet);
	add_months(picture, sheet);
	add_key(picture, sheet);
	describe(picture, findings, sheet);
	free(sheet);
}
