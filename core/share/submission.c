#include "share/submission.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/members.h"
#include "base/time.h"
#include "scrub/normalize.h"
#include "scrub/review.h"
#include "share/bodyschema.h"
#include "share/schema.h"
#include "share/vocabulary.h"

enum { WHOLE = 10000, DATE = 10, EMBARGO_QUARTER = 30, EMBARGO_YEAR = 90 };

/* What follows from what an organization declares. */
struct declared {
	enum pl_size size;
	enum pl_privacy privacy;
	enum pl_layout layout;
};

static const char *
text_of(const json_t *object, const char *member)
{
	return json_string_value(json_object_get(object, member));
}

static int64_t
number_of(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

static int
is_word(const json_t *object, const char *member, const char *word)
{
	return strcmp(text_of(object, member), word) == 0;
}

/* ---- Which version ------------------------------------------------------ */

/* Told before the schema is asked, which would complain about what is new. */
static int
check_version(const json_t *body, struct pl_error *err)
{
	const json_t *version = json_object_get(body, "pls");
	const char *schema = text_of(body, "schema");
	char ours[PL_BODYSCHEMA_DIGEST];

	if (json_is_integer(version) && json_integer_value(version) != 1)
		return pl_fail(err, PL_E_DATA,
		    "pls: this version of patchlore knows 1, and not "
		    "%" JSON_INTEGER_FORMAT,
		    json_integer_value(version));
	pl_bodyschema_digest(ours);
	if (schema != NULL && strcmp(schema, ours) != 0)
		return pl_fail(err, PL_E_DATA,
		    "schema: this version of patchlore knows %s, and not "
		    "%.67s; another version may",
		    ours, schema);
	return PL_OK;
}

/* ---- Who ---------------------------------------------------------------- */

void
pl_submission_pid(char out[PL_PID], const unsigned char key[PL_PUBLIC_KEY])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char digest[20];
	char *at = stpcpy(out, "pl1");

	crypto_generichash(digest, sizeof digest, key, PL_PUBLIC_KEY, NULL, 0);
	for (size_t i = 0; i < sizeof digest; i += 5) {
		uint64_t bits = 0;

		for (size_t j = 0; j < 5; j++)
			bits = bits << 8 | digest[i + j];
		for (int shift = 35; shift >= 0; shift -= 5)
			*at++ = letters[bits >> shift & 31];
	}
	*at = '\0';
}

static int
check_pid(const json_t *org, struct pl_error *err)
{
	const char *hex = text_of(org, "pk");
	unsigned char key[PL_PUBLIC_KEY];
	char pid[PL_PID];

	if (sodium_hex2bin(
		key, sizeof key, hex, strlen(hex), NULL, NULL, NULL) != 0)
		return pl_fail(err, PL_E_DATA, "pk: expected a key");
	pl_submission_pid(pid, key);
	if (!is_word(org, "pid", pid))
		return pl_fail(
		    err, PL_E_DATA, "pid: that of the key in pk is %s", pid);
	return PL_OK;
}

/* ---- When --------------------------------------------------------------- */

int
pl_submission_embargo(enum pl_privacy privacy)
{
	return privacy == PL_PRIVACY_ANNUAL ? EMBARGO_YEAR : EMBARGO_QUARTER;
}

static int
expect_date(const json_t *period, const char *member, int64_t ms,
    const char *which, struct pl_error *err)
{
	char expected[PL_TIME_TEXT];

	pl_time_format(ms, expected);
	expected[DATE] = '\0';
	if (is_word(period, member, expected))
		return PL_OK;
	return pl_fail(
	    err, PL_E_DATA, "%s: expected %s, %s", member, expected, which);
}

