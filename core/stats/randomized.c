#include "stats/randomized.h"

#include <math.h>

double
pl_randomized_truth(double epsilon)
{
	return 1 / (1 + exp(-epsilon));
}

/* Yes is told by those who mean it and tell the truth, and by those who do not
 * and do not. */
static struct pl_value
meant(struct pl_value told, double truth)
{
	if (told.why == NULL)
		told.value = (told.value - (1 - truth)) / (2 * truth - 1);
	return told;
}

struct pl_estimate
pl_randomized_share(struct pl_trials told, double epsilon)
{
	struct pl_estimate share = pl_binomial_wilson(told);
	double truth = pl_randomized_truth(epsilon);

	return (struct pl_estimate){meant(share.value, truth),
	    meant(share.low, truth), meant(share.high, truth)};
}
