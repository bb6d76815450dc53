/* That a preview shows the whole submission and nothing but it. */
#include "share/preview.h"

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
#include "base/file.h"
#include "base/plain.h"
#include "share/canonical.h"
#include "share/program.h"
#include "share/jsonschema.h"
#include "share/submission.h"
#include "tests/unit/bodies.h"
#include "tests/unit/paths.h"
#include "tests/unit/reread.h"

static struct pl_error err;
static struct pl_survey *sets[3]; /* the last is that of lessons */
static const struct pl_preview known = {
    .sets = (const struct pl_survey *const *)sets,
    .set_count = PL_COUNT(sets),
};

static int
setup(void **state)
{
	static const char *const paths[] = {"surveys/patch-testing.json",
	    "surveys/why-not-patched.json", "surveys/lesson/lesson.json"};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(sets); i++)
		if (pl_survey_open(&sets[i], paths[i], &err) < 0)
			return -1;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(sets); i++)
		pl_survey_free(sets[i]);
	return 0;
}

static json_t *
example(void)
{
	json_t *body =
	    json_load_file("tests/data/submission/example.json", 0, NULL);

	assert_non_null(body);
	return body;
}

/* The canonical bytes of a body, and their preview. */
struct shown {
	struct pl_buf bytes, preview;
};

static int
show(struct shown *shown, const json_t *body, const struct pl_preview *with)
{
	pl_buf_init(&shown->bytes, PL_CANONICAL_LIMIT);
	pl_buf_init(&shown->preview, PL_PREVIEW_LIMIT);
	if (pl_canonical_write(body, &shown->bytes, &err) < 0)
		fail_msg("%s", err.text);
	return pl_preview_write(&shown->preview, shown->bytes.text,
	    shown->bytes.length, with, &err);
}

static void
hide(struct shown *shown)
{
	pl_buf_free(&shown->preview);
	pl_buf_free(&shown->bytes);
}

/* ---- The values --------------------------------------------------------- */

static void
assert_reread(const struct shown *shown)
{
	json_t *body = reread(shown->preview.text);
	struct pl_buf bytes;

	if (body == NULL)
		fail_msg("no list of values:\n%s", shown->preview.text);
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	assert_int_equal(pl_canonical_write(body, &bytes, &err), PL_OK);
	assert_string_equal(bytes.text, shown->bytes.text);
	pl_buf_free(&bytes);
	json_decref(body);
}

/* Nothing that a terminal would act upon. */
static void
assert_plain(const char *text)
{
	while (*text != '\0') {
		size_t length = pl_plain_span(text);

		assert_true(text[length] == '\n');
		text += length + 1;
	}
}

static void
the_bytes_can_be_made_from_a_preview(void **state)
{
	uint64_t seed = 22;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		json_t *body = draw_body(&seed,
		    (const struct pl_survey *const *)sets, PL_COUNT(sets));
		struct shown shown;

		if (show(&shown, body, &known) < 0)
			fail_msg("%d: %s", i, err.text);
		assert_reread(&shown);
		assert_plain(shown.preview.text);
		hide(&shown);
		json_decref(body);
	}
}

/* ---- The words ---------------------------------------------------------- */

static int
ends_in(const char *path, const char *const *ends, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(path), end = strlen(ends[i]);

		if (length >= end && strcmp(path + length - end, ends[i]) == 0)
			return 1;
	}
	return 0;
}

/* What preview.h says is in the list only: what no submission has otherwise,
 * and what stands for something that is told. */
static int
is_in_the_list_only(const char *path)
{
	static const char *const ends[] = {"pls", "type", "adjacency", "groups",
	    "scale", "noise", "basis", "schema", "org.pk", "org.box",
	    "sigma2[0]", "sigma2[1]", "review.digest"};

	return ends_in(path, ends, PL_COUNT(ends));
}

static void
words_of(struct pl_buf *out, const json_t *body)
{
	pl_buf_init(out, PL_PREVIEW_LIMIT);
	pl_preview_tell(out, body, &known);
}

/* Does the body with this value hold to the schema? Then its words must be
 * others. */
static int
is_told(const json_t *body, const char *words, const char *path, json_t *value)
{
	json_t *other = json_deep_copy(body);
	struct pl_buf now;
	int takes;

	path_set(other, path, value);
	takes = !json_equal(body, other) &&
	        pl_jsonschema_check(pl_bodyschema(), other, NULL) == PL_OK;
	if (takes) {
		words_of(&now, other);
		if (strcmp(now.text, words) == 0)
			fail_msg("%s is not told", path);
		pl_buf_free(&now);
	}
	json_decref(other);
	return takes;
}

