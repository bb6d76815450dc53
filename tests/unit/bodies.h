/*
 * bodies.h - bodies of submissions, made by chance
 *
 * Each is one that pl_submission_check takes. The same seed makes the same.
 */
#ifndef TESTS_BODIES_H
#define TESTS_BODIES_H

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "scrub/review.h"
#include "share/bodyschema.h"
#include "share/keys.h"
#include "share/rows.h"
#include "share/taxonomy.h"
#include "survey/questions.h"

/* The generator of Knuth's MMIX; its upper bits are good enough for this. */
static inline uint32_t
draw(uint64_t *seed, uint32_t below)
{
	assert(below > 0);
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(*seed >> 33) % below;
}

static inline void
draw_hex(uint64_t *seed, char *out, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		out[i] = "0123456789abcdef"[draw(seed, 16)];
	out[digits] = '\0';
}

static inline const char *
draw_word(uint64_t *seed, const char *const *list)
{
	size_t count = 0;

	while (list[count] != NULL)
		count++;
	return list[draw(seed, (uint32_t)count)];
}

/* Noisy cells: small and large ones, below and above 0. */
static inline void
draw_cells(uint64_t *seed, struct pl_ballots *cells)
{
	int64_t *units = &cells->units[0][0][0][0];

	for (size_t i = 0; i < sizeof cells->units / sizeof *units; i++)
		units[i] = (int64_t)draw(seed, 60 * PL_VOTE) - 10 * PL_VOTE;
}

/* ---- The numbers -------------------------------------------------------- */

static inline json_t *
body_noises(enum pl_layout layout, enum pl_privacy privacy)
{
	json_t *list = json_array();

	for (size_t i = 0; layout != PL_LAYOUT_NONE && i < PL_TABLES; i++) {
		enum pl_ballot_table table = (enum pl_ballot_table)i;

		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:[I,i]}", "t", pl_table_names[i],
			"rho_n", (json_int_t)pl_table_rho(table, privacy),
			"sigma2", (json_int_t)pl_table_variance(table, privacy),
			1));
	}
	return list;
}

/* Set what follows from a size and a profile, and the tables. */
static inline void
body_set_numbers(json_t *body, enum pl_size size, enum pl_privacy privacy,
    const struct pl_ballots *noisy)
{
	const int is_year = privacy == PL_PRIVACY_ANNUAL;
	const enum pl_layout layout = pl_layout_of(size, privacy);

	json_object_set_new(body, "layout", json_string(pl_layouts[layout]));
	json_object_set_new(body, "privacy",
	    json_pack("{s:s, s:s, s:s, s:i, s:i, s:o, s:s, s:i}", "profile",
		pl_privacies[privacy], "unit",
		is_year ? "asset-year" : "asset-quarter", "adjacency",
		"add-remove", "groups", 2, "scale", PL_VOTE, "tables",
		body_noises(layout, privacy), "noise", "prf-chacha20",
		"ledger_seq", layout == PL_LAYOUT_NONE ? 0 : 17));
	json_object_set_new(body, "tables", pl_rows(noisy, layout, privacy));
}

/* Days that are known by heart: 30 after a quarter, 90 after a year. */
static inline json_t *
body_draw_period(uint64_t *seed, int is_year)
{
	static const struct {
		const char *from, *to, *asof;
	} quarters[] = {
	    {"01-01", "03-31", "04-30"},
	    {"04-01", "06-30", "07-30"},
	    {"07-01", "09-30", "10-30"},
	    {"10-01", "12-31", "01-30"},
	};
	const uint32_t year = 2000 + draw(seed, 999), q = draw(seed, 4);
	const uint32_t next = year + 1;
	const int leaps = (next % 4 == 0 && next % 100 != 0) || next % 400 == 0;
	char from[16], to[16], asof[16];

	snprintf(from, sizeof from, "%u-%s", year,
	    is_year ? "01-01" : quarters[q].from);
	snprintf(
	    to, sizeof to, "%u-%s", year, is_year ? "12-31" : quarters[q].to);
	if (is_year)
		snprintf(asof, sizeof asof, "%u-03-%d", next, leaps ? 30 : 31);
	else
		snprintf(asof, sizeof asof, "%u-%s", q == 3 ? next : year,
		    quarters[q].asof);
	return json_pack(
	    "{s:s, s:s, s:s}", "from", from, "to", to, "asof", asof);
}

