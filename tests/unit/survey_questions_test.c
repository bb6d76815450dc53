/*
 * What a set of questions may say, what is said of one that is wrong, and that
 * the schema beside the sets says the same.
 */
#include "survey/questions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "host/locate.h"
#include "share/jsonschema.h"

static struct pl_error err;

/* A set that has some of everything. */
static const char whole[] =
    "{\"id\": \"all\", \"version\": \"1\", \"title\": \"All\","
    " \"intro\": \"Read me.\", \"source\": \"A book\","
    " \"scales\": {\"often\": ["
    "{\"code\": \"never\", \"text\": \"Never\", \"order\": 1, \"value\": 0},"
    "{\"code\": \"mostly\", \"text\": \"Mostly\", \"order\": 5, \"value\": "
    "1}]},"
    " \"items\": ["
    "{\"id\": \"one\", \"concept\": \"c\", \"rev\": 3,"
    " \"comparable_with\": [2], \"type\": \"single\", \"text\": \"One?\","
    " \"help\": \"Only one.\", \"options\": ["
    "{\"code\": \"no\", \"text\": \"No\"},"
    "{\"code\": \"yes\", \"text\": \"Yes\"}],"
    " \"required\": false, \"sensitive\": true, \"rr_eps\": 2,"
    " \"share\": \"review\"},"
    "{\"id\": \"grid\", \"rev\": 1, \"type\": \"matrix\", \"text\": \"Each?\","
    " \"scale\": \"often\", \"criteria\": [\"It is so.\"],"
    " \"rows\": [{\"id\": \"a\", \"text\": \"A\"},"
    "{\"id\": \"b\", \"text\": \"B\"}],"
    " \"ask_if\": {\"any\": ["
    "{\"q\": \"one\", \"op\": \"in\", \"v\": [\"no\", \"yes\"]},"
    "{\"q\": \"one\", \"op\": \"exists\", \"v\": false}]}},"
    "{\"id\": \"month\", \"rev\": 1, \"type\": \"date-month\","
    " \"text\": \"Since?\"},"
    "{\"id\": \"last\", \"rev\": 1, \"type\": \"text\", \"text\": \"Why?\","
    " \"ask_if\": {\"all\": ["
    "{\"q\": \"grid.b\", \"op\": \">=\", \"v\": \"mostly\"},"
    "{\"q\": \"month\", \"op\": \"<\", \"v\": \"2026-03\"}]}}]}";

