/*
 * A withdrawal is read as it was written, by the key that signed it alone.
 */
#include "share/withdrawal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/canonical.h"
#include "share/keys.h"

static const struct pl_withdrawal some = {"one",
    "b2:00112233445566778899aabbccddeeff"
    "00112233445566778899aabbccddeeff",
    "mistake"};

static struct pl_pseudonym
some_pseudonym(unsigned char seed)
{
	const unsigned char seeds[crypto_sign_SEEDBYTES] = {seed};
	struct pl_pseudonym us = {{0}, {0}, {0}, {0}, {0}};

	assert_int_equal(
	    crypto_sign_seed_keypair(us.signer, us.signer_secret, seeds), 0);
	pl_pseudonym_of(us.id, us.signer);
	return us;
}

static json_t *
written(const struct pl_pseudonym *us)
{
	struct pl_buf bytes;
	struct pl_error err;
	json_t *body;

	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	assert_int_equal(pl_withdrawal_write(&bytes, &some, us, &err), PL_OK);
	assert_int_equal(
	    pl_canonical_read(&body, "it", bytes.text, bytes.length, &err),
	    PL_OK);
	pl_buf_free(&bytes);
	return body;
}

static void
what_is_written_is_read(void **state)
{
	const struct pl_pseudonym us = some_pseudonym(1);
	json_t *body = written(&us);
	struct pl_withdrawal read;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_withdrawal_read(&read, body, us.signer, &err), PL_OK);
	assert_string_equal(read.program, some.program);
	assert_string_equal(read.of, some.of);
	assert_string_equal(read.reason, some.reason);
	json_decref(body);
}

static void
other_signer_cannot_withdraw_ours(void **state)
{
	const struct pl_pseudonym us = some_pseudonym(1),
				  other = some_pseudonym(2);
	json_t *body = written(&us);
	struct pl_withdrawal read;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_withdrawal_read(&read, body, other.signer, &err), PL_E_DATA);
	assert_non_null(strstr(err.text, "org: pk"));
	json_decref(body);
}

/* Each member taken out, made another, and one too many. */
static void
anything_else_is_refused(void **state)
{
	static const char *const members[] = {
	    "pls", "type", "program", "org", "of", "reason"};
	const struct pl_pseudonym us = some_pseudonym(1);
	struct pl_withdrawal read;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		for (int how = 0; how < 2; how++) {
			json_t *body = written(&us);

			if (how == 0)
				json_object_del(body, members[i]);
			else
				json_object_set_new(
				    body, members[i], json_string("b2: x"));
			assert_int_equal(
			    pl_withdrawal_read(&read, body, us.signer, &err),
			    PL_E_DATA);
			json_decref(body);
		}
	json_t *body = written(&us);

	json_object_set_new(body, "host", json_string("db1"));
	assert_int_equal(
	    pl_withdrawal_read(&read, body, us.signer, &err), PL_E_DATA);
	json_decref(body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_is_read),
	    cmocka_unit_test(other_signer_cannot_withdraw_ours),
	    cmocka_unit_test(anything_else_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
