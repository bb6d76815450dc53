/*
 * randomize.h - a yes or no that chance may have turned round, for good
 *
 * Randomized response (Warner 1965; stats/randomized.h reckons the shares): the
 * answer that is told is the true one with probability e^epsilon / (1 +
 * e^epsilon), else the other. So it is epsilon-differentially private, against
 * readers who cannot break BLAKE2b and ChaCha20.
 *
 * Chance is asked once. What it says follows from a key that stays in the house
 * and from the program, the set, the question, its revision and the true
 * answer. So the same truth is told as the same answer in each period and each
 * correction, and asking again wears nothing off (Erlingsson, Pihur and
 * Korolova 2014). What that does not cover:
 *
 * - A told answer that changes says that the truth did; one that stays says
 *   less. All that is ever told of a question is two draws, one for each truth,
 *   and together they are 2 epsilon at most.
 * - A new revision of a question, and each program, is a draw of its own.
 *   Those who put what several programs were told together add up the epsilons.
 * - That somebody declined, or did not know, is told as it is.
 */
#ifndef PL_RANDOMIZE_H
#define PL_RANDOMIZE_H

#include "share/keyed.h"

struct pl_answer;
struct pl_question;

struct pl_randomize {
	const unsigned char *key; /* of PL_KEY_SIZE bytes */
	const char *program, *set;
};

/* The epsilon of a question in thousandths, rounded; 0: it is told as it is. */
int pl_randomize_epsilon(const struct pl_question *question);

/* The code that is told for an answer that was given, to a question that has an
 * epsilon. Borrowed from the question. */
const char *pl_randomize(const struct pl_randomize *how,
    const struct pl_question *question, const struct pl_answer *answer);

#endif
