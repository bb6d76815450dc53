#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/members.h"
#include "base/plain.h"
#include "base/time.h"
#include "model/policy_pack.h"

enum { SAID = 400, HOURS_MOST = 87600, DAYS_MOST = 3650, MONTHS_MOST = 120 };

/* ---- Texts -------------------------------------------------------------- */

static const char *
keep(struct pl_policy *policy, const char *text)
{
	char *copy = pl_strdup(text);

	policy->texts[policy->text_count++] = copy;
	return copy;
}

static int
read_text(struct pl_policy *policy, const char **out, const json_t *root,
    const char *member, size_t limit, struct pl_error *err)
{
	const char *text;

	if (pl_members_text(&text, json_object_get(root, member), limit, err) <
	    0)
		return pl_fail_at(err, "%s", member);
	*out = keep(policy, text);
	return PL_OK;
}

static int
read_notes(struct pl_policy *policy, const json_t *notes, struct pl_error *err)
{
	const char *text;

	if (notes == NULL)
		return PL_OK;
	if (!json_is_array(notes) || json_array_size(notes) > PL_POLICY_NOTES)
		return pl_fail(err, PL_E_CONFIG,
		    "note: expected a list of at most %d texts",
		    PL_POLICY_NOTES);
	for (size_t i = 0; i < json_array_size(notes); i++) {
		if (pl_members_text(&text, json_array_get(notes, i),
			PL_POLICY_TEXT, err) < 0)
			return pl_fail_at(err, "note[%zu]", i);
		policy->notes[i] = keep(policy, text);
	}
	policy->about.notes = policy->notes;
	policy->about.note_count = json_array_size(notes);
	return PL_OK;
}

static int
read_id(struct pl_policy *policy, const json_t *root, struct pl_error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
	const char *id;

	if (read_text(
		policy, &policy->about.id, root, "id", PL_POLICY_NAME, err) < 0)
		return PL_E_CONFIG;
	id = policy->about.id;
	if (strspn(id, letters) != strlen(id) || strchr(".-", *id) != NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "id: expected small letters, digits, dots and hyphens");
	return PL_OK;
}

/* ---- Dates and clocks --------------------------------------------------- */

static int
read_day(
    int64_t *out, const json_t *root, const char *member, struct pl_error *err)
{
	const json_t *value = json_object_get(root, member);
	const char *text = json_string_value(value);

	if (value == NULL)
		return PL_OK;
	if (text == NULL || strlen(text) != 10 || pl_time_parse(text, out) < 0)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: expected a date such as \"2026-06-10\"", member);
	return PL_OK;
}

static int
read_dates(struct pl_policy *policy, const json_t *root, struct pl_error *err)
{
	struct pl_policy_about *about = &policy->about;

	about->from_ms = INT64_MIN;
	about->to_ms = INT64_MAX;
	if (read_day(&about->from_ms, root, "valid_from", err) < 0 ||
	    read_day(&about->to_ms, root, "valid_to", err) < 0)
		return PL_E_CONFIG;
	if (about->to_ms <= about->from_ms)
		return pl_fail(err, PL_E_CONFIG,
		    "valid_to: expected a day after valid_from; it is the "
		    "first day on which the policy no longer holds");
	return PL_OK;
}

static int
read_clock(enum pl_policy_input *out, const json_t *value, struct pl_error *err)
{
	static const char *const known[] = {
	    "release", "detection", "published", "kev_added", NULL};
	const char *word = json_string_value(value);
	int found;

	if (word == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "expected release, detection, published or kev_added");
	found = pl_members_index(known, word);
	if (found < 0)
		return pl_members_unknown(
		    "no clock starts at ", word, known, err);
	*out = PL_POLICY_RELEASE + (unsigned)found;
	return PL_OK;
}

/* A word, or {"earliest": [word, word]}. */
static int
read_start(struct pl_policy *policy, json_t *start, struct pl_error *err)
{
	static const char *const known[] = {"earliest", NULL};
	json_t *words = json_object_get(start, "earliest");
	enum pl_policy_input input = PL_POLICY_RELEASE;

	if (json_is_object(start)) {
		if (pl_members_expect(start, known, err) < 0)
			return pl_fail_at(err, "start");
		if (!json_is_array(words) || json_array_size(words) < 2 ||
		    json_array_size(words) > 4)
			return pl_fail(err, PL_E_CONFIG,
			    "start: earliest: expected a list of 2 to 4 words");
	}
	for (size_t i = 0; i < (words == NULL ? 1 : json_array_size(words));
	     i++) {
		if (read_clock(&input,
			words == NULL ? start : json_array_get(words, i),
			err) < 0)
			return pl_fail_at(err, "start");
		policy->about.starts |= 1u << input;
	}
	policy->about.asks |= policy->about.starts;
	return PL_OK;
}