/* The same text with another last letter or digit. */
static json_t *
turned(const char *text, int by)
{
	static const char letters[] = "a0123456789abcdefghijklmnopqrstuvwxyza";
	json_t *value;
	char *copy = strdup(text);
	size_t last = strlen(copy);

	while (last > 0 && strchr(letters, copy[last - 1]) == NULL)
		last--;
	if (last > 0)
		copy[last - 1] = strchr(letters + 1, copy[last - 1])[by];
	value = json_string(copy);
	free(copy);
	return value;
}

/* Words that stand in place of each other in enumerations. */
static const char *const words[] = {"undisclosed", "energy", "water", "europe",
    "1-99", "100-499", "50000-more", "none", "pooled", "by-class", "strict",
    "standard", "annual", "asset-quarter", "asset-year", "ttp.1", "outcome.1",
    "all", "server", "other", "urgent", "routine", "ok", "low", "to-9", "to-99",
    "more", "noticed", "lost", "exception", "near-miss", "install", "boot",
    "retry", "rollback", "given", "declined", "unknown", "not-applicable",
    "not-asked"};

static int
leaf_is_told(
    const json_t *body, const char *told, const char *path, json_t *value)
{
	int tried = 0;

	if (json_is_integer(value)) {
		json_int_t number = json_integer_value(value);

		tried += is_told(body, told, path, json_integer(number + 1));
		tried += is_told(body, told, path, json_integer(number - 1));
	} else if (json_is_null(value)) {
		tried += is_told(body, told, path,
		    json_string("b2:0123456789abcdef0123456789abcdef"
				"0123456789abcdef0123456789abcdef"));
	} else if (json_is_string(value)) {
		const char *text = json_string_value(value);

		tried += is_told(body, told, path, turned(text, 1));
		tried += is_told(body, told, path, turned(text, -1));
		for (size_t i = 0; tried == 0 && i < PL_COUNT(words); i++)
			tried +=
			    is_told(body, told, path, json_string(words[i]));
	}
	return tried;
}

static void
each_leaf_is_told(const json_t *body)
{
	struct pl_buf told, list;
	char *line, *rest;

	words_of(&told, body);
	pl_buf_init(&list, PL_PREVIEW_LIMIT);
	pl_preview_list(&list, body);
	for (line = strtok_r(list.text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *is = strstr(line, " = ");
		json_t *value = json_loads(is + 3, JSON_DECODE_ANY, NULL);

		*is = '\0';
		if (!is_in_the_list_only(line) && !json_is_array(value) &&
		    leaf_is_told(body, told.text, line, value) == 0)
			fail_msg("%s was not tried", line);
		json_decref(value);
	}
	pl_buf_free(&list);
	pl_buf_free(&told);
}

static void
no_value_changes_without_other_words(void **state)
{
	uint64_t seed = 7;
	json_t *body = example();

	(void)state;
	each_leaf_is_told(body);
	json_decref(body);
	for (int i = 0; i < 5; i++) {
		body = draw_body(&seed, (const struct pl_survey *const *)sets,
		    PL_COUNT(sets));
		each_leaf_is_told(body);
		json_decref(body);
	}
}

/* Blanks and ends of lines of a text are told, too. */
static void
a_text_is_told_to_its_last_blank(void **state)
{
	static const char *const texts[] = {"a", "a ", "a\n", "a\n\n", "\na",
	    " a", "a  b", "a b",
	    ("a line that is so long that it does not fit on one line of a "
	     "terminal  but goes on"),
	    ("a line that is so long that it does not fit on one line of a "
	     "terminal but goes on")};
	json_t *body = example();
	struct pl_buf told[PL_COUNT(texts)];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(texts); i++) {
		path_set(body, "lessons[0].texts[0].v", json_string(texts[i]));
		words_of(&told[i], body);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(told[i].text, told[j].text);
	}
	for (size_t i = 0; i < PL_COUNT(texts); i++)
		pl_buf_free(&told[i]);
	json_decref(body);
}

