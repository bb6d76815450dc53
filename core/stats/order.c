#include "stats/order.h"

#include <math.h>

#include "stats/distribution.h"

/* The probability of at most so many heads of n fair coins. */
static double
at_most(size_t heads, size_t n)
{
	if (heads >= n)
		return 1;
	return pl_beta_cdf(0.5, (double)(n - heads), (double)heads + 1);
}

int
pl_order_median_ranks(size_t n, size_t *low, size_t *high)
{
	size_t below = 0, above = n / 2;

	if (n < PL_ORDER_FEWEST)
		return 0;
	/* The most heads that are too few still, and one that are not. */
	while (above - below > 1) {
		size_t middle = below + (above - below) / 2;

		if (at_most(middle, n) <= 0.025)
			below = middle;
		else
			above = middle;
	}
	*low = below + 1;
	*high = n - below;
	return 1;
}

struct pl_value
pl_order_sign_test(size_t up, size_t down)
{
	size_t n = up + down, fewer = up < down ? up : down;

	if (n == 0)
		return pl_unknown("nothing changed");
	return pl_known(fmin(1, 2 * at_most(fewer, n)));
}

struct pl_estimate
pl_order_mean(const double *values, size_t n)
{
	struct pl_estimate out = pl_no_estimate("nothing to count");
	double sum = 0, squares = 0, mean, reach;

	if (n == 0)
		return out;
	for (size_t i = 0; i < n; i++)
		sum += values[i];
	mean = sum / (double)n;
	out = pl_no_estimate("fewer than 2 values");
	out.value = pl_known(mean);
	if (n < 2)
		return out;
	for (size_t i = 0; i < n; i++)
		squares += (values[i] - mean) * (values[i] - mean);
	reach = pl_student_quantile(0.975, (double)n - 1) *
	        sqrt(squares / (double)(n - 1) / (double)n);
	out.low = pl_known(mean - reach);
	out.high = pl_known(mean + reach);
	return out;
}