/* ---- Tiers -------------------------------------------------------------- */

static int
read_amount(struct policy_tier *tier, json_t *due, struct pl_error *err)
{
	static const char *const units[] = {"hours", "days", "months", NULL};
	static const int most[] = {HOURS_MOST, DAYS_MOST, MONTHS_MOST};
	const char *unit = json_object_iter_key(json_object_iter(due));
	json_int_t amount;
	int found;

	if (json_object_size(due) != 1)
		return pl_fail(err, PL_E_CONFIG,
		    "expected one member: hours, days or months");
	found = pl_members_index(units, unit);
	if (found < 0)
		return pl_members_unknown("unknown member ", unit, units, err);
	amount = json_integer_value(json_object_get(due, unit));
	if (amount < 1 || amount > most[found])
		return pl_fail(err, PL_E_CONFIG,
		    "%s: expected a whole number from 1 to %d", unit,
		    most[found]);
	tier->due = (enum policy_due)(POLICY_HOURS + found);
	tier->amount = (int)amount;
	return PL_OK;
}

/* {"days": 3}, or "kev_due", "none", "out-of-scope". */
static int
read_due(struct pl_policy *policy, struct policy_tier *tier, json_t *due,
    struct pl_error *err)
{
	static const char *const words[] = {
	    "kev_due", "none", "out-of-scope", NULL};
	static const enum policy_due dues[] = {
	    POLICY_DATE, POLICY_NEVER, POLICY_OUTSIDE};
	const char *word = json_string_value(due);
	int found;

	if (json_is_object(due))
		return read_amount(tier, due, err);
	if (word == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "required: an object such as {\"days\": 3}, or kev_due, "
		    "none or out-of-scope");
	found = pl_members_index(words, word);
	if (found < 0)
		return pl_members_unknown(
		    "no deadline is called ", word, words, err);
	tier->due = dues[found];
	if (tier->due == POLICY_DATE) {
		tier->date = PL_POLICY_KEV_DUE;
		policy->about.asks |= 1u << tier->date;
	}
	return PL_OK;
}

static int
read_tier(struct pl_policy *policy, const char *name, json_t *object,
    struct pl_error *err)
{
	static const char *const known[] = {"due", "triage", NULL};
	struct policy_tier *tier = &policy->tiers[policy->about.tier_count++];
	json_t *triage = json_object_get(object, "triage");

	tier->name = pl_strdup(name);
	if (*name == '\0' || strlen(name) > PL_POLICY_NAME ||
	    pl_plain_span(name) != strlen(name))
		return pl_fail(err, PL_E_CONFIG,
		    "expected a name of 1 to %d bytes without control "
		    "characters",
		    PL_POLICY_NAME);
	if (pl_members_expect(object, known, err) < 0)
		return PL_E_CONFIG;
	if (triage != NULL && !json_is_boolean(triage))
		return pl_fail(
		    err, PL_E_CONFIG, "triage: expected true or false");
	tier->triage = json_is_true(triage);
	if (read_due(policy, tier, json_object_get(object, "due"), err) < 0)
		return pl_fail_at(err, "due");
	return PL_OK;
}

static int
read_tiers(struct pl_policy *policy, json_t *tiers, struct pl_error *err)
{
	const char *name;
	json_t *object;

	if (!json_is_object(tiers) || json_object_size(tiers) == 0 ||
	    json_object_size(tiers) > PL_POLICY_TIERS)
		return pl_fail(err, PL_E_CONFIG,
		    "tiers: required, an object of 1 to %d tiers",
		    PL_POLICY_TIERS);
	json_object_foreach(tiers, name, object)
	{
		if (read_tier(policy, name, object, err) < 0)
			return pl_fail_at(err, "tiers: %.64s", name);
	}
	return PL_OK;
}

/* ---- Scales: what the rows compare inputs with -------------------------- */

static int
too_many_words(struct pl_error *err)
{
	return pl_fail(err, PL_E_CONFIG,
	    "the rows compare it with more than %d values", PL_POLICY_WORDS);
}

