/*
 * The stream against noise.py, and the chances made of it against their
 * formula. Keys are fixed: a test that passes once passes always.
 */
#include "share/stream.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "stats/distribution.h"
#include "tests/data/share/noise.h"

/* The key 0, 1, ... 31 of noise.py, and others that differ in one byte. */
static struct pl_stream *
stream_of(unsigned char number)
{
	unsigned char key[PL_KEY_SIZE];

	for (int i = 0; i < PL_KEY_SIZE; i++)
		key[i] = (unsigned char)i;
	key[0] = number;
	return pl_stream_open(key);
}

static pl_u128
wide(const uint64_t halves[2])
{
	return (pl_u128)halves[0] << 64 | halves[1];
}

static void
bytes_and_numbers_are_those_of_the_second_program(void **state)
{
	struct pl_stream *stream = stream_of(0);
	char bytes[3000];

	(void)state;
	pl_stream_bytes(stream, bytes, 1);
	pl_stream_bytes(stream, bytes + 1, sizeof bytes - 1);
	assert_memory_equal(bytes, first_bytes, sizeof first_bytes - 1);
	assert_memory_equal(bytes + sizeof bytes + 1 - sizeof last_bytes,
	    last_bytes, sizeof last_bytes - 1);
	for (size_t i = 0; i < PL_COUNT(belows); i++)
		assert_true(pl_stream_below(stream, wide(belows[i].bound)) ==
			    wide(belows[i].value));
	pl_stream_close(stream);
}

static void
another_key_is_another_stream(void **state)
{
	struct pl_stream *stream = stream_of(1);
	char bytes[16];

	(void)state;
	pl_stream_bytes(stream, bytes, sizeof bytes);
	assert_memory_not_equal(bytes, first_bytes, sizeof bytes);
	pl_stream_close(stream);
	pl_stream_close(NULL);
}

static void
bound_one_takes_no_byte(void **state)
{
	struct pl_stream *stream = stream_of(0);
	char bytes[16];

	(void)state;
	assert_true(pl_stream_below(stream, 1) == 0);
	assert_true(pl_stream_chance(stream, 1, 1));
	assert_false(pl_stream_chance(stream, 0, 1));
	pl_stream_bytes(stream, bytes, sizeof bytes);
	assert_memory_equal(bytes, first_bytes, sizeof bytes);
	pl_stream_close(stream);
}

/* Chi-square over as many parts of [0, bound), of equal size but for less than
 * one in bound / parts. Taking the rest of a division by 3 * 2^126 instead of
 * drawing again would fill a third of them twice as often. */
static void
is_uniform(pl_u128 bound, unsigned parts)
{
	enum { DRAWS = 60000 };
	struct pl_stream *stream = stream_of((unsigned char)parts);
	unsigned counts[64] = {0};
	double expected = (double)DRAWS / parts, sum = 0, p;

	assert_true(parts <= PL_COUNT(counts));
	for (int i = 0; i < DRAWS; i++) {
		pl_u128 number = pl_stream_below(stream, bound);

		assert_true(number < bound);
		if (bound > parts)
			number /= bound / parts + 1;
		counts[number]++;
	}
	for (unsigned i = 0; i < parts; i++)
		sum +=
		    (counts[i] - expected) * (counts[i] - expected) / expected;
	p = pl_chi_square_above(sum, parts - 1);
	if (!(p > 1e-4))
		fail_msg("%u parts: chi-square %g, p %g", parts, sum, p);
	pl_stream_close(stream);
}

static void
numbers_are_uniform(void **state)
{
	static const unsigned smalls[] = {2, 3, 5, 6, 7, 10, 17, 48, 63};
	const pl_u128 one = 1;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(smalls); i++)
		is_uniform(smalls[i], smalls[i]);
	is_uniform((one << 64) + 1, 49);
	is_uniform((one << 64) - 1, 50);
	is_uniform((one << 127) + 1, 51);
	is_uniform(3 * (one << 126), 54);
	is_uniform(~(pl_u128)0, 55);
	is_uniform(1000003, 56);
}

/* Of 200,000 tries, within 4 standard errors. */
static void
is_chance(int (*chance)(struct pl_stream *, pl_u128, pl_u128), pl_u128 part,
    pl_u128 whole, double p)
{
	enum { DRAWS = 200000 };
	struct pl_stream *stream = stream_of((unsigned char)part);
	double error = sqrt(p * (1 - p) / DRAWS), count = 0;

	for (int i = 0; i < DRAWS; i++)
		count += chance(stream, part, whole);
	if (!(fabs(count / DRAWS - p) <= 4 * error))
		fail_msg("%g instead of %g", count / DRAWS, p);
	pl_stream_close(stream);
}

static void
chances_are_their_quotient(void **state)
{
	const pl_u128 most = ~(pl_u128)0;

	(void)state;
	is_chance(pl_stream_chance, 0, 7, 0);
	is_chance(pl_stream_chance, 7, 7, 1);
	is_chance(pl_stream_chance, 1, 3, 1.0 / 3);
	is_chance(pl_stream_chance, 3, 256, 3.0 / 256);
	is_chance(pl_stream_chance, 5, 257, 5.0 / 257);
	is_chance(pl_stream_chance, most / 5, most, 0.2);
	is_chance(pl_stream_chance, most, most, 1);
}

static void
chances_of_exp_are_exp(void **state)
{
	static const double quotients[] = {
	    0, 0.001, 0.1, 0.5, 0.999, 1, 1.001, 1.5, 2, 2.5, 3, 5, 12};
	const pl_u128 wholes[] = {1000, (pl_u128)1 << 115};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(quotients); i++)
		for (size_t j = 0; j < PL_COUNT(wholes); j++)
			is_chance(pl_stream_chance_exp,
			    wholes[j] / 1000 *
				(pl_u128)llround(quotients[i] * 1000),
			    wholes[j], exp(-quotients[i]));
	is_chance(pl_stream_chance_exp, ~(pl_u128)0, 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_and_numbers_are_those_of_the_second_program),
	    cmocka_unit_test(another_key_is_another_stream),
	    cmocka_unit_test(bound_one_takes_no_byte),
	    cmocka_unit_test(numbers_are_uniform),
	    cmocka_unit_test(chances_are_their_quotient),
	    cmocka_unit_test(chances_of_exp_are_exp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
