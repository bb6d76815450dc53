#include "kpi/crew.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "store/store.h"

struct loading {
	struct pl_crews *crews;
	struct pl_map *names;
};

/* A tool that says "unknown" knows no more than one that says nothing. */
static int
take_fact(void *context, const struct pl_fact *fact)
{
	struct loading *loading = context;
	struct pl_crews *crews = loading->crews;

	if (strcmp(fact->name, "group") != 0 ||
	    strcmp(fact->value, "unknown") == 0)
		return 0;
	if (fact->owner >= crews->room) {
		int64_t room = (fact->owner + 1) * 2;

		crews->numbers = pl_realloc_array(
		    crews->numbers, (size_t)room, sizeof *crews->numbers);
		memset(crews->numbers + crews->room, 0,
		    (size_t)(room - crews->room) * sizeof *crews->numbers);
		crews->room = room;
	}
	crews->numbers[fact->owner] = pl_map_add(loading->names, fact->value);
	return 0;
}

int
pl_crews_load(struct pl_crews *out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct loading loading = {out, pl_map_new()};
	int result;

	*out = (struct pl_crews){0};
	result =
	    pl_store_asset_facts(store, as_of_ms, take_fact, &loading, err);
	pl_map_free(loading.names);
	if (result < 0)
		pl_crews_free(out);
	return result;
}

void
pl_crews_free(struct pl_crews *crews)
{
	free(crews->numbers);
	*crews = (struct pl_crews){0};
}

uint32_t
pl_crew_of(const struct pl_crews *crews, int64_t asset)
{
	return asset < crews->room ? crews->numbers[asset] : 0;
}
