#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/strata.h"

/* Since when something of which it is told that it is listed, and not when. */
enum { EVER_MS = 1 };

/* Since when what an item is about is listed as exploited; 0: is not. */
static int64_t
subject_listed_ms(
    const struct pl_count *count, const struct pl_strata_item *item)
{
	struct pl_strata *strata = count->cells->strata;
	const char *added = pl_strata_fact(strata, PL_FACT_KEV_ADDED, item);
	const char *kev = pl_strata_fact(strata, PL_FACT_KEV, item);
	int64_t ms =
	    pl_bulletin_of(count->item->bulletins, item->subject)->kev_ms;

	if (ms == 0 && (added == NULL || pl_time_parse(added, &ms) < 0))
		ms = 0;
	if (ms == 0 && kev != NULL && strcmp(kev, "yes") == 0)
		ms = EVER_MS;
	return ms;
}

/* A patch is as soon as any vulnerability is that it fixes. */
static int64_t
listed_ms(const struct pl_count *count)
{
	struct pl_strata_item item = pl_count_strata(count->item);
	int64_t first_ms = subject_listed_ms(count, &item);
	size_t vulns;
	const int64_t *vuln = pl_bulletin_vulns(
	    count->item->bulletins, count->item->subject, &vulns);

	for (size_t i = 0; i < vulns; i++) {
		int64_t ms;

		item.subject = vuln[i];
		ms = subject_listed_ms(count, &item);
		if (ms != 0 && (first_ms == 0 || ms < first_ms))
			first_ms = ms;
	}
	return first_ms;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Time at risk, and the time in which it was looked for; ends are not in it. */
struct stretch {
	int64_t from_ms, to_ms;
	int64_t first_ms, last_ms;
};

static void
count_stretch(const struct pl_count *count, const struct stretch *stretch,
    int64_t month_ms)
{
	struct pl_cell *cell =
	    pl_count_cell(count, count->item->source, month_ms);

	if (cell != NULL)
		pl_days_add(&cell->listed,
		    &(struct pl_days_run){count->who.asset,
			pl_day_of(stretch->from_ms),
			pl_day_of(stretch->to_ms - 1)},
		    pl_day_of(stretch->first_ms),
		    pl_day_of(stretch->last_ms - 1));
}

/* Each month has the days that lie in it. */
static void
count_months(const struct pl_count *count, const struct stretch *whole)
{
	int64_t month_ms = pl_time_month(whole->from_ms);

	while (month_ms < whole->to_ms) {
		int64_t next_ms = pl_time_add_months(month_ms, 1);
		const struct stretch part = {later(whole->from_ms, month_ms),
		    earlier(whole->to_ms, next_ms),
		    later(count->cells->query.since_ms, month_ms),
		    earlier(whole->last_ms, next_ms)};

		count_stretch(count, &part, month_ms);
		month_ms = next_ms;
	}
}

static void
count_episode(const struct pl_count *count, const struct pl_episode *episode,
    int64_t listed)
{
	const struct pl_query *query = &count->cells->query;
	int64_t end_ms = query->as_of_ms;
	struct stretch stretch;

	if (query->until_ms != 0)
		end_ms = earlier(end_ms, query->until_ms);
	stretch.from_ms =
	    later(later(episode->entry_ms, listed), query->since_ms);
	stretch.to_ms = earlier(episode->stop_ms, end_ms);
	/* Before the first exposure that is known, little else may be. */
	stretch.first_ms =
	    query->since_ms != 0 ? query->since_ms : stretch.from_ms;
	stretch.last_ms = end_ms;
	if (stretch.to_ms <= stretch.from_ms)
		return;
	if (pl_strata_has_month(count->cells->strata))
		count_months(count, &stretch);
	else
		count_stretch(count, &stretch, episode->start_ms);
}

void
pl_count_exposed(const struct pl_count *count)
{
	int64_t listed = listed_ms(count);

	if (listed == 0)
		return;
	for (size_t i = 0; i < count->episodes->count; i++)
		if (count->episodes->list[i].outcome != PL_OUTCOME_EXCLUDED)
			count_episode(count, &count->episodes->list[i], listed);
}
