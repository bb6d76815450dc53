#include "kpi/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/cells.h"
#include "kpi/days.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "kpi/wave.h"
#include "kpi/waves.h"

struct reading {
	struct pl_calendar *out;
	struct pl_strata *strata;
	struct pl_cells cells; /* that waves count into on the way */
	struct pl_waves *waves;
};

/* Days are few, and mostly come again. */
static struct pl_calendar_day *
find_day(struct pl_calendar *calendar, int32_t day)
{
	size_t low = 0, high = calendar->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (calendar->days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < calendar->count && calendar->days[low].day == day)
		return &calendar->days[low];
	calendar->days = pl_grow(calendar->days, calendar->count,
	    &calendar->room, sizeof *calendar->days);
	memmove(&calendar->days[low + 1], &calendar->days[low],
	    (calendar->count - low) * sizeof *calendar->days);
	calendar->count++;
	calendar->days[low] = (struct pl_calendar_day){.day = day};
	return &calendar->days[low];
}

static int
matches(const struct reading *reading, const struct pl_install *install,
    int64_t month_ms)
{
	const struct pl_strata_item item = {.subject = install->subject,
	    .asset = install->asset,
	    .source = install->source,
	    .month_ms = month_ms};

	return pl_query_spans(&reading->cells.query, month_ms) &&
	       pl_strata_matches(reading->strata, &item);
}

/* The part of a wave that is told, by the day of its first install. */
static void
take_part(struct reading *reading, const struct pl_wave *wave)
{
	const struct pl_install *first = NULL;
	int bad = 0, rework = 0;
	struct pl_calendar_day *day;

	for (size_t i = 0; i < wave->count; i++) {
		const struct pl_install *install = &wave->installs[i];

		if (!matches(reading, install, wave->last_ms))
			continue;
		first = first == NULL ? install : first;
		bad |= pl_wave_is_bad(wave, install);
		rework |= install->is_rework;
	}
	if (first == NULL)
		return;
	day = find_day(reading->out, pl_day_of(first->at_ms));
	if (pl_wave_is_complete(wave, reading->cells.query.as_of_ms)) {
		day->waves++;
		day->bad += bad;
		day->rework += rework;
	} else {
		day->young++;
	}
}

static void
take_wave(void *context, const struct pl_wave *wave)
{
	struct reading *reading = context;

	for (size_t i = 0; i < wave->count; i++) {
		const struct pl_install *install = &wave->installs[i];

		if (matches(reading, install, install->at_ms))
			find_day(reading->out, pl_day_of(install->at_ms))
			    ->installs++;
	}
	take_part(reading, wave);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct reading *reading = context;

	pl_waves_take(reading->waves, item);
}

static int
read_waves(
    struct reading *reading, struct pl_store *store, struct pl_error *err)
{
	int64_t as_of_ms = reading->cells.query.as_of_ms, events;
	int result =
	    pl_waves_open(&reading->waves, store, &reading->cells, err);

	if (result < 0)
		return result;
	pl_waves_tell(reading->waves, take_wave, reading);
	result = pl_history_read(store, reading->strata, as_of_ms, 0, take_item,
	    reading, &events, err);
	if (result == PL_OK)
		result = pl_waves_finish(reading->waves, err);
	pl_waves_free(reading->waves);
	return result;
}

int
pl_calendar_read(struct pl_calendar *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct reading reading = {.out = out};
	struct pl_query waves = *query;
	int result;

	waves.kpis = PL_KPI_SET(PL_KPI_CHANGE_FAIL_RATE);
	waves.clock = PL_CLOCK_DETECTION; /* the same by any */
	waves.unit = PL_ITEMS_PATCH;
	waves.by_count = 0;
	*out = (struct pl_calendar){0};
	result = pl_strata_load(&reading.strata, store, &waves, err);
	if (result < 0)
		return result;
	pl_cells_init(&reading.cells, reading.strata, &waves);
	result = read_waves(&reading, store, err);
	pl_cells_free(&reading.cells);
	pl_strata_free(reading.strata);
	if (result < 0)
		pl_calendar_free(out);
	return result;
}

void
pl_calendar_free(struct pl_calendar *calendar)
{
	free(calendar->days);
	*calendar = (struct pl_calendar){0};
}