static int
add_step(struct policy_scale *scale, double step, struct pl_error *err)
{
	size_t place = 0;

	while (place < scale->count && scale->steps[place] < step)
		place++;
	if (place < scale->count && scale->steps[place] == step)
		return PL_OK;
	if (scale->count == PL_POLICY_WORDS)
		return too_many_words(err);
	memmove(scale->steps + place + 1, scale->steps + place,
	    (scale->count - place) * sizeof scale->steps[0]);
	scale->steps[place] = step;
	scale->count++;
	return PL_OK;
}

static int
scale_number(struct policy_scale *scale, const struct policy_fact *fact,
    json_t *condition, struct pl_error *err)
{
	static const char *const known[] = {"at_least", "below", NULL};
	const char *name;
	json_t *value;

	if (json_object_size(condition) == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "expected an object such as {\"at_least\": %g}",
		    fact->most);
	if (pl_members_expect(condition, known, err) < 0)
		return PL_E_CONFIG;
	json_object_foreach(condition, name, value)
	{
		double step = json_number_value(value);

		if (!json_is_number(value) || step <= fact->least ||
		    step > fact->most)
			return pl_fail(err, PL_E_CONFIG,
			    "%s: expected a number above %g, up to %g", name,
			    fact->least, fact->most);
		if (add_step(scale, step, err) < 0)
			return PL_E_CONFIG;
	}
	return PL_OK;
}

static int
scale_word(struct policy_scale *scale, const struct policy_fact *fact,
    const json_t *value, struct pl_error *err)
{
	const char *word;

	if (pl_members_text(&word, value, PL_POLICY_NAME, err) < 0)
		return PL_E_CONFIG;
	if (fact->kind == POLICY_WORDS)
		return pl_members_index(fact->words, word) >= 0
		           ? PL_OK
		           : pl_members_unknown(
				 "it is never ", word, fact->words, err);
	for (size_t i = 0; i < scale->count; i++)
		if (strcmp(scale->words[i], word) == 0)
			return PL_OK;
	if (scale->count == PL_POLICY_WORDS)
		return too_many_words(err);
	scale->words[scale->count++] = pl_strdup(word);
	return PL_OK;
}

static int
scale_condition(struct policy_scale *scale, const struct policy_fact *fact,
    json_t *condition, struct pl_error *err)
{
	if (fact->kind == POLICY_NUMBER)
		return scale_number(scale, fact, condition, err);
	if (!json_is_array(condition))
		return scale_word(scale, fact, condition, err);
	if (json_array_size(condition) == 0 ||
	    json_array_size(condition) > PL_POLICY_WORDS)
		return pl_fail(err, PL_E_CONFIG,
		    "expected a text or a list of 1 to %d texts",
		    PL_POLICY_WORDS);
	for (size_t i = 0; i < json_array_size(condition); i++)
		if (scale_word(scale, fact, json_array_get(condition, i), err) <
		    0)
			return pl_fail_at(err, "[%zu]", i);
	return PL_OK;
}

static int
fact_of(enum pl_policy_input *out, const char *name, struct pl_error *err)
{
	const char *names[PL_POLICY_FACTS + 1] = {NULL};
	int found;

	for (unsigned i = 0; i < PL_POLICY_FACTS; i++)
		names[i] = pl_policy_input_name(i);
	found = pl_members_index(names, name);
	if (found < 0)
		return pl_members_unknown(
		    "there is no input ", name, names, err);
	*out = (unsigned)found;
	return PL_OK;
}

/* All that a row compares its inputs with. */
static int
scale_row(struct pl_policy *policy, json_t *when, struct pl_error *err)
{
	enum pl_policy_input fact;
	const char *name;
	json_t *condition;

	if (when != NULL && json_object_size(when) == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "expected an object of inputs and what they have to be");
	json_object_foreach(when, name, condition)
	{
		if (fact_of(&fact, name, err) < 0)
			return PL_E_CONFIG;
		if (scale_condition(&policy->scales[fact], policy_fact(fact),
			condition, err) < 0)
			return pl_fail_at(err, "%s", name);
		policy->about.asks |= 1u << fact;
	}
	return PL_OK;
}

/* The cells that the finished scales have. */
static void
close_scales(struct pl_policy *policy)
{
	for (unsigned i = 0; i < PL_POLICY_FACTS; i++) {
		const struct policy_fact *fact = policy_fact(i);
		size_t cells = policy->scales[i].count + 1;

		if (fact->kind == POLICY_WORDS)
			for (cells = 0; fact->words[cells] != NULL; cells++)
				continue;
		policy->scales[i].all = UINT32_MAX >> (32 - cells);
	}
}

/* ---- Rows --------------------------------------------------------------- */

