#include "stats/distribution.h"

#include <math.h>

#include "stats/incomplete.h"

/* ---- Normal -------------------------------------------------------------- */

double
pl_normal_above(double z)
{
	return 0.5 * erfc(z * M_SQRT1_2);
}

double
pl_normal_cdf(double z)
{
	return pl_normal_above(-z);
}

/* Where so much lies above, at most one half. The start is above the root,
 * where the tail is at most exp(-z^2/2)/2, and ln(tail) is concave: Newton's
 * steps come down to the root and do not pass it. */
static double
normal_upper_quantile(double tail)
{
	double z = sqrt(fmax(0, -2 * log(2 * tail)));

	for (int i = 0; i < 100; i++) {
		double above = pl_normal_above(z);
		double density = exp(-z * z / 2) / sqrt(2 * M_PI);
		double step = log(above / tail) * above / density;

		z += step;
		if (!(fabs(step) > 1e-9 * z))
			break;
	}
	return z;
}

double
pl_normal_quantile(double p)
{
	if (p <= 0 || p >= 1)
		return p <= 0 ? -INFINITY : INFINITY;
	return p < 0.5 ? -normal_upper_quantile(p)
	               : normal_upper_quantile(1 - p);
}

/* ---- Quantiles of what lives above 0 ------------------------------------- */

/* A distribution with its parameters; b is 0 where there is only one. */
struct shape {
	struct pl_tails (*tails)(const struct shape *shape, double x);
	double (*growth)(const struct shape *shape, double x);
	double a, b;
};

/* How far the smaller tail is from what is wanted, on the log scale and growing
 * with x; and that over what it grows by as ln(x) does. */
struct miss {
	double gap, step;
};

static struct miss
miss_at(const struct shape *of, struct pl_tails want, double x)
{
	struct pl_tails at = of->tails(of, x);
	double growth = of->growth(of, x), gap;

	if (want.below <= want.above) {
		gap = log(at.below / want.below);
		return (struct miss){gap, gap * at.below / growth};
	}
	gap = log(want.above / at.above);
	return (struct miss){gap, gap * at.above / growth};
}

/* The ln(x) that has these tails, between low and high. Far out, where a tail
 * is 0, the step is none, and the bracket is halved instead. */
static double
solve(const struct shape *of, struct pl_tails want, double start, double low,
    double high)
{
	double u = fmin(high, fmax(low, start));

	for (int i = 0; i < 2000; i++) {
		struct miss miss = miss_at(of, want, exp(u));
		double next = u - miss.step;

		if (miss.gap > 0)
			high = u;
		else
			low = u;
		if (!(next >= low && next <= high))
			next = (low + high) / 2;
		if (fabs(next - u) < 1e-10)
			return next;
		u = next;
	}
	return u;
}

static const double least = -745; /* ln of the least double */
static const double most = 709;   /* ln of the largest */

static struct pl_tails
beta_tails(const struct shape *shape, double x)
{
	return pl_incomplete_beta(shape->a, shape->b, x, 1 - x);
}

static double
beta_growth(const struct shape *shape, double x)
{
	return pl_beta_growth(shape->a, shape->b, x, 1 - x);
}

static struct pl_tails
gamma_tails(const struct shape *shape, double x)
{
	return pl_incomplete_gamma(shape->a, x);
}

static double
gamma_growth(const struct shape *shape, double x)
{
	return pl_gamma_growth(shape->a, x);
}

/* ---- Beta ---------------------------------------------------------------- */

/* A point between 0 and 1, and what is left to 1: the smaller one is exact. */
struct point {
	double x, rest;
};

/* The point that has these tails, where it is not above one half. */
static struct point
beta_lower_point(struct pl_tails want, double a, double b)
{
	struct shape shape = {beta_tails, beta_growth, a, b};
	double x;

	if (want.below <= 0)
		return (struct point){0, 1};
	x = exp(solve(&shape, want, log(a / (a + b)), least, log(0.5)));
	return (struct point){x, 1 - x};
}

static struct point
beta_point(struct pl_tails want, double a, double b)
{
	struct pl_tails middle = pl_incomplete_beta(a, b, 0.5, 0.5);
	struct point other;

	if (middle.below >= want.below)
		return beta_lower_point(want, a, b);
	other =
	    beta_lower_point((struct pl_tails){want.above, want.below}, b, a);
	return (struct point){other.rest, other.x};
}

double
pl_beta_cdf(double x, double a, double b)
{
	return pl_incomplete_beta(a, b, x, 1 - x).below;
}

double
pl_beta_quantile(double p, double a, double b)
{
	return beta_point((struct pl_tails){p, 1 - p}, a, b).x;
}

/* ---- Student ------------------------------------------------------------- */

double
pl_student_cdf(double t, double degrees)
{
	double square = t * t, all = degrees + square;
	struct pl_tails tails =
	    pl_incomplete_beta(0.5, degrees / 2, square / all, degrees / all);

	return t < 0 ? tails.above / 2 : 0.5 + tails.below / 2;
}

/* t^2 / (degrees + t^2) has a beta distribution. */
double
pl_student_quantile(double p, double degrees)
{
	double tail = fmin(p, 1 - p), t;
	struct point square = beta_point(
	    (struct pl_tails){1 - 2 * tail, 2 * tail}, 0.5, degrees / 2);

	t = sqrt(degrees * square.x / square.rest);
	return p < 0.5 ? -t : t;
}

/* ---- Gamma --------------------------------------------------------------- */

double
pl_gamma_cdf(double x, double a)
{
	return pl_incomplete_gamma(a, x).below;
}

double
pl_gamma_quantile(double p, double a)
{
	struct shape shape = {gamma_tails, gamma_growth, a, 0};

	if (p <= 0 || p >= 1)
		return p <= 0 ? 0 : INFINITY;
	return exp(
	    solve(&shape, (struct pl_tails){p, 1 - p}, log(a), least, most));
}

double
pl_chi_square_above(double x, double degrees)
{
	return pl_incomplete_gamma(degrees / 2, x / 2).above;
}
