#include "kpi/days.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"

int32_t
pl_day_of(int64_t ms)
{
	int64_t day = ms / PL_DAY_MS;

	return (int32_t)(ms % PL_DAY_MS < 0 ? day - 1 : day);
}

static int
run_compare(const void *left, const void *right)
{
	const struct pl_days_run *a = left, *b = right;

	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

/* Sort the runs, and make one of those that overlap or meet. */
static void
join(struct pl_days *days)
{
	struct pl_days_run *runs = days->runs;
	size_t count = 0;

	if (days->count == 0)
		return;
	qsort(runs, days->count, sizeof *runs, run_compare);
	for (size_t i = 1; i < days->count; i++) {
		if (runs[i].asset != runs[count].asset ||
		    runs[i].from > runs[count].to + 1)
			runs[++count] = runs[i];
		else if (runs[i].to > runs[count].to)
			runs[count].to = runs[i].to;
	}
	days->count = count + 1;
}

static void
look_at(struct pl_days *days, int32_t first, int32_t last)
{
	if (days->count == 0 || first < days->from)
		days->from = first;
	if (days->count == 0 || last > days->to)
		days->to = last;
}

void
pl_days_add(struct pl_days *days, const struct pl_days_run *run, int32_t first,
    int32_t last)
{
	look_at(days, first, last);
	if (days->count == days->room) {
		join(days);
		/* Joining again is worth it once as many have come again. */
		if (days->count * 2 >= days->room)
			days->runs = pl_grow(days->runs, days->room,
			    &days->room, sizeof *days->runs);
	}
	days->runs[days->count++] = *run;
}

void
pl_days_merge(struct pl_days *into, const struct pl_days *from)
{
	for (size_t i = 0; i < from->count; i++)
		pl_days_add(into, &from->runs[i], from->from, from->to);
}

void
pl_days_free(struct pl_days *days)
{
	free(days->runs);
	*days = (struct pl_days){0};
}

void
pl_days_sum(struct pl_days_summary *out, struct pl_days *days)
{
	int64_t *change, count = 0;

	*out = (struct pl_days_summary){0};
	if (days->count == 0)
		return;
	join(days);
	out->days = (int64_t)days->to - days->from + 1;
	/* By how much each day's count differs from the day before. */
	change = pl_alloc_array((size_t)out->days + 1, sizeof *change);
	for (size_t i = 0; i < days->count; i++) {
		const struct pl_days_run *run = &days->runs[i];

		out->assets += i == 0 || run->asset != run[-1].asset;
		change[run->from - days->from]++;
		change[run->to - days->from + 1]--;
	}
	for (int64_t day = 0; day < out->days; day++) {
		count += change[day];
		out->asset_days += count;
		if (count > out->most)
			out->most = count;
	}
	out->last = count;
	free(change);
}
