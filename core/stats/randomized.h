/*
 * randomized.h - shares of answers that chance may have turned round
 *
 * Randomized response (Warner 1965): who answers yes or no tells the truth with
 * a probability that depends on epsilon, and else the opposite, so that no
 * single answer can be held against anybody. Of many, the share of yes can be
 * told.
 */
#ifndef PL_RANDOMIZED_H
#define PL_RANDOMIZED_H

#include "stats/binomial.h"
#include "stats/value.h"

/* The probability of telling the truth, e^epsilon / (1 + e^epsilon), with which
 * an answer is epsilon-differentially private: 0.881 for 2. Epsilon is above
 * 0. */
double pl_randomized_truth(double epsilon);

/* The share of those whose true answer is yes, of the answers that were told.
 * Without bias, and so it may be below 0 or above 1 and is not cut, nor are its
 * limits: means of many such estimates stay right. Limits are those of Wilson
 * for the share that was told. Why: "nothing to count". */
struct pl_estimate pl_randomized_share(struct pl_trials told, double epsilon);

#endif
