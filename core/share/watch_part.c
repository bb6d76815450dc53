#include "share/watch_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "share/coded.h"
#include "share/remarks.h"
#include "survey/questions.h"

/* From best to worst. */
static const char *const results[] = {
    "none", "exception", "near-miss", "noticed", "hindered", "stopped", "lost"};

enum { NO_RESULT = -1, TROUBLE = 2 }; /* from that place on */

struct statement {
	int result;            /* a place in results */
	size_t deployed;       /* an option of the question */
	const json_t *answers; /* of the lesson that it is of */
};

/* ---- One lesson ---------------------------------------------------------- */

static int
result_of(const json_t *answers)
{
	const char *kind = pl_coded_value(answers, "kind");
	const char *result = kind;

	if (kind == NULL)
		return NO_RESULT;
	if (strcmp(kind, "no-issue") == 0)
		result = "none";
	if (strcmp(kind, "issue") == 0)
		result = pl_coded_value(answers, "impact");
	for (size_t i = 0; result != NULL && i < PL_COUNT(results); i++)
		if (strcmp(results[i], result) == 0)
			return (int)i;
	return NO_RESULT;
}

static const struct pl_question *
deployed_question(const struct pl_survey *survey)
{
	size_t place = pl_survey_find(survey, "deployed");

	return place == pl_survey_about(survey)->question_count
	           ? NULL
	           : pl_survey_question(survey, place);
}

/* Does the lesson make a statement? */
static int
read_statement(struct statement *out, const json_t *lesson,
    const struct pl_question *deployed)
{
	const json_t *answers = json_object_get(lesson, "answers");
	const char *band = pl_coded_value(answers, "deployed");

	if (deployed == NULL || band == NULL || result_of(answers) == NO_RESULT)
		return 0;
	*out = (struct statement){
	    result_of(answers), pl_question_option(deployed, band), answers};
	return 1;
}

/* ---- One patch ----------------------------------------------------------- */

static int
is_linked(const json_t *lesson, const char *ref)
{
	const json_t *patches = json_object_get(lesson, "patches");

	for (size_t i = 0; i < json_array_size(patches); i++)
		if (strcmp(json_string_value(json_array_get(patches, i)),
			ref) == 0)
			return 1;
	return 0;
}

/* Is the first one worse, or as bad on more machines? */
static int
is_worse(const struct statement *first, const struct statement *second)
{
	return first->result > second->result ||
	       (first->result == second->result &&
		   first->deployed > second->deployed);
}

static void
add_optional(
    json_t *object, const struct statement *statement, const char *name)
{
	const char *value = pl_coded_value(statement->answers, name);

	if (value != NULL)
		json_object_set_new(object, name, json_string(value));
}

static json_t *
statement_of(const struct statement *statement, const char *ref,
    const struct pl_question *deployed)
{
	json_t *object = json_pack("{ss ss ss ss}", "ref", ref, "deployed",
	    deployed->options[statement->deployed].code, "result",
	    results[statement->result], "basis", "attested");

	if (statement->result >= TROUBLE) {
		add_optional(object, statement, "symptom");
		add_optional(object, statement, "action");
	}
	return object;
}

static void
add(json_t *list, const char *ref, const json_t *lessons,
    const struct pl_question *deployed, struct pl_remarks *remarks)
{
	struct statement worst = {0}, one;
	size_t most = 0, linked = 0;

	for (size_t i = 0; i < json_array_size(lessons); i++) {
		const json_t *lesson = json_array_get(lessons, i);

		if (!is_linked(lesson, ref))
			continue;
		linked++;
		if (!read_statement(&one, lesson, deployed))
			continue;
		most = one.deployed > most ? one.deployed : most;
		if (worst.answers == NULL || is_worse(&one, &worst))
			worst = one;
	}
	worst.deployed = most;
	if (worst.answers != NULL)
		json_array_append_new(
		    list, statement_of(&worst, ref, deployed));
	else if (linked > 0)
		pl_lines_add(&remarks->stays,
		    "%s: nothing is stated of it: none of its lessons tells "
		    "both how it went and on how many machines",
		    ref);
}

/* ---- All of them --------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	const char *const *first = a, *const *second = b;

	return strcmp(*first, *second);
}

json_t *
pl_watch_part(const json_t *lessons, const struct pl_survey *survey,
    const char *const *watched, size_t count, struct pl_remarks *remarks)
{
	const struct pl_question *deployed = deployed_question(survey);
	const char **names = pl_alloc_array(count + 1, sizeof *names);
	json_t *list = json_array();

	if (count > 0) {
		memcpy(names, watched, count * sizeof *names);
		qsort(names, count, sizeof *names, compare_names);
	}
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			add(list, names[i], lessons, deployed, remarks);
	free(names);
	return list;
}
