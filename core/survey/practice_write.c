#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/plain.h"
#include "base/table.h"
#include "base/time.h"
#include "kpi/catalogue.h"
#include "kpi/document.h"
#include "model/policy.h"
#include "survey/practice.h"

static const struct pl_question *
question_of(const struct pl_practices *practices,
    const struct pl_practice_question *question)
{
	return pl_survey_question(practices->survey, question->place);
}

static const char *
stratum_of(const struct pl_practices *practices)
{
	return practices->query.by_count == 0 ? NULL : practices->query.by[0];
}

/* ---- For people ---------------------------------------------------------- */

static void
add_value(struct pl_table *table, enum pl_unit unit, struct pl_value value)
{
	if (value.why != NULL)
		pl_table_add(table, "n/a");
	else if (unit == PL_UNIT_SHARE)
		pl_table_add(table, "%.1f%%", value.value * 100);
	else
		pl_table_add(table, "%.1f", value.value);
}

/* Limits, or the reason why there are none; that of the value comes first. */
static void
add_limits(struct pl_table *table, const struct pl_measure *measure)
{
	double scale = measure->unit == PL_UNIT_SHARE ? 100 : 1;
	const char *why = measure->value.why;

	if (why == NULL)
		why = measure->low.why;
	if (why != NULL)
		pl_table_add(table, "%s", why);
	else if (measure->high.why != NULL)
		pl_table_add(table, "%.1f or more", measure->low.value * scale);
	else
		pl_table_add(table, "%.1f-%.1f", measure->low.value * scale,
		    measure->high.value * scale);
}

static void
add_figure(struct pl_table *table, const struct pl_practice_figure *figure)
{
	pl_table_add(table, "%" PRId64, figure->n);
	add_value(table, figure->measure.unit, figure->measure.value);
	add_limits(table, &figure->measure);
}

static void
add_heads(struct pl_table *table, const struct pl_practices *practices)
{
	enum pl_unit unit = practices->units[0].figure.measure.unit;

	pl_table_add(table, "%s", pl_kpi(practices->id)->n_head);
	pl_table_add(table, "%s%s", pl_practice_measure(practices->id),
	    unit == PL_UNIT_DAYS ? " days" : "");
	pl_table_add(table, unit == PL_UNIT_SHARE ? "95 %% (in %%)" : "95 %%");
}

static void
add_units(const struct pl_practices *practices, struct pl_buf *out)
{
	const char *stratum = stratum_of(practices);
	struct pl_table table = {
	    .columns = stratum == NULL ? 4 : 5, .left = 0x3};

	if (stratum == NULL)
		table.left = 0x1;
	else
		pl_table_add(&table, "%s", stratum);
	pl_table_add(&table, "period");
	add_heads(&table, practices);
	for (size_t i = 0; i < practices->unit_count; i++) {
		const struct pl_practice_unit *unit = &practices->units[i];

		if (stratum != NULL)
			pl_table_add(&table, "%.60s", unit->value);
		pl_table_add(&table, "%s", unit->period);
		add_figure(&table, &unit->figure);
	}
	pl_buf_adds(out, "\n");
	pl_table_print(&table, out);
}

static void
add_options(const struct pl_practices *practices,
    const struct pl_practice_question *question, struct pl_buf *out)
{
	const struct pl_question *asked = question_of(practices, question);
	struct pl_table table = {.columns = 5, .left = 0x1};

	pl_table_add(&table, "answer");
	pl_table_add(&table, "units");
	add_heads(&table, practices);
	for (size_t i = 0; i < asked->option_count; i++) {
		const struct pl_practice_option *option = &question->options[i];

		if (option->units == 0)
			continue;
		pl_table_add(&table, "%s", asked->options[i].text);
		pl_table_add(&table, "%zu", option->units);
		add_figure(&table, &option->figure);
	}
	pl_table_print(&table, out);
}

static size_t
tested(const struct pl_practices *practices)
{
	size_t count = 0;

	for (size_t i = 0; i < practices->question_count; i++)
		count += practices->questions[i].adjusted.why == NULL;
	return count;
}

