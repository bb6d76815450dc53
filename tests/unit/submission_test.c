/* What a submission is held to, and what is said of one that is not right. */
#include "share/submission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/alloc.h"
#include "base/error.h"
#include "share/bodyschema.h"
#include "share/budget.h"
#include "share/taxonomy.h"
#include "survey/questions.h"
#include "tests/unit/bodies.h"
#include "tests/unit/paths.h"

static struct pl_error err;

static json_t *
example(void)
{
	json_t *body =
	    json_load_file("tests/data/submission/example.json", 0, NULL);

	assert_non_null(body);
	return body;
}

/* ---- The schema --------------------------------------------------------- */

static json_t *
schema_root(void)
{
	size_t length;
	const char *text = pl_bodyschema_text(&length);
	json_t *root = json_loadb(text, length, 0, NULL);

	assert_non_null(root);
	return root;
}

/* The rule for a member of an object, or that of $defs. */
static json_t *
rule_of(json_t *object, const char *member)
{
	json_t *defs = json_object_get(object, "$defs");
	json_t *rule = json_object_get(defs, member);

	if (rule == NULL)
		rule = json_object_get(
		    json_object_get(object, "properties"), member);
	assert_non_null(rule);
	return rule;
}

static void
words_are(json_t *object, const char *member, const char *const *known)
{
	const json_t *words = json_object_get(rule_of(object, member), "enum");
	size_t count = 0;

	for (; known[count] != NULL; count++) {
		const char *word =
		    json_string_value(json_array_get(words, count));

		assert_non_null(word);
		assert_string_equal(word, known[count]);
	}
	assert_int_equal(json_array_size(words), count);
}

static void
the_schema_has_the_words_of_the_taxonomy(void **state)
{
	json_t *root = schema_root();
	json_t *profile = rule_of(root, "profile");
	json_t *privacy = rule_of(root, "privacy");
	json_t *row = rule_of(root, "row");
	const char *classes[PL_CLASSES + 2] = {"all"};

	(void)state;
	memcpy(classes + 1, pl_classes, PL_CLASSES * sizeof *classes);
	words_are(profile, "sector", pl_sectors);
	words_are(profile, "size", pl_sizes);
	words_are(profile, "region", pl_regions);
	words_are(root, "layout", pl_layouts);
	words_are(privacy, "profile", pl_privacies);
	words_are(root, "table", pl_table_names);
	words_are(row, "urg", pl_urgencies);
	words_are(row, "class", classes);
	json_decref(root);
}

static int64_t
limit_of(json_t *rule, const char *word)
{
	const json_t *limit = json_object_get(rule, word);

	assert_true(json_is_integer(limit));
	return json_integer_value(limit);
}

static void
the_schema_has_room_for_all_cells(void **state)
{
	json_t *root = schema_root();
	json_t *points = rule_of(rule_of(root, "row"), "bp");
	json_t *noises = rule_of(rule_of(root, "privacy"), "tables");

	(void)state;
	assert_int_equal(limit_of(rule_of(root, "tables"), "maxItems"),
	    PL_TABLES * PL_CLASSES * PL_URGENCIES);
	assert_int_equal(limit_of(noises, "maxItems"), PL_TABLES);
	assert_int_equal(
	    limit_of(points, "maxItems"), pl_table_bins(PL_TABLE_TIME));
	assert_int_equal(
	    limit_of(points, "minItems"), pl_table_bins(PL_TABLE_OUTCOME));
	json_decref(root);
}

/* What the questions about lessons have for answers is what is stated. */
static void
codes_are(json_t *statement, const char *member, const char *question)
{
	json_t *set = json_load_file("surveys/lesson/lesson.json", 0, NULL);
	const json_t *words =
	    json_object_get(rule_of(statement, member), "enum");
	size_t index, option_index, found = 0;
	json_t *item, *option;

	assert_non_null(set);
	json_array_foreach(json_object_get(set, "items"), index, item)
	{
		if (strcmp(json_string_value(json_object_get(item, "id")),
			question) != 0)
			continue;
		json_array_foreach(
		    json_object_get(item, "options"), option_index, option)
		{
			found++;
			assert_true(json_equal(json_object_get(option, "code"),
			    json_array_get(words, option_index)));
		}
	}
	assert_int_equal(json_array_size(words), found);
	json_decref(set);
}