/* A text in which the first place that says one thing says another. */
static char *
edited(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	size_t size = strlen(text) + strlen(to) + 1;
	char *out = pl_alloc(size);

	assert_non_null(at);
	snprintf(out, size, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
	return out;
}

static char *
changed(const char *from, const char *to)
{
	return edited(whole, from, to);
}

static struct pl_survey *
read_good(const char *text)
{
	struct pl_survey *survey = NULL;

	if (pl_survey_read(&survey, "set", text, strlen(text), &err) < 0)
		fail_msg("%s", err.text);
	return survey;
}

/* ---- What a set says ---------------------------------------------------- */

static void
a_set_is_read(void **state)
{
	struct pl_survey *survey = read_good(whole);
	const struct pl_survey_about *about = pl_survey_about(survey);
	const struct pl_question *question = pl_survey_question(survey, 0);

	(void)state;
	assert_string_equal(about->id, "all");
	assert_string_equal(about->intro, "Read me.");
	assert_string_equal(about->source, "A book");
	assert_int_equal(about->question_count, 5);
	assert_string_equal(question->concept, "c");
	assert_string_equal(question->help, "Only one.");
	assert_int_equal(question->type, PL_QUESTION_SINGLE);
	assert_int_equal(question->option_count, 2);
	assert_string_equal(question->options[1].code, "yes");
	assert_int_equal(question->sensitive, 1);
	assert_int_equal(question->share, PL_SHARE_REVIEW);
	assert_true(question->rr_eps == 2);
	assert_true(pl_question_compares(question, 3));
	assert_true(pl_question_compares(question, 2));
	assert_false(pl_question_compares(question, 1));
	assert_false(pl_question_is_ordered(question));
	pl_survey_free(survey);
}

static void
a_matrix_is_a_question_for_each_row(void **state)
{
	struct pl_survey *survey = read_good(whole);
	const struct pl_question *row = pl_survey_question(survey, 2);

	(void)state;
	assert_int_equal(pl_survey_find(survey, "grid"), 5);
	assert_int_equal(pl_survey_find(survey, "grid.b"), 2);
	assert_string_equal(row->id, "grid.b");
	assert_string_equal(row->matrix, "Each?");
	assert_string_equal(row->text, "B");
	assert_string_equal(row->scale, "often");
	assert_int_equal(row->type, PL_QUESTION_ORDINAL);
	assert_true(pl_question_is_ordered(row));
	assert_true(row->options[1].has_value && row->options[1].value == 1);
	assert_int_equal(row->criterion_count, 1);
	assert_int_equal(row->share, PL_SHARE_NO);
	pl_survey_free(survey);
}

static void
conditions_are_told_in_words(void **state)
{
	static const char *const expected[] = {"",
	    "one = no or yes; or one is not answered",
	    "one = no or yes; or one is not answered", "",
	    "grid.b >= mostly; and month < 2026-03"};
	struct pl_survey *survey = read_good(whole);
	struct pl_buf said;

	(void)state;
	pl_buf_init(&said, 1000);
	for (size_t i = 0; i < PL_COUNT(expected); i++) {
		pl_buf_clear(&said);
		pl_survey_tell_when(survey, i, &said);
		assert_string_equal(said.text, expected[i]);
	}
	pl_buf_free(&said);
	pl_survey_free(survey);
}

/* ---- What is wrong ------------------------------------------------------ */

/* What a schema can tell is told by both. */
struct wrong {
	const char *from, *to, *says;
};

static const struct wrong both[] = {
    {"\"id\": \"all\"", "\"id\": \"All\"", "set: id: expected 1 to 64 small"},
    {"\"id\": \"all\"", "\"id\": \"-a\"", "id: expected 1 to 64"},
    {"\"version\": \"1\", ", "", "version: expected a text"},
    {"\"version\": \"1\"", "\"version\": 1", "version: expected a text"},
    {"\"title\": \"All\"", "\"title\": \"\"", "title: expected a text of 1"},
    {"\"intro\"", "\"into\"", "unknown member \"into\"; did you mean"},
    {"\"scales\": {", "\"scales\": {\"x\": [], ",
	"scales: x: expected a list of 2 to 40"},
    {"\"order\": 1,", "\"order\": 0,",
	"scales: often: options[0]: order: expected a whole"},
    {"\"value\": 0", "\"value\": \"0\"", "value: expected a number"},
    {"\"code\": \"no\", ", "", "items[0]: options: options[0]: code: expected"},
    {"{\"code\": \"no\", \"text\": \"No\"},", "",
	"items[0]: options: expected a list of 2 to 40"},
    {"\"rev\": 3", "\"rev\": 0", "items[0]: rev: expected a whole number"},
    {"\"rev\": 3", "\"rev\": \"3\"", "items[0]: rev: expected a whole number"},
    {"\"type\": \"single\"", "\"type\": \"singel\"",
	"items[0]: type: there is no \"singel\"; did you mean \"single\"?"},
    {"\"text\": \"One?\",", "", "items[0]: text: expected a text"},
    {"[2]", "[0]", "comparable_with: [0]: expected a revision before"},
    {"\"required\": false", "\"required\": \"no\"",
	"items[0]: required: expected true or false"},
    {"\"rr_eps\": 2", "\"rr_eps\": 0", "rr_eps: expected a number from 0.001"},
    {"\"rr_eps\": 2", "\"rr_eps\": 11", "rr_eps: expected a number from 0.001"},
    {"\"rr_eps\": 2", "\"rr_eps\": 9e-4",
	"rr_eps: expected a number from 0.001"},
    {"\"review\"", "\"perhaps\"", "items[0]: share: there is no \"perhaps\""},
    {"[\"It is so.\"]", "[\"\"]", "items[1]: rows[0]: criteria: [0]: expected"},
    {"{\"id\": \"a\", \"text\": \"A\"}", "{\"id\": \"a\"}",
	"items[1]: rows[0]: text: expected a text"},
    {"{\"id\": \"a\", \"text\": \"A\"}", "{\"id\": \"a.b\", \"text\": \"A\"}",
	"items[1]: rows[0]: id: expected 1 to 64 small"},
    {"\"op\": \">=\"", "\"op\": \"=>\"",
	"items[3]: ask_if: all[0]: op: there is no \"=>\""},
    {"{\"any\": [",
	"{\"all\": [{\"q\": \"one\", \"op\": \"=\", \"v\": \"no\"}],"
	" \"any\": [",
	"ask_if: expected one of all and any"},
    {"[\"no\", \"yes\"]", "[]", "any[0]: v: expected a list of 1 to 40"},
    {"\"v\": \"mostly\"", "\"w\": \"mostly\"", "unknown member \"w\""},
};

/* And this only by the reader. */
static const struct wrong reader_only[] = {
    {"\"id\": \"month\"", "\"id\": \"one\"",
	"items[2]: id: \"one\" is that of a question before"},
    {"\"id\": \"b\"", "\"id\": \"a\"",
	"items[1]: rows[1]: id: \"grid.a\" is that of a question before"},
    {"\"code\": \"yes\"", "\"code\": \"no\"",
	"options[1]: code: \"no\" is that of an option before"},
    {"\"order\": 5", "\"order\": 1",
	"options[1]: order: expected more than the 1 "},
    {"\"order\": 5, ", "", "options[1]: order: expected a whole number"},
    {", \"value\": 0", "", "value: expected one for all options or for none"},
    {"\"value\": 1", "\"value\": 0", "value: expected more than that of"},
    {"\"text\": \"Yes\"", "\"text\": \"Yes\", \"value\": 1",
	"value: only options with an order have one"},
    {"\"text\": \"Yes\"", "\"text\": \"Yes\", \"order\": 1",
	"order: options of \"single\" have none"},
    {"\"scale\": \"often\"", "\"scale\": \"seldom\"",
	"scale: the set has no scale \"seldom\""},
    {"\"scale\": \"often\",", "", "expected one of options and scale"},
    {"\"type\": \"text\"", "\"type\": \"text\", \"scale\": \"often\"",
	"scale: a question of the type \"text\" has none"},
    {"\"type\": \"text\"",
	"\"type\": \"text\", \"rows\": [{\"id\": \"a\", \"text\": \"A\"}]",
	"rows: only a matrix has them"},
    {"[2]", "[3]", "comparable_with: [0]: expected a revision before"},
    {"\"sensitive\": true", "\"sensitive\": false",
	"rr_eps: only for a sensitive question that has two options"},
    {"\"q\": \"grid.b\"", "\"q\": \"last\"",
	"items[3]: ask_if: all[0]: q: \"last\" does not come before"},
    {"\"q\": \"one\"", "\"q\": \"month\"",
	"items[1]: rows[0]: ask_if: any[0]: q: \"month\" does not come before"},
    {"\"q\": \"grid.b\"", "\"q\": \"grid.c\"",
	"q: there is no question \"grid.c\""},
    {"\"v\": \"mostly\"", "\"v\": \"mosty\"",
	"v: no option has the code \"mosty\"; did you mean \"mostly\"?"},
    {"\"v\": \"2026-03\"", "\"v\": \"2026-13\"",
	"v: expected a month such as \"2026-11\""},
    {"\"op\": \"<\"", "\"op\": \"in\"",
	"op: \"in\" cannot be asked of \"month\""},
    {"\"op\": \"in\", \"v\": [\"no\", \"yes\"]", "\"op\": \"<\", \"v\": \"no\"",
	"op: \"<\" needs an order, which the options of \"one\" do not have"},
    {"\"op\": \"exists\", \"v\": false", "\"op\": \"exists\", \"v\": \"no\"",
	"v: expected true or false"},
};

static json_t *
schema_load(void)
{
	char path[PATH_MAX], folder[PATH_MAX];
	json_t *schema;

	assert_int_equal(pl_locate_survey("after-a-wave", path, &err), 0);
	snprintf(folder, sizeof folder, "%.*s/schema/survey.json",
	    (int)(strrchr(path, '/') - path), path);
	schema = json_load_file(folder, 0, NULL);
	assert_non_null(schema);
	return schema;
}

static struct pl_jsonschema *
schema_open(void)
{
	json_t *root = schema_load();
	char *text = json_dumps(root, 0);
	struct pl_jsonschema *schema;

	if (pl_jsonschema_open(
		&schema, "survey.json", text, strlen(text), &err) < 0)
		fail_msg("%s", err.text);
	free(text);
	json_decref(root);
	return schema;
}

static int
schema_takes(const struct pl_jsonschema *schema, const char *text)
{
	json_t *document = json_loads(text, 0, NULL);
	int takes;

	assert_non_null(document);
	takes = pl_jsonschema_check(schema, document, NULL) == PL_OK;
	json_decref(document);
	return takes;
}

static void
check_wrong(const struct pl_jsonschema *schema, const struct wrong *wrong,
    int schema_knows)
{
	char *text = changed(wrong->from, wrong->to);
	struct pl_survey *survey = NULL;

	assert_int_equal(
	    pl_survey_read(&survey, "set", text, strlen(text), &err),
	    PL_E_CONFIG);
	assert_null(survey);
	if (strstr(err.text, wrong->says) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", wrong->says, err.text);
	if (schema_takes(schema, text) == schema_knows)
		fail_msg("the schema thinks otherwise: %s", wrong->says);
	free(text);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	struct pl_jsonschema *schema = schema_open();

	(void)state;
	assert_true(schema_takes(schema, whole));
	for (size_t i = 0; i < PL_COUNT(both); i++)
		check_wrong(schema, &both[i], 1);
	for (size_t i = 0; i < PL_COUNT(reader_only); i++)
		check_wrong(schema, &reader_only[i], 0);
	pl_jsonschema_free(schema);
}

static json_int_t
number_in(json_t *schema, const char *part, const char *member)
{
	json_t *definition =
	    json_object_get(json_object_get(schema, "$defs"), part);

	return json_integer_value(json_object_get(definition, member));
}

static void
the_schema_has_the_limits_of_the_reader(void **state)
{
	json_t *schema = schema_load();
	json_t *items =
	    json_object_get(json_object_get(schema, "properties"), "items");

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(items, "maxItems")),
	    PL_SURVEY_QUESTIONS);
	assert_int_equal(
	    number_in(schema, "name", "maxLength"), PL_SURVEY_NAME);
	assert_int_equal(
	    number_in(schema, "text", "maxLength"), PL_SURVEY_TEXT);
	assert_int_equal(
	    number_in(schema, "options", "maxItems"), PL_SURVEY_OPTIONS);
	assert_int_equal(
	    number_in(schema, "conditions", "maxItems"), PL_SURVEY_CONDITIONS);
	assert_int_equal(
	    number_in(schema, "revision", "maximum"), PL_SURVEY_REVISIONS);
	json_decref(schema);
}

