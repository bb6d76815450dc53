#include "stats/clustered.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "stats/jackknife.h"

static double
share_of(double logit)
{
	return 1 / (1 + exp(-logit));
}

/* The logits without each cluster that has trials. Returns how many. */
static size_t
leave_out(double *without, const struct pl_trials *clusters, size_t count,
    struct pl_trials all)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		double events = all.count - clusters[i].count;
		double others = all.n - clusters[i].n - events;

		if (clusters[i].n > 0)
			without[used++] = log((events + 0.5) / (others + 0.5));
	}
	return used;
}

struct pl_estimate
pl_clustered_share(const struct pl_trials *clusters, size_t count)
{
	double *without = pl_alloc_array(count + 1, sizeof *without);
	struct pl_estimate out = pl_no_estimate("nothing to count");
	struct pl_trials all = {0};
	size_t used;

	for (size_t i = 0; i < count; i++) {
		all.n += clusters[i].n;
		all.count += clusters[i].count;
	}
	used = leave_out(without, clusters, count, all);
	if (all.n > 0) {
		out = pl_no_estimate("fewer than 10 patches");
		out.value = pl_known(all.count / all.n);
	}
	if (used >= PL_CLUSTERS_FEWEST &&
	    (all.count <= 0 || all.count >= all.n)) {
		out.low = out.high = pl_unknown("all alike");
	} else if (used >= PL_CLUSTERS_FEWEST) {
		const struct pl_change logit = pl_jackknife(
		    log(all.count / (all.n - all.count)), without, used);

		out.low = pl_known(share_of(logit.size.low.value));
		out.high = pl_known(share_of(logit.size.high.value));
	}
	free(without);
	return out;
}