static void
the_schema_has_the_codes_of_a_lesson(void **state)
{
	json_t *root = schema_root();
	json_t *statement = rule_of(root, "statement");

	(void)state;
	codes_are(statement, "deployed", "deployed");
	codes_are(statement, "symptom", "symptom");
	codes_are(statement, "action", "action");
	json_decref(root);
}

static void
each_is_closed(json_t *rule)
{
	const char *name;
	json_t *member;

	if (json_object_get(rule, "properties") != NULL)
		assert_true(json_is_false(
		    json_object_get(rule, "additionalProperties")));
	json_object_foreach(rule, name, member)
	{
		if (json_is_object(member))
			each_is_closed(member);
	}
}

static void
the_schema_is_closed_everywhere(void **state)
{
	json_t *root = schema_root();

	(void)state;
	each_is_closed(root);
	json_decref(root);
}

/* ---- Bodies ------------------------------------------------------------- */

static void
the_example_is_a_submission(void **state)
{
	json_t *body = example();

	(void)state;
	if (pl_submission_check(body, &err) < 0)
		fail_msg("%s", err.text);
	json_decref(body);
}

/* One value of the example that is another; NULL: is taken away. */
struct wrong {
	const char *path, *value, *says;
};

static const char other_digest[] =
    "\"b2:"
    "00000000000000000000000000000000000000000000000000000000000000ff\"";

static const struct wrong against_schema[] = {
    {"pls", "2", "pls: this version of patchlore knows 1, and not 2"},
    {"pls", "\"1\"", "pls: expected 1"},
    {"pls", NULL, "pls: is missing"},
    {"type", "\"receipt\"", "type: expected submission"},
    {"schema", other_digest, "schema: this version of patchlore knows b2:"},
    {"schema", "\"b3:\"", "schema: this version of patchlore knows b2:"},
    {"schema", "7", "schema: expected \"b2:\" and 64 hexadecimal digits"},
    {"program", "\"NCCoE\"",
	"program: expected 3 to 40 small letters, digits and hyphens"},
    {"tool", "\"patchlore\"", "tool: expected a program and its version"},
    {"consent", "true", "consent: is no member that is known"},
    {"org.name", "\"Acme\"", "org: name: is no member that is known"},
    {"org.pk", "\"d7\"", "org: pk: expected 64 hexadecimal digits"},
    {"org.enrol", "\"a b\"", "org: enrol: expected 1 to 128 letters"},
    {"period.to", "\"2026-9-30\"", "period: to: expected a date"},
    {"seq", "0", "seq: expected a whole number from 1 to 1000000"},
    {"seq", "1.0", "seq: expected a whole number from 1 to 1000000"},
    {"replaces", "\"b2:\"", "replaces: expected null, or \"b2:\" and 64"},
    {"profile.sector", "\"enery\"",
	"profile: sector: did you mean \"energy\"?"},
    {"profile.size", "[]", "profile: size: expected one of 1-99, 100-499"},
    {"privacy.groups", "3", "privacy: groups: expected 2"},
    {"privacy.adjacency", "\"replace\"",
	"privacy: adjacency: expected add-remove"},
    {"privacy.tables[1].sigma2", "[1]",
	"privacy: tables[1]: sigma2: expected a list of 2 to 2 values"},
    {"tables[0].bp[3]", "1000001",
	"tables[0]: bp[3]: expected a whole number from -1000000 to 1000000"},
    {"tables[0].bp", "[1, 2]",
	"tables[0]: bp: expected a list of 5 to 10 values"},
    {"tables[0].st", "\"high\"", "tables[0]: st: expected one of ok, low"},
    {"patches[0].ref", "\"nyc-sql01\"",
	"patches[0]: ref: expected the public name of a patch"},
    {"patches[0].basis", "\"heard\"", "patches[0]: basis: expected attested"},
    {"surveys[0].answers[2].v", "\"Always!\"",
	"surveys[0]: answers[2]: v: expected codes"},
    {"surveys[0].answers", "[]",
	"surveys[0]: answers: expected a list of 1 to 200 values"},
    {"surveys[0].texts", "[]", "surveys[0]: texts: is no member that is known"},
    {"lessons[0].answers[0].rr", "2000",
	"lessons[0]: answers[0]: rr: is no member that is known"},
    {"lessons[0].texts[0].v", "\"\"",
	"lessons[0]: texts[0]: v: expected a text of 1 to 2000 characters"},
    {"lessons[0].review.role", "\"J. Doe\"",
	"lessons[0]: review: role: expected a role"},
};