/* Each word of a list in the schema, in the place of one of the set. */
static void
words_are_known(json_t *words, const char *from)
{
	size_t index;
	json_t *word;

	assert_true(json_array_size(words) > 0);
	json_array_foreach(words, index, word)
	{
		struct pl_survey *survey = NULL;
		char to[100], *text;

		snprintf(to, sizeof to, "\"%s\"", json_string_value(word));
		text = changed(from, to);
		if (pl_survey_read(&survey, "set", text, strlen(text), &err) <
		    0)
			assert_null(strstr(err.text, "there is no"));
		pl_survey_free(survey);
		free(text);
	}
}

static json_t *
words_of(json_t *schema, const char *part, const char *property)
{
	json_t *definition =
	    json_object_get(json_object_get(schema, "$defs"), part);

	return json_object_get(
	    json_object_get(
		json_object_get(definition, "properties"), property),
	    "enum");
}

static void
the_schema_has_the_words_of_the_reader(void **state)
{
	json_t *schema = schema_load();

	(void)state;
	assert_int_equal(json_array_size(words_of(schema, "item", "type")),
	    PL_QUESTION_TYPES + 1);
	assert_int_equal(
	    json_array_size(words_of(schema, "condition", "op")), PL_OPERATORS);
	words_are_known(words_of(schema, "item", "type"), "\"single\"");
	words_are_known(words_of(schema, "item", "share"), "\"review\"");
	words_are_known(words_of(schema, "condition", "op"), "\">=\"");
	json_decref(schema);
}

