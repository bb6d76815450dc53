#include "share/table_part.h"

#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "share/ballot.h"
#include "share/canonical.h"
#include "share/declared.h"
#include "share/digest.h"
#include "share/keys.h"
#include "share/noise.h"
#include "share/rows.h"
#include "share/timeframe.h"

static const char mechanism[] = "discrete-gaussian";

/* ---- Caps ---------------------------------------------------------------- */

/* A ledger without caps gets those of the declared privacy; one that has others
 * is somebody's decision that is not taken here. */
static int
settle_caps(const struct pl_tabling *tabling, struct pl_error *err)
{
	const char *privacy = pl_privacies[tabling->declared->privacy];
	struct pl_cap_change change = {
	    .actor = tabling->actor, .reason = "the first release"};
	struct pl_budget budget;
	int result = pl_ledger_budget(tabling->ledger, &budget, err);

	if (result == PL_OK)
		result = pl_caps_of(&change.caps, privacy, err);
	if (result < 0)
		return result;
	if (budget.caps.quarter_n == 0)
		return pl_ledger_cap(
		    tabling->ledger, &change, tabling->now_ms, err);
	if (budget.caps.quarter_n == change.caps.quarter_n &&
	    budget.caps.year_n == change.caps.year_n)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "the ledger has other caps than those of the declared privacy "
	    "\"%s\"; set them with patchlore share ledger cap %s, or declare "
	    "another",
	    privacy, privacy);
}

/* ---- Reserving ----------------------------------------------------------- */

static void
charge_of(struct pl_charge *out, const struct pl_tabling *tabling,
    const struct pl_noise *noise, enum pl_ballot_table table,
    const struct pl_ballots *exact)
{
	*out = (struct pl_charge){.program = tabling->program,
	    .period = tabling->span->name,
	    .table = pl_table_names[table],
	    .mechanism = mechanism,
	    .sens2 = (int64_t)PL_URGENCIES * PL_VOTE * PL_VOTE,
	    .sigma2 = {pl_table_variance(table, noise->privacy), 1}};
	pl_noise_digest(out->data_digest, noise, table, exact);
}

struct search {
	const struct pl_charge *charge;
	int same, other; /* was that reserved, or other data of the period? */
};

static int
find_released(void *context, const struct pl_ledger_row *row)
{
	struct search *search = context;
	const struct pl_charge *charge = search->charge;

	if (row->kind != PL_LEDGER_RESERVE ||
	    strcmp(row->program, charge->program) != 0 ||
	    strcmp(row->period, charge->period) != 0 ||
	    strcmp(row->table, charge->table) != 0)
		return 0;
	if (memcmp(row->data_digest, charge->data_digest, PL_LEDGER_DIGEST) ==
	    0)
		search->same = 1;
	else
		search->other = 1;
	return 0;
}

/* A second charge for one period is a decision, and not to be stumbled into. */
static int
check_amendment(const struct pl_tabling *tabling,
    const struct pl_charge charges[PL_TABLES], struct pl_error *err)
{
	for (int table = 0; table < PL_TABLES && !tabling->amend; table++) {
		struct search search = {.charge = &charges[table]};
		int result = pl_ledger_each(
		    tabling->ledger, find_released, &search, err);

		if (result < 0)
			return result;
		if (search.other && !search.same)
			return pl_fail(err, PL_E_CONFIG,
			    "the data of %s are not what was released to %s "
			    "before, or the key of their noise is another: "
			    "noise for them costs as much again; say --amend "
			    "if that is wanted, or put back a key that was "
			    "saved",
			    tabling->span->name, tabling->program);
	}
	return PL_OK;
}

/* ---- The document -------------------------------------------------------- */

static json_t *
privacy_of(const struct pl_tabling *tabling,
    const struct pl_charge charges[PL_TABLES],
    const struct pl_reservation *reservation)
{
	const struct pl_declared *declared = tabling->declared;
	json_t *tables = json_array();

	for (int table = 0; charges != NULL && table < PL_TABLES; table++)
		json_array_append_new(tables,
		    json_pack("{s:s, s:I, s:[I, I]}", "t", charges[table].table,
			"rho_n",
			(json_int_t)pl_table_rho(
			    (enum pl_ballot_table)table, declared->privacy),
			"sigma2", (json_int_t)charges[table].sigma2[0],
			(json_int_t)charges[table].sigma2[1]));
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:o, s:s, s:I}", "profile",
	    pl_privacies[declared->privacy], "unit",
	    tabling->span->is_year ? "asset-year" : "asset-quarter",
	    "adjacency", "add-remove", "groups", PL_URGENCIES, "scale", PL_VOTE,
	    "tables", tables, "noise", "prf-chacha20", "ledger_seq",
	    (json_int_t)(charges == NULL ? 0 : reservation->seqs[0]));
}

