#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "survey/period.h"
#include "survey/set.h"

/* An item's own words, before a matrix becomes its rows. */
struct item {
	struct pl_question question;
	int matrix;
	json_t *rows;
};

enum { EPSILON_MOST = 10 };
#define EPSILON_LEAST 0.001 /* submissions have thousandths */

static const char matrix_type[] = "matrix";

/* ---- Names -------------------------------------------------------------- */

static int
read_name(const char **out, const json_t *value, struct pl_error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *text = json_string_value(value);

	if (text == NULL || *text == '\0' || strlen(text) > PL_SURVEY_NAME ||
	    strspn(text, letters) != strlen(text) || *text == '-')
		return pl_fail(err, PL_E_CONFIG,
		    "expected 1 to %d small letters, digits and hyphens",
		    PL_SURVEY_NAME);
	*out = text;
	return PL_OK;
}

static int
read_text(const char **out, const json_t *object, const char *member,
    size_t limit, struct pl_error *err)
{
	if (pl_members_text(out, json_object_get(object, member), limit, err) <
	    0)
		return pl_fail_at(err, "%s", member);
	return PL_OK;
}

/* The same, which may be missing. */
static int
read_optional(const char **out, const json_t *object, const char *member,
    size_t limit, struct pl_error *err)
{
	return json_object_get(object, member) == NULL
	           ? PL_OK
	           : read_text(out, object, member, limit, err);
}

static int
read_word(int *out, const json_t *value, const char *const *known,
    struct pl_error *err)
{
	const char *word = json_string_value(value);

	*out = word == NULL ? -1 : pl_members_index(known, word);
	if (*out < 0)
		return pl_members_unknown(
		    "there is no ", word == NULL ? "" : word, known, err);
	return PL_OK;
}

/* ---- Options ------------------------------------------------------------ */

/* Options of an order have it in their list, too. */
static int
read_order(const struct pl_question *question, const json_t *object, int *last,
    struct pl_error *err)
{
	const json_t *value = json_object_get(object, "order");
	int order;

	if (!pl_question_is_ordered(question)) {
		if (value == NULL)
			return PL_OK;
		return pl_fail(err, PL_E_CONFIG,
		    "order: options of \"%s\" have none; make it \"ordinal\"",
		    pl_question_type_name(question->type));
	}
	if (pl_members_number(&order, value, 1, PL_SURVEY_REVISIONS, err) < 0)
		return pl_fail_at(err, "order");
	if (order <= *last)
		return pl_fail(err, PL_E_CONFIG,
		    "order: expected more than the %d of the option before",
		    *last);
	*last = order;
	return PL_OK;
}

static int
read_value(struct pl_option *option, const struct pl_question *question,
    const json_t *value, struct pl_error *err)
{
	int percent = question->type == PL_QUESTION_PERCENT_BAND;

	if (value == NULL)
		return PL_OK;
	if (!pl_question_is_ordered(question))
		return pl_fail(err, PL_E_CONFIG,
		    "value: only options with an order have one");
	option->has_value = json_is_number(value);
	option->value = json_number_value(value);
	if (!option->has_value ||
	    (percent && (option->value < 0 || option->value > 100)))
		return pl_fail(err, PL_E_CONFIG, "value: expected a number%s",
		    percent ? " from 0 to 100" : "");
	return PL_OK;
}

static int
read_option(struct pl_question *question, struct pl_option *option,
    json_t *object, int *last, struct pl_error *err)
{
	static const char *const known[] = {
	    "code", "text", "order", "value", NULL};

	if (pl_members_expect(object, known, err) < 0)
		return PL_E_CONFIG;
	if (read_name(&option->code, json_object_get(object, "code"), err) < 0)
		return pl_fail_at(err, "code");
	if (pl_question_option(question, option->code) < question->option_count)
		return pl_fail(err, PL_E_CONFIG,
		    "code: \"%s\" is that of an option before", option->code);
	if (read_text(&option->text, object, "text", PL_SURVEY_TEXT, err) < 0 ||
	    read_order(question, object, last, err) < 0)
		return PL_E_CONFIG;
	return read_value(
	    option, question, json_object_get(object, "value"), err);
}

