/*
 * budget.h - how much privacy was spent on which quarters, in whole numbers
 *
 * Spending is told in nano-rho, billionths of the rho of zero-concentrated
 * differential privacy (Bun and Steinke 2016), under which the cost of releases
 * is simply added. There is no floating point here, so that a budget is kept to
 * the last billionth and two machines agree about it.
 *
 * A period is a quarter, "2026-Q3", or a year, "2026", of the data, not of the
 * day on which something leaves. What is released of a year has to do with a
 * machine's records in each of its quarters, and so counts in full against each
 * of them; within four quarters in a row it counts once, however many of them
 * it touches.
 */
#ifndef PL_BUDGET_H
#define PL_BUDGET_H

#include <stdint.h>

struct pl_error;

enum {
	PL_BUDGET_YEAR = 2000, /* the first one that a period can name */
	PL_BUDGET_QUARTERS = 4 * 200,
	PL_BUDGET_YEARS = PL_BUDGET_QUARTERS + 3, /* four quarters in a row */
	PL_BUDGET_PERIOD = 8,                     /* bytes of "2026-Q3" */
};

/* No single release and no cap may be of more: a million rho. */
#define PL_RHO_MOST INT64_C(1000000000000000)

/* Of what left without noise. It is no number and in no sum. */
#define PL_RHO_INFINITE INT64_MAX

/* ---- What a release costs ------------------------------------------------ */

/* Past these nothing is reckoned; their product fits 128 bits. */
#define PL_SENS2_MOST  (INT64_C(1) << 40)
#define PL_SIGMA2_MOST (INT64_C(1) << 56)

/* The cost of one table under Gaussian noise, discrete or not: sens2, the
 * square of the L2 sensitivity, over twice the variance sigma2[0] / sigma2[1]
 * (Canonne, Kamath and Steinke 2020, arXiv:2004.00010), rounded up to whole
 * nano-rho. Both are in the same units squared. PL_E_DATA for what is not above
 * 0, PL_E_LIMIT for what is more than the above. */
int pl_rho(
    int64_t *out, int64_t sens2, const int64_t sigma2[2], struct pl_error *err);

/* Write an amount in rho, to the last billionth, without zeros at its end;
 * "infinite". Returns a text, which may be out. */
enum { PL_RHO_TEXT = 32 };
const char *pl_rho_tell(int64_t rho_n, char out[PL_RHO_TEXT]);

/* ---- Periods ------------------------------------------------------------- */

/* Quarters in a row; 0 is the first one of PL_BUDGET_YEAR. */
struct pl_quarters {
	int first, count;
};

/* PL_E_CONFIG where the text is no period, in no other form than the above. */
int pl_quarters_read(
    struct pl_quarters *out, const char *period, struct pl_error *err);

/* The name of one quarter. Returns out. */
const char *pl_quarter_name(int quarter, char out[PL_BUDGET_PERIOD]);

/* ---- Caps ---------------------------------------------------------------- */

/* The most that may be spent on one quarter and on any four in a row. */
struct pl_caps {
	int64_t quarter_n, year_n;
};

/* The caps of a profile, with what a release of a quarter is meant to cost:
 *
 * strict    25 M a quarter and 100 M a year. Four releases use up a year, and
 *           each its quarter: what was released stands, nothing is amended.
 * standard  200 M a quarter and 500 M a year. A release costs 100 M, which
 *           leaves a year 100 M for one amendment. The cap of a quarter is that
 *           of two releases because an amendment falls upon a quarter that was
 *           released before; lower, and the reserve could never be used.
 * annual    400 M for a release of the year, and so for each of its quarters:
 *           a year is released once. Four quarters in a row may be of two
 *           years, hence 800 M for them; with less, who has released a year
 *           could not release the next one.
 *
 * PL_E_CONFIG for another name. */
int pl_caps_of(struct pl_caps *out, const char *profile, struct pl_error *err);

/* The name of the profile with these caps, or NULL. */
const char *pl_caps_name(const struct pl_caps *caps);

/* ---- Spending ------------------------------------------------------------ */

/* Begin with all zeros. A sum that would not fit stays at INT64_MAX, which is
 * more than any cap. */
struct pl_budget {
	struct pl_caps caps;
	int64_t quarter_n[PL_BUDGET_QUARTERS];
	int64_t
	    year_n[PL_BUDGET_YEARS]; /* of four that end with this quarter */
	int64_t total_n;             /* of all that was ever released */
};

/* Spend rho_n on a period. PL_E_LIMIT, and nothing is spent, where a cap would
 * be crossed. */
int pl_budget_charge(struct pl_budget *budget,
    const struct pl_quarters *quarters, int64_t rho_n, struct pl_error *err);

/* What was spent on the quarter of the period that has the most, and on those
 * four in a row, any of them in the period, that have the most. */
struct pl_spent {
	int64_t quarter_n, year_n;
};

struct pl_spent pl_budget_spent(
    const struct pl_budget *budget, const struct pl_quarters *quarters);

#endif