static void
add_association(const struct pl_practices *practices,
    const struct pl_practice_question *question, struct pl_buf *out)
{
	const struct pl_association *found = &question->association;

	if (found->tau.why != NULL) {
		pl_buf_addf(out, "no tau: %s\n", found->tau.why);
		return;
	}
	pl_buf_addf(out, "tau = %.2f, the answers from first to last",
	    found->tau.value);
	if (found->p.why != NULL)
		pl_buf_addf(out, "; no p: %s", found->p.why);
	else
		pl_buf_addf(out, "; p = %.2g", found->p.value);
	if (question->adjusted.why == NULL && tested(practices) > 1)
		pl_buf_addf(out, ", for %zu questions at once %.2g",
		    tested(practices), question->adjusted.value);
	if (found->least.why == NULL)
		pl_buf_addf(out, "; with so few the least possible is %.2g",
		    found->least.value);
	pl_buf_adds(out, "\n");
}

static void
add_question(const struct pl_practices *practices,
    const struct pl_practice_question *question, struct pl_buf *out)
{
	const struct pl_question *asked = question_of(practices, question);

	pl_buf_addf(out, "\n%s (revision %d)\n", asked->id, asked->rev);
	if (asked->matrix != NULL)
		pl_buf_addf(out, "%s ", asked->matrix);
	pl_buf_addf(out, "%s\n", asked->text);
	add_options(practices, question, out);
	add_association(practices, question, out);
	if (question->unmeasured > 0)
		pl_buf_addf(out,
		    "%zu without a figure, and not among the ranks\n",
		    question->unmeasured);
	if (question->mixed > 0)
		pl_buf_addf(out,
		    "left out: %zu in which people answered differently\n",
		    question->mixed);
}

/* "Left out: self, somebody." */
static void
add_names(struct pl_buf *out, const char *what, const char *const *names,
    size_t count)
{
	enum { SHOWN = 20 };

	if (count == 0)
		return;
	pl_buf_adds(out, what);
	for (size_t i = 0; i < count && i < SHOWN; i++) {
		char name[PL_SURVEY_NAME + 1];

		snprintf(name, sizeof name, "%s", names[i]);
		pl_plain(name);
		pl_buf_addf(out, "%s %s", i > 0 ? "," : "", name);
	}
	if (count > SHOWN)
		pl_buf_addf(out, " and %zu more", count - SHOWN);
	pl_buf_adds(out, ".\n");
}

static void
add_left_out(const struct pl_practices *practices, struct pl_buf *out)
{
	char what[120];

	if (stratum_of(practices) != NULL) {
		snprintf(what, sizeof what,
		    "Answered, but no %s:", stratum_of(practices));
		add_names(
		    out, what, practices->strangers, practices->stranger_count);
		add_names(out,
		    "Measured, but nobody answered for it:", practices->silent,
		    practices->silent_count);
	}
	if (practices->overlapping > 0)
		pl_buf_addf(out,
		    "Left out: %zu whose period lies in another that was "
		    "answered for.\n",
		    practices->overlapping);
	if (practices->disputed > 0)
		pl_buf_addf(out,
		    "Not told: %zu question%s that people answered differently "
		    "in the same period.\n",
		    practices->disputed, practices->disputed == 1 ? "" : "s");
	if (practices->alike > 0)
		pl_buf_addf(out,
		    "Not told: %zu question%s to which all gave the same "
		    "answer.\n",
		    practices->alike, practices->alike == 1 ? "" : "s");
}

static void
add_head(const struct pl_practices *practices, struct pl_buf *out)
{
	const struct pl_survey_about *about =
	    pl_survey_about(practices->survey);
	const struct pl_query *query = &practices->query;
	char as_of[PL_TIME_TEXT];

	pl_buf_addf(out, "%s %s  %s\nagainst %s: %s\n", about->id,
	    about->version, about->title, pl_kpi(practices->id)->name,
	    pl_kpi(practices->id)->title);
	pl_buf_addf(out, "As of %s; %s clock (%s).\n",
	    pl_time_format(query->as_of_ms, as_of), pl_clock_name(query->clock),
	    practices->clock_why);
	if (query->policy != NULL)
		pl_buf_addf(out, "Policy: %s, version %s.\n",
		    pl_policy_about(query->policy)->id,
		    pl_policy_about(query->policy)->version);
	add_left_out(practices, out);
}

void
pl_practices_table(const struct pl_practices *practices, struct pl_buf *out)
{
	const char *warning;

	add_head(practices, out);
	if (practices->unit_count == 0) {
		pl_buf_adds(out, "There is nobody who answered and was "
				 "measured.\n");
		return;
	}
	add_units(practices, out);
	for (size_t i = 0; i < practices->question_count; i++)
		add_question(practices, &practices->questions[i], out);
	if (practices->question_count == 0) {
		pl_buf_adds(out, "\nThere is no question to which they gave "
				 "different answers.\n");
		return; /* nothing that one could misread */
	}
	pl_buf_adds(out, "\n");
	for (size_t i = 0; (warning = pl_practice_warning(i)) != NULL; i++)
		pl_buf_addf(out, "%s\n", warning);
}