static inline void
body_draw_numbers(uint64_t *seed, json_t *body)
{
	const enum pl_size size = (enum pl_size)draw(seed, PL_SIZES);
	const enum pl_privacy privacy =
	    (enum pl_privacy)draw(seed, PL_PRIVACIES);
	struct pl_ballots cells;

	draw_cells(seed, &cells);
	body_set_numbers(body, size, privacy, &cells);
	json_object_set_new(body, "period",
	    body_draw_period(seed, privacy == PL_PRIVACY_ANNUAL));
	json_object_set_new(body, "profile",
	    json_pack("{s:s, s:s, s:s}", "sector", draw_word(seed, pl_sectors),
		"size", pl_sizes[size], "region", draw_word(seed, pl_regions)));
}

/* ---- Who ---------------------------------------------------------------- */

static inline json_t *
body_draw_org(uint64_t *seed)
{
	unsigned char key[PL_SIGNER];
	char pid[PL_PSEUDONYM], pk[2 * PL_SIGNER + 1], box[65];
	json_t *org;

	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (unsigned char)draw(seed, 256);
	sodium_bin2hex(pk, sizeof pk, key, sizeof key);
	pl_pseudonym_of(pid, key);
	draw_hex(seed, box, 64);
	org = json_pack("{s:s, s:s, s:s}", "pid", pid, "pk", pk, "box", box);
	if (draw(seed, 2) == 0)
		json_object_set_new(org, "enrol", json_string(box + 40));
	return org;
}

static inline json_t *
body_draw(uint64_t *seed)
{
	char schema[PL_DIGEST_TEXT], other[PL_DIGEST_TEXT] = "b2:";
	const int again = draw(seed, 2) == 0;
	json_t *body;

	pl_bodyschema_digest(schema);
	draw_hex(seed, other + 3, 64);
	body = json_pack("{s:i, s:s, s:s, s:s, s:s, s:o, s:i, s:o}", "pls", 1,
	    "type", "submission", "program", other + 50, "schema", schema,
	    "tool", "patchlore/0.1.0", "org", body_draw_org(seed), "seq",
	    again ? 2 + (int)draw(seed, 900) : 1, "replaces",
	    again ? json_string(other) : json_null());
	body_draw_numbers(seed, body);
	return body;
}

/* ---- What people say ---------------------------------------------------- */

static inline json_t *
body_draw_patches(uint64_t *seed, uint32_t most)
{
	static const char *const deployed[] = {
	    "none", "to-9", "to-99", "to-999", "more", NULL};
	static const char *const results[] = {"none", "noticed", "hindered",
	    "stopped", "lost", "exception", "near-miss", NULL};
	const uint32_t count = draw(seed, most);
	json_t *list = json_array();

	for (uint32_t i = 0; i < count; i++) {
		const char *result = draw_word(seed, results);
		char ref[20];
		json_t *one;

		snprintf(ref, sizeof ref, "KB%u",
		    5000000 + 1000 * i + draw(seed, 1000));
		one = json_pack("{s:s, s:s, s:s, s:s}", "ref", ref, "deployed",
		    draw_word(seed, deployed), "result", result, "basis",
		    "attested");
		if (strcmp(result, "none") != 0 &&
		    strcmp(result, "exception") != 0 && draw(seed, 2) == 0) {
			json_object_set_new(
			    one, "symptom", json_string("install"));
			json_object_set_new(
			    one, "action", json_string("rollback"));
		}
		json_array_append_new(list, one);
	}
	return list;
}

static inline json_t *
body_draw_answer(uint64_t *seed, const struct pl_question *question)
{
	static const char *const states[] = {"given", "declined", "unknown",
	    "not-applicable", "not-asked", NULL};
	const char *state = draw_word(seed, states);
	const char *code = "2026-11";
	json_t *answer = json_pack("{s:s, s:i}", "q", question->id, "rev",
	    question->rev + (int)draw(seed, 2));

	if (question->option_count > 0)
		code =
		    question
			->options[draw(seed, (uint32_t)question->option_count)]
			.code;
	json_object_set_new(answer, "st", json_string(state));
	if (strcmp(state, "given") == 0)
		json_object_set_new(answer, "v", json_string(code));
	return answer;
}

