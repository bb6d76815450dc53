#include "health/soak.h"

#include "base/time.h"

/* The longest wait that is told is the shortest record that counts. */
static int
is_young(const struct pl_health_patch *patch, int64_t as_of_ms)
{
	return as_of_ms - patch->tried_ms <
	       pl_soak_days[PL_SOAK_ROWS - 1] * PL_DAY_MS;
}

static void
take_patch(struct pl_soak *soak, const struct pl_health_patch *patch)
{
	soak->followed++;
	soak->problems += patch->problem_ms != 0;
	soak->items += patch->at_risk;
	for (int i = 0; i < PL_SOAK_ROWS; i++) {
		soak->rows[i].exposure_days.value += patch->waits[i];
		soak->rows[i].seen += patch->problem_ms != 0 &&
		                      patch->problem_ms - patch->tried_ms <=
		                          pl_soak_days[i] * PL_DAY_MS;
	}
}

struct pl_soak
pl_soak_of(const struct pl_health_list *list, int64_t as_of_ms)
{
	struct pl_soak soak = {0};

	for (size_t i = 0; i < list->count; i++) {
		const struct pl_health_patch *patch = &list->patches[i];

		if (patch->tried == 0)
			continue;
		if (is_young(patch, as_of_ms)) {
			soak.young++;
			soak.young_problems += patch->problem_ms != 0;
			continue;
		}
		take_patch(&soak, patch);
	}
	for (int i = 0; i < PL_SOAK_ROWS; i++) {
		struct pl_soak_row *row = &soak.rows[i];

		row->days = pl_soak_days[i];
		if (soak.items == 0)
			row->exposure_days = pl_unknown("no item has a start");
		row->share = pl_binomial_wilson((struct pl_trials){
		    (double)soak.problems, (double)row->seen});
	}
	return soak;
}
