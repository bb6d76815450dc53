#include "stats/zcdp.h"

#include <math.h>

#include "stats/distribution.h"

enum { HALVINGS = 200 };

/* The derivative in alpha of what is minimized, times (alpha - 1)^2, is
 *
 *	rho (alpha - 1)^2 - log(1 / delta) + log(alpha)
 *
 * which grows from below 0, and so has one zero. */
static double
best_alpha(double rho, double delta)
{
	double low = 1, high = 1 + sqrt(-log(delta) / rho);

	for (int i = 0; i < HALVINGS; i++) {
		double alpha = low + (high - low) / 2;

		if (rho * (alpha - 1) * (alpha - 1) + log(delta) + log(alpha) <
		    0)
			low = alpha;
		else
			high = alpha;
	}
	return high;
}

double
pl_zcdp_epsilon(double rho, double delta)
{
	double alpha, epsilon;

	if (rho <= 0)
		return 0;
	alpha = best_alpha(rho, delta);
	epsilon =
	    rho * alpha - log(alpha * delta) / (alpha - 1) + log1p(-1 / alpha);
	return epsilon > 0 ? epsilon : 0;
}

double
pl_zcdp_guess(double rho)
{
	return pl_normal_cdf(sqrt(2 * rho) / 2);
}