static void
the_example_reads_as_it_should(void **state)
{
	json_t *body = example();
	struct shown shown;
	struct pl_buf golden;

	(void)state;
	pl_buf_init(&golden, PL_PREVIEW_LIMIT);
	assert_int_equal(pl_file_read(&golden,
			     "tests/data/submission/example.preview", &err),
	    PL_OK);
	assert_int_equal(show(&shown, body, &known), PL_OK);
	assert_string_equal(shown.preview.text, golden.text);
	assert_reread(&shown);
	hide(&shown);
	pl_buf_free(&golden);
	json_decref(body);
}

static void
what_is_not_known_is_told_in_codes(void **state)
{
	const struct pl_preview nothing = {.set_count = 0};
	json_t *body = example();
	struct shown shown;

	(void)state;
	assert_int_equal(show(&shown, body, &nothing), PL_OK);
	assert_non_null(strstr(shown.preview.text,
	    "  - copy; early-group (places, revision 1: given, copy "
	    "early-group)\n"));
	assert_reread(&shown);
	hide(&shown);
	json_decref(body);
}

/* ---- The program -------------------------------------------------------- */

static struct pl_program *
program_named(const char *id)
{
	struct pl_program *program;
	char text[200];

	snprintf(
	    text, sizeof text, "{\"id\": \"%s\", \"title\": \"Compare!\"}", id);
	assert_int_equal(
	    pl_program_read(&program, "p", text, strlen(text), &err), PL_OK);
	return program;
}

static void
a_preview_is_for_the_program_that_the_body_names(void **state)
{
	struct pl_program *ours = program_named("nccoe-patch");
	struct pl_program *other = program_named("other");
	struct pl_preview with = known;
	json_t *body = example();
	struct shown shown;

	(void)state;
	with.program = ours;
	assert_int_equal(show(&shown, body, &with), PL_OK);
	assert_non_null(strstr(
	    shown.preview.text, "To the program nccoe-patch: Compare!."));
	hide(&shown);
	with.program = other;
	assert_int_equal(show(&shown, body, &with), PL_E_CONFIG);
	assert_string_equal(err.text,
	    "the submission is for the program nccoe-patch, and not for "
	    "other");
	assert_int_equal(shown.preview.length, 0);
	hide(&shown);
	json_decref(body);
	pl_program_free(ours);
	pl_program_free(other);
}

/* ---- What has no preview ------------------------------------------------ */

static void
only_a_submission_has_a_preview(void **state)
{
	json_t *body = example();
	struct shown shown;

	(void)state;
	path_set(body, "tables[0].bp[0]", json_integer(0));
	assert_int_equal(show(&shown, body, &known), PL_E_DATA);
	assert_non_null(strstr(err.text, "tables[0]: bp: they add up to"));
	assert_string_equal(shown.preview.text, "");
	hide(&shown);
	json_decref(body);
}

static void
only_canonical_bytes_have_a_preview(void **state)
{
	json_t *body = example();
	char *spaced = json_dumps(body, JSON_INDENT(1));
	struct pl_buf preview;

	(void)state;
	pl_buf_init(&preview, PL_PREVIEW_LIMIT);
	assert_int_equal(
	    pl_preview_write(&preview, spaced, strlen(spaced), &known, &err),
	    PL_E_DATA);
	assert_int_equal(preview.length, 0);
	pl_buf_free(&preview);
	free(spaced);
	json_decref(body);
}

static void
a_preview_is_written_whole_or_not_at_all(void **state)
{
	json_t *body = example();
	struct pl_buf bytes, small;

	(void)state;
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	pl_buf_init(&small, 2000);
	pl_canonical_write(body, &bytes, &err);
	pl_buf_adds(&small, "before");
	assert_int_equal(
	    pl_preview_write(&small, bytes.text, bytes.length, &known, &err),
	    PL_E_LIMIT);
	assert_string_equal(small.text, "before");
	pl_buf_free(&small);
	pl_buf_free(&bytes);
	json_decref(body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_bytes_can_be_made_from_a_preview),
	    cmocka_unit_test(no_value_changes_without_other_words),
	    cmocka_unit_test(a_text_is_told_to_its_last_blank),
	    cmocka_unit_test(the_example_reads_as_it_should),
	    cmocka_unit_test(what_is_not_known_is_told_in_codes),
	    cmocka_unit_test(a_preview_is_for_the_program_that_the_body_names),
	    cmocka_unit_test(only_a_submission_has_a_preview),
	    cmocka_unit_test(only_canonical_bytes_have_a_preview),
	    cmocka_unit_test(a_preview_is_written_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
