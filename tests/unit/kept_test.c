/*
 * What was made for a program is there again, by number.
 */
#include "share/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "scratch.h"

static struct pl_kept
some_kept(const char *period)
{
	return (struct pl_kept){scratch_folder, "one", period};
}

static void
add(const struct pl_kept *kept, const char *text)
{
	struct pl_buf bytes;
	struct pl_error err;
	int count;

	pl_buf_init(&bytes, 100);
	pl_buf_adds(&bytes, text);
	assert_int_equal(pl_kept_count(&count, kept, &err), PL_OK);
	assert_int_equal(pl_kept_add(kept, count + 1, &bytes, &err), PL_OK);
	pl_buf_free(&bytes);
}

static void
assert_kept(const struct pl_kept *kept, int number, const char *text)
{
	struct pl_buf bytes;
	struct pl_error err;

	pl_buf_init(&bytes, 100);
	assert_int_equal(pl_kept_read(&bytes, kept, number, &err), PL_OK);
	assert_string_equal(bytes.text, text);
	pl_buf_free(&bytes);
}

static void
assert_count(const struct pl_kept *kept, int expected)
{
	struct pl_error err;
	int count;

	assert_int_equal(pl_kept_count(&count, kept, &err), PL_OK);
	assert_int_equal(count, expected);
}

static void
remove_sent(const char *name)
{
	char path[160];

	snprintf(path, sizeof path, "%s/sent/%s", scratch_folder, name);
	assert_int_equal(unlink(path), 0);
}

static void
remove_folder(void)
{
	char path[160];

	snprintf(path, sizeof path, "%s/sent", scratch_folder);
	assert_int_equal(rmdir(path), 0);
}

static void
nothing_is_kept_at_first(void **state)
{
	const struct pl_kept kept = some_kept("2026-Q3");
	struct pl_buf bytes;
	struct pl_error err;

	(void)state;
	assert_count(&kept, 0);
	pl_buf_init(&bytes, 100);
	assert_int_equal(pl_kept_read(&bytes, &kept, 1, &err), PL_E_IO);
	pl_buf_free(&bytes);
	assert_false(pl_kept_is_withdrawn(&kept, 1));
}

/* Two may have been put together at once, and each says that it is the first.
 */
static void
only_the_next_one_is_kept(void **state)
{
	const struct pl_kept kept = some_kept("2026-Q3");
	struct pl_buf bytes;
	struct pl_error err;

	(void)state;
	add(&kept, "a");
	pl_buf_init(&bytes, 100);
	pl_buf_adds(&bytes, "b");
	assert_int_equal(pl_kept_add(&kept, 1, &bytes, &err), PL_E_CONFIG);
	assert_int_equal(pl_kept_add(&kept, 3, &bytes, &err), PL_E_CONFIG);
	pl_buf_free(&bytes);
	assert_count(&kept, 1);
	assert_kept(&kept, 1, "a");
	remove_sent("one-2026-Q3-1.json");
	remove_folder();
}

static void
each_period_counts_for_itself(void **state)
{
	const struct pl_kept third = some_kept("2026-Q3"),
			     fourth = some_kept("2026-Q4");

	(void)state;
	add(&third, "a");
	add(&third, "b");
	add(&fourth, "c");
	assert_count(&third, 2);
	assert_count(&fourth, 1);
	assert_kept(&third, 1, "a");
	assert_kept(&third, 2, "b");
	assert_kept(&fourth, 1, "c");
	remove_sent("one-2026-Q3-1.json");
	remove_sent("one-2026-Q3-2.json");
	remove_sent("one-2026-Q4-1.json");
	remove_folder();
}

static void
withdrawn_is_that_one_alone(void **state)
{
	const struct pl_kept kept = some_kept("2026-Q3");
	struct pl_buf bytes;
	struct pl_error err;

	(void)state;
	add(&kept, "a");
	add(&kept, "b");
	pl_buf_init(&bytes, 100);
	pl_buf_adds(&bytes, "take it back");
	assert_int_equal(pl_kept_withdraw(&kept, 1, &bytes, &err), PL_OK);
	pl_buf_free(&bytes);
	assert_true(pl_kept_is_withdrawn(&kept, 1));
	assert_false(pl_kept_is_withdrawn(&kept, 2));
	assert_count(&kept, 2);
	remove_sent("one-2026-Q3-1.withdrawn");
	remove_sent("one-2026-Q3-1.json");
	remove_sent("one-2026-Q3-2.json");
	remove_folder();
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nothing_is_kept_at_first),
	    TEST(only_the_next_one_is_kept),
	    TEST(each_period_counts_for_itself),
	    TEST(withdrawn_is_that_one_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
