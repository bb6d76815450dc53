/*
 * Answers that chance turns round, against a second program and against what
 * the estimator makes of them. Keys are fixed: a test that passes once passes
 * always.
 */
#include "share/randomize.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "stats/randomized.h"
#include "survey/answers.h"
#include "survey/questions.h"
#include "tests/data/share/randomize.h"

enum { ORGANIZATIONS = 100000, MANY = 200 };

static const struct pl_option options[] = {
    {.code = "yes", .text = "Yes"}, {.code = "no", .text = "No"}};
static const struct pl_question question = {.id = "q",
    .options = options,
    .option_count = 2,
    .sensitive = 1,
    .rr_eps = 2};

/* The key 0, 1, ... 31, but for its first bytes: a number. */
static void
make_key(unsigned char key[PL_KEY_SIZE], uint32_t number, size_t bytes)
{
	for (int i = 0; i < PL_KEY_SIZE; i++)
		key[i] = (unsigned char)i;
	for (size_t i = 0; i < bytes; i++)
		key[i] = (unsigned char)(number >> (8 * i));
}

static const char *
told(const unsigned char *key, const char *program, const char *set,
    const struct pl_question *asked, int rev, const char *truth)
{
	const struct pl_randomize how = {key, program, set};
	const struct pl_answer answer = {
	    .state = PL_REPLY_GIVEN, .value = truth, .rev = rev};

	return pl_randomize(&how, asked, &answer);
}

static void
answers_are_those_of_the_second_program(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(vectors); i++) {
		struct pl_question asked = question;

		asked.rr_eps = vectors[i].epsilon;
		assert_int_equal(strlen(vectors[i].told), 64);
		for (uint32_t first = 0; first < 64; first++) {
			unsigned char key[PL_KEY_SIZE];

			make_key(key, first, 1);
			assert_int_equal(
			    told(key, "p", "s", &asked, vectors[i].rev,
				vectors[i].truth)[0],
			    vectors[i].told[first]);
		}
	}
}

/* Of MANY keys, how many tell another answer than with "p", "s", q and 1? */
static size_t
differences(const char *program, const char *set, const char *id, int rev)
{
	struct pl_question asked = question;
	size_t count = 0;

	asked.id = id;
	asked.rr_eps = 0.001; /* turned half of the time */
	for (uint32_t i = 0; i < MANY; i++) {
		unsigned char key[PL_KEY_SIZE];
		struct pl_question first = asked;

		first.id = "q";
		make_key(key, i, 4);
		count += strcmp(told(key, program, set, &asked, rev, "yes"),
			     told(key, "p", "s", &first, 1, "yes")) != 0;
	}
	return count;
}

static void
the_same_truth_is_told_as_the_same_answer(void **state)
{
	(void)state;
	assert_int_equal(differences("p", "s", "q", 1), 0);
}

/* Whoever puts two of them together has two draws, and no more than that: of
 * 200 fair ones, 100 differ, give or take four standard errors of 7.1. */
static void
whatever_else_differs_is_a_draw_of_its_own(void **state)
{
	static const struct {
		const char *program, *set, *question;
		int rev;
	} cases[] = {{"other", "s", "q", 1}, {"p", "other", "q", 1},
	    {"p", "s", "other", 1}, {"p", "s", "q", 2}, {"ps", "", "q", 1}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		size_t count = differences(cases[i].program, cases[i].set,
		    cases[i].question, cases[i].rev);

		assert_in_range(count, 72, 128);
	}
}

static struct pl_trials
ask(const struct pl_question *asked, uint32_t yes)
{
	struct pl_trials trials = {.n = ORGANIZATIONS};

	for (uint32_t i = 0; i < ORGANIZATIONS; i++) {
		unsigned char key[PL_KEY_SIZE];

		make_key(key, i, 4);
		trials.count += strcmp(told(key, "p", "s", asked, 1,
					   i < yes ? "yes" : "no"),
				    "yes") == 0;
	}
	return trials;
}

/* Of 100,000 organizations of which some mean yes, for several epsilons: the
 * estimate is not further from their share than 3 standard errors, which are
 * sqrt(m (1 - m) / n) / (2 t - 1) with m the share that is told yes and t the
 * probability of the truth. */
static void
the_share_that_means_yes_comes_out(void **state)
{
	static const double epsilons[] = {0.25, 2};
	static const uint32_t yes[] = {0, 3000, 30000};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(epsilons); i++) {
		double truth = pl_randomized_truth(epsilons[i]);
		struct pl_question asked = question;

		asked.rr_eps = epsilons[i];
		for (size_t j = 0; j < PL_COUNT(yes); j++) {
			double share = (double)yes[j] / ORGANIZATIONS;
			double m = share * truth + (1 - share) * (1 - truth);
			double error =
			    sqrt(m * (1 - m) / ORGANIZATIONS) / (2 * truth - 1);
			struct pl_estimate estimate = pl_randomized_share(
			    ask(&asked, yes[j]), epsilons[i]);

			if (fabs(estimate.value.value - share) > 3 * error)
				fail_msg("%g of %g is %g", estimate.value.value,
				    share, error);
		}
	}
}

static void
epsilon_is_told_in_thousandths(void **state)
{
	struct pl_question asked = question;

	(void)state;
	assert_int_equal(pl_randomize_epsilon(&asked), 2000);
	asked.rr_eps = 0.001;
	assert_int_equal(pl_randomize_epsilon(&asked), 1);
	asked.rr_eps = 0.7; /* a bit less, as a double */
	assert_int_equal(pl_randomize_epsilon(&asked), 700);
	asked.rr_eps = 0;
	assert_int_equal(pl_randomize_epsilon(&asked), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_are_those_of_the_second_program),
	    cmocka_unit_test(the_same_truth_is_told_as_the_same_answer),
	    cmocka_unit_test(whatever_else_differs_is_a_draw_of_its_own),
	    cmocka_unit_test(the_share_that_means_yes_comes_out),
	    cmocka_unit_test(epsilon_is_told_in_thousandths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