static const struct wrong against_rules[] = {
    {"org.pid", "\"pl1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
	"org: pid: that of the key in pk is "
	"pl1dm2rpt226cwinohp5ccffeemix24pydz"},
    {"period.from", "\"2026-07-02\"",
	"period: from: expected the first day of a quarter"},
    {"period.from", "\"2026-08-01\"",
	"period: from: expected the first day of a quarter"},
    {"period.from", "\"2026-04-01\"",
	"period: to: expected 2026-06-30, its last day"},
    {"period.to", "\"2026-09-29\"",
	"period: to: expected 2026-09-30, its last day"},
    {"period.asof", "\"2026-10-01\"",
	"period: asof: expected 2026-10-30, 30 days later"},
    {"seq", "1", "replaces: the first has nothing to replace"},
    {"profile.size", "\"1-99\"",
	"layout: with the size 1-99 and the profile \"standard\" it is "
	"\"none\""},
    {"profile.size", "\"500-1999\"",
	"layout: with the size 500-1999 and the profile \"standard\" it is "
	"\"by-class\""},
    {"layout", "\"by-class\"", "it is \"pooled\""},
    {"privacy.profile", "\"strict\"",
	"privacy: tables[0]: rho_n: the profile \"strict\" costs 15000000"},
    {"privacy.profile", "\"annual\"",
	"period: from: expected the first day of a year"},
    {"privacy.unit", "\"asset-year\"",
	"privacy: unit: that of the profile \"standard\" is "
	"\"asset-quarter\""},
    {"privacy.ledger_seq", "0", "privacy: ledger_seq: expected that of"},
    {"privacy.tables", "[]", "privacy: tables: expected 2, for the layout"},
    {"privacy.tables[0].t", "\"outcome.1\"",
	"privacy: tables[0]: t: expected \"ttp.1\""},
    {"privacy.tables[0].rho_n", "59999999",
	"privacy: tables[0]: rho_n: the profile \"standard\" costs 60000000"},
    {"privacy.tables[0].sigma2[0]", "71582788266",
	"privacy: tables[0]: sigma2: that of the profile \"standard\" is "
	"[71582788267,1]"},
    {"privacy.tables[1].sigma2[1]", "2",
	"privacy: tables[1]: sigma2: that of the profile"},
    {"tables[3]", NULL, "tables: expected 4 rows, for the layout \"pooled\""},
    {"tables[1].urg", "\"urgent\"",
	"tables[1]: expected the row of \"ttp.1\", \"all\", \"routine\""},
    {"tables[2].class", "\"server\"",
	"tables[2]: expected the row of \"outcome.1\", \"all\", \"urgent\""},
    {"tables[1].st", "\"ok\"", "tables[1]: bp: expected a list of 10"},
    {"tables[0].st", "\"low\"", "tables[0]: bp: a row that is \"low\" has "},
    {"tables[2].bp[5]", "0", "tables[2]: bp: expected a list of 5"},
    {"tables[0].bp[0]", "818",
	"tables[0]: bp: they add up to 10006 and not to 10000, give or take "
	"5 for rounding"},
    {"tables[0].bp[0]", "806", "tables[0]: bp: they add up to 9994"},
    {"tables[2].bp[0]", "9130",
	"tables[2]: bp: they add up to 10003 and not to 10000, give or take "
	"2 for rounding"},
    {"patches[1].ref", "\"CVE-2026-0001\"",
	"patches[1]: ref: \"CVE-2026-0001\" is the one before it"},
    {"patches[0].ref", "\"KB6000000\"",
	"patches[1]: ref: \"KB5034441\" belongs before the one before it"},
    {"patches[0].ref", "\"NYCSQL01\"",
	"patches[0]: ref: \"NYCSQL01\" is no public name"},
    {"patches[1].result", "\"none\"",
	"patches[1]: result: with \"none\" there is neither symptom nor"},
    {"patches[0].action", "\"retry\"",
	"patches[0]: result: with \"none\" there is neither symptom nor"},
    {"surveys[1].id", "\"patch-testing\"",
	"surveys[1]: id: \"patch-testing\" is there before"},
    {"surveys[0].answers[2].q", "\"role\"",
	"surveys[0]: answers[2]: q: \"role\" is answered before"},
    {"surveys[0].answers[2].v", NULL, "surveys[0]: answers[2]: v: is missing"},
    {"surveys[0].answers[3].v", "\"mostly\"",
	"surveys[0]: answers[3]: v: only an answer that is \"given\" has one"},
    {"surveys[0].answers[0].v", "\"NYCSQL01\"",
	"surveys[0]: answers[0]: v: \"NYCSQL01\" is no public name"},
    {"surveys[0].answers[1].rr", "2000",
	"surveys[0]: answers[1]: rr: only an answer of one code"},
    {"surveys[0].answers[3].rr", "2000",
	"surveys[0]: answers[3]: rr: only an answer of one code"},
    {"lessons[0].patches[1]", "\"KB5034440\"",
	"lessons[0]: patches[1]: \"KB5034440\" belongs before"},
    {"lessons[0].answers[1].q", "\"kind\"",
	"lessons[0]: answers[1]: q: \"kind\" is answered before"},
    {"lessons[0].texts[1].q", "\"workaround\"",
	"lessons[0]: texts[1]: q: \"workaround\" is answered before"},
    {"lessons[0].texts[1].q", "\"kind\"",
	"lessons[0]: texts[1]: q: \"kind\" is answered before"},
    {"lessons[0].texts[0].v", "\"Make it larger.\"",
	"lessons[0]: review: digest: the texts are others"},
    {"lessons[0].texts[0].v", "\"Make it\\u200b larger.\"",
	"lessons[0]: texts[0]: v: there are characters in it that nobody"},
    {"lessons[0].review", NULL, "lessons[0]: texts: nobody has reviewed"},
    {"lessons[0].texts", NULL, "lessons[0]: review: there are no texts"},
    {"lessons[0].review.digest", other_digest,
	"lessons[0]: review: digest: the texts are others"},
};