/* The digest of the canonical bytes of a table's rows. */
static int
digest_rows(unsigned char out[PL_LEDGER_DIGEST], const json_t *rows,
    const char *table, struct pl_error *err)
{
	json_t *document = json_object(), *list = json_array();
	struct pl_buf bytes;
	size_t place;
	json_t *row;
	int result;

	json_array_foreach((json_t *)rows, place, row)
	{
		if (pl_member_is(row, "t", table))
			json_array_append(list, row);
	}
	json_object_set_new(document, "tables", list);
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = pl_canonical_write(document, &bytes, err);
	if (result == PL_OK)
		pl_digest(out, bytes.text, bytes.length);
	pl_buf_free(&bytes);
	json_decref(document);
	return result;
}

/* ---- Making -------------------------------------------------------------- */

/* What is paid for is drawn. */
static int
draw(struct pl_table_part *part, const struct pl_noise *noise,
    struct pl_ballots *cells, struct pl_error *err)
{
	int result = PL_OK;

	pl_noise_add(cells, noise);
	part->tables = pl_rows(cells, noise->layout, noise->privacy);
	for (int table = 0; table < PL_TABLES && result == PL_OK; table++)
		result = digest_rows(part->outputs[table], part->tables,
		    pl_table_names[table], err);
	return result;
}

static int
make(struct pl_table_part *part, const struct pl_tabling *tabling,
    const struct pl_noise *noise, struct pl_error *err)
{
	struct pl_charge charges[PL_TABLES];
	struct pl_ballots cells;
	int result = pl_ballots_read(
	    &cells, &part->told, tabling->store, tabling->span, err);

	if (result < 0)
		return result;
	pl_ballots_lay(&cells, noise->layout);
	for (int table = 0; table < PL_TABLES; table++)
		charge_of(&charges[table], tabling, noise,
		    (enum pl_ballot_table)table, &cells);
	result = check_amendment(tabling, charges, err);
	if (result == PL_OK)
		result = pl_ledger_reserve(tabling->ledger, charges, PL_TABLES,
		    tabling->now_ms, tabling->actor, &part->reservation, err);
	if (result == PL_OK)
		result = draw(part, noise, &cells, err);
	if (result == PL_OK)
		part->privacy =
		    privacy_of(tabling, charges, &part->reservation);
	sodium_memzero(&cells, sizeof cells);
	return result;
}

int
pl_table_part_make(struct pl_table_part *out, const struct pl_tabling *tabling,
    struct pl_error *err)
{
	const struct pl_declared *declared = tabling->declared;
	struct pl_table_part part = {0};
	unsigned char key[PL_KEY_SIZE];
	const struct pl_noise noise = {.program = tabling->program,
	    .period = tabling->span->name,
	    .privacy = declared->privacy,
	    .layout = pl_layout_of(declared->size, declared->privacy),
	    .key = key};
	int result;

	if (noise.layout == PL_LAYOUT_NONE) {
		part.tables = json_array();
		part.privacy = privacy_of(tabling, NULL, NULL);
		*out = part;
		return PL_OK;
	}
	/* Caps first: where there is a key of noise there is a ledger. */
	result = settle_caps(tabling, err);
	if (result == PL_OK)
		result =
		    pl_keys_noise(key, tabling->keys, tabling->span->year, err);
	if (result == PL_OK)
		result = make(&part, tabling, &noise, err);
	sodium_memzero(key, sizeof key);
	if (result < 0)
		pl_table_part_free(&part);
	else
		*out = part;
	return result;
}

void
pl_table_part_free(struct pl_table_part *part)
{
	json_decref(part->tables);
	json_decref(part->privacy);
	*part = (struct pl_table_part){0};
}

int
pl_table_part_commit(const struct pl_table_part *part,
    const struct pl_tabling *tabling,
    const unsigned char submission[PL_LEDGER_DIGEST], struct pl_error *err)
{
	if (part->reservation.count == 0)
		return PL_OK;
	return pl_ledger_commit(tabling->ledger, &part->reservation,
	    (const unsigned char(*)[PL_LEDGER_DIGEST])part->outputs, submission,
	    tabling->now_ms, tabling->actor, err);
}
