#include "stats/poisson.h"

#include "stats/distribution.h"

struct pl_estimate
pl_poisson_rate(double count, double exposure)
{
	double low = count > 0 ? pl_gamma_quantile(0.025, count) : 0;
	double high = pl_gamma_quantile(0.975, count + 1);

	if (!(exposure > 0))
		return pl_no_estimate("nothing was exposed");
	return (struct pl_estimate){pl_known(count / exposure),
	    pl_known(low / exposure), pl_known(high / exposure)};
}
