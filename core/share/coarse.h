/*
 * coarse.h - numbers as rough as they have to be before others may see them
 *
 * A count loses its last digit, and a share stands on a grid so wide that it
 * could be of ten counts or more. So what disclosure.h leaves cannot be taken
 * to the single item by sums that nobody thought of.
 */
#ifndef PL_COARSE_H
#define PL_COARSE_H

#include <stddef.h>
#include <stdint.h>

#include "stats/value.h"

/* Down to tens, towards 0. */
int64_t pl_coarse_count(int64_t count);

/* Down to tens and to two significant digits: 12,345 is 12,000, 57 is 50. */
int64_t pl_coarse_total(int64_t count);

/* How many, as a band: "10 to 99", "100 to 499", "500 to 1,999", "2,000 to
 * 9,999", "10,000 to 49,999", "50,000 or more"; "fewer than 10". */
const char *pl_coarse_band(int64_t count);
int64_t pl_coarse_band_from(int64_t count); /* where the band begins */

/* The step of shares of so many: the finest of 0.1, 0.2, 0.5, 1, 2, 5, 10 and
 * 20 percent that is 10 of them or more; 0: there is none. */
double pl_coarse_step(int64_t n);

/* A share of so many, with its limits, which are rounded outwards. None is told
 * where there is no step, and where what is counted, or what is not, is 1 to 9:
 * then each has the reason why. */
struct pl_estimate pl_coarse_share(
    struct pl_estimate share, int64_t n, const char *why);

/* Days begun: up to a whole day, limits outwards. */
struct pl_estimate pl_coarse_days(struct pl_estimate days);

/* Sums of days to three significant digits; ratios to one decimal, limits
 * outwards. */
struct pl_value pl_coarse_sum(struct pl_value sum);
struct pl_estimate pl_coarse_ratio(struct pl_estimate ratio);

#endif
