#include "share/withdrawal.h"

#include <string.h>

#include <sodium.h>

#include "base/error.h"
#include "base/members.h"
#include "share/canonical.h"
#include "share/declared.h"
#include "share/digest.h"
#include "share/keys.h"

enum { HEX = 2 * PL_SIGNER + 1, DIGEST = PL_DIGEST_TEXT - 1 };

const char *const pl_withdrawal_reasons[] = {
    "mistake", "policy", "other", NULL};

static const char *const members[] = {
    "of", "org", "pls", "program", "reason", "type", NULL};

static const char *const org_members[] = {"pid", "pk", NULL};

int
pl_withdrawal_write(struct pl_buf *out, const struct pl_withdrawal *withdrawal,
    const struct pl_pseudonym *pseudonym, struct pl_error *err)
{
	char key[HEX];
	json_t *body;
	int result;

	sodium_bin2hex(key, sizeof key, pseudonym->signer, PL_SIGNER);
	body = json_pack("{s:i, s:s, s:s, s:{s:s, s:s}, s:s, s:s}", "pls", 1,
	    "type", "withdrawal", "program", withdrawal->program, "org", "pid",
	    pseudonym->id, "pk", key, "of", withdrawal->of, "reason",
	    withdrawal->reason);
	result = pl_canonical_write(body, out, err);
	json_decref(body);
	return result;
}

static int
wrong(struct pl_error *err, const char *member, const char *expected)
{
	return pl_fail(err, PL_E_DATA, "%s: expected %s", member, expected);
}

/* What was read is no setting of ours, as members.h has it. */
static int
as_data(struct pl_error *err)
{
	if (err != NULL)
		err->code = PL_E_DATA;
	return PL_E_DATA;
}

static int
check_org(json_t *org, const unsigned char *signer, struct pl_error *err)
{
	char expected_pid[PL_PSEUDONYM], expected[HEX];

	if (pl_members_expect(org, org_members, err) < 0) {
		pl_fail_at(err, "org");
		return as_data(err);
	}
	sodium_bin2hex(expected, sizeof expected, signer, PL_SIGNER);
	pl_pseudonym_of(expected_pid, signer);
	if (!pl_member_is(org, "pk", expected))
		return wrong(err, "org: pk", "the key that signed it");
	if (!pl_member_is(org, "pid", expected_pid))
		return wrong(err, "org: pid", "the pseudonym of the key");
	return PL_OK;
}

static int
is_digest(const char *text)
{
	return text != NULL && strlen(text) == DIGEST &&
	       strncmp(text, "b2:", 3) == 0 &&
	       strspn(text + 3, "0123456789abcdef") == DIGEST - 3;
}

int
pl_withdrawal_read(struct pl_withdrawal *out, const json_t *body,
    const unsigned char *signer, struct pl_error *err)
{
	const struct pl_withdrawal read = {pl_member_text(body, "program"),
	    pl_member_text(body, "of"), pl_member_text(body, "reason")};

	if (pl_members_expect((json_t *)body, members, err) < 0)
		return as_data(err);
	if (pl_member_number(body, "pls") != 1)
		return wrong(err, "pls", "1");
	if (!pl_member_is(body, "type", "withdrawal"))
		return wrong(err, "type", "withdrawal");
	if (read.program == NULL || pl_declared_program(read.program, err) < 0)
		return wrong(err, "program", "the name of a program");
	if (!is_digest(read.of))
		return wrong(err, "of", "the digest of a submission");
	if (read.reason == NULL ||
	    pl_members_index(pl_withdrawal_reasons, read.reason) < 0)
		return wrong(err, "reason", "mistake, policy or other");
	if (check_org(json_object_get(body, "org"), signer, err) < 0)
		return PL_E_DATA;
	*out = read;
	return PL_OK;
}
