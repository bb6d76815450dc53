#include "store/lastseen.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/strips.h"

enum { HALVES = 2 };

struct half {
	struct pl_store *store;
	int64_t first, last; /* ids of subjects */
	int64_t as_of_ms;
	int64_t count, *newest; /* by asset */
	int result;
	struct pl_error err;
};

static void
take(struct half *half, const struct pl_strip_key *key)
{
	if (key->asset <= half->count && key->at <= half->as_of_ms &&
	    key->at > half->newest[key->asset])
		half->newest[key->asset] = key->at;
}

static void *
read_half(void *context)
{
	struct half *half = context;
	struct pl_strips_reader *strips;
	struct pl_strip_row row;
	int step;

	half->result =
	    pl_strips_read(&strips, half->store, PL_STRIPS_ANY, &half->err);
	if (half->result < 0)
		return NULL;
	pl_strips_seek(strips, &(struct pl_strip_key){.subject = half->first});
	while ((step = pl_strips_next(strips, &row, &half->err)) > 0 &&
	       row.key.subject <= half->last)
		take(half, &row.key);
	half->result = step < 0 ? step : PL_OK;
	pl_strips_end(strips);
	return NULL;
}

/* The second half by a thread, if there is one to be had. */
static void
read_halves(struct half *halves, int count)
{
	pthread_t thread;
	int threaded = count > 1 && pthread_create(&thread, NULL, read_half,
					&halves[1]) == 0;

	for (int i = 0; i < count - threaded; i++)
		read_half(&halves[i]);
	if (threaded)
		pthread_join(thread, NULL);
}

static int
join(struct half *halves, int count, struct pl_error *err)
{
	for (int i = 0; i < count; i++) {
		if (halves[i].result < 0) {
			*err = halves[i].err;
			return halves[i].result;
		}
		for (int64_t id = 0; i > 0 && id <= halves[i].count; id++)
			if (halves[i].newest[id] > halves[0].newest[id])
				halves[0].newest[id] = halves[i].newest[id];
	}
	return PL_OK;
}

int
pl_last_seen(struct pl_store *store, int64_t as_of_ms, int64_t count,
    int64_t **out, struct pl_error *err)
{
	struct half halves[HALVES];
	int64_t last[HALVES], first = 0;
	int parts = pl_store_part(store, last, HALVES, err), result;

	*out = NULL;
	if (parts < 0)
		return parts;
	for (int i = 0; i < parts; i++) {
		halves[i] = (struct half){.store = store,
		    .first = first,
		    .last = last[i],
		    .as_of_ms = as_of_ms,
		    .count = count,
		    .newest = pl_alloc_array(
			(size_t)count + 1, sizeof *halves[i].newest)};
		if (i + 1 < parts)
			first = last[i] + 1;
	}
	read_halves(halves, parts);
	result = join(halves, parts, err);
	for (int i = 1; i < parts; i++)
		free(halves[i].newest);
	*out = halves[0].newest;
	return result;
}
