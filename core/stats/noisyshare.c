#include "stats/noisyshare.h"

#include <math.h>

#include "stats/distribution.h"

/*
 * With c = z^2 s^2 the limits are the roots of
 *
 *	(n^2 - c B) p^2 - 2 (A n - c m) p + A^2 - c m = 0.
 *
 * A quarter of its discriminant is c (m (n-A)^2 + (B-m) A^2 - c m (B-m)), which
 * is above 0 where n^2 > c B, for then Cauchy and Schwarz have it that
 * m (n-A)^2 + (B-m) A^2 >= n^2 m (B-m) / B.
 */
static struct pl_estimate
share_within(const struct pl_noisy_share *noisy, double z)
{
	double c = z * z * noisy->variance;
	double in = noisy->part_cells, out = noisy->cells - in;
	double part = noisy->part, rest = noisy->total - part;
	double first = noisy->total * noisy->total - c * noisy->cells;
	double middle, reach;

	if (noisy->total <= 0 || first <= 0)
		return pl_no_estimate("lost in the noise");
	middle = (part * noisy->total - c * in) / first;
	reach = sqrt(c * fmax(0, in * rest * rest + out * part * part -
				     c * in * out)) /
	        first;
	return (struct pl_estimate){pl_known(part / noisy->total),
	    pl_known(middle - reach), pl_known(middle + reach)};
}

struct pl_estimate
pl_noisy_share(const struct pl_noisy_share *noisy)
{
	return share_within(noisy, pl_normal_quantile(0.975));
}

void
pl_noisy_band(
    struct pl_estimate *out, const double *units, int cells, double variance)
{
	struct pl_noisy_share noisy = {.cells = cells, .variance = variance};
	const double z = pl_normal_quantile(1 - 0.025 / (cells - 1));

	for (int i = 0; i < cells; i++)
		noisy.total += units[i];
	for (int i = 0; i < cells - 1; i++) {
		noisy.part += units[i];
		noisy.part_cells = i + 1;
		out[i] = share_within(&noisy, z);
	}
}