/* A quarter or a year, by its first day. */
static int
check_period(
    const json_t *period, const struct declared *declared, struct pl_error *err)
{
	const int annual = declared->privacy == PL_PRIVACY_ANNUAL;
	const int months = annual ? 12 : 3;
	const int embargo = pl_submission_embargo(declared->privacy);
	const char *from = text_of(period, "from");
	int64_t from_ms, to_ms;
	int result;

	if (pl_time_parse(from, &from_ms) < 0 || strcmp(from + 7, "-01") != 0 ||
	    (atoi(from + 5) - 1) % months != 0)
		return pl_fail(err, PL_E_DATA,
		    "from: expected the first day of a %s",
		    annual ? "year" : "quarter");
	to_ms = pl_time_add_months(from_ms, months) - PL_DAY_MS;
	result = expect_date(period, "to", to_ms, "the last day", err);
	if (result == PL_OK)
		result =
		    expect_date(period, "asof", to_ms + embargo * PL_DAY_MS,
			annual ? "90 days after it" : "30 days after it", err);
	return result;
}

static int
check_replaces(const json_t *body, struct pl_error *err)
{
	if (number_of(body, "seq") == 1 && text_of(body, "replaces") != NULL)
		return pl_fail(err, PL_E_DATA,
		    "replaces: the first has nothing to replace");
	return PL_OK;
}

/* ---- What protects ------------------------------------------------------ */

/* The variance of taxonomy.h is the least for which the table costs no more
 * than the rho there, so nothing is to be reckoned again. */
static int
check_noise(const json_t *told, enum pl_cells_table table,
    enum pl_privacy privacy, struct pl_error *err)
{
	const int64_t rho = pl_table_rho(table, privacy);
	const int64_t variance = pl_table_variance(table, privacy);
	const json_t *sigma2 = json_object_get(told, "sigma2");

	if (!is_word(told, "t", pl_table_names[table]))
		return pl_fail(err, PL_E_DATA, "t: expected \"%s\"",
		    pl_table_names[table]);
	if (number_of(told, "rho_n") != rho)
		return pl_fail(err, PL_E_DATA,
		    "rho_n: the profile \"%s\" costs %" PRId64,
		    pl_privacies[privacy], rho);
	if (json_integer_value(json_array_get(sigma2, 0)) != variance ||
	    json_integer_value(json_array_get(sigma2, 1)) != 1)
		return pl_fail(err, PL_E_DATA,
		    "sigma2: that of the profile \"%s\" is [%" PRId64 ",1]",
		    pl_privacies[privacy], variance);
	return PL_OK;
}

static int
check_noises(
    const json_t *list, const struct declared *declared, struct pl_error *err)
{
	const size_t count = declared->layout == PL_LAYOUT_NONE ? 0 : PL_TABLES;

	if (json_array_size(list) != count)
		return pl_fail(err, PL_E_DATA,
		    "tables: expected %zu, for the layout \"%s\"", count,
		    pl_layouts[declared->layout]);
	for (size_t i = 0; i < count; i++) {
		if (check_noise(json_array_get(list, i), (enum pl_cells_table)i,
			declared->privacy, err) < 0)
			return pl_fail_at(err, "tables[%zu]", i);
	}
	return PL_OK;
}

static int
check_privacy(const json_t *privacy, const struct declared *declared,
    struct pl_error *err)
{
	const char *unit = declared->privacy == PL_PRIVACY_ANNUAL
	                       ? "asset-year"
	                       : "asset-quarter";
	const int none = declared->layout == PL_LAYOUT_NONE;

	if (!is_word(privacy, "unit", unit))
		return pl_fail(err, PL_E_DATA,
		    "unit: that of the profile \"%s\" is \"%s\"",
		    pl_privacies[declared->privacy], unit);
	if ((number_of(privacy, "ledger_seq") == 0) != none)
		return pl_fail(err, PL_E_DATA, "ledger_seq: expected %s",
		    none ? "0, for there are no tables"
			 : "that of the tables' entry, from 1 on");
	return check_noises(json_object_get(privacy, "tables"), declared, err);
}

static int
check_layout(
    const json_t *body, const struct declared *declared, struct pl_error *err)
{
	const char *layout = pl_layouts[declared->layout];

	if (is_word(body, "layout", layout))
		return PL_OK;
	return pl_fail(err, PL_E_DATA,
	    "layout: with the size %s and the profile \"%s\" it is \"%s\"",
	    pl_sizes[declared->size], pl_privacies[declared->privacy], layout);
}

/* ---- Tables ------------------------------------------------------------- */

