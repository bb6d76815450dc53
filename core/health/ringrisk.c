#include "health/ringrisk.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "kpi/episode.h"
#include "stats/jackknife.h"
#include "stats/mantelhaenszel.h"

enum { FEWEST_PATCHES = 10, HOUR_MS = 3600000 };

/* ---- One patch ----------------------------------------------------------- */

/* When the patch had first stood for so long on a machine of an early ring; 0:
 * it never had. */
static int64_t
soaked_ms(const struct pl_rollout *rollout, const struct pl_ring_order *order,
    int hours)
{
	int64_t first_ms = 0;

	for (size_t i = 0; i < rollout->count; i++) {
		const struct pl_rollout_trial *trial = &rollout->trials[i];
		int64_t at_ms = trial->installed_ms + (int64_t)hours * HOUR_MS;

		if (order->early[trial->ring] && trial->installed_ms != 0 &&
		    (trial->undone_ms == 0 || trial->undone_ms >= at_ms))
			pl_time_earliest(&first_ms, at_ms);
	}
	return first_ms;
}

static void
take_install(struct pl_ring_risk *risk, struct pl_trials *into,
    const struct pl_rollout_trial *trial, int64_t as_of_ms)
{
	int64_t until_ms = trial->installed_ms + PL_ROLLBACK_MS;
	int undone = trial->undone_ms != 0 && trial->undone_ms <= until_ms;

	if (as_of_ms < until_ms) {
		risk->young++;
	} else if (!undone && trial->watched_ms < until_ms) {
		risk->lost++;
	} else {
		into->n++;
		into->count += undone;
	}
}

static void
add_trials(struct pl_trials *into, struct pl_trials trials, int sign)
{
	into->n += sign * trials.n;
	into->count += sign * trials.count;
}

void
pl_ring_risk_take(struct pl_ring_risk_reading *reading,
    const struct pl_rollout *rollout, const struct pl_ring_order *order,
    int hours, int64_t as_of_ms)
{
	struct pl_ring_installs patch = {.product = rollout->product};
	int64_t since_ms = soaked_ms(rollout, order, hours);

	for (size_t i = 0; i < rollout->count; i++) {
		const struct pl_rollout_trial *trial = &rollout->trials[i];

		if (order->early[trial->ring] || trial->installed_ms == 0)
			continue;
		take_install(&reading->risk,
		    since_ms != 0 && trial->installed_ms >= since_ms
			? &patch.soaked
			: &patch.others,
		    trial, as_of_ms);
	}
	if (patch.soaked.n + patch.others.n <= 0)
		return;
	add_trials(&reading->risk.soaked, patch.soaked, 1);
	add_trials(&reading->risk.others, patch.others, 1);
	reading->patches = pl_grow(reading->patches, reading->count,
	    &reading->room, sizeof *reading->patches);
	reading->patches[reading->count++] = patch;
}

/* ---- Products ------------------------------------------------------------ */

static int
product_compare(const void *left, const void *right)
{
	const struct pl_ring_installs *a = left, *b = right;

	return (a->product > b->product) - (a->product < b->product);
}

/* Products that have installs of both kinds, and the patches of these. */
struct comparison {
	struct pl_ring_installs *products; /* by product */
	size_t product_count, product_room;
	struct pl_ring_installs *patches; /* likewise */
	size_t patch_count;
};

static struct pl_ring_installs
sum_product(const struct pl_ring_installs *patches, size_t count)
{
	struct pl_ring_installs sum = {.product = patches[0].product};

	for (size_t i = 0; i < count; i++) {
		add_trials(&sum.soaked, patches[i].soaked, 1);
		add_trials(&sum.others, patches[i].others, 1);
	}
	return sum;
}

