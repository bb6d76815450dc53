#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "report/findings.h"
#include "report/layout.h"
#include "report/withhold.h"
#include "share/coarse.h"
#include "share/disclosure.h"
#include "share/vocabulary.h"

static void
share(struct pl_estimate *all, int64_t n, int hidden)
{
	*all = hidden ? pl_no_estimate(PL_WITHHELD_WORD)
	              : pl_coarse_share(*all, n, PL_WITHHELD_WORD);
}

static int64_t
month_of(int64_t ms)
{
	return ms == 0 ? 0 : pl_time_month(ms);
}

/* ---- How patches fared --------------------------------------------------- */

enum cell {
	TRIED,
	INSTALLED,
	FAILED,
	ROLLED_BACK,
	TROUBLED,
	YOUNG,
	REFUTED,
	INCIDENTS,
	UP,
	DOWN,
	CELLS
};

static void
disclose(const int64_t cells[CELLS], char hidden[CELLS])
{
	static const struct pl_disclosed_sum sums[] = {{TRIED, 1, {INSTALLED}},
	    {TRIED, 1, {FAILED}}, {TRIED, 1, {ROLLED_BACK}},
	    {TRIED, 2, {TROUBLED, YOUNG}}, {TRIED, 1, {TROUBLED}},
	    {TRIED, 1, {YOUNG}}, {TROUBLED, 1, {FAILED}},
	    {TROUBLED, 1, {ROLLED_BACK}}, {INSTALLED, 1, {ROLLED_BACK}},
	    {INSTALLED, 1, {REFUTED}}};

	pl_disclose_cells(cells, CELLS, sums, PL_COUNT(sums), hidden);
}

/* What may be shared of a patch. Its name moves; all else is left behind. */
static struct pl_health_patch
make_patch(struct pl_health_patch *patch)
{
	const int64_t cells[CELLS] = {patch->tried, patch->installed,
	    patch->failed, patch->rolled_back, patch->troubled, patch->young,
	    patch->refuted, patch->opened, patch->up, patch->down};
	const struct pl_health *health = &patch->health;
	struct pl_estimate rate = {
	    health->rate.value, health->low, health->high};
	char hidden[CELLS] = {0};
	int64_t left[CELLS];
	struct pl_health_patch out = {.name = patch->name};

	disclose(cells, hidden);
	for (size_t i = 0; i < CELLS; i++)
		left[i] = pl_withhold_count(cells[i], hidden[i]);
	share(&rate, patch->tried, hidden[TROUBLED]);
	out.tried = left[TRIED];
	out.installed = left[INSTALLED];
	out.failed = left[FAILED];
	out.rolled_back = left[ROLLED_BACK];
	out.troubled = left[TROUBLED];
	out.young = left[YOUNG];
	out.refuted = left[REFUTED];
	out.opened = left[INCIDENTS];
	out.linked = PL_WITHHELD_COUNT;
	out.up = left[UP];
	out.down = left[DOWN];
	out.known_issue_ms = month_of(patch->known_issue_ms);
	out.withdrawn_ms = month_of(patch->withdrawn_ms);
	out.tried_ms = month_of(patch->tried_ms);
	out.problem_ms = hidden[TROUBLED] ? 0 : month_of(patch->problem_ms);
	out.health.status = health->status;
	out.health.rate = rate;
	out.health.low = rate.low;
	out.health.high = rate.high;
	out.health.at_least = out.health.at_most = pl_unknown(PL_WITHHELD_WORD);
	patch->name = NULL;
	return out;
}

static int
may_tell(const struct pl_health_patch *patch)
{
	return pl_public_name(patch->name) && patch->tried >= PL_FEWEST;
}

static void
withhold_list(struct pl_health_list *list, struct pl_withheld *withheld)
{
	struct pl_health_list out = {
	    .correlation = pl_coarse_ratio(
		(struct pl_estimate){.value = list->correlation})
	                       .value};

	out.patches = pl_alloc_array(list->count + 1, sizeof *out.patches);
	for (size_t i = 0; i < list->count; i++)
		if (may_tell(&list->patches[i]))
			out.patches[out.count++] =
			    make_patch(&list->patches[i]);
	if (out.count < list->count)
		pl_withheld_add(withheld,
		    "Patches without a public name such as KB5012170 or "
		    "CVE-2026-0001, and those that fewer than %d machines "
		    "tried.",
		    PL_FEWEST);
	pl_health_free(list);
	*list = out;
}

/* ---- What waiting would show --------------------------------------------- */