/* Values are of use only if all options have one, and then they go up. */
static int
check_values(const struct pl_question *question, struct pl_error *err)
{
	size_t with = 0;

	for (size_t i = 0; i < question->option_count; i++) {
		const struct pl_option *option = &question->options[i];

		with += (size_t)option->has_value;
		if (with != 0 && with != i + 1)
			return pl_fail(err, PL_E_CONFIG,
			    "options[%zu]: value: expected one for all options "
			    "or for none",
			    i);
		if (with > 1 && option->value <= option[-1].value)
			return pl_fail(err, PL_E_CONFIG,
			    "options[%zu]: value: expected more than that of "
			    "the option before",
			    i);
	}
	return PL_OK;
}

static int
fill_options(struct pl_question *question, const json_t *list, size_t count,
    struct pl_error *err)
{
	struct pl_option *options = pl_alloc_array(count, sizeof *options);
	int last = 0;

	question->options = options;
	for (size_t i = 0; i < count; i++) {
		if (read_option(question, &options[i], json_array_get(list, i),
			&last, err) < 0)
			return pl_fail_at(err, "options[%zu]", i);
		question->option_count++;
	}
	return check_values(question, err);
}

static int
has_options(enum pl_question_type type)
{
	return type <= PL_QUESTION_PERCENT_BAND;
}

/* The item's own list, or that of the scale that it names. */
static int
read_options(struct pl_question *question, const json_t *object,
    const json_t *scales, struct pl_error *err)
{
	const json_t *list = json_object_get(object, "options");
	const json_t *scale = json_object_get(object, "scale");
	size_t count;

	if (!has_options(question->type)) {
		if (list == NULL && scale == NULL)
			return PL_OK;
		return pl_fail(err, PL_E_CONFIG,
		    "%s: a question of the type \"%s\" has none",
		    list != NULL ? "options" : "scale",
		    pl_question_type_name(question->type));
	}
	if ((list == NULL) == (scale == NULL))
		return pl_fail(
		    err, PL_E_CONFIG, "expected one of options and scale");
	if (scale != NULL) {
		if (read_name(&question->scale, scale, err) < 0)
			return pl_fail_at(err, "scale");
		list = json_object_get(scales, question->scale);
		if (list == NULL)
			return pl_fail(err, PL_E_CONFIG,
			    "scale: the set has no scale \"%s\"",
			    question->scale);
	}
	if (pl_members_list(&count, list, 2, PL_SURVEY_OPTIONS, err) < 0 ||
	    fill_options(question, list, count, err) < 0)
		return scale == NULL
		           ? pl_fail_at(err, "options")
		           : pl_fail_at(err, "scales: %s", question->scale);
	return PL_OK;
}

/* ---- Conditions --------------------------------------------------------- */

static int
is_order(enum pl_operator op)
{
	return op >= PL_IS_BELOW && op <= PL_IS_AT_LEAST;
}

static int
check_operator(
    const struct pl_question *asked, enum pl_operator op, struct pl_error *err)
{
	int months = asked->type == PL_QUESTION_DATE_MONTH;

	if (op == PL_IS_THERE || (months && op != PL_IS_ONE_OF))
		return PL_OK;
	if (months || !has_options(asked->type))
		return pl_fail(err, PL_E_CONFIG,
		    "op: \"%s\" cannot be asked of \"%s\", which is of the "
		    "type \"%s\"",
		    pl_operator_name(op), asked->id,
		    pl_question_type_name(asked->type));
	if (is_order(op) && !pl_question_is_ordered(asked))
		return pl_fail(err, PL_E_CONFIG,
		    "op: \"%s\" needs an order, which the options of \"%s\" "
		    "do not have",
		    pl_operator_name(op), asked->id);
	return PL_OK;
}

static int
read_compared(const char **out, const struct pl_question *asked,
    const json_t *value, struct pl_error *err)
{
	const char *codes[PL_SURVEY_OPTIONS + 1] = {NULL};

	if (asked->type == PL_QUESTION_DATE_MONTH) {
		*out = json_string_value(value);
		if (*out == NULL || !pl_period_is_month(*out))
			return pl_fail(err, PL_E_CONFIG,
			    "expected a month such as \"2026-11\"");
		return PL_OK;
	}
	*out = json_string_value(value);
	if (*out != NULL &&
	    pl_question_option(asked, *out) < asked->option_count)
		return PL_OK;
	for (size_t i = 0; i < asked->option_count; i++)
		codes[i] = asked->options[i].code;
	return pl_members_unknown(
	    "no option has the code ", *out == NULL ? "" : *out, codes, err);
}

