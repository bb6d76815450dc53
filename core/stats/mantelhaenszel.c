#include "stats/mantelhaenszel.h"

#include <math.h>

#include "stats/distribution.h"

void
pl_mantel_haenszel_add(struct pl_mantel_haenszel *sums, struct pl_trials first,
    struct pl_trials second)
{
	double n = first.n + second.n, count = first.count + second.count;

	if (first.n <= 0 || second.n <= 0)
		return;
	sums->weight += first.n * second.n / n;
	sums->first += first.count * second.n / n;
	sums->second += second.count * first.n / n;
	sums->spread +=
	    (count * first.n * second.n / n - first.count * second.count) / n;
}

struct pl_estimate
pl_mantel_haenszel_ratio(const struct pl_mantel_haenszel *sums)
{
	struct pl_estimate out;
	double ratio, reach;

	if (sums->weight <= 0)
		return pl_no_estimate("nothing to compare");
	if (sums->first <= 0 && sums->second <= 0)
		return pl_no_estimate("no event to compare");
	if (sums->second <= 0)
		return pl_no_estimate("no event in the second group");
	ratio = sums->first / sums->second;
	out = pl_no_estimate("no event in the first group");
	out.value = pl_known(ratio);
	if (sums->first <= 0)
		return out;
	reach = pl_normal_quantile(0.975) *
	        sqrt(sums->spread / (sums->first * sums->second));
	out.low = pl_known(ratio * exp(-reach));
	out.high = pl_known(ratio * exp(reach));
	return out;
}