static uint32_t
cells_of_number(const struct policy_scale *scale, const json_t *condition)
{
	const json_t *from = json_object_get(condition, "at_least");
	const json_t *below = json_object_get(condition, "below");
	uint32_t cells = scale->all;

	for (size_t i = 0; i <= scale->count; i++) {
		double begin = i == 0 ? 0 : scale->steps[i - 1];

		if ((from != NULL && begin < json_number_value(from)) ||
		    (below != NULL && begin >= json_number_value(below)))
			cells &= ~(1u << i);
	}
	return cells;
}

static uint32_t
cells_of(const struct policy_scale *scale, enum pl_policy_input fact,
    const json_t *condition)
{
	uint32_t cells = 0;

	if (policy_fact(fact)->kind == POLICY_NUMBER)
		return cells_of_number(scale, condition);
	if (!json_is_array(condition))
		return 1u << policy_cell(
			   scale, fact, json_string_value(condition));
	for (size_t i = 0; i < json_array_size(condition); i++)
		cells |= 1u << policy_cell(scale, fact,
			     json_string_value(json_array_get(condition, i)));
	return cells;
}

static int
read_row(struct pl_policy *policy, struct policy_row *row, json_t *object,
    struct pl_error *err)
{
	static const char *const known[] = {"when", "tier", NULL};
	const char *tier = json_string_value(json_object_get(object, "tier"));
	json_t *condition, *when = json_object_get(object, "when");
	const char *names[PL_POLICY_TIERS + 1] = {NULL}, *name;
	int found;

	if (pl_members_expect(object, known, err) < 0)
		return PL_E_CONFIG;
	for (size_t i = 0; i < policy->about.tier_count; i++)
		names[i] = policy->tiers[i].name;
	found = tier == NULL ? -1 : pl_members_index(names, tier);
	if (found < 0)
		return pl_members_unknown("tier: there is no tier ",
		    tier == NULL ? "" : tier, names, err);
	row->tier = (size_t)found;
	for (unsigned i = 0; i < PL_POLICY_FACTS; i++)
		row->cells[i] = policy->scales[i].all;
	json_object_foreach(when, name, condition)
	{
		enum pl_policy_input fact;

		if (fact_of(&fact, name, err) < 0)
			return PL_E_CONFIG;
		row->cells[fact] =
		    cells_of(&policy->scales[fact], fact, condition);
	}
	return PL_OK;
}

static int
unanswered(const struct pl_policy *policy, const struct policy_case *found,
    struct pl_error *err)
{
	const char *between = "";
	struct pl_buf said;

	pl_buf_init(&said, SAID);
	for (unsigned i = 0; i < PL_POLICY_FACTS; i++) {
		if (found->cells[i] == policy->scales[i].all)
			continue;
		pl_buf_adds(&said, between);
		policy_tell_cells(
		    &policy->scales[i], i, found->cells[i], &said);
		between = ", ";
	}
	pl_fail(err, PL_E_CONFIG,
	    "rows: none holds for %s; add a last row without \"when\"",
	    said.text);
	pl_buf_free(&said);
	return PL_E_CONFIG;
}

static int
check_tiers(const struct pl_policy *policy, struct pl_error *err)
{
	char picked[PL_POLICY_TIERS] = {0};

	for (size_t i = 0; i < policy->about.row_count; i++)
		picked[policy->rows[i].tier] = 1;
	for (size_t i = 0; i < policy->about.tier_count; i++)
		if (!picked[i])
			return pl_fail(err, PL_E_CONFIG,
			    "tiers: %s: no row picks it",
			    policy->tiers[i].name);
	return PL_OK;
}

/* Each case has its row, and each row a case. */
static int
check_cases(const struct pl_policy *policy, struct pl_error *err)
{
	char reached[PL_POLICY_ROWS + 1] = {0};
	uint32_t box[PL_POLICY_FACTS];
	struct policy_cases cases;

	for (size_t i = 0; i < PL_POLICY_FACTS; i++)
		box[i] = policy->scales[i].all;
	policy_part(policy, box, &cases);
	if (cases.count > PL_POLICY_CASES)
		return pl_fail(err, PL_E_CONFIG,
		    "rows: they tell apart more than %d cases",
		    PL_POLICY_CASES);
	for (size_t i = 0; i < cases.count; i++) {
		if (cases.list[i].row == policy->about.row_count)
			return unanswered(policy, &cases.list[i], err);
		reached[cases.list[i].row] = 1;
	}
	for (size_t i = 0; i < policy->about.row_count; i++)
		if (!reached[i])
			return pl_fail(err, PL_E_CONFIG,
			    "rows[%zu]: the rows before it leave it nothing",
			    i);
	return PL_OK;
}