static int
read_operand(struct pl_condition *condition, const struct pl_question *asked,
    const json_t *value, struct pl_error *err)
{
	size_t count = 1;
	const char **values;

	if (condition->op == PL_IS_THERE)
		return value == NULL
		           ? pl_fail(err, PL_E_CONFIG, "expected true or false")
		           : pl_members_flag(&condition->wanted, value, err);
	if (condition->op == PL_IS_ONE_OF &&
	    pl_members_list(&count, value, 1, PL_SURVEY_OPTIONS, err) < 0)
		return PL_E_CONFIG;
	values = pl_alloc_array(count, sizeof *values);
	condition->values = values;
	condition->value_count = count;
	for (size_t i = 0; i < count; i++)
		if (read_compared(&values[i], asked,
			condition->op == PL_IS_ONE_OF ? json_array_get(value, i)
						      : value,
			err) < 0)
			return PL_E_CONFIG;
	return PL_OK;
}

/* Is an id that of this item, or of one that comes later in the document? */
static int
comes_later(const struct pl_survey *survey, const char *id)
{
	const json_t *items = json_object_get(survey->root, "items");
	size_t length = strcspn(id, ".");

	for (size_t i = survey->items_read; i < json_array_size(items); i++) {
		const char *other = json_string_value(
		    json_object_get(json_array_get(items, i), "id"));

		if (other != NULL && strlen(other) == length &&
		    strncmp(other, id, length) == 0)
			return 1;
	}
	return 0;
}

static int
read_reference(size_t *out, const struct pl_survey *survey, const json_t *value,
    struct pl_error *err)
{
	const char *ids[PL_SURVEY_QUESTIONS + 1] = {NULL};
	const char *id = json_string_value(value);

	if (id == NULL)
		return pl_fail(
		    err, PL_E_CONFIG, "expected the id of a question before");
	*out = pl_survey_find(survey, id);
	if (*out < survey->about.question_count)
		return PL_OK;
	for (size_t i = 0; i < survey->about.question_count; i++)
		ids[i] = survey->questions[i].id;
	if (comes_later(survey, id) || ids[0] == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "\"%.100s\" does not come before; a question may only ask "
		    "about those that do",
		    id);
	return pl_members_unknown("there is no question ", id, ids, err);
}

static int
read_condition(const struct pl_survey *survey, struct pl_condition *condition,
    json_t *object, struct pl_error *err)
{
	static const char *const known[] = {"q", "op", "v", NULL};
	const char *names[PL_OPERATORS + 1] = {NULL};
	const struct pl_question *asked;
	int op;

	for (int i = 0; i < PL_OPERATORS; i++)
		names[i] = pl_operator_name((enum pl_operator)i);
	if (pl_members_expect(object, known, err) < 0)
		return PL_E_CONFIG;
	if (read_reference(&condition->question, survey,
		json_object_get(object, "q"), err) < 0)
		return pl_fail_at(err, "q");
	if (read_word(&op, json_object_get(object, "op"), names, err) < 0)
		return pl_fail_at(err, "op");
	condition->op = (enum pl_operator)op;
	asked = &survey->questions[condition->question];
	if (check_operator(asked, condition->op, err) < 0)
		return PL_E_CONFIG;
	if (read_operand(condition, asked, json_object_get(object, "v"), err) <
	    0)
		return pl_fail_at(err, "v");
	return PL_OK;
}

static int
read_conditions(const struct pl_survey *survey, struct pl_question *question,
    json_t *ask_if, struct pl_error *err)
{
	static const char *const known[] = {"all", "any", NULL};
	struct pl_condition *conditions;
	const json_t *list;
	const char *word;
	size_t count;

	if (ask_if == NULL)
		return PL_OK;
	if (pl_members_expect(ask_if, known, err) < 0)
		return PL_E_CONFIG;
	if (json_object_size(ask_if) != 1)
		return pl_fail(err, PL_E_CONFIG, "expected one of all and any");
	word = json_object_iter_key(json_object_iter(ask_if));
	question->any = strcmp(word, "any") == 0;
	list = json_object_get(ask_if, word);
	if (pl_members_list(&count, list, 1, PL_SURVEY_CONDITIONS, err) < 0)
		return pl_fail_at(err, "%s", word);
	conditions = pl_alloc_array(count, sizeof *conditions);
	question->conditions = conditions;
	question->condition_count = count;
	for (size_t i = 0; i < count; i++)
		if (read_condition(survey, &conditions[i],
			json_array_get(list, i), err) < 0)
			return pl_fail_at(err, "%s[%zu]", word, i);
	return PL_OK;
}

