#include <math.h>

#include "base/alloc.h"
#include "kpi/survival.h"
#include "stats/distribution.h"

enum { FEWEST_ASSETS = 10 };

/* Half a success and half a failure more keep the scale finite where the only
 * events are in the group that is left out. */
static double
logit(double count, double n)
{
	return log((count + 0.5) / (n - count + 0.5));
}

static unsigned
groups_of(const uint64_t n[PL_GROUPS])
{
	unsigned groups = 0;

	for (int g = 0; g < PL_GROUPS; g++)
		groups += n[g] != 0;
	return groups;
}

/* How far the logit hangs on single groups: its jackknife standard error times
 * Student's quantile. There are two groups at least. */
static double
spread_of(const uint64_t count[PL_GROUPS], const uint64_t n[PL_GROUPS],
    double all_count, double all_n)
{
	double theta[PL_GROUPS], mean = 0, sum = 0, groups = groups_of(n);

	for (int g = 0; g < PL_GROUPS; g++) {
		if (n[g] == 0)
			continue;
		theta[g] =
		    logit(all_count - (double)count[g], all_n - (double)n[g]);
		mean += theta[g] / groups;
	}
	for (int g = 0; g < PL_GROUPS; g++)
		if (n[g] != 0)
			sum += (theta[g] - mean) * (theta[g] - mean);
	return pl_student_quantile(0.975, groups - 1) *
	       sqrt((groups - 1) / groups * sum);
}

void
pl_proportion(const uint64_t count[PL_GROUPS], const uint64_t n[PL_GROUPS],
    uint64_t assets, struct pl_value *rate, struct pl_value *low,
    struct pl_value *high)
{
	double all_count = 0, all_n = 0, middle, spread;

	for (int g = 0; g < PL_GROUPS; g++) {
		all_count += (double)count[g];
		all_n += (double)n[g];
	}
	*rate = *low = *high = (struct pl_value){0, "nothing to count"};
	if (all_n == 0)
		return;
	*rate = (struct pl_value){all_count / all_n, NULL};
	low->why = high->why = "fewer than 10 assets";
	if (assets < FEWEST_ASSETS || groups_of(n) < 2)
		return;
	/* No event among so many independent assets still allows for 3 in as
	 * many (rule of three; Hanley and Lippman-Hand 1983). */
	*low = *high = *rate;
	if (all_count == 0 || all_count == all_n) {
		if (all_count == 0)
			high->value = fmin(1, 3 / (double)assets);
		else
			low->value = fmax(0, 1 - 3 / (double)assets);
		return;
	}
	middle = log(all_count / (all_n - all_count));
	spread = spread_of(count, n, all_count, all_n);
	low->value = 1 / (1 + exp(spread - middle));
	high->value = 1 / (1 + exp(-spread - middle));
}