static void
sets_that_come_with_patchlore_are_good(void **state)
{
	struct pl_jsonschema *schema = schema_open();
	char **names, path[PATH_MAX];
	size_t count;

	(void)state;
	assert_int_equal(pl_locate_surveys(&names, &count, &err), 0);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++) {
		struct pl_survey *survey = NULL;
		json_t *document;

		assert_int_equal(pl_locate_survey(names[i], path, &err), 0);
		if (pl_survey_open(&survey, path, &err) < 0)
			fail_msg("%s", err.text);
		assert_string_equal(pl_survey_about(survey)->id, names[i]);
		pl_survey_free(survey);
		document = json_load_file(path, 0, NULL);
		if (pl_jsonschema_check(schema, document, &err) < 0)
			fail_msg("%s: %s", names[i], err.text);
		json_decref(document);
		free(names[i]);
	}
	free(names);
	pl_jsonschema_free(schema);
}

static void
a_file_has_a_limit(void **state)
{
	struct pl_survey *survey = NULL;
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, 1 << 20);
	pl_buf_addf(&text, "%s%*s", whole, PL_SURVEY_BYTES, "");
	assert_int_equal(
	    pl_survey_read(&survey, "set", text.text, text.length, &err),
	    PL_E_CONFIG);
	assert_string_equal(err.text, "set: more than 262144 bytes");
	pl_buf_free(&text);
}

