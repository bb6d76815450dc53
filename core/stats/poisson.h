/*
 * poisson.h - events over a time at risk, with exact 95 % limits
 */
#ifndef PL_POISSON_H
#define PL_POISSON_H

#include "stats/value.h"

/* Events per unit of exposure, with the limits of Garwood (1936); R's
 * poisson.test. count is a whole number. Why: "nothing was exposed". */
struct pl_estimate pl_poisson_rate(double count, double exposure);

#endif
