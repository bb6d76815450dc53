#include "stats/incomplete.h"

#include <math.h>

static const double two_pi = 6.283185307179586477;
static const double small = 1e-300; /* stands in for 0 in a denominator */
static const double enough = 1e-16; /* relative; a term that changes nothing */
enum { MOST_TERMS = 10000000 };     /* never reached; an end all the same */

/* ---- Factors in front (Loader 2000) ------------------------------------- */

/* ln(n!) less Stirling's formula for it. */
static double
stirling_error(double n)
{
	double nn = n * n;

	if (n < 15)
		return lgamma(n + 1) - (n + 0.5) * log(n) + n -
		       0.5 * log(two_pi);
	/* The series has six terms: the seventh is below 1e-17 from here. */
	return (1. / 12 -
		   (1. / 360 -
		       (1. / 1260 -
			   (1. / 1680 - (1. / 1188 - 691. / 360360 / nn) / nn) /
			       nn) /
			   nn) /
		       nn) /
	       n;
}

/* x ln(x / mean) + mean - x, exact also where x is close to the mean. */
static double
deviance(double x, double mean)
{
	double v = (x - mean) / (x + mean), sum = (x - mean) * v;
	double power = 2 * x * v;

	if (fabs(v) > 0.1)
		return x * log(x / mean) + mean - x;
	for (int j = 1; j < 1000; j++) {
		double before = sum;

		power *= v * v;
		sum += power / (2 * j + 1);
		if (sum == before)
			break;
	}
	return sum;
}

double
pl_beta_growth(double a, double b, double x, double y)
{
	double n = a + b;

	if (x <= 0 || y <= 0)
		return 0;
	/* x^a y^b / B(a, b); the density of ln(x) has one y less. */
	return exp(stirling_error(n) - stirling_error(a) - stirling_error(b) -
		   deviance(a, n * x) - deviance(b, n * y)) *
	       sqrt(a / n * b / two_pi) / y;
}

double
pl_gamma_growth(double a, double x)
{
	if (x <= 0)
		return 0;
	/* x^a e^-x / gamma(a) */
	return exp(-stirling_error(a) - deviance(a, x)) * sqrt(a / two_pi);
}

/* ---- Series and continued fractions ------------------------------------- */

/* A continued fraction 1 / (b0 + a1 / (b1 + ...)) as far as it was read, by
 * the method of Lentz (1976) as Thompson and Barnett (1986) changed it. */
struct fraction {
	double value, c, d;
};

static double
not_zero(double x)
{
	return fabs(x) < small ? small : x;
}

static struct fraction
fraction_begin(double b)
{
	double first = not_zero(b);

	return (struct fraction){1 / first, first, 0};
}

/* Read on. Returns 0 once this changes nothing any more. */
static int
fraction_next(struct fraction *f, double a, double b)
{
	double change;

	f->d = 1 / not_zero(b + a * f->d);
	f->c = not_zero(b + a / f->c);
	change = f->c * f->d;
	f->value /= change;
	return fabs(change - 1) > enough;
}

/* The lower tail over its factor in front: the even part of DLMF 8.17.22, in
 * the form of Didonato and Morris (1992), where y keeps the digits that x lost.
 * It converges quickly for x below the mean. */
static double
beta_fraction(double a, double b, double x, double y)
{
	double far = a * y - b * x + 1;
	struct fraction f = fraction_begin(a * far / (a + 1));

	for (int i = 1; i < MOST_TERMS; i++) {
		double m = i, c = a + 2 * m - 1;
		double top = (a + m - 1) / c * ((a + b + m - 1) / c) * x * x *
		             m * (b - m);
		double bottom = m + m * (b - m) / c * x +
		                (a + m) / (c + 2) * (far + m * (2 - x));

		if (!fraction_next(&f, top, bottom))
			break;
	}
	return f.value;
}

struct pl_tails
pl_incomplete_beta(double a, double b, double x, double y)
{
	double front = pl_beta_growth(a, b, x, y) * y, tail;

	if (x <= 0)
		return (struct pl_tails){0, 1};
	if (y <= 0)
		return (struct pl_tails){1, 0};
	if (x * (a + b + 2) < a + 1) {
		tail = fmin(1, front * beta_fraction(a, b, x, y));
		return (struct pl_tails){tail, 1 - tail};
	}
	tail = fmin(1, front * beta_fraction(b, a, y, x));
	return (struct pl_tails){1 - tail, tail};
}

/* The lower tail times a over its factor in front, DLMF 8.7.1. */
static double
gamma_series(double a, double x)
{
	double term = 1, sum = 1;

	for (int n = 1; n < MOST_TERMS && term > enough * sum; n++) {
		term *= x / (a + n);
		sum += term;
	}
	return sum;
}

/* The upper tail over its factor in front, DLMF 8.9.2. */
static double
gamma_fraction(double a, double x)
{
	struct fraction f = fraction_begin(x + 1 - a);

	for (int n = 1; n < MOST_TERMS; n++)
		if (!fraction_next(&f, n * (a - n), x + 1 - a + 2. * n))
			break;
	return f.value;
}

struct pl_tails
pl_incomplete_gamma(double a, double x)
{
	double front = pl_gamma_growth(a, x), tail;

	if (x <= 0)
		return (struct pl_tails){0, 1};
	if (x < a + 1) {
		tail = fmin(1, front / a * gamma_series(a, x));
		return (struct pl_tails){tail, 1 - tail};
	}
	tail = fmin(1, front * gamma_fraction(a, x));
	return (struct pl_tails){1 - tail, tail};
}
