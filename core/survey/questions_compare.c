#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "survey/set.h"

struct comparison {
	void (*each)(void *context, const char *flaw);
	void *context;
	size_t told;
};

enum { FLAW = 1000 };

__attribute__((format(printf, 2, 3))) static void
tell(struct comparison *comparison, const char *format, ...)
{
	char flaw[FLAW];
	va_list args;

	va_start(args, format);
	vsnprintf(flaw, sizeof flaw, format, args);
	va_end(args);
	comparison->each(comparison->context, flaw);
	comparison->told++;
}

static int
differs(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

/* ---- What a person is told or may choose -------------------------------- */

static int
option_differs(const struct pl_option *a, const struct pl_option *b)
{
	return differs(a->code, b->code) || differs(a->text, b->text) ||
	       a->has_value != b->has_value || a->value != b->value;
}

static const char *
options_differ(const struct pl_question *a, const struct pl_question *b)
{
	if (a->option_count != b->option_count)
		return "options";
	for (size_t i = 0; i < a->option_count; i++)
		if (option_differs(&a->options[i], &b->options[i]))
			return "options";
	return NULL;
}

static const char *
criteria_differ(const struct pl_question *a, const struct pl_question *b)
{
	if (a->criterion_count != b->criterion_count)
		return "criteria";
	for (size_t i = 0; i < a->criterion_count; i++)
		if (differs(a->criteria[i], b->criteria[i]))
			return "criteria";
	return NULL;
}

/* What differs, in a word; NULL: nothing that bears on answers. Who is asked
 * does not: those who were are compared. */
static const char *
question_differs(const struct pl_question *a, const struct pl_question *b)
{
	const char *what = options_differ(a, b);

	if (a->type != b->type)
		return "type";
	if (differs(a->matrix, b->matrix) || differs(a->text, b->text))
		return "text";
	if (differs(a->help, b->help))
		return "help";
	return what != NULL ? what : criteria_differ(a, b);
}

/* ---- Changes ------------------------------------------------------------ */

static void
compare_options(struct comparison *comparison, const struct pl_question *now,
    const struct pl_question *old)
{
	if (pl_question_compares(now, old->rev))
		return;
	for (size_t i = 0; i < now->option_count; i++) {
		const struct pl_option *option = &now->options[i];
		size_t before = pl_question_option(old, option->code);

		if (before < old->option_count &&
		    differs(option->text, old->options[before].text))
			tell(comparison,
			    "%s: option \"%s\" was \"%.200s\"; give another "
			    "option another code, or name revision %d in "
			    "comparable_with where it means the same",
			    now->id, option->code, old->options[before].text,
			    old->rev);
	}
}

static void
compare_question(struct comparison *comparison, const struct pl_question *now,
    const struct pl_question *old)
{
	const char *what = question_differs(now, old);

	if (now->rev < old->rev)
		tell(comparison, "%s: rev %d comes before the %d that it was",
		    now->id, now->rev, old->rev);
	else if (now->rev == old->rev && what != NULL)
		tell(comparison,
		    "%s: its %s changed, and rev is still %d; count it up",
		    now->id, what, now->rev);
	else if (now->type != old->type && pl_question_compares(now, old->rev))
		tell(comparison,
		    "%s: comparable_with names revision %d, which was of the "
		    "type \"%s\"",
		    now->id, old->rev, pl_question_type_name(old->type));
	compare_options(comparison, now, old);
}

/* Is there any change at all? */
static int
set_differs(const struct pl_survey *a, const struct pl_survey *b)
{
	return !json_equal(a->root, b->root);
}

size_t
pl_survey_compare(const struct pl_survey *survey, const struct pl_survey *old,
    void (*each)(void *context, const char *flaw), void *context)
{
	struct comparison comparison = {.each = each, .context = context};
	const struct pl_survey_about *now = &survey->about;
	const struct pl_survey_about *before = &old->about;

	if (strcmp(now->id, before->id) != 0) {
		tell(&comparison, "id: \"%s\" is another set than \"%s\"",
		    now->id, before->id);
		return comparison.told;
	}
	if (set_differs(survey, old) &&
	    strcmp(now->version, before->version) == 0)
		tell(&comparison,
		    "version: the set changed, and is still \"%s\"; count it "
		    "up",
		    now->version);
	for (size_t i = 0; i < now->question_count; i++) {
		const struct pl_question *question = &survey->questions[i];
		size_t place = pl_survey_find(old, question->id);

		if (place < before->question_count)
			compare_question(
			    &comparison, question, &old->questions[place]);
	}
	return comparison.told;
}
