#include "kpi/parallel.h"

#include <pthread.h>
#include <sched.h>

#include "base/error.h"
#include "kpi/cells.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "store/store.h"

enum { RUNS = 16 };

struct run {
	const struct pl_history *history;
	int64_t first, last; /* ids of subjects */
	struct pl_cells *cells;
	struct pl_cells own; /* what cells points to, of all but the first */
	int64_t events;
	pthread_t thread;
	int threaded;
	int result;
	struct pl_error err;
};

static void
take_item(void *context, const struct pl_item *item)
{
	pl_count_item(context, item);
}

static void *
count_run(void *context)
{
	struct run *run = context;

	run->result = pl_history_run(run->history, run->first, run->last,
	    take_item, run->cells, &run->events, &run->err);
	for (size_t i = 0; i < run->cells->count; i++)
		pl_cell_seal(&run->cells->list[i]);
	return NULL;
}

/* As many as this process may use. */
static int
processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) < 0)
		return 1;
	return CPU_COUNT(&set) < RUNS ? CPU_COUNT(&set) : RUNS;
}

/* The first run is counted here, and each for which there is no thread. */
static void
count_runs(struct run *runs, int count)
{
	for (int i = 1; i < count; i++)
		runs[i].threaded = pthread_create(&runs[i].thread, NULL,
				       count_run, &runs[i]) == 0;
	for (int i = 0; i < count; i++)
		if (!runs[i].threaded)
			count_run(&runs[i]);
	for (int i = 1; i < count; i++)
		if (runs[i].threaded)
			pthread_join(runs[i].thread, NULL);
}

/* Add up what they counted. */
static int
gather(struct run *runs, int count, int64_t *events, struct pl_error *err)
{
	int result = PL_OK;

	for (int i = 0; i < count; i++) {
		if (runs[i].result < 0 && result == PL_OK) {
			*err = runs[i].err;
			result = runs[i].result;
		}
		*events += runs[i].events;
		if (i == 0)
			continue;
		if (result == PL_OK)
			pl_cells_merge(runs[0].cells, &runs[i].own);
		pl_cells_free(&runs[i].own);
	}
	return result;
}

int
pl_count_in_parallel(struct pl_cells *cells, struct pl_store *store,
    int64_t *events, struct pl_error *err)
{
	struct run runs[RUNS];
	int64_t last[RUNS], first = 1;
	struct pl_history *history;
	int count = pl_store_part(store, last, processors(), err), result;

	if (count < 0)
		return count;
	result = pl_history_open(
	    &history, store, cells->strata, cells->query.as_of_ms, err);
	if (result < 0)
		return result;
	for (int i = 0; i < count; i++) {
		runs[i] = (struct run){.history = history,
		    .first = first,
		    .last = last[i],
		    .cells = i == 0 ? cells : &runs[i].own};
		if (i > 0)
			pl_cells_init(
			    &runs[i].own, cells->strata, &cells->query);
		if (i + 1 < count)
			first = last[i] + 1;
	}
	*events = pl_history_asset_events(history);
	count_runs(runs, count);
	result = gather(runs, count, events, err);
	pl_history_close(history);
	return result;
}
