#include "share/budget.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

#define NANO INT64_C(1000000000)

enum { YEAR_QUARTERS = 4, YEAR_DIGITS = 4 };

_Static_assert((PL_SENS2_MOST - 1) >> 40 == 0 &&
		   (PL_SIGMA2_MOST - 1) >> 56 == 0 && NANO >> 30 == 0,
    "sens2 * sigma2 * NANO stays below 2^127");

/* ---- What a release costs ------------------------------------------------ */

static int
check_parameter(
    const char *name, int64_t value, int64_t most, struct pl_error *err)
{
	if (value <= 0)
		return pl_fail(err, PL_E_DATA,
		    "%s is %" PRId64 ", and must be above 0", name, value);
	if (value > most)
		return pl_fail(err, PL_E_LIMIT,
		    "%s is %" PRId64 ", and at most %" PRId64
		    " can be reckoned with",
		    name, value, most);
	return PL_OK;
}

int
pl_rho(
    int64_t *out, int64_t sens2, const int64_t sigma2[2], struct pl_error *err)
{
	unsigned __int128 cost, twice;
	int result;

	result = check_parameter("sens2", sens2, PL_SENS2_MOST, err);
	for (int i = 0; i < 2 && result == PL_OK; i++)
		result =
		    check_parameter("sigma2", sigma2[i], PL_SIGMA2_MOST, err);
	if (result < 0)
		return result;
	twice = 2 * (unsigned __int128)sigma2[0];
	cost = (unsigned __int128)sens2 * (uint64_t)sigma2[1] * NANO;
	cost = (cost + twice - 1) / twice;
	if (cost > PL_RHO_MOST)
		return pl_fail(err, PL_E_LIMIT,
		    "noise so small costs more than %" PRId64 " nano-rho",
		    PL_RHO_MOST);
	*out = (int64_t)cost;
	return PL_OK;
}

const char *
pl_rho_tell(int64_t rho_n, char out[PL_RHO_TEXT])
{
	int length;

	if (rho_n == PL_RHO_INFINITE)
		return "infinite";
	length = snprintf(out, PL_RHO_TEXT, "%" PRId64 ".%09" PRId64,
	    rho_n / NANO, rho_n % NANO);
	while (out[length - 1] == '0')
		out[--length] = '\0';
	if (out[length - 1] == '.')
		out[--length] = '\0';
	return out;
}

/* ---- Periods ------------------------------------------------------------- */

/* The number of a year, or -1 where the text does not begin with one. */
static int
read_year(const char *text)
{
	int year = 0;

	for (int i = 0; i < YEAR_DIGITS; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		year = 10 * year + text[i] - '0';
	}
	year -= PL_BUDGET_YEAR;
	return year < PL_BUDGET_QUARTERS / YEAR_QUARTERS ? year : -1;
}

int
pl_quarters_read(
    struct pl_quarters *out, const char *period, struct pl_error *err)
{
	int year = read_year(period);
	const char *rest = year < 0 ? "" : period + YEAR_DIGITS;

	if (year >= 0 && *rest == '\0') {
		*out =
		    (struct pl_quarters){YEAR_QUARTERS * year, YEAR_QUARTERS};
		return PL_OK;
	}
	if (strlen(rest) == 3 && strncmp(rest, "-Q", 2) == 0 &&
	    rest[2] >= '1' && rest[2] <= '4') {
		*out = (struct pl_quarters){
		    YEAR_QUARTERS * year + rest[2] - '1', 1};
		return PL_OK;
	}
	return pl_fail(err, PL_E_CONFIG,
	    "\"%.20s\" is no period; expected a quarter such as 2026-Q3 or a "
	    "year such as 2026",
	    period);
}

const char *
pl_quarter_name(int quarter, char out[PL_BUDGET_PERIOD])
{
	snprintf(out, PL_BUDGET_PERIOD, "%04u-Q%c",
	    (unsigned)(PL_BUDGET_YEAR + quarter / YEAR_QUARTERS) % 10000u,
	    "1234"[quarter % YEAR_QUARTERS]);
	return out;
}

/* ---- Caps ---------------------------------------------------------------- */

static const struct profile {
	const char *name;
	struct pl_caps caps;
} profiles[] = {
    {"strict", {25000000, 100000000}},
    {"standard", {200000000, 500000000}},
    {"annual", {400000000, 800000000}},
};

int
pl_caps_of(struct pl_caps *out, const char *profile, struct pl_error *err)
{
	for (size_t i = 0; i < PL_COUNT(profiles); i++)
		if (strcmp(profiles[i].name, profile) == 0) {
			*out = profiles[i].caps;
			return PL_OK;
		}
	return pl_fail(err, PL_E_CONFIG,
	    "there is no profile \"%.40s\"; there are strict, standard and "
	    "annual",
	    profile);
}

const char *
pl_caps_name(const struct pl_caps *caps)
{
	for (size_t i = 0; i < PL_COUNT(profiles); i++)
		if (profiles[i].caps.quarter_n == caps->quarter_n &&
		    profiles[i].caps.year_n == caps->year_n)
			return profiles[i].name;
	return NULL;
}

/* ---- Spending ------------------------------------------------------------ */

/* The sum of two numbers that are not below 0, or INT64_MAX. */
static int64_t
add(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static int64_t
most(const int64_t *sums, int first, int count)
{
	int64_t found = 0;

	for (int i = first; i < first + count; i++)
		found = sums[i] > found ? sums[i] : found;
	return found;
}

/* How many runs of four quarters touch the period; the first of them ends with
 * its first quarter. */
static int
years(const struct pl_quarters *quarters)
{
	return quarters->count + YEAR_QUARTERS - 1;
}

struct pl_spent
pl_budget_spent(
    const struct pl_budget *budget, const struct pl_quarters *quarters)
{
	return (struct pl_spent){
	    most(budget->quarter_n, quarters->first, quarters->count),
	    most(budget->year_n, quarters->first, years(quarters))};
}

static int
check_cap(const char *what, int64_t spent, int64_t rho_n, int64_t cap,
    struct pl_error *err)
{
	char texts[3][PL_RHO_TEXT];

	if (add(spent, rho_n) <= cap)
		return PL_OK;
	return pl_fail(err, PL_E_LIMIT,
	    "the cap of %s is %s of rho, of which %s are spent; this would "
	    "take %s more",
	    what, pl_rho_tell(cap, texts[0]), pl_rho_tell(spent, texts[1]),
	    pl_rho_tell(rho_n, texts[2]));
}

int
pl_budget_charge(struct pl_budget *budget, const struct pl_quarters *quarters,
    int64_t rho_n, struct pl_error *err)
{
	struct pl_spent spent = pl_budget_spent(budget, quarters);
	int result;

	result = check_cap(
	    "a quarter", spent.quarter_n, rho_n, budget->caps.quarter_n, err);
	if (result == PL_OK)
		result = check_cap("four quarters in a row", spent.year_n,
		    rho_n, budget->caps.year_n, err);
	if (result < 0)
		return result;
	for (int i = 0; i < quarters->count; i++)
		budget->quarter_n[quarters->first + i] =
		    add(budget->quarter_n[quarters->first + i], rho_n);
	for (int i = 0; i < years(quarters); i++)
		budget->year_n[quarters->first + i] =
		    add(budget->year_n[quarters->first + i], rho_n);
	budget->total_n = add(budget->total_n, rho_n);
	return PL_OK;
}
