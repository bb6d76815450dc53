#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "stats/clustered.h"

enum { MOST = 32 };

/* The share and its limits. */
struct reference {
	size_t count;
	struct pl_trials clusters[MOST];
	double share[3];
};

#include "tests/data/stats/clustered.h"

static void
assert_close(struct pl_value value, double expected)
{
	assert_null(value.why);
	if (!(fabs(value.value - expected) <= 1e-9 * fabs(expected)))
		fail_msg("%.17g is not %.17g", value.value, expected);
}

static void
shares_and_limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct pl_estimate share =
		    pl_clustered_share(r->clusters, r->count);

		assert_close(share.value, r->share[0]);
		assert_close(share.low, r->share[1]);
		assert_close(share.high, r->share[2]);
	}
}

/* Half of ten clusters have nearly nothing but events, and half nearly none.
 * With ten thousand times as many trials they are still ten. */
static void
more_trials_in_the_same_clusters_prove_no_more(void **state)
{
	struct pl_trials small[PL_CLUSTERS_FEWEST], large[PL_CLUSTERS_FEWEST];
	struct pl_estimate of_small, of_large;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(small); i++) {
		small[i] = (struct pl_trials){100, i % 2 == 0 ? 90 : 10};
		large[i] = (struct pl_trials){1e6, i % 2 == 0 ? 9e5 : 1e5};
	}
	of_small = pl_clustered_share(small, PL_COUNT(small));
	of_large = pl_clustered_share(large, PL_COUNT(large));
	assert_close(of_small.value, 0.5);
	assert_true(of_large.high.value - of_large.low.value > 0.5);
	assert_true(fabs(of_small.low.value - of_large.low.value) < 0.01);
}

static void
what_has_no_limits_says_why(void **state)
{
	struct pl_trials clusters[PL_CLUSTERS_FEWEST + 1] = {{0, 0}};
	struct pl_estimate share;

	(void)state;
	share = pl_clustered_share(clusters, PL_COUNT(clusters));
	assert_string_equal(share.value.why, "nothing to count");
	assert_string_equal(share.low.why, "nothing to count");
	for (size_t i = 1; i < PL_CLUSTERS_FEWEST; i++)
		clusters[i] = (struct pl_trials){2, 1};
	share = pl_clustered_share(clusters, PL_COUNT(clusters));
	assert_close(share.value, 0.5);
	assert_string_equal(share.high.why, "fewer than 10 patches");
	for (size_t i = 0; i < PL_COUNT(clusters); i++)
		clusters[i] = (struct pl_trials){2, 0};
	share = pl_clustered_share(clusters, PL_COUNT(clusters));
	assert_close(share.value, 0);
	assert_string_equal(share.low.why, "all alike");
	for (size_t i = 0; i < PL_COUNT(clusters); i++)
		clusters[i].count = 2;
	share = pl_clustered_share(clusters, PL_COUNT(clusters));
	assert_close(share.value, 1);
	assert_string_equal(share.high.why, "all alike");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shares_and_limits_equal_those_of_r),
	    cmocka_unit_test(more_trials_in_the_same_clusters_prove_no_more),
	    cmocka_unit_test(what_has_no_limits_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