static void
rows_count_as_questions(void **state)
{
	struct pl_survey *survey = NULL;
	struct pl_buf text;

	(void)state;
	pl_buf_init(&text, 1 << 20);
	pl_buf_adds(&text,
	    "{\"id\": \"a\", \"version\": \"1\", \"title\": \"A\", \"items\": "
	    "[");
	for (int i = 0; i <= PL_SURVEY_QUESTIONS; i += 40) {
		pl_buf_addf(&text,
		    "%s{\"id\": \"m%d\", \"rev\": 1, \"type\": \"matrix\","
		    " \"text\": \"M\", \"options\": ["
		    "{\"code\": \"a\", \"text\": \"A\", \"order\": 1},"
		    "{\"code\": \"b\", \"text\": \"B\", \"order\": 2}],"
		    " \"rows\": [",
		    i > 0 ? "," : "", i);
		for (int row = 0; row < 40; row++)
			pl_buf_addf(&text,
			    "%s{\"id\": \"r%d\", \"text\": \"R\"}",
			    row > 0 ? "," : "", row);
		pl_buf_adds(&text, "]}");
	}
	pl_buf_adds(&text, "]}");
	assert_int_equal(
	    pl_survey_read(&survey, "set", text.text, text.length, &err),
	    PL_E_CONFIG);
	assert_non_null(strstr(
	    err.text, "items[5]: rows[0]: expected at most 200 questions"));
	pl_buf_free(&text);
}

/* ---- Versions ----------------------------------------------------------- */

static void
take_flaw(void *context, const char *flaw)
{
	pl_buf_addf(context, "%s\n", flaw);
}

/* What is said of the next version of the set, in which two places say
 * something else. */
static void
next_is(const char *from, const char *to, const char *from_too,
    const char *to_too, const char *expected)
{
	struct pl_survey *old = read_good(whole), *now;
	char *next = changed("\"version\": \"1\"", "\"version\": \"2\"");
	char *once = edited(next, from, to);
	char *twice = edited(once, from_too, to_too);
	struct pl_buf said;
	size_t flaws;

	now = read_good(twice);
	pl_buf_init(&said, 10000);
	flaws = pl_survey_compare(now, old, take_flaw, &said);
	assert_string_equal(said.text, expected);
	assert_int_equal(flaws > 0, *expected != '\0');
	pl_buf_free(&said);
	pl_survey_free(now);
	pl_survey_free(old);
	free(next);
	free(once);
	free(twice);
}

