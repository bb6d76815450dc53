/*
 * What is opened is one good signature over a document of its own signer, in
 * the one form that it may have, and nothing that merely looks like it.
 */
#include "share/opened.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/error.h"
#include "share/canonical.h"
#include "share/submission.h"
#include "tests/unit/bodies.h"

static struct pl_survey *lessons;

static int
setup(void **state)
{
	struct pl_error err;

	(void)state;
	return pl_survey_open(&lessons, "surveys/lesson/lesson.json", &err);
}

static int
teardown(void **state)
{
	(void)state;
	pl_survey_free(lessons);
	return 0;
}

static struct pl_pseudonym
pseudonym_of(unsigned char seed)
{
	const unsigned char seeds[crypto_sign_SEEDBYTES] = {seed};
	struct pl_pseudonym us = {{0}, {0}, {0}, {0}, {0}};

	assert_int_equal(
	    crypto_sign_seed_keypair(us.signer, us.signer_secret, seeds), 0);
	pl_pseudonym_of(us.id, us.signer);
	return us;
}

/* A submission of a pseudonym. */
static void
write_body(struct pl_buf *out, const struct pl_pseudonym *us)
{
	const struct pl_survey *const sets[] = {lessons};
	uint64_t seed = 7;
	json_t *body = draw_body(&seed, sets, 1);
	json_t *org = json_object_get(body, "org");
	char key[2 * PL_SIGNER + 1];
	struct pl_error err;

	sodium_bin2hex(key, sizeof key, us->signer, PL_SIGNER);
	json_object_set_new(org, "pk", json_string(key));
	json_object_set_new(org, "pid", json_string(us->id));
	assert_int_equal(pl_canonical_write(body, out, &err), PL_OK);
	json_decref(body);
}

/* Sign bytes as a type, and open what came of it. */
static int
open_signed(const struct pl_buf *bytes, const char *type,
    const struct pl_pseudonym *us, struct pl_error *err)
{
	struct pl_buf envelope;
	struct pl_opened opened;
	int result;

	pl_buf_init(&envelope, PL_ENVELOPE_LIMIT);
	assert_int_equal(pl_envelope_sign(&envelope, bytes->text, bytes->length,
			     type, us->signer_secret, err),
	    PL_OK);
	result =
	    pl_opened_read(&opened, "it", envelope.text, envelope.length, err);
	pl_buf_free(&envelope);
	if (result == PL_OK)
		pl_opened_free(&opened);
	return result;
}

static void
refused(const struct pl_buf *bytes, const char *type,
    const struct pl_pseudonym *us, const char *why)
{
	struct pl_error err;

	assert_int_equal(open_signed(bytes, type, us, &err), PL_E_DATA);
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" says nothing of \"%s\"", err.text, why);
}

static void
a_submission_is_opened_that_its_own_key_signed(void **state)
{
	const struct pl_pseudonym us = pseudonym_of(1), other = pseudonym_of(2);
	struct pl_buf bytes;
	struct pl_error err;

	(void)state;
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	write_body(&bytes, &us);
	if (open_signed(&bytes, PL_SUBMISSION_TYPE, &us, &err) < 0)
		fail_msg("%s", err.text);
	refused(&bytes, PL_SUBMISSION_TYPE, &other,
	    "expected the key that signed it");
	pl_buf_free(&bytes);
}

/* The pseudonym of one, and the key of another who signed. */
static void
nobody_takes_the_pseudonym_of_another(void **state)
{
	struct pl_pseudonym mixed = pseudonym_of(2);
	const struct pl_pseudonym us = pseudonym_of(1);
	struct pl_buf bytes;

	(void)state;
	memcpy(mixed.id, us.id, sizeof mixed.id);
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	write_body(&bytes, &mixed);
	refused(&bytes, PL_SUBMISSION_TYPE, &mixed, "pid");
	pl_buf_free(&bytes);
}

static void
one_kind_of_document_is_not_taken_for_the_other(void **state)
{
	const struct pl_pseudonym us = pseudonym_of(1);
	const struct pl_withdrawal taken_back = {"one",
	    "b2:00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff",
	    "mistake"};
	struct pl_buf bytes;
	struct pl_error err;

	(void)state;
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	write_body(&bytes, &us);
	refused(&bytes, PL_WITHDRAWAL_TYPE, &us, "it");
	refused(&bytes, "application/json", &us, "type");
	pl_buf_clear(&bytes);
	assert_int_equal(
	    pl_withdrawal_write(&bytes, &taken_back, &us, &err), PL_OK);
	assert_int_equal(
	    open_signed(&bytes, PL_WITHDRAWAL_TYPE, &us, &err), PL_OK);
	refused(&bytes, PL_SUBMISSION_TYPE, &us, "it");
	pl_buf_free(&bytes);
}

/* A good signature does not make another form of the same good. */
static void
a_document_has_one_form(void **state)
{
	static const struct {
		const char *before, *after, *why;
	} cases[] = {
	    {"{", "\n", "blank"},
	    {"{\"layout\":\"none\",", "", "twice"},
	    {"{ ", "", "blank"},
	    {"{\"zz\":1,", "", "sorted"},
	    {"{\"aa\":1,", "", "aa"},
	};
	const struct pl_pseudonym us = pseudonym_of(1);
	struct pl_buf bytes, changed;

	(void)state;
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	write_body(&bytes, &us);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		pl_buf_init(&changed, PL_CANONICAL_LIMIT);
		pl_buf_addf(&changed, "%s%s%s", cases[i].before, bytes.text + 1,
		    cases[i].after);
		refused(&changed, PL_SUBMISSION_TYPE, &us, cases[i].why);
		pl_buf_free(&changed);
	}
	pl_buf_free(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_submission_is_opened_that_its_own_key_signed),
	    cmocka_unit_test(nobody_takes_the_pseudonym_of_another),
	    cmocka_unit_test(one_kind_of_document_is_not_taken_for_the_other),
	    cmocka_unit_test(a_document_has_one_form),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