/* ---- Items -------------------------------------------------------------- */

static int
read_criteria(
    struct pl_question *question, const json_t *list, struct pl_error *err)
{
	const char **criteria;

	if (pl_members_list(
		&question->criterion_count, list, 0, PL_SURVEY_NOTES, err) < 0)
		return PL_E_CONFIG;
	criteria =
	    pl_alloc_array(question->criterion_count + 1, sizeof *criteria);
	question->criteria = criteria;
	for (size_t i = 0; i < question->criterion_count; i++)
		if (pl_members_text(&criteria[i], json_array_get(list, i),
			PL_SURVEY_TEXT, err) < 0)
			return pl_fail_at(err, "[%zu]", i);
	return PL_OK;
}

static int
read_comparable(
    struct pl_question *question, const json_t *list, struct pl_error *err)
{
	int *revisions;

	if (pl_members_list(
		&question->comparable_count, list, 0, PL_SURVEY_NOTES, err) < 0)
		return PL_E_CONFIG;
	revisions =
	    pl_alloc_array(question->comparable_count + 1, sizeof *revisions);
	question->comparable = revisions;
	for (size_t i = 0; i < question->comparable_count; i++)
		if (pl_members_number(&revisions[i], json_array_get(list, i), 1,
			PL_SURVEY_REVISIONS, err) < 0 ||
		    revisions[i] >= question->rev)
			return pl_fail(err, PL_E_CONFIG,
			    "[%zu]: expected a revision before this one", i);
	return PL_OK;
}

static int
read_type(struct item *item, const json_t *value, struct pl_error *err)
{
	const char *names[PL_QUESTION_TYPES + 2] = {NULL};
	int type;

	for (int i = 0; i < PL_QUESTION_TYPES; i++)
		names[i] = pl_question_type_name((enum pl_question_type)i);
	names[PL_QUESTION_TYPES] = matrix_type;
	if (read_word(&type, value, names, err) < 0)
		return PL_E_CONFIG;
	item->matrix = type == PL_QUESTION_TYPES;
	item->question.type =
	    item->matrix ? PL_QUESTION_ORDINAL : (enum pl_question_type)type;
	return PL_OK;
}

static int
read_share(
    enum pl_question_share *out, const json_t *value, struct pl_error *err)
{
	static const char *const words[] = {"no", "review", "yes", NULL};
	int share = PL_SHARE_NO;

	if (value != NULL && read_word(&share, value, words, err) < 0)
		return PL_E_CONFIG;
	*out = (enum pl_question_share)share;
	return PL_OK;
}

/* Only a yes or no can be told by chance and still be counted. */
static int
read_epsilon(
    struct pl_question *question, const json_t *value, struct pl_error *err)
{
	if (value == NULL)
		return PL_OK;
	question->rr_eps = json_number_value(value);
	if (!json_is_number(value) || question->rr_eps < EPSILON_LEAST ||
	    question->rr_eps > EPSILON_MOST)
		return pl_fail(err, PL_E_CONFIG,
		    "expected a number from %g to %d", EPSILON_LEAST,
		    EPSILON_MOST);
	if (!question->sensitive || question->option_count != 2 ||
	    question->type == PL_QUESTION_MULTI)
		return pl_fail(err, PL_E_CONFIG,
		    "only for a sensitive question that has two options");
	return PL_OK;
}

static int
read_flags(
    struct pl_question *question, const json_t *object, struct pl_error *err)
{
	if (pl_members_flag(&question->required,
		json_object_get(object, "required"), err) < 0)
		return pl_fail_at(err, "required");
	if (pl_members_flag(&question->sensitive,
		json_object_get(object, "sensitive"), err) < 0)
		return pl_fail_at(err, "sensitive");
	if (read_share(
		&question->share, json_object_get(object, "share"), err) < 0)
		return pl_fail_at(err, "share");
	if (read_epsilon(question, json_object_get(object, "rr_eps"), err) < 0)
		return pl_fail_at(err, "rr_eps");
	return PL_OK;
}

