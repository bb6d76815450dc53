#include "share/ledger_row.h"

#include <sodium.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/plain.h"

enum {
	RESERVE = 1 << PL_LEDGER_RESERVE,
	COMMIT = 1 << PL_LEDGER_COMMIT,
	CAP = 1 << PL_LEDGER_CAP,
	EXPORT = 1 << PL_LEDGER_EXPORT,
	RELEASE = RESERVE | COMMIT,
	ALL = RELEASE | CAP | EXPORT,
};

/* What the hash begins with; another form of row would get another name. */
static const char form[] = "patchlore-ledger-1";

#define FIELD(type, member, must, may)                                         \
	{                                                                      \
#member, type, offsetof(struct pl_ledger_row, member),         \
		    sizeof(((struct pl_ledger_row *)0)->member), must, may     \
	}

const struct pl_ledger_field pl_ledger_fields[] = {
    FIELD(PL_LEDGER_NUMBER, seq, ALL, ALL),
    FIELD(PL_LEDGER_NUMBER, time_ms, ALL, ALL),
    FIELD(PL_LEDGER_NUMBER, kind, ALL, ALL),
    FIELD(PL_LEDGER_TEXT, program, RELEASE | EXPORT, RELEASE | EXPORT),
    FIELD(PL_LEDGER_TEXT, period, RELEASE, RELEASE),
    FIELD(PL_LEDGER_TEXT, table, RELEASE, RELEASE),
    FIELD(PL_LEDGER_TEXT, mechanism, RESERVE, RESERVE),
    FIELD(PL_LEDGER_NUMBER, sens2, RESERVE, RESERVE),
    FIELD(PL_LEDGER_NUMBER, sigma2_a, RESERVE, RESERVE),
    FIELD(PL_LEDGER_NUMBER, sigma2_b, RESERVE, RESERVE),
    FIELD(PL_LEDGER_NUMBER, rho_n, RESERVE | EXPORT, RESERVE | EXPORT),
    FIELD(PL_LEDGER_NUMBER, reserve, COMMIT, COMMIT),
    FIELD(PL_LEDGER_NUMBER, quarter_cap_n, 0, CAP),
    FIELD(PL_LEDGER_NUMBER, year_cap_n, 0, CAP),
    FIELD(PL_LEDGER_TEXT, actor, ALL, ALL),
    FIELD(PL_LEDGER_TEXT, second, 0, CAP),
    FIELD(PL_LEDGER_TEXT, reason, CAP | EXPORT, CAP | EXPORT),
    FIELD(PL_LEDGER_BYTES, data_digest, RESERVE, RESERVE),
    FIELD(PL_LEDGER_BYTES, output_digest, COMMIT, COMMIT),
    FIELD(PL_LEDGER_BYTES, submission_digest, COMMIT | EXPORT, COMMIT | EXPORT),
    FIELD(PL_LEDGER_BYTES, prev, 0, ALL),
    FIELD(PL_LEDGER_BYTES, hash, 0, ALL),
};

static const void *
part(const struct pl_ledger_row *row, const struct pl_ledger_field *field)
{
	return (const char *)row + field->offset;
}

static int64_t
number(const struct pl_ledger_row *row, const struct pl_ledger_field *field)
{
	int64_t value;

	memcpy(&value, part(row, field), sizeof value);
	return value;
}

/* ---- Hash ---------------------------------------------------------------- */

static void
hash_number(crypto_generichash_state *state, uint64_t value)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	crypto_generichash_update(state, bytes, sizeof bytes);
}

static void
hash_bytes(crypto_generichash_state *state, const void *bytes, size_t length)
{
	hash_number(state, length);
	crypto_generichash_update(state, bytes, length);
}

static void
hash_field(crypto_generichash_state *state, const struct pl_ledger_row *row,
    const struct pl_ledger_field *field)
{
	switch (field->type) {
	case PL_LEDGER_NUMBER:
		hash_number(state, field->size);
		hash_number(state, (uint64_t)number(row, field));
		break;
	case PL_LEDGER_TEXT:
		hash_bytes(state, part(row, field), strlen(part(row, field)));
		break;
	case PL_LEDGER_BYTES:
		hash_bytes(state, part(row, field), field->size);
		break;
	}
}

void
pl_ledger_row_hash(
    unsigned char out[PL_LEDGER_DIGEST], const struct pl_ledger_row *row)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, PL_LEDGER_DIGEST);
	hash_bytes(&state, form, strlen(form));
	for (size_t i = 0; i + 1 < PL_LEDGER_FIELDS; i++)
		hash_field(&state, row, &pl_ledger_fields[i]);
	crypto_generichash_final(&state, out, PL_LEDGER_DIGEST);
}

/* ---- Form ---------------------------------------------------------------- */

static int
is_set(const struct pl_ledger_row *row, const struct pl_ledger_field *field)
{
	if (field->type == PL_LEDGER_NUMBER)
		return number(row, field) != 0;
	if (field->type == PL_LEDGER_TEXT)
		return *(const char *)part(row, field) != '\0';
	return !sodium_is_zero(part(row, field), field->size);
}

static int
is_good(const struct pl_ledger_row *row, const struct pl_ledger_field *field)
{
	const char *text = part(row, field);
	size_t length;

	if (field->type == PL_LEDGER_NUMBER)
		return number(row, field) >= 0;
	if (field->type == PL_LEDGER_BYTES)
		return 1;
	length = strlen(text);
	return pl_plain_span(text) == length &&
	       (length == 0 || (text[0] != ' ' && text[length - 1] != ' '));
}

int
pl_ledger_row_check(const struct pl_ledger_row *row, struct pl_error *err)
{
	if (row->kind <= 0 || row->kind >= PL_LEDGER_KINDS)
		return pl_fail(err, PL_E_DATA, "its kind is unknown");
	for (size_t i = 0; i < PL_LEDGER_FIELDS; i++) {
		const struct pl_ledger_field *field = &pl_ledger_fields[i];
		int set = is_set(row, field);
		const char *kind = pl_ledger_kind_name(row->kind);

		if (!set && (field->must >> row->kind & 1) != 0)
			return pl_fail(err, PL_E_DATA, "%s lacks its %s", kind,
			    field->name);
		if (set && (field->may >> row->kind & 1) == 0)
			return pl_fail(err, PL_E_DATA,
			    "%s has a %s, which belongs to others", kind,
			    field->name);
		if (!is_good(row, field))
			return pl_fail(err, PL_E_DATA,
			    "the %s of %s is below 0 or no plain text",
			    field->name, kind);
	}
	return PL_OK;
}

const char *
pl_ledger_kind_name(enum pl_ledger_kind kind)
{
	static const char *const names[PL_LEDGER_KINDS] = {
	    [PL_LEDGER_RESERVE] = "reserve",
	    [PL_LEDGER_COMMIT] = "commit",
	    [PL_LEDGER_CAP] = "cap",
	    [PL_LEDGER_EXPORT] = "export",
	};

	return names[kind];
}