static void
check_wrong(const struct wrong *wrong)
{
	json_t *body = example(), *value = NULL;

	if (wrong->value != NULL) {
		value = json_loads(wrong->value, JSON_DECODE_ANY, NULL);
		assert_non_null(value);
	}
	path_set(body, wrong->path, value);
	assert_int_equal(pl_submission_check(body, &err), PL_E_DATA);
	if (strstr(err.text, wrong->says) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", wrong->says, err.text);
	json_decref(body);
}

static void
what_breaks_the_schema_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(against_schema); i++)
		check_wrong(&against_schema[i]);
}

static void
what_no_schema_can_say_is_held_to_as_well(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(against_rules); i++)
		check_wrong(&against_rules[i]);
}

static void
values_that_are_no_body_are_refused(void **state)
{
	static const char *const values[] = {
	    "[]", "null", "1", "\"pls\"", "{}", "true"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(values); i++) {
		json_t *value = json_loads(values[i], JSON_DECODE_ANY, NULL);

		assert_int_equal(pl_submission_check(value, &err), PL_E_DATA);
		json_decref(value);
	}
}

/* A text has 2000 bytes, however few letters that are. */
static void
texts_have_a_limit_in_bytes(void **state)
{
	json_t *body = example();
	char text[PL_SURVEY_ANSWER + 2] = "";

	(void)state;
	for (size_t i = 0; i < PL_SURVEY_ANSWER / 2 + 1; i++)
		memcpy(text + 2 * i, "\xc3\xa4", 2);
	text[PL_SURVEY_ANSWER + 1] = '\0';
	text[PL_SURVEY_ANSWER] = 'a';
	path_set(body, "lessons[0].texts[0].v", json_string(text));
	assert_int_equal(pl_submission_check(body, &err), PL_E_DATA);
	assert_string_equal(
	    err.text, "lessons[0]: texts[0]: v: more than 2000 bytes");
	text[PL_SURVEY_ANSWER] = '\0';
	path_set(body, "lessons[0].texts[0].v", json_string(text));
	assert_int_equal(pl_submission_check(body, &err), PL_E_DATA);
	assert_non_null(strstr(err.text, "the texts are others"));
	json_decref(body);
}

