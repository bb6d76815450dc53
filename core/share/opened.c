#include "share/opened.h"

#include <string.h>

#include <sodium.h>

#include "base/error.h"
#include "base/members.h"
#include "share/canonical.h"
#include "share/seal.h"
#include "share/submission.h"

static const char *const types[] = {
    [PL_OPENED_SUBMISSION] = PL_SUBMISSION_TYPE,
    [PL_OPENED_WITHDRAWAL] = PL_WITHDRAWAL_TYPE,
};

/* A document names who signed it, so that what one has signed cannot be put
 * into the mouth of another. */
static int
check_signer(const struct pl_opened *opened, struct pl_error *err)
{
	const json_t *org = json_object_get(opened->body, "org");
	char signer[2 * PL_SIGNER + 1];

	sodium_bin2hex(signer, sizeof signer, opened->signer, PL_SIGNER);
	if (!pl_member_is(org, "pk", signer))
		return pl_fail(
		    err, PL_E_DATA, "org: pk: expected the key that signed it");
	return PL_OK;
}

static int
check(struct pl_opened *opened, struct pl_error *err)
{
	int result = check_signer(opened, err);

	if (result < 0)
		return result;
	if (opened->kind == PL_OPENED_SUBMISSION)
		return pl_submission_check(opened->body, err);
	return pl_withdrawal_read(
	    &opened->withdrawal, opened->body, opened->signer, err);
}

/* Which kind it is, its type says. */
static int
open_envelope(struct pl_opened *opened, const char *bytes, size_t length,
    struct pl_error *err)
{
	struct pl_error why = {0};

	opened->kind = PL_OPENED_WITHDRAWAL;
	if (pl_envelope_open(&opened->bytes, opened->signer, bytes, length,
		types[opened->kind], &why) == PL_OK)
		return PL_OK;
	opened->kind = PL_OPENED_SUBMISSION;
	return pl_envelope_open(&opened->bytes, opened->signer, bytes, length,
	    types[opened->kind], err);
}

/* Before it is told at which byte an envelope is none. */
static int
check_begin(
    const char *name, const char *bytes, size_t length, struct pl_error *err)
{
	static const char begin[] = "{\"payload\":";

	if (length >= sizeof begin - 1 &&
	    memcmp(bytes, begin, sizeof begin - 1) == 0)
		return PL_OK;
	return pl_fail(err, PL_E_DATA,
	    "%.400s: is no file that \"patchlore share make\" or \"patchlore "
	    "share withdraw\" wrote",
	    name);
}

static int
fill(struct pl_opened *opened, const char *name, const char *bytes,
    size_t length, struct pl_error *err)
{
	int result = check_begin(name, bytes, length, err);

	if (result < 0)
		return result;
	result = open_envelope(opened, bytes, length, err);
	if (result < 0) {
		pl_fail_at(err, "%.400s", name);
		return result;
	}
	result = pl_canonical_read(
	    &opened->body, name, opened->bytes.text, opened->bytes.length, err);
	if (result < 0)
		return result;
	pl_digest_text(
	    opened->digest, opened->bytes.text, opened->bytes.length);
	result = check(opened, err);
	if (result < 0)
		pl_fail_at(err, "%.400s", name);
	return result;
}

int
pl_opened_read(struct pl_opened *out, const char *name, const char *bytes,
    size_t length, struct pl_error *err)
{
	struct pl_opened opened = {.body = NULL};
	int result;

	if (pl_is_sealed(bytes, length))
		return pl_fail(err, PL_E_UNAVAILABLE,
		    "%.400s: it is sealed, and only the program can open it",
		    name);
	pl_buf_init(&opened.bytes, PL_CANONICAL_LIMIT);
	result = fill(&opened, name, bytes, length, err);
	if (result < 0)
		pl_opened_free(&opened);
	else
		*out = opened;
	return result;
}

void
pl_opened_free(struct pl_opened *opened)
{
	json_decref(opened->body);
	pl_buf_free(&opened->bytes);
}
