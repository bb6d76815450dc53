#include "scrub/review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "scrub/denylist.h"
#include "scrub/scrub.h"

static const char *const texts[] = {
    "We rebooted [HOST-1].", "", "Then it ran."};

static struct pl_review
approved(void)
{
	struct pl_review review;
	struct pl_error err;

	assert_int_equal(pl_review_approve(&review, "security-lead", texts,
			     PL_COUNT(texts), &err),
	    0);
	return review;
}

/* From Python's hashlib:
 * blake2b(pack('<Q', 3) + b''.join(pack('<Q', len(t)) + t for t in texts),
 *     digest_size=32) */
static void
the_digest_is_that_of_another_implementation(void **state)
{
	char digest[PL_REVIEW_DIGEST];

	(void)state;
	pl_review_digest(digest, texts, PL_COUNT(texts));
	assert_string_equal(digest, "b2:7c77d35699f9e1c123439a1cba501841"
				    "dd2e25757fb7e8c511f541f52c2e926e");
}

static void
texts_that_were_approved_pass(void **state)
{
	struct pl_review review = approved();
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_review_check(&review, texts, PL_COUNT(texts), &err), 0);
	assert_string_equal(review.rules, PL_SCRUB_RULES);
	assert_string_equal(review.role, "security-lead");
}

/* Each single byte changed, left out or added, and texts parted elsewhere. */
static void
texts_that_were_changed_do_not(void **state)
{
	struct pl_review review = approved();
	const char *changed[3] = {texts[0], texts[1], texts[2]};
	const char *const moved[] = {
	    "We rebooted [HOST-1].Then", "", " it ran."};
	char copy[40];
	struct pl_error err;

	(void)state;
	changed[0] = copy;
	for (size_t i = 0; i < strlen(texts[0]); i++) {
		snprintf(copy, sizeof copy, "%s", texts[0]);
		copy[i] = copy[i] == 'x' ? 'y' : 'x';
		assert_int_equal(
		    pl_review_check(&review, changed, 3, &err), PL_E_CONFIG);
		memmove(copy + i, copy + i + 1, strlen(copy + i));
		assert_int_equal(
		    pl_review_check(&review, changed, 3, &err), PL_E_CONFIG);
	}
	snprintf(copy, sizeof copy, "%s ", texts[0]);
	assert_int_equal(
	    pl_review_check(&review, changed, 3, &err), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "not those that were approved"));
	assert_int_equal(pl_review_check(&review, moved, 3, &err), PL_E_CONFIG);
	assert_int_equal(pl_review_check(&review, texts, 2, &err), PL_E_CONFIG);
}

static void
what_nobody_reviewed_does_not_pass(void **state)
{
	struct pl_review review = {0}, old = approved();
	struct pl_error err;

	(void)state;
	assert_int_equal(pl_review_check(&review, texts, PL_COUNT(texts), &err),
	    PL_E_CONFIG);
	assert_non_null(strstr(err.text, "nobody"));
	snprintf(old.rules, sizeof old.rules, "2025.9");
	assert_int_equal(
	    pl_review_check(&old, texts, PL_COUNT(texts), &err), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "2025.9"));
}

static void
what_cannot_be_reviewed_is_refused(void **state)
{
	static char large[PL_SCRUB_TEXT + 2];
	static const char *many[PL_REVIEW_TEXTS + 1];
	const char *const hidden[] = {"a\xe2\x80\x8b"
				      "b"};
	const char *const oversized[] = {large};
	static const char *const roles[] = {"", "Jane", "security lead", "x\n",
	    "averyveryveryverylongrole-over-40-letters"};
	struct pl_review review;
	struct pl_error err;

	(void)state;
	memset(large, 'a', sizeof large - 1);
	for (size_t i = 0; i < PL_COUNT(many); i++)
		many[i] = "a";
	assert_int_equal(
	    pl_review_approve(&review, "lead", hidden, 1, &err), PL_E_DATA);
	assert_int_equal(
	    pl_review_approve(&review, "lead", oversized, 1, &err), PL_E_LIMIT);
	assert_int_equal(
	    pl_review_approve(&review, "lead", many, PL_COUNT(many), &err),
	    PL_E_LIMIT);
	for (size_t i = 0; i < PL_COUNT(roles); i++)
		assert_int_equal(
		    pl_review_approve(&review, roles[i], texts, 1, &err),
		    PL_E_CONFIG);
}

static void
the_listing_shows_both_sides(void **state)
{
	static const char text[] =
	    "Bob rebooted web-14 twice after the installer had hung.\n\n"
	    "Then\xe2\x80\x8b it ran\x1b[31m.";
	static const char expected[] =
	    "characters that nobody sees, left out: 2\n"
	    "\n"
	    "before                                 | after\n"
	    "Bob rebooted web-14 twice after the    * Bob rebooted [HOST-1] "
	    "twice after the\n"
	    "installer had hung.                    | installer had hung.\n"
	    "                                       |\n"
	    "Then it ran[31m.                       | Then it ran[31m.\n"
	    "\n"
	    "replaced: 1\n"
	    "  HOST    web-14 -> [HOST-1]\n"
	    "\n"
	    "look at: 2\n"
	    "  line 1: capital Bob\n"
	    "  line 3: rare    31m\n";
	struct pl_scrubbed scrubbed;
	struct pl_error err;
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, 4000);
	assert_int_equal(
	    pl_scrub(&scrubbed, text, sizeof text - 1, NULL, &err), 0);
	pl_review_write(&out, &scrubbed, 80);
	assert_string_equal(out.text, expected);
	pl_scrubbed_free(&scrubbed);
	pl_buf_free(&out);
}

static void
a_narrow_listing_has_one_under_the_other(void **state)
{
	static const char text[] = "Bob rebooted web-14.\n\x1b[31mIt ran.";
	static const char expected[] =
	    "characters that nobody sees, left out: 1\n\n"
	    "before\n  Bob rebooted web-14.\n  [31mIt ran.\n\n"
	    "after\n  Bob rebooted [HOST-1].\n  [31mIt ran.\n\n"
	    "replaced: 1\n";
	struct pl_scrubbed scrubbed;
	struct pl_error err;
	struct pl_buf out;

	(void)state;
	pl_buf_init(&out, 4000);
	assert_int_equal(
	    pl_scrub(&scrubbed, text, sizeof text - 1, NULL, &err), 0);
	pl_review_write(&out, &scrubbed, PL_REVIEW_COLUMNS - 1);
	assert_memory_equal(out.text, expected, sizeof expected - 1);
	pl_scrubbed_free(&scrubbed);
	pl_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_digest_is_that_of_another_implementation),
	    cmocka_unit_test(texts_that_were_approved_pass),
	    cmocka_unit_test(texts_that_were_changed_do_not),
	    cmocka_unit_test(what_nobody_reviewed_does_not_pass),
	    cmocka_unit_test(what_cannot_be_reviewed_is_refused),
	    cmocka_unit_test(the_listing_shows_both_sides),
	    cmocka_unit_test(a_narrow_listing_has_one_under_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