size_t
pl_submission_classes(enum pl_layout layout)
{
	static const size_t counts[] = {
	    [PL_LAYOUT_NONE] = 0,
	    [PL_LAYOUT_POOLED] = 1,
	    [PL_LAYOUT_BY_CLASS] = PL_CLASSES,
	};

	return counts[layout];
}

const char *
pl_submission_class(enum pl_layout layout, size_t index)
{
	return layout == PL_LAYOUT_BY_CLASS ? pl_classes[index] : "all";
}

int64_t
pl_submission_slack(enum pl_cells_table table)
{
	return (int64_t)pl_table_bins(table) / 2;
}

static int
check_points(
    const json_t *points, enum pl_cells_table table, struct pl_error *err)
{
	const int64_t slack = pl_submission_slack(table);
	const size_t bins = pl_table_bins(table);
	int64_t sum = 0;

	if (json_array_size(points) != bins)
		return pl_fail(
		    err, PL_E_DATA, "bp: expected a list of %zu", bins);
	for (size_t i = 0; i < bins; i++)
		sum += json_integer_value(json_array_get(points, i));
	if (sum < WHOLE - slack || sum > WHOLE + slack)
		return pl_fail(err, PL_E_DATA,
		    "bp: they add up to %" PRId64 " and not to %d, give or "
		    "take %" PRId64 " for rounding",
		    sum, WHOLE, slack);
	return PL_OK;
}

static int
check_row(const json_t *row, enum pl_cells_table table, struct pl_error *err)
{
	const json_t *points = json_object_get(row, "bp");

	if (is_word(row, "st", "low"))
		return points == NULL
		           ? PL_OK
		           : pl_fail(err, PL_E_DATA,
				 "bp: a row that is \"low\" has none");
	return check_points(points, table, err);
}

static int
check_tables(
    const json_t *tables, const struct declared *declared, struct pl_error *err)
{
	const size_t classes = pl_submission_classes(declared->layout);
	const size_t count = PL_TABLES * classes * PL_URGENCIES;

	if (json_array_size(tables) != count)
		return pl_fail(err, PL_E_DATA,
		    "tables: expected %zu rows, for the layout \"%s\"", count,
		    pl_layouts[declared->layout]);
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(tables, i);
		size_t in_table = i % (classes * PL_URGENCIES);
		size_t table = i / (classes * PL_URGENCIES);
		const char *class = pl_submission_class(
		    declared->layout, in_table / PL_URGENCIES);
		const char *urgency = pl_urgencies[in_table % PL_URGENCIES];

		if (!is_word(row, "t", pl_table_names[table]) ||
		    !is_word(row, "class", class) ||
		    !is_word(row, "urg", urgency))
			return pl_fail(err, PL_E_DATA,
			    "tables[%zu]: expected the row of \"%s\", \"%s\", "
			    "\"%s\"",
			    i, pl_table_names[table], class, urgency);
		if (check_row(row, (enum pl_cells_table)table, err) < 0)
			return pl_fail_at(err, "tables[%zu]", i);
	}
	return PL_OK;
}

/* ---- Patches ------------------------------------------------------------ */

/* A reference, which comes after the one before it; last may be NULL. */
static int
check_ref(const char *ref, const char *last, struct pl_error *err)
{
	if (!pl_public_name(ref))
		return pl_fail(err, PL_E_DATA,
		    "\"%s\" is no public name of a patch or a vulnerability",
		    ref);
	if (last != NULL && strcmp(last, ref) >= 0)
		return pl_fail(err, PL_E_DATA,
		    "\"%s\" %s the one before it, \"%s\"", ref,
		    strcmp(last, ref) == 0 ? "is" : "belongs before", last);
	return PL_OK;
}

static int
check_statement(const json_t *statement, const char *last, struct pl_error *err)
{
	const int trouble = !is_word(statement, "result", "none") &&
	                    !is_word(statement, "result", "exception");

	if (check_ref(text_of(statement, "ref"), last, err) < 0)
		return pl_fail_at(err, "ref");
	if (!trouble && (json_object_get(statement, "symptom") != NULL ||
			    json_object_get(statement, "action") != NULL))
		return pl_fail(err, PL_E_DATA,
		    "result: with \"%s\" there is neither symptom nor action",
		    text_of(statement, "result"));
	return PL_OK;
}