static void
rounding_has_its_slack(void **state)
{
	json_t *body = example();

	(void)state;
	path_set(body, "tables[0].bp[0]", json_integer(817));
	assert_int_equal(pl_submission_check(body, &err), PL_OK);
	path_set(body, "tables[0].bp[0]", json_integer(807));
	assert_int_equal(pl_submission_check(body, &err), PL_OK);
	json_decref(body);
}

/* ---- Layouts ------------------------------------------------------------ */

/* Make the example one of another size and profile. */
static json_t *
remade(enum pl_size size, enum pl_privacy privacy, uint64_t *seed)
{
	json_t *body = example();
	struct pl_ballots cells;

	draw_cells(seed, &cells);
	body_set_numbers(body, size, privacy, &cells);
	path_set(body, "profile.size", json_string(pl_sizes[size]));
	if (privacy != PL_PRIVACY_ANNUAL)
		return body;
	path_set(body, "period.from", json_string("2027-01-01"));
	path_set(body, "period.to", json_string("2027-12-31"));
	path_set(body, "period.asof", json_string("2028-03-30"));
	return body;
}

static void
each_size_and_profile_has_its_layout(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 100 * PL_SIZES * PL_PRIVACIES; i++) {
		enum pl_size size = (enum pl_size)(i % PL_SIZES);
		enum pl_privacy privacy =
		    (enum pl_privacy)(i / PL_SIZES % PL_PRIVACIES);
		json_t *body = remade(size, privacy, &seed);

		if (pl_submission_check(body, &err) < 0)
			fail_msg("%s, %s: %s", pl_sizes[size],
			    pl_privacies[privacy], err.text);
		json_decref(body);
	}
}

static void
without_tables_nothing_is_spent(void **state)
{
	uint64_t seed = 1;
	json_t *body = remade(PL_SIZE_1, PL_PRIVACY_STANDARD, &seed);

	(void)state;
	path_set(body, "privacy.ledger_seq", json_integer(3));
	assert_int_equal(pl_submission_check(body, &err), PL_E_DATA);
	assert_string_equal(err.text,
	    "privacy: ledger_seq: expected 0, for there are no tables");
	json_decref(body);
}

/* With a vote in each of two urgencies. */
static void
the_noise_costs_what_is_told(void **state)
{
	const int64_t sens2 = 2 * (int64_t)PL_VOTE * PL_VOTE;

	(void)state;
	for (unsigned i = 0; i < PL_TABLES * PL_PRIVACIES; i++) {
		enum pl_ballot_table table =
		    (enum pl_ballot_table)(i % PL_TABLES);
		enum pl_privacy privacy = (enum pl_privacy)(i / PL_TABLES);
		const int64_t sigma2[] = {pl_table_variance(table, privacy), 1};
		int64_t rho;

		assert_int_equal(pl_rho(&rho, sens2, sigma2, &err), PL_OK);
		assert_int_equal(rho, pl_table_rho(table, privacy));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_schema_has_the_words_of_the_taxonomy),
	    cmocka_unit_test(the_schema_has_room_for_all_cells),
	    cmocka_unit_test(the_schema_has_the_codes_of_a_lesson),
	    cmocka_unit_test(the_schema_is_closed_everywhere),
	    cmocka_unit_test(the_example_is_a_submission),
	    cmocka_unit_test(what_breaks_the_schema_is_told_with_its_place),
	    cmocka_unit_test(what_no_schema_can_say_is_held_to_as_well),
	    cmocka_unit_test(values_that_are_no_body_are_refused),
	    cmocka_unit_test(texts_have_a_limit_in_bytes),
	    cmocka_unit_test(rounding_has_its_slack),
	    cmocka_unit_test(each_size_and_profile_has_its_layout),
	    cmocka_unit_test(without_tables_nothing_is_spent),
	    cmocka_unit_test(the_noise_costs_what_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
