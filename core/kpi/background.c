#include "kpi/background.h"

#include "base/error.h"
#include "join/join.h"
#include "kpi/episode.h"
#include "kpi/strata.h"
#include "store/store.h"

int
pl_background_load(struct pl_background *out, struct pl_store *store,
    struct pl_strata *strata, int64_t as_of_ms, enum pl_bearing bearing,
    struct pl_error *err)
{
	int result;

	*out = (struct pl_background){
	    .store = store, .strata = strata, .as_of_ms = as_of_ms};
	if (bearing == PL_BEARING_OWN)
		out->without = pl_store_source_id(store, PL_JOIN_SOURCE);
	result =
	    pl_bulletins_load(&out->bulletins, store, as_of_ms, bearing, err);
	if (result == PL_OK)
		result = pl_removals_load(
		    &out->removals, store, as_of_ms, bearing, err);
	if (result < 0)
		pl_background_free(out);
	return result;
}

void
pl_background_free(struct pl_background *background)
{
	pl_bulletins_free(background->bulletins);
	pl_removals_free(background->removals);
	*background = (struct pl_background){0};
}

int
pl_background_of(const struct pl_background *background, struct pl_item *item)
{
	const struct pl_strata_asset *asset =
	    pl_strata_asset(background->strata, item->asset);

	if (asset == NULL)
		return 0;
	item->bulletins = background->bulletins;
	item->bulletin = pl_bulletin_of(background->bulletins, item->subject);
	item->enrolled_ms = asset->first_ms;
	item->seen_ms = asset->last_ms;
	item->retired_ms = asset->retired_ms;
	item->absences = pl_removals_of(background->removals, item->asset,
	    pl_removals_product(background->removals, item->subject),
	    &item->absence_count);
	return 1;
}
