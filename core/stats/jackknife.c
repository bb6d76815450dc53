#include "stats/jackknife.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "stats/distribution.h"

static double
standard_error(const double *without, size_t groups)
{
	double g = (double)groups, mean = 0, sum = 0;

	for (size_t i = 0; i < groups; i++)
		mean += without[i] / g;
	for (size_t i = 0; i < groups; i++)
		sum += (without[i] - mean) * (without[i] - mean);
	return sqrt((g - 1) / g * sum);
}

struct pl_change
pl_jackknife(double all, const double *without, size_t groups)
{
	const struct pl_value none = pl_unknown("fewer than 2 groups");
	struct pl_change change = {{pl_known(all), none, none}, none};
	double degrees = (double)groups - 1, error, reach;

	if (groups < 2)
		return change;
	error = standard_error(without, groups);
	reach = pl_student_quantile(0.975, degrees) * error;
	change.size.low = pl_known(all - reach);
	change.size.high = pl_known(all + reach);
	change.p =
	    error > 0
		? pl_known(2 * pl_student_cdf(-fabs(all) / error, degrees))
		: pl_unknown("groups do not differ");
	return change;
}

struct pl_change
pl_jackknife_difference(double first, const double *first_without,
    double second, const double *second_without, size_t groups)
{
	double *without = pl_alloc_array(groups, sizeof *without);
	struct pl_change change;

	for (size_t i = 0; i < groups; i++)
		without[i] = first_without[i] - second_without[i];
	change = pl_jackknife(first - second, without, groups);
	free(without);
	return change;
}