static int
read_rows(struct pl_policy *policy, json_t *rows, struct pl_error *err)
{
	size_t count = json_array_size(rows);

	if (count == 0 || count > PL_POLICY_ROWS)
		return pl_fail(err, PL_E_CONFIG,
		    "rows: required, a list of 1 to %d rows", PL_POLICY_ROWS);
	for (size_t i = 0; i < count; i++)
		if (scale_row(policy,
			json_object_get(json_array_get(rows, i), "when"),
			err) < 0)
			return pl_fail_at(err, "rows[%zu]: when", i);
	close_scales(policy);
	for (size_t i = 0; i < count; i++)
		if (read_row(policy, &policy->rows[i], json_array_get(rows, i),
			err) < 0)
			return pl_fail_at(err, "rows[%zu]", i);
	policy->about.row_count = count;
	if (check_tiers(policy, err) < 0)
		return PL_E_CONFIG;
	return check_cases(policy, err);
}

/* ---- Packs -------------------------------------------------------------- */

/* What only people read is left out, so that a better note is the same rule. */
static void
take_digest(struct pl_policy *policy, json_t *root)
{
	XXH128_canonical_t digest;
	char *text;

	json_object_del(root, "title");
	json_object_del(root, "source");
	json_object_del(root, "note");
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	XXH128_canonicalFromHash(&digest, XXH3_128bits(text, strlen(text)));
	free(text);
	for (size_t i = 0; i < sizeof digest.digest; i++)
		snprintf(
		    policy->about.digest + 2 * i, 3, "%02x", digest.digest[i]);
}

static int
read_pack(struct pl_policy *policy, json_t *root, struct pl_error *err)
{
	static const char *const known[] = {"id", "version", "title", "source",
	    "note", "valid_from", "valid_to", "start", "tiers", "rows", NULL};
	struct pl_policy_about *about = &policy->about;

	if (pl_members_expect(root, known, err) < 0 ||
	    read_id(policy, root, err) < 0 ||
	    read_text(policy, &about->version, root, "version", PL_POLICY_NAME,
		err) < 0 ||
	    read_text(
		policy, &about->title, root, "title", PL_POLICY_TEXT, err) < 0)
		return PL_E_CONFIG;
	if (json_object_get(root, "source") != NULL &&
	    read_text(policy, &about->source, root, "source", PL_POLICY_TEXT,
		err) < 0)
		return PL_E_CONFIG;
	if (read_notes(policy, json_object_get(root, "note"), err) < 0 ||
	    read_dates(policy, root, err) < 0 ||
	    read_start(policy, json_object_get(root, "start"), err) < 0 ||
	    read_tiers(policy, json_object_get(root, "tiers"), err) < 0)
		return PL_E_CONFIG;
	return read_rows(policy, json_object_get(root, "rows"), err);
}

int
pl_policy_read(struct pl_policy **out, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	struct pl_policy *policy;
	json_t *root;

	if (pl_members_load(&root, name, text, length, PL_POLICY_BYTES, err) <
	    0)
		return PL_E_CONFIG;
	policy = pl_alloc(sizeof *policy);
	if (read_pack(policy, root, err) < 0) {
		json_decref(root);
		pl_policy_free(policy);
		return pl_fail_at(err, "%.400s", name);
	}
	take_digest(policy, root);
	json_decref(root);
	*out = policy;
	return PL_OK;
}

int
pl_policy_open(struct pl_policy **out, const char *path, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, PL_POLICY_BYTES);
	result = pl_file_read(&text, path, err);
	if (result == PL_OK)
		result = pl_policy_read(out, path, text.text, text.length, err);
	else if (err != NULL)
		err->code = PL_E_CONFIG; /* exit status 2 */
	pl_buf_free(&text);
	return result < 0 ? PL_E_CONFIG : PL_OK;
}

void
pl_policy_free(struct pl_policy *policy)
{
	if (policy == NULL)
		return;
	for (size_t i = 0; i < policy->text_count; i++)
		free(policy->texts[i]);
	for (size_t i = 0; i < policy->about.tier_count; i++)
		free(policy->tiers[i].name);
	for (size_t i = 0; i < PL_POLICY_FACTS; i++)
		if (policy_fact(i)->kind == POLICY_OPEN)
			for (size_t j = 0; j < policy->scales[i].count; j++)
				free(policy->scales[i].words[j]);
	free(policy);
}
