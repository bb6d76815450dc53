#include "stats/mannwhitney.h"

#include <math.h>

enum { HALVINGS = 60 };

static const double z = 1.959963984540054; /* 97.5 % of the normal */

/* What U / (m n) comes to in groups of these sizes. */
struct observed {
	double m, n, effect;
};

static struct observed
observe(const size_t *first, const size_t *second, size_t answers)
{
	struct observed out = {0};
	double below = 0; /* of the second group, as the answers rise */
	double wins = 0;

	for (size_t i = 0; i < answers; i++) {
		wins += (double)first[i] * (below + (double)second[i] / 2);
		below += (double)second[i];
		out.m += (double)first[i];
	}
	out.n = below;
	out.effect = wins / (out.m * out.n);
	return out;
}

/* Of all orders of so many, are two too many to be rare? */
static int
is_few(double m, double n)
{
	double fewer = fmin(m, n), orders = 1;

	for (int i = 1; i <= fewer && orders < 40; i++)
		orders *= (m + n - fewer + i) / i;
	return 2 / orders > 0.05;
}

/* Could the effect be this, and what was seen come from it? */
static int
allows(const struct observed *seen, double effect)
{
	double m = seen->m, n = seen->n, away = seen->effect - effect;
	double spread = (m + n) / 2 - 1;
	double variance = effect * (1 - effect) / (m * n) *
	                  (1 + spread * ((1 - effect) / (2 - effect) +
					    effect / (1 + effect)));

	return away * away <= z * z * variance;
}

/* Between what is allowed and an end of the scale, which is not. */
static double
limit(const struct observed *seen, double end)
{
	double inside = seen->effect, outside = end;

	for (int i = 0; i < HALVINGS; i++) {
		double middle = (inside + outside) / 2;

		if (allows(seen, middle))
			inside = middle;
		else
			outside = middle;
	}
	return inside;
}

struct pl_estimate
pl_mann_whitney_effect(
    const size_t *first, const size_t *second, size_t answers)
{
	struct observed seen = observe(first, second, answers);
	struct pl_estimate out = pl_no_estimate("nothing to compare");

	if (seen.m == 0 || seen.n == 0)
		return out;
	out = pl_no_estimate("too few answers");
	out.value = pl_known(seen.effect);
	if (is_few(seen.m, seen.n))
		return out;
	out.low = pl_known(limit(&seen, 0));
	out.high = pl_known(limit(&seen, 1));
	return out;
}