static int
read_words(struct item *item, const json_t *object, struct pl_error *err)
{
	struct pl_question *question = &item->question;

	if (json_object_get(object, "concept") != NULL &&
	    read_name(&question->concept, json_object_get(object, "concept"),
		err) < 0)
		return pl_fail_at(err, "concept");
	if (read_type(item, json_object_get(object, "type"), err) < 0)
		return pl_fail_at(err, "type");
	if (read_text(&question->text, object, "text", PL_SURVEY_TEXT, err) <
		0 ||
	    read_optional(
		&question->help, object, "help", PL_SURVEY_TEXT, err) < 0)
		return PL_E_CONFIG;
	if (pl_members_number(&question->rev, json_object_get(object, "rev"), 1,
		PL_SURVEY_REVISIONS, err) < 0)
		return pl_fail_at(err, "rev");
	return PL_OK;
}

static int
read_lists(const struct pl_survey *survey, struct pl_question *question,
    const json_t *object, struct pl_error *err)
{
	const json_t *scales = json_object_get(survey->root, "scales");

	if (read_comparable(
		question, json_object_get(object, "comparable_with"), err) < 0)
		return pl_fail_at(err, "comparable_with");
	if (read_options(question, object, scales, err) < 0)
		return PL_E_CONFIG;
	if (read_criteria(question, json_object_get(object, "criteria"), err) <
	    0)
		return pl_fail_at(err, "criteria");
	if (read_conditions(
		survey, question, json_object_get(object, "ask_if"), err) < 0)
		return pl_fail_at(err, "ask_if");
	return PL_OK;
}

/* Put a question into the set, which frees it from now on. */
static struct pl_question *
next_question(struct pl_survey *survey, struct pl_error *err)
{
	if (survey->about.question_count == PL_SURVEY_QUESTIONS) {
		pl_fail(err, PL_E_CONFIG,
		    "expected at most %d questions, rows of matrices counted "
		    "each",
		    PL_SURVEY_QUESTIONS);
		return NULL;
	}
	return &survey->questions[survey->about.question_count];
}

static int
read_question(struct pl_survey *survey, const struct item *item,
    const json_t *object, struct pl_error *err)
{
	struct pl_question *question = next_question(survey, err);
	struct pl_question read = item->question;
	int result;

	if (question == NULL)
		return PL_E_CONFIG;
	if (pl_survey_find(survey, read.id) < survey->about.question_count)
		return pl_fail(err, PL_E_CONFIG,
		    "id: \"%s\" is that of a question before", read.id);
	result = read_lists(survey, &read, object, err);
	if (result == PL_OK)
		result = read_flags(&read, object, err);
	*question = read;
	survey->about.question_count++;
	return result;
}

static int
read_row(struct pl_survey *survey, const struct item *item, json_t *row,
    const json_t *object, struct pl_error *err)
{
	static const char *const known[] = {"id", "text", NULL};
	struct item of_row = *item;
	struct pl_buf id;
	const char *name;

	if (pl_members_expect(row, known, err) < 0)
		return PL_E_CONFIG;
	if (read_name(&name, json_object_get(row, "id"), err) < 0)
		return pl_fail_at(err, "id");
	of_row.question.matrix = item->question.text;
	if (read_text(&of_row.question.text, row, "text", PL_SURVEY_TEXT, err) <
		0 ||
	    next_question(survey, err) == NULL)
		return PL_E_CONFIG;
	pl_buf_init(&id, PL_SURVEY_BYTES);
	pl_buf_addf(&id, "%s.%s", item->question.id, name);
	of_row.question.id = survey->ids[survey->about.question_count] =
	    pl_strdup(id.text);
	pl_buf_free(&id);
	return read_question(survey, &of_row, object, err);
}

static int
read_matrix(struct pl_survey *survey, const struct item *item,
    const json_t *object, struct pl_error *err)
{
	size_t count;

	if (pl_members_list(&count, item->rows, 1, PL_SURVEY_OPTIONS, err) < 0)
		return pl_fail_at(err, "rows");
	for (size_t i = 0; i < count; i++)
		if (read_row(survey, item, json_array_get(item->rows, i),
			object, err) < 0)
			return pl_fail_at(err, "rows[%zu]", i);
	return PL_OK;
}