static void
withhold_soak(struct pl_soak *soak)
{
	int64_t before = 0, problems = soak->problems;

	for (size_t i = 0; i < PL_SOAK_ROWS; i++) {
		struct pl_soak_row *row = &soak->rows[i];
		int hidden = pl_is_few(row->seen) ||
		             pl_is_few(row->seen - before) ||
		             pl_is_few(problems - row->seen);

		if (!hidden)
			before = row->seen;
		share(&row->share, problems, hidden);
		row->seen = pl_withhold_count(row->seen, hidden);
		row->exposure_days = soak->items < PL_FEWEST
		                         ? pl_unknown(PL_WITHHELD_WORD)
		                         : pl_coarse_sum(row->exposure_days);
	}
	soak->followed =
	    pl_withhold_count(soak->followed, pl_is_few(soak->followed));
	soak->young_problems = pl_withhold_count(soak->young_problems,
	    pl_is_few(soak->young_problems) ||
		pl_is_few(soak->young - soak->young_problems));
	soak->young = pl_withhold_count(soak->young, pl_is_few(soak->young));
	soak->problems = pl_withhold_count(problems, pl_is_few(problems));
	soak->items = pl_withhold_count(soak->items, pl_is_few(soak->items));
}

void
pl_withhold_patches(struct pl_findings *findings, struct pl_withheld *withheld)
{
	if (!findings->has_health)
		return;
	withheld->patches = pl_coarse_band((int64_t)findings->health.count);
	withhold_list(&findings->health, withheld);
	withhold_soak(&findings->soak);
}

/* ---- Rings --------------------------------------------------------------- */

static const char *const ring_names[] = {"ring 1", "ring 2", "ring 3", "ring 4",
    "ring 5", "ring 6", "ring 7", "ring 8", "ring 9", "ring 10"};

/* Its machines would add up to the number of assets with the others'. */
static void
make_ring(struct pl_ring *ring, size_t number)
{
	ring->name = ring_names[number];
	ring->machines = PL_WITHHELD_COUNT;
	ring->patches =
	    pl_withhold_count(ring->patches, pl_is_few(ring->patches));
	ring->delay_days =
	    pl_coarse_days((struct pl_estimate){.value = ring->delay_days})
		.value;
}

/* Those that are told are named by their turn. */
static void
withhold_order(struct pl_ring_order *order, struct pl_withheld *withheld)
{
	int64_t *machines = pl_alloc_array(order->count + 1, sizeof *machines);
	char *hidden = pl_alloc_array(order->count + 1, 1);
	size_t kept = 0;

	for (size_t i = 0; i < order->count; i++) {
		machines[i] = order->rings[i].machines;
		hidden[i] = i >= PL_COUNT(ring_names);
	}
	if (pl_disclose_rows(machines, order->count, 1, hidden) < order->count)
		pl_withheld_add(withheld,
		    "Rings of fewer than %d machines, and what would give "
		    "these away.",
		    PL_FEWEST);
	for (size_t i = 0; i < order->count; i++) {
		if (hidden[i])
			continue;
		order->rings[kept] = order->rings[i];
		make_ring(&order->rings[kept], kept);
		kept++;
	}
	order->count = kept;
	free(order->early);
	order->early = NULL;
	free(machines);
	free(hidden);
}

static void
withhold_first(struct pl_rings *rings)
{
	const struct pl_disclosed_sum sum = {
	    PL_RING_PLACES, PL_RING_PLACES, {0, 1, 2, 3}};
	int64_t cells[PL_RING_PLACES + 1];
	char hidden[PL_RING_PLACES + 1] = {0};

	for (size_t i = 0; i < PL_RING_PLACES; i++)
		cells[i] = rings->first[i].count;
	cells[PL_RING_PLACES] = rings->problems;
	pl_disclose_cells(cells, PL_RING_PLACES + 1, &sum, 1, hidden);
	for (size_t i = 0; i < PL_RING_PLACES; i++) {
		struct pl_ring_part *part = &rings->first[i];

		share(&part->share, rings->problems, hidden[i]);
		part->count = pl_withhold_count(part->count, hidden[i]);
	}
}

_Static_assert(PL_RING_PLACES == 4, "the sum above names each place");

/* Left are the counts of patches; those of machines are on no page. */
void
pl_withhold_rings(struct pl_findings *findings, struct pl_withheld *withheld)
{
	struct pl_rings *rings = &findings->rings, out = {0};

	if (!findings->has_rings)
		return;
	withhold_order(&findings->order, withheld);
	withhold_first(rings);
	for (size_t i = 0; i < PL_RING_PLACES; i++)
		out.first[i] = rings->first[i];
	out.followed =
	    pl_withhold_count(rings->followed, pl_is_few(rings->followed));
	out.problems =
	    pl_withhold_count(rings->problems, pl_is_few(rings->problems));
	out.young = out.young_problems = out.unseen = out.troubled = out.tried =
	    out.tried_outside = PL_WITHHELD_COUNT;
	for (size_t i = 0; i < PL_RING_PLACES; i++)
		out.machines[i] = (struct pl_ring_part){
		    PL_WITHHELD_COUNT, pl_no_estimate(PL_WITHHELD_WORD)};
	out.outside = pl_unknown(PL_WITHHELD_WORD);
	*rings = out;
	pl_rollouts_close(findings->rollouts); /* which knows the names */
	findings->rollouts = NULL;
}
