/*
 * How rough numbers get, and that the truth stays within their limits.
 */
#include "share/coarse.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/alloc.h"

static void
counts_lose_their_last_digit(void **state)
{
	(void)state;
	assert_int_equal(pl_coarse_count(0), 0);
	assert_int_equal(pl_coarse_count(10), 10);
	assert_int_equal(pl_coarse_count(19), 10);
	assert_int_equal(pl_coarse_count(1440012), 1440010);
	assert_int_equal(pl_coarse_count(-19), -10);
	assert_int_equal(pl_coarse_total(99), 90);
	assert_int_equal(pl_coarse_total(12999), 12000);
	assert_int_equal(pl_coarse_total(100), 100);
}

static void
sizes_are_bands(void **state)
{
	(void)state;
	assert_string_equal(pl_coarse_band(9), "fewer than 10");
	assert_string_equal(pl_coarse_band(10), "10 to 99");
	assert_string_equal(pl_coarse_band(499), "100 to 499");
	assert_string_equal(pl_coarse_band(500), "500 to 1,999");
	assert_string_equal(pl_coarse_band(2000), "2,000 to 9,999");
	assert_string_equal(pl_coarse_band(49999), "10,000 to 49,999");
	assert_string_equal(pl_coarse_band(50000), "50,000 or more");
	assert_int_equal(pl_coarse_band_from(499), 100);
	assert_int_equal(pl_coarse_band_from(9), 0);
}

/* 10 of 10,000 are 0.1 %, of 5,000 0.2 %, ... of 50 20 %. */
static void
a_step_of_shares_is_ten_or_more(void **state)
{
	(void)state;
	assert_float_equal(pl_coarse_step(10000), 0.001, 1e-12);
	assert_float_equal(pl_coarse_step(9999), 0.002, 1e-12);
	assert_float_equal(pl_coarse_step(50), 0.2, 1e-12);
	assert_float_equal(pl_coarse_step(49), 0, 0);
	for (int64_t n = 50; n < 20000; n += 7)
		assert_true(pl_coarse_step(n) * (double)n >= 10 - 1e-9);
}

static struct pl_estimate
share(double value, double low, double high, int64_t n)
{
	return pl_coarse_share((struct pl_estimate){pl_known(value),
				   pl_known(low), pl_known(high)},
	    n, "withheld");
}

static void
shares_stand_on_steps_with_limits_outwards(void **state)
{
	struct pl_estimate out = share(0.473, 0.451, 0.499, 1000);

	(void)state;
	assert_float_equal(out.value.value, 0.47, 1e-12);
	assert_float_equal(out.low.value, 0.45, 1e-12);
	assert_float_equal(out.high.value, 0.50, 1e-12);
	out = share(1, 0.95, 1, 100);
	assert_float_equal(out.value.value, 1, 0);
	assert_float_equal(out.low.value, 0.9, 1e-12);
	assert_float_equal(out.high.value, 1, 0);
}

static void
shares_of_few_or_of_all_but_few_are_not_told(void **state)
{
	(void)state;
	assert_string_equal(share(0.009, 0, 0.1, 1000).value.why, "withheld");
	assert_string_equal(share(0.009, 0, 0.1, 1000).low.why, "withheld");
	assert_string_equal(share(0.0005, 0, 0.1, 1000).value.why, "withheld");
	assert_string_equal(share(0.991, 0.9, 1, 1000).value.why, "withheld");
	assert_null(share(0.01, 0, 0.1, 1000).value.why);
	assert_null(share(0.99, 0.9, 1, 1000).value.why);
	assert_null(share(0, 0, 0.1, 1000).value.why);
	assert_string_equal(share(0.5, 0.4, 0.6, 40).value.why, "withheld");
}

static void
a_reason_stays_the_reason(void **state)
{
	struct pl_estimate none = pl_no_estimate("nothing to count");

	(void)state;
	assert_string_equal(
	    pl_coarse_share(none, 0, "withheld").value.why, "nothing to count");
	assert_string_equal(pl_coarse_share(none, 1000, "withheld").value.why,
	    "nothing to count");
}

static void
days_are_whole_and_ratios_have_one_decimal(void **state)
{
	struct pl_estimate days = pl_coarse_days(
	    (struct pl_estimate){pl_known(0.2), pl_known(0.1), pl_known(12.0)});
	struct pl_estimate ratio = pl_coarse_ratio((struct pl_estimate){
	    pl_known(0.84), pl_known(0.78), pl_known(0.91)});

	(void)state;
	assert_float_equal(days.value.value, 1, 0);
	assert_float_equal(days.low.value, 0, 0);
	assert_float_equal(days.high.value, 12, 0);
	assert_float_equal(ratio.value.value, 0.8, 1e-12);
	assert_float_equal(ratio.low.value, 0.7, 1e-12);
	assert_float_equal(ratio.high.value, 1.0, 1e-12);
	assert_float_equal(pl_coarse_sum(pl_known(123456)).value, 123000, 1e-6);
	assert_float_equal(pl_coarse_sum(pl_known(12.4)).value, 12, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_lose_their_last_digit),
	    cmocka_unit_test(sizes_are_bands),
	    cmocka_unit_test(a_step_of_shares_is_ten_or_more),
	    cmocka_unit_test(shares_stand_on_steps_with_limits_outwards),
	    cmocka_unit_test(shares_of_few_or_of_all_but_few_are_not_told),
	    cmocka_unit_test(a_reason_stays_the_reason),
	    cmocka_unit_test(days_are_whole_and_ratios_have_one_decimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