/* Those of the reading, whose patches it moves together. */
static struct comparison
comparison_of(struct pl_ring_risk_reading *reading)
{
	struct pl_ring_installs *patches = reading->patches;
	struct comparison out = {.patches = patches};
	size_t to;

	if (reading->count > 0)
		qsort(
		    patches, reading->count, sizeof *patches, product_compare);
	for (size_t from = 0; from < reading->count; from = to) {
		struct pl_ring_installs sum;

		for (to = from; to < reading->count; to++)
			if (patches[to].product != patches[from].product)
				break;
		sum = sum_product(patches + from, to - from);
		if (sum.soaked.n <= 0 || sum.others.n <= 0)
			continue;
		out.products = pl_grow(out.products, out.product_count,
		    &out.product_room, sizeof sum);
		out.products[out.product_count++] = sum;
		for (size_t i = from; i < to; i++)
			patches[out.patch_count++] = patches[i];
	}
	return out;
}

/* The ratio of all, or without a patch. */
static struct pl_estimate
ratio_without(
    const struct comparison *all, const struct pl_ring_installs *patch)
{
	struct pl_mantel_haenszel sums = {0};

	for (size_t i = 0; i < all->product_count; i++) {
		struct pl_ring_installs product = all->products[i];

		if (patch != NULL && patch->product == product.product) {
			add_trials(&product.soaked, patch->soaked, -1);
			add_trials(&product.others, patch->others, -1);
		}
		pl_mantel_haenszel_add(&sums, product.soaked, product.others);
	}
	return pl_mantel_haenszel_ratio(&sums);
}

static int
has_event(const struct pl_ring_installs *product)
{
	return product->soaked.count + product->others.count > 0;
}

/* Products without an event change no ratio: pass over them, since the ratio is
 * asked for as often as there are patches. */
static void
drop_quiet(struct comparison *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->product_count; i++)
		if (has_event(&all->products[i]))
			all->products[kept++] = all->products[i];
	all->product_count = kept;
}

/* The logarithms of the ratio without each patch. Returns 0 where one has none.
 */
static int
leave_out(double *without, const struct comparison *all, double ratio)
{
	size_t product = 0;

	for (size_t i = 0; i < all->patch_count; i++) {
		const struct pl_ring_installs *patch = &all->patches[i];
		struct pl_estimate left;

		while (product < all->product_count &&
		       all->products[product].product < patch->product)
			product++;
		without[i] = log(ratio);
		if (product == all->product_count ||
		    all->products[product].product != patch->product)
			continue;
		left = ratio_without(all, patch);
		if (left.low.why != NULL)
			return 0;
		without[i] = log(left.value.value);
	}
	return 1;
}

static void
limit_by_patch(struct pl_estimate *ratio, const struct comparison *all)
{
	double *without = pl_alloc_array(all->patch_count + 1, sizeof *without);

	if (all->patch_count < FEWEST_PATCHES) {
		ratio->low = ratio->high = pl_unknown("fewer than 10 patches");
	} else if (!leave_out(without, all, ratio->value.value)) {
		ratio->low = ratio->high = pl_unknown("hangs on one patch");
	} else {
		const struct pl_change size = pl_jackknife(
		    log(ratio->value.value), without, all->patch_count);

		ratio->low = pl_known(exp(size.size.low.value));
		ratio->high = pl_known(exp(size.size.high.value));
	}
	free(without);
}

static struct pl_value
risk_of(struct pl_trials trials)
{
	return trials.n > 0 ? pl_known(trials.count / trials.n)
	                    : pl_unknown("nothing to count");
}

void
pl_ring_risk_finish(
    struct pl_ring_risk *out, struct pl_ring_risk_reading *reading)
{
	struct pl_ring_risk risk = reading->risk;
	struct comparison all = comparison_of(reading);

	risk.soaked_risk = risk_of(risk.soaked);
	risk.others_risk = risk_of(risk.others);
	risk.products = (int64_t)all.product_count;
	for (size_t i = 0; i < all.product_count; i++)
		risk.compared += (int64_t)(all.products[i].soaked.n +
					   all.products[i].others.n);
	risk.ratio = ratio_without(&all, NULL);
	risk.independent_low = risk.ratio.low;
	risk.independent_high = risk.ratio.high;
	drop_quiet(&all);
	if (risk.ratio.low.why == NULL)
		limit_by_patch(&risk.ratio, &all);
	free(all.products);
	free(reading->patches);
	*reading = (struct pl_ring_risk_reading){0};
	*out = risk;
}