static inline json_t *
body_draw_answers(uint64_t *seed, const struct pl_survey *set)
{
	const size_t count = pl_survey_about(set)->question_count;
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		if (draw(seed, 3) > 0 || i + 1 == count)
			json_array_append_new(list,
			    body_draw_answer(seed, pl_survey_question(set, i)));
	return list;
}

/* Pieces of which a text could be taken for something else. */
static inline void
draw_text(uint64_t *seed, char *out, size_t size)
{
	static const char *const pieces[] = {"a", "patch ", "\n", " = ", "\"",
	    "\\", "\\n", "EVERY VALUE, AS IT IS SENT", "\xc3\xa4",
	    "\xe2\x80\x9c", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80",
	    "tables[0].bp[0] = 1\n", "\n\n", "  ", "{}", "[]", "null", "x"};
	const uint32_t count = 1 + draw(seed, 40);
	size_t length = 0;

	for (uint32_t i = 0; i < count; i++) {
		const char *piece =
		    pieces[draw(seed, (uint32_t)PL_COUNT(pieces))];

		if (length + strlen(piece) < size)
			length += (size_t)snprintf(
			    out + length, size - length, "%s", piece);
	}
}

static inline void
body_draw_texts(uint64_t *seed, json_t *lesson)
{
	static const char *const questions[] = {"workaround", "recommendation"};
	char text[2][PL_SURVEY_ANSWER], digest[PL_REVIEW_DIGEST];
	const char *texts[] = {text[0], text[1]};
	const size_t count = 1 + draw(seed, 2);
	json_t *list = json_array(), *answers;

	answers = json_object_get(lesson, "answers");
	for (size_t i = json_array_size(answers); i-- > 0;) {
		const char *id = json_string_value(
		    json_object_get(json_array_get(answers, i), "q"));

		if (strcmp(id, questions[0]) == 0 ||
		    strcmp(id, questions[1]) == 0)
			json_array_remove(answers, i);
	}
	for (size_t i = 0; i < count; i++) {
		draw_text(seed, text[i], sizeof text[i]);
		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "q", questions[i], "v", text[i]));
	}
	pl_review_digest(digest, texts, count);
	json_object_set_new(lesson, "texts", list);
	json_object_set_new(lesson, "review",
	    json_pack("{s:s, s:s, s:s, s:s}", "role", "security-lead", "month",
		"2026-11", "digest", digest, "rules", "2026.1"));
}

static inline json_t *
body_draw_lesson(uint64_t *seed, const struct pl_survey *set)
{
	json_t *lesson = json_pack(
	    "{s:[], s:o}", "patches", "answers", body_draw_answers(seed, set));

	if (draw(seed, 2) == 0)
		json_array_append_new(json_object_get(lesson, "patches"),
		    json_string("CVE-2026-0001"));
	if (draw(seed, 2) == 0)
		body_draw_texts(seed, lesson);
	return lesson;
}

/* A body with all that there can be. The last of the sets is that of
 * lessons. */
static inline json_t *
draw_body(uint64_t *seed, const struct pl_survey *const *sets, size_t count)
{
	json_t *body = body_draw(seed);
	json_t *surveys = json_array(), *lessons = json_array();

	for (size_t i = 0; i + 1 < count; i++)
		if (draw(seed, 2) == 0)
			json_array_append_new(surveys,
			    json_pack("{s:s, s:s, s:o}", "id",
				pl_survey_about(sets[i])->id, "ver", "1",
				"answers", body_draw_answers(seed, sets[i])));
	for (uint32_t i = draw(seed, 3); i > 0; i--)
		json_array_append_new(
		    lessons, body_draw_lesson(seed, sets[count - 1]));
	json_object_set_new(body, "patches", body_draw_patches(seed, 6));
	json_object_set_new(body, "surveys", surveys);
	json_object_set_new(body, "lessons", lessons);
	return body;
}

#endif