static int
read_item(struct pl_survey *survey, json_t *object, struct pl_error *err)
{
	static const char *const known[] = {"id", "concept", "rev",
	    "comparable_with", "type", "text", "help", "scale", "options",
	    "rows", "criteria", "ask_if", "required", "sensitive", "rr_eps",
	    "share", NULL};
	struct item item = {.rows = json_object_get(object, "rows")};

	if (pl_members_expect(object, known, err) < 0)
		return PL_E_CONFIG;
	if (read_name(&item.question.id, json_object_get(object, "id"), err) <
	    0)
		return pl_fail_at(err, "id");
	if (read_words(&item, object, err) < 0)
		return PL_E_CONFIG;
	if (item.matrix)
		return read_matrix(survey, &item, object, err);
	if (item.rows != NULL)
		return pl_fail(
		    err, PL_E_CONFIG, "rows: only a matrix has them");
	return read_question(survey, &item, object, err);
}

/* ---- Sets --------------------------------------------------------------- */

/* Scales that no question names are looked at, too: a slip in one would wait
 * for the day on which it is used. */
static int
read_scales(const json_t *scales, struct pl_error *err)
{
	const char *name;
	json_t *list;

	if (scales != NULL && !json_is_object(scales))
		return pl_fail(err, PL_E_CONFIG,
		    "expected an object of lists of options by their name");
	json_object_foreach((json_t *)scales, name, list)
	{
		struct pl_question question = {.type = PL_QUESTION_ORDINAL};
		json_t *first = json_array_get(list, 0);
		size_t count;
		int result;

		if (json_object_get(first, "order") == NULL)
			question.type = PL_QUESTION_SINGLE;
		result =
		    pl_members_list(&count, list, 2, PL_SURVEY_OPTIONS, err);
		if (result == PL_OK)
			result = fill_options(&question, list, count, err);
		free((void *)question.options);
		if (result < 0)
			return pl_fail_at(err, "%.64s", name);
	}
	return PL_OK;
}

static int
read_about(struct pl_survey *survey, struct pl_error *err)
{
	struct pl_survey_about *about = &survey->about;
	const json_t *root = survey->root;

	if (read_name(&about->id, json_object_get(root, "id"), err) < 0)
		return pl_fail_at(err, "id");
	if (read_text(&about->version, root, "version", PL_SURVEY_NAME, err) <
		0 ||
	    read_text(&about->title, root, "title", PL_SURVEY_TEXT, err) < 0 ||
	    read_optional(&about->intro, root, "intro", PL_SURVEY_TEXT, err) <
		0)
		return PL_E_CONFIG;
	return read_optional(
	    &about->source, root, "source", PL_SURVEY_TEXT, err);
}

static int
read_set(struct pl_survey *survey, struct pl_error *err)
{
	static const char *const known[] = {"id", "version", "title", "intro",
	    "source", "scales", "items", NULL};
	const json_t *items = json_object_get(survey->root, "items");
	size_t count;

	if (pl_members_expect(survey->root, known, err) < 0 ||
	    read_about(survey, err) < 0)
		return PL_E_CONFIG;
	if (read_scales(json_object_get(survey->root, "scales"), err) < 0)
		return pl_fail_at(err, "scales");
	if (pl_members_list(&count, items, 1, PL_SURVEY_QUESTIONS, err) < 0)
		return pl_fail_at(err, "items");
	for (size_t i = 0; i < count; i++) {
		if (read_item(survey, json_array_get(items, i), err) < 0)
			return pl_fail_at(err, "items[%zu]", i);
		survey->items_read++;
	}
	return PL_OK;
}

static int
read_root(struct pl_survey **out, const char *name, json_t *root,
    struct pl_error *err)
{
	struct pl_survey *survey = pl_alloc(sizeof *survey);

	survey->root = root;
	if (read_set(survey, err) < 0) {
		pl_survey_free(survey);
		return pl_fail_at(err, "%.400s", name);
	}
	*out = survey;
	return PL_OK;
}

int
pl_survey_read(struct pl_survey **out, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	json_t *root;

	if (pl_members_load(&root, name, text, length, PL_SURVEY_BYTES, err) <
	    0)
		return PL_E_CONFIG;
	return read_root(out, name, root, err);
}

int
pl_survey_open(struct pl_survey **out, const char *path, struct pl_error *err)
{
	json_t *root;

	if (pl_members_load_file(&root, path, PL_SURVEY_BYTES, err) < 0)
		return PL_E_CONFIG;
	return read_root(out, path, root, err);
}