static void
changes_under_the_same_revision_are_told(void **state)
{
	(void)state;
	next_is("Read me.", "Please.", "A book", "A tale", "");
	next_is("\"all\"", "\"else\"", "Read me.", "Do.",
	    "id: \"else\" is another set than \"all\"\n");
	next_is("\"version\": \"2\"", "\"version\": \"1\"", "Read me.", "Do.",
	    "version: the set changed, and is still \"1\"; count it up\n");
	next_is("One?", "Only one?", "Only one.", "One alone.",
	    "one: its text changed, and rev is still 3; count it up\n");
	next_is("Only one.", "One alone.", "A book", "A tale",
	    "one: its help changed, and rev is still 3; count it up\n");
	next_is("\"Yes\"", "\"Yeah\"", "A book", "A tale",
	    "one: its options changed, and rev is still 3; count it up\n");
	next_is("\"value\": 1", "\"value\": 2", "A book", "A tale",
	    "grid.a: its options changed, and rev is still 1; count it up\n"
	    "grid.b: its options changed, and rev is still 1; count it up\n");
	next_is("Each?", "All?", "It is so.", "It was so.",
	    "grid.a: its text changed, and rev is still 1; count it up\n"
	    "grid.b: its text changed, and rev is still 1; count it up\n");
	next_is("It is so.", "It was so.", "\"text\": \"Why?\"",
	    "\"text\": \"Why?\", \"required\": true",
	    "grid.a: its criteria changed, and rev is still 1; count it up\n"
	    "grid.b: its criteria changed, and rev is still 1; count it up\n");
	next_is("\"type\": \"text\"", "\"type\": \"patch-ref\"", "A book",
	    "A tale",
	    "last: its type changed, and rev is still 1; count it up\n");
}

static void
a_new_revision_says_how_it_compares(void **state)
{
	(void)state;
	/* It may say what it likes, and need not be comparable. */
	next_is("\"rev\": 3", "\"rev\": 4", "One?", "Or none?", "");
	next_is("\"rev\": 1, \"type\": \"matrix\"",
	    "\"rev\": 2, \"type\": \"matrix\"",
	    "\"never\", \"text\": \"Never\"",
	    "\"seldom\", \"text\": \"Seldom\"", "");
	/* But a code means the same for ever. */
	next_is("\"rev\": 3", "\"rev\": 4", "\"Yes\"", "\"Not now\"",
	    "one: option \"yes\" was \"Yes\"; give another option another "
	    "code, or name revision 3 in comparable_with where it means the "
	    "same\n");
	next_is("\"rev\": 3, \"comparable_with\": [2]",
	    "\"rev\": 4, \"comparable_with\": [3]", "\"Yes\"", "\"Yes, it is\"",
	    "");
	next_is("\"rev\": 3, \"comparable_with\": [2]", "\"rev\": 2", "A book",
	    "A tale", "one: rev 2 comes before the 3 that it was\n");
	next_is("\"rev\": 1, \"type\": \"text\"",
	    "\"rev\": 2, \"comparable_with\": [1], \"type\": \"patch-ref\"",
	    "A book", "A tale",
	    "last: comparable_with names revision 1, which was of the type "
	    "\"text\"\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_set_is_read),
	    cmocka_unit_test(a_matrix_is_a_question_for_each_row),
	    cmocka_unit_test(conditions_are_told_in_words),
	    cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	    cmocka_unit_test(the_schema_has_the_limits_of_the_reader),
	    cmocka_unit_test(the_schema_has_the_words_of_the_reader),
	    cmocka_unit_test(sets_that_come_with_patchlore_are_good),
	    cmocka_unit_test(a_file_has_a_limit),
	    cmocka_unit_test(rows_count_as_questions),
	    cmocka_unit_test(changes_under_the_same_revision_are_told),
	    cmocka_unit_test(a_new_revision_says_how_it_compares),
	};

	setenv("PATCHLORE_SURVEYS", "surveys", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