static int
check_patches(const json_t *patches, struct pl_error *err)
{
	const char *last = NULL;
	size_t index;
	json_t *statement;

	json_array_foreach(patches, index, statement)
	{
		if (check_statement(statement, last, err) < 0)
			return pl_fail_at(err, "patches[%zu]", index);
		last = text_of(statement, "ref");
	}
	return PL_OK;
}

/* ---- Answers ------------------------------------------------------------ */

/* Does one of the first so many of a list have this text for a member? */
static int
is_among(const json_t *list, size_t count, const char *member, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (is_word(json_array_get(list, i), member, text))
			return 1;
	return 0;
}

static int
check_value(const char *value, struct pl_error *err)
{
	const int is_name = value[0] >= 'A' && value[0] <= 'Z';

	if (is_name && check_ref(value, NULL, err) < 0)
		return pl_fail_at(err, "v");
	return PL_OK;
}

static int
check_answer(const json_t *answer, struct pl_error *err)
{
	const int given = is_word(answer, "st", "given");
	const char *value = text_of(answer, "v");
	const int turned = json_object_get(answer, "rr") != NULL;

	if (given != (value != NULL))
		return pl_fail(err, PL_E_DATA, "v: %s",
		    given ? "is missing"
			  : "only an answer that is \"given\" has one");
	if (turned && (!given || strchr(value, ' ') != NULL))
		return pl_fail(err, PL_E_DATA,
		    "rr: only an answer of one code can be randomized");
	return given ? check_value(value, err) : PL_OK;
}

static int
check_answers(const json_t *answers, struct pl_error *err)
{
	size_t index;
	json_t *answer;

	json_array_foreach(answers, index, answer)
	{
		const char *question = text_of(answer, "q");

		if (is_among(answers, index, "q", question))
			return pl_fail(err, PL_E_DATA,
			    "answers[%zu]: q: \"%s\" is answered before", index,
			    question);
		if (check_answer(answer, err) < 0)
			return pl_fail_at(err, "answers[%zu]", index);
	}
	return PL_OK;
}

static int
check_surveys(const json_t *surveys, struct pl_error *err)
{
	size_t index;
	json_t *survey;

	json_array_foreach(surveys, index, survey)
	{
		const char *id = text_of(survey, "id");

		if (is_among(surveys, index, "id", id))
			return pl_fail(err, PL_E_DATA,
			    "surveys[%zu]: id: \"%s\" is there before", index,
			    id);
		if (check_answers(json_object_get(survey, "answers"), err) < 0)
			return pl_fail_at(err, "surveys[%zu]", index);
	}
	return PL_OK;
}

/* ---- Lessons ------------------------------------------------------------ */

static int
check_text(const char *text, struct pl_error *err)
{
	size_t length = strlen(text), clean_length, hidden;
	char *clean;
	int result;

	if (length > PL_TEXT_BYTES)
		return pl_fail(
		    err, PL_E_DATA, "v: more than %d bytes", PL_TEXT_BYTES);
	result =
	    pl_normal_clean(&clean, &clean_length, &hidden, text, length, err);
	if (result < 0)
		return pl_fail_at(err, "v");
	if (clean_length != length || memcmp(clean, text, length) != 0)
		result = pl_fail(err, PL_E_DATA,
		    "v: there are characters in it that nobody sees");
	free(clean);
	return result;
}

static int
check_texts(const json_t *lesson, const json_t *texts, struct pl_error *err)
{
	const json_t *answers = json_object_get(lesson, "answers");
	size_t index;
	json_t *text;

	json_array_foreach(texts, index, text)
	{
		const char *question = text_of(text, "q");

		if (is_among(texts, index, "q", question) ||
		    is_among(answers, json_array_size(answers), "q", question))
			return pl_fail(err, PL_E_DATA,
			    "texts[%zu]: q: \"%s\" is answered before", index,
			    question);
		if (check_text(text_of(text, "v"), err) < 0)
			return pl_fail_at(err, "texts[%zu]", index);
	}
	return PL_OK;
}