/* ---- As JSON ------------------------------------------------------------- */

/* An object gets its reasons where there are any. */
static void
set_why(json_t *object, json_t *why)
{
	if (json_object_size(why) > 0)
		json_object_set(object, "why", why);
	json_decref(why);
}

static void
set_figure(json_t *object, const struct pl_practice_figure *figure)
{
	json_t *why = json_object();

	json_object_set_new(object, "n", json_integer(figure->n));
	pl_document_measure(object, why, &figure->measure);
	set_why(object, why);
}

static json_t *
units_json(const struct pl_practices *practices)
{
	json_t *list = json_array();

	for (size_t i = 0; i < practices->unit_count; i++) {
		const struct pl_practice_unit *unit = &practices->units[i];
		json_t *object = json_pack("{s:s?, s:s}", "value", unit->value,
		    "period", unit->period);

		set_figure(object, &unit->figure);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
options_json(const struct pl_practices *practices,
    const struct pl_practice_question *question)
{
	const struct pl_question *asked = question_of(practices, question);
	json_t *list = json_array();

	for (size_t i = 0; i < asked->option_count; i++) {
		json_t *object =
		    json_pack("{s:s, s:I}", "code", asked->options[i].code,
			"units", (json_int_t)question->options[i].units);

		set_figure(object, &question->options[i].figure);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
association_json(const struct pl_practice_question *question)
{
	const struct pl_association *found = &question->association;
	json_t *object = json_object(), *why = json_object();

	pl_document_value(object, why, "tau", PL_UNIT_RATIO, found->tau);
	pl_document_value(object, why, "p", PL_UNIT_RATIO, found->p);
	pl_document_value(object, why, "p_least", PL_UNIT_RATIO, found->least);
	pl_document_value(
	    object, why, "p_adjusted", PL_UNIT_RATIO, question->adjusted);
	set_why(object, why);
	return object;
}

static json_t *
question_json(const struct pl_practices *practices,
    const struct pl_practice_question *question)
{
	const struct pl_question *asked = question_of(practices, question);

	return json_pack("{s:s, s:s?, s:i, s:s, s:s?, s:s, s:I, s:I, s:I, s:o, "
			 "s:o}",
	    "id", asked->id, "concept", asked->concept, "rev", asked->rev,
	    "type", pl_question_type_name(asked->type), "matrix", asked->matrix,
	    "text", asked->text, "units", (json_int_t)question->units, "mixed",
	    (json_int_t)question->mixed, "unmeasured",
	    (json_int_t)question->unmeasured, "options",
	    options_json(practices, question), "association",
	    association_json(question));
}

static json_t *
names_json(const char *const *names, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(names[i]));
	return list;
}

json_t *
pl_practice_warnings(void)
{
	json_t *list = json_array();
	const char *warning;

	for (size_t i = 0; (warning = pl_practice_warning(i)) != NULL; i++)
		json_array_append_new(list, json_string(warning));
	return list;
}

void
pl_practices_json(const struct pl_practices *practices, struct pl_buf *out)
{
	const struct pl_survey_about *about =
	    pl_survey_about(practices->survey);
	json_t *questions = json_array(), *document;
	char definitions[33];

	for (size_t i = 0; i < practices->question_count; i++)
		json_array_append_new(questions,
		    question_json(practices, &practices->questions[i]));
	pl_kpi_definitions(definitions);
	document = pl_document_of(&practices->query, definitions);
	json_object_update_new(document,
	    json_pack("{s:s, s:s, s:s, s:s?, s:o, s:o, s:I, s:I, s:I, s:o, "
		      "s:o, s:o}",
		"survey", about->id, "version", about->version, "outcome",
		pl_kpi(practices->id)->name, "by", stratum_of(practices),
		"strangers",
		names_json(practices->strangers, practices->stranger_count),
		"silent",
		names_json(practices->silent, practices->silent_count),
		"overlapping", (json_int_t)practices->overlapping, "alike",
		(json_int_t)practices->alike, "disputed",
		(json_int_t)practices->disputed, "units", units_json(practices),
		"questions", questions, "warnings", pl_practice_warnings()));
	pl_document_write(document, out);
}