/* What somebody read is what is here. */
static int
check_review(const json_t *texts, const json_t *review, struct pl_error *err)
{
	const char *words[PL_REVIEW_TEXTS];
	char digest[PL_REVIEW_DIGEST];
	size_t index;
	json_t *text;

	if ((texts == NULL) != (review == NULL))
		return pl_fail(err, PL_E_DATA,
		    texts == NULL ? "review: there are no texts to review"
				  : "texts: nobody has reviewed them");
	if (texts == NULL)
		return PL_OK;
	if (json_array_size(texts) > PL_REVIEW_TEXTS)
		return pl_fail(
		    err, PL_E_DATA, "texts: more than %d", PL_REVIEW_TEXTS);
	json_array_foreach(texts, index, text)
	{
		words[index] = text_of(text, "v");
	}
	pl_review_digest(digest, words, index);
	return is_word(review, "digest", digest)
	           ? PL_OK
	           : pl_fail(err, PL_E_DATA,
			 "review: digest: the texts are others than were "
			 "reviewed");
}

static int
check_lesson_patches(const json_t *patches, struct pl_error *err)
{
	const char *last = NULL;
	size_t index;
	json_t *ref;

	json_array_foreach(patches, index, ref)
	{
		if (check_ref(json_string_value(ref), last, err) < 0)
			return pl_fail_at(err, "patches[%zu]", index);
		last = json_string_value(ref);
	}
	return PL_OK;
}

static int
check_lesson(const json_t *lesson, struct pl_error *err)
{
	const json_t *texts = json_object_get(lesson, "texts");
	int result;

	result = check_lesson_patches(json_object_get(lesson, "patches"), err);
	if (result == PL_OK)
		result = check_answers(json_object_get(lesson, "answers"), err);
	if (result == PL_OK)
		result = check_texts(lesson, texts, err);
	if (result == PL_OK)
		result =
		    check_review(texts, json_object_get(lesson, "review"), err);
	return result;
}

static int
check_lessons(const json_t *lessons, struct pl_error *err)
{
	size_t index;
	json_t *lesson;

	json_array_foreach(lessons, index, lesson)
	{
		if (check_lesson(lesson, err) < 0)
			return pl_fail_at(err, "lessons[%zu]", index);
	}
	return PL_OK;
}

/* ---- All of it ---------------------------------------------------------- */

static struct declared
declared_of(const json_t *body)
{
	const json_t *profile = json_object_get(body, "profile");
	const json_t *privacy = json_object_get(body, "privacy");
	struct declared declared = {
	    .size = (enum pl_size)pl_members_index(
		pl_sizes, text_of(profile, "size")),
	    .privacy = (enum pl_privacy)pl_members_index(
		pl_privacies, text_of(privacy, "profile")),
	};

	declared.layout = pl_layout_of(declared.size, declared.privacy);
	return declared;
}

static int
check_numbers(const json_t *body, struct pl_error *err)
{
	const struct declared declared = declared_of(body);
	int result;

	if (check_period(json_object_get(body, "period"), &declared, err) < 0)
		return pl_fail_at(err, "period");
	result = check_layout(body, &declared, err);
	if (result < 0)
		return result;
	if (check_privacy(json_object_get(body, "privacy"), &declared, err) < 0)
		return pl_fail_at(err, "privacy");
	return check_tables(json_object_get(body, "tables"), &declared, err);
}

int
pl_submission_check(const json_t *body, struct pl_error *err)
{
	int result = check_version(body, err);

	if (result == PL_OK)
		result = pl_schema_check(pl_bodyschema(), body, err);
	if (result < 0)
		return result;
	if (check_pid(json_object_get(body, "org"), err) < 0)
		return pl_fail_at(err, "org");
	result = check_replaces(body, err);
	if (result == PL_OK)
		result = check_numbers(body, err);
	if (result == PL_OK)
		result = check_patches(json_object_get(body, "patches"), err);
	if (result == PL_OK)
		result = check_surveys(json_object_get(body, "surveys"), err);
	if (result == PL_OK)
		result = check_lessons(json_object_get(body, "lessons"), err);
	return result;
}
