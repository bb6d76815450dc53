#include "survey/practice.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "kpi/pool.h"
#include "stats/multiple.h"
#include "store/responses.h"
#include "survey/period.h"

/* One option that somebody chose. */
struct choice {
	size_t question, option;
	uint32_t who, when; /* as the maps number them; 0: whoever */
};

struct reading {
	struct pl_practices *out;
	struct choice *choices;
	size_t count, room;
	size_t *stretches; /* of the pool, by number of the period */
	size_t *places;    /* of units, from 1 on, by who and when; 0: none */
};

const char *
pl_practice_measure(enum pl_kpi_id id)
{
	switch (id) {
	case PL_KPI_TIME_TO_PATCH:
	case PL_KPI_REBOOT:
		return "median";
	case PL_KPI_FAILURE_RATE:
	case PL_KPI_FIRST_ATTEMPT:
	case PL_KPI_ROLLBACK_RATE:
	case PL_KPI_VERIFICATION:
	case PL_KPI_SLA_COMPLIANCE:
		return "rate";
	default:
		return NULL;
	}
}

const char *
pl_practice_warning(size_t index)
{
	static const char *const warnings[] = {
	    "This is observed and not tried out: units chose their ways, for "
	    "reasons that may be what makes their figures differ.",
	    "Figures are of all units that gave an answer, taken together: a "
	    "large one outweighs small ones. Ranks count each alike.",
	    "There are no limits for tau: none hold for so few units that hang "
	    "together over periods. p is by exchanging the answers of units.",
	    "Of several questions some look telling by chance alone: p is told "
	    "adjusted for all of them (Holm), too."};

	return index < PL_COUNT(warnings) ? warnings[index] : NULL;
}

/* ---- Answers ------------------------------------------------------------- */

static int
takes_one_option(const struct pl_question *question)
{
	return question->option_count > 0 &&
	       question->type != PL_QUESTION_MULTI;
}

static int
take_reply(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	struct reading *reading = context;
	struct pl_practices *out = reading->out;
	size_t place = pl_survey_find(out->survey, reply->question);
	const struct pl_question *question;
	struct choice choice;

	if (pl_period_is_after(response->period, out->query.as_of_ms) ||
	    place == pl_survey_about(out->survey)->question_count ||
	    reply->state != PL_REPLY_GIVEN || reply->value == NULL)
		return 0;
	question = pl_survey_question(out->survey, place);
	if (!takes_one_option(question) ||
	    !pl_question_compares(question, reply->rev))
		return 0;
	choice = (struct choice){.question = place,
	    .option = pl_question_option(question, reply->value),
	    .who = pl_map_add(out->respondents, response->respondent),
	    .when = pl_map_add(out->periods, response->period)};
	if (choice.option == question->option_count)
		return 0;
	reading->choices = pl_grow(reading->choices, reading->count,
	    &reading->room, sizeof *reading->choices);
	reading->choices[reading->count++] = choice;
	return 0;
}

/* ---- Who is measured ----------------------------------------------------- */

static int
is_value(const struct pl_practices *out, const char *name)
{
	const char *value;

	for (size_t i = 0; (value = pl_pool_value(out->pool, i)) != NULL; i++)
		if (strcmp(value, name) == 0)
			return 1;
	return 0;
}

static void
find_strangers(struct pl_practices *out)
{
	uint32_t count = pl_map_count(out->respondents);

	out->strangers = pl_alloc_array(count + 1, sizeof *out->strangers);
	for (uint32_t i = 1; out->query.by_count > 0 && i <= count; i++) {
		const char *name = pl_map_text(out->respondents, i);

		if (!is_value(out, name))
			out->strangers[out->stranger_count++] = name;
	}
}

static void
find_silent(struct pl_practices *out)
{
	size_t count = 0;
	const char *value;

	while (pl_pool_value(out->pool, count) != NULL)
		count++;
	out->silent = pl_alloc_array(count + 1, sizeof *out->silent);
	for (size_t i = 0; i < count; i++) {
		value = pl_pool_value(out->pool, i);
		if (pl_map_find(out->respondents, value) == 0)
			out->silent[out->silent_count++] = value;
	}
}

/* Leave out what strangers answered; without a stratum all are one. */
static void
settle_choices(struct reading *reading)
{
	struct pl_practices *out = reading->out;
	size_t kept = 0;

	for (size_t i = 0; i < reading->count; i++) {
		struct choice choice = reading->choices[i];

		if (out->query.by_count == 0)
			choice.who = 0;
		else if (!is_value(
			     out, pl_map_text(out->respondents, choice.who)))
			continue;
		reading->choices[kept++] = choice;
	}
	reading->count = kept;
}

/* ---- Units --------------------------------------------------------------- */

static int
unit_compare(const void *a, const void *b)
{
	const struct pl_practice_unit *x = a, *y = b;

	if (x->who != y->who)
		return x->value == NULL ? 0 : strcmp(x->value, y->value);
	return pl_period_compare(x->period, y->period);
}

static size_t *
place_of(const struct reading *reading, size_t who, size_t when)
{
	size_t periods = pl_map_count(reading->out->periods) + 1;

	return &reading->places[who * periods + when];
}

static void
add_unit(struct reading *reading, const struct choice *choice)
{
	struct pl_practices *out = reading->out;
	size_t *place = place_of(reading, choice->who, choice->when);
	struct pl_practice_unit unit = {.who = choice->who,
	    .when = choice->when,
	    .period = pl_map_text(out->periods, choice->when)};

	if (*place != 0)
		return;
	*place = 1; /* which it is, is known when they are in order */
	if (choice->who != 0)
		unit.value = pl_map_text(out->respondents, choice->who);
	out->units = pl_grow(
	    out->units, out->unit_count, &out->unit_room, sizeof *out->units);
	out->units[out->unit_count++] = unit;
}

/* A quarter and one of its months tell of the same: the longer one, which
 * comes first, stays. */
static void
leave_out_overlaps(const struct reading *reading)
{
	struct pl_practices *out = reading->out;
	size_t kept = 0;
	int64_t from_ms, until_ms, last_ms = 0;

	for (size_t i = 0; i < out->unit_count; i++) {
		const struct pl_practice_unit unit = out->units[i];
		int is_first =
		    kept == 0 || out->units[kept - 1].who != unit.who;

		pl_period_span(unit.period, &from_ms, &until_ms);
		if (!is_first && from_ms < last_ms) {
			out->overlapping++;
			*place_of(reading, unit.who, unit.when) = 0;
			continue;
		}
		last_ms = until_ms;
		out->units[kept++] = unit;
		*place_of(reading, unit.who, unit.when) = kept;
	}
	out->unit_count = kept;
}

static void
make_units(struct reading *reading)
{
	struct pl_practices *out = reading->out;

	reading->places =
	    pl_alloc_array(((size_t)pl_map_count(out->respondents) + 1) *
			       ((size_t)pl_map_count(out->periods) + 1),
		sizeof *reading->places);
	for (size_t i = 0; i < reading->count; i++)
		add_unit(reading, &reading->choices[i]);
	if (out->unit_count > 0)
		qsort(out->units, out->unit_count, sizeof *out->units,
		    unit_compare);
	leave_out_overlaps(reading);
}

/* ---- Figures ------------------------------------------------------------- */

static struct pl_pool_part
part_of(const struct reading *reading, const struct pl_practice_unit *unit)
{
	return (struct pl_pool_part){
	    reading->stretches[unit->when], unit->value};
}

static struct pl_practice_figure
figure_of(const struct pl_practices *out, const struct pl_pool_part *parts,
    size_t count)
{
	struct pl_practice_figure told;
	struct pl_figure figure;

	pl_pool_figure(out->pool, parts, count, &figure);
	told.n = figure.n;
	told.measure =
	    *pl_figure_measure(&figure, pl_practice_measure(out->id));
	pl_figure_free(&figure);
	return told;
}

/* Read each period once that a unit has. */
static int
add_stretches(struct reading *reading, struct pl_error *err)
{
	const struct pl_practices *out = reading->out;
	uint32_t count = pl_map_count(out->periods);
	size_t added = 0;

	reading->stretches =
	    pl_alloc_array(count + 1, sizeof *reading->stretches);
	for (uint32_t when = 1; when <= count; when++) {
		int64_t from_ms, until_ms;
		size_t i = 0;
		int result;

		while (i < out->unit_count && out->units[i].when != when)
			i++;
		if (i == out->unit_count)
			continue;
		pl_period_span(
		    pl_map_text(out->periods, when), &from_ms, &until_ms);
		result = pl_pool_add(out->pool, from_ms, until_ms, err);
		if (result < 0)
			return result;
		reading->stretches[when] = added++;
	}
	return PL_OK;
}

static int
measure_units(struct reading *reading, struct pl_error *err)
{
	struct pl_practices *out = reading->out;
	int result = add_stretches(reading, err);

	for (size_t i = 0; result == PL_OK && i < out->unit_count; i++) {
		struct pl_pool_part part = part_of(reading, &out->units[i]);

		out->units[i].figure = figure_of(out, &part, 1);
	}
	return result;
}

/* ---- Questions ----------------------------------------------------------- */

enum { NO_ANSWER = PL_SURVEY_OPTIONS, MIXED };

/* What each unit answered to a question. The caller frees it. */
static size_t *
answers_to(const struct reading *reading, size_t place)
{
	size_t count = reading->out->unit_count;
	size_t *answers = pl_alloc_array(count + 1, sizeof *answers);

	for (size_t i = 0; i < count; i++)
		answers[i] = NO_ANSWER;
	for (size_t i = 0; i < reading->count; i++) {
		const struct choice *choice = &reading->choices[i];
		size_t unit = *place_of(reading, choice->who, choice->when);
		size_t *answer;

		if (choice->question != place || unit == 0)
			continue;
		answer = &answers[unit - 1];
		*answer = *answer == NO_ANSWER || *answer == choice->option
		              ? choice->option
		              : MIXED;
	}
	return answers;
}

static void
pool_options(struct pl_practice_question *question,
    const struct reading *reading, const size_t *answers)
{
	const struct pl_practices *out = reading->out;
	size_t options =
	    pl_survey_question(out->survey, question->place)->option_count;
	struct pl_pool_part *parts =
	    pl_alloc_array(out->unit_count + 1, sizeof *parts);

	for (size_t option = 0; option < options; option++) {
		size_t count = 0;

		for (size_t i = 0; i < out->unit_count; i++)
			if (answers[i] == option)
				parts[count++] =
				    part_of(reading, &out->units[i]);
		question->options[option] = (struct pl_practice_option){
		    count, figure_of(out, parts, count)};
	}
	free(parts);
}

static const char *
why_no_ranks(const struct pl_practices *out, const struct pl_question *question)
{
	if (!pl_question_is_ordered(question) && question->option_count > 2)
		return "its options have no order";
	if (out->query.by_count == 0)
		return "periods by themselves follow one another: whatever "
		       "changed with time would look like the answers' doing";
	return NULL;
}

static void
rank(struct pl_practice_question *question, const struct pl_practices *out,
    const size_t *answers)
{
	const char *why =
	    why_no_ranks(out, pl_survey_question(out->survey, question->place));
	struct pl_pairing *pairs =
	    pl_alloc_array(out->unit_count + 1, sizeof *pairs);
	size_t count = 0;

	for (size_t i = 0; i < out->unit_count; i++) {
		const struct pl_practice_unit *unit = &out->units[i];
		struct pl_value value = unit->figure.measure.value;

		if (answers[i] >= NO_ANSWER)
			continue;
		if (value.why != NULL)
			question->unmeasured++;
		else
			pairs[count++] = (struct pl_pairing){unit->who,
			    unit->when, (double)answers[i], value.value};
	}
	if (why == NULL)
		question->association = pl_associate(pairs, count);
	else
		question->association = (struct pl_association){
		    pl_unknown(why), pl_unknown(why), pl_unknown(why)};
	free(pairs);
}

/* Returns how many options were chosen. */
static size_t
count_answers(
    struct pl_practice_question *question, size_t units, const size_t *answers)
{
	int is_chosen[PL_SURVEY_OPTIONS] = {0};
	size_t chosen = 0;

	for (size_t i = 0; i < units; i++) {
		question->mixed += answers[i] == MIXED;
		if (answers[i] >= NO_ANSWER)
			continue;
		question->units++;
		chosen += !is_chosen[answers[i]];
		is_chosen[answers[i]] = 1;
	}
	return chosen;
}

static void
take_question(const struct reading *reading, size_t place)
{
	struct pl_practices *out = reading->out;
	struct pl_practice_question *question =
	    &out->questions[out->question_count];
	size_t *answers = answers_to(reading, place);
	size_t chosen;

	*question = (struct pl_practice_question){.place = place};
	chosen = count_answers(question, out->unit_count, answers);
	if (chosen > 1) {
		pool_options(question, reading, answers);
		rank(question, out, answers);
		out->question_count++;
	} else if (question->mixed > 0) {
		out->disputed++;
	} else {
		out->alike += chosen;
	}
	free(answers);
}

static void
adjust(struct pl_practices *out)
{
	double *p = pl_alloc_array(out->question_count + 1, sizeof *p);
	size_t count = 0;

	for (size_t i = 0; i < out->question_count; i++)
		if (out->questions[i].association.p.why == NULL)
			p[count++] = out->questions[i].association.p.value;
	if (count > 0)
		pl_adjust_any_error(p, count, p);
	count = 0;
	for (size_t i = 0; i < out->question_count; i++) {
		struct pl_practice_question *question = &out->questions[i];

		question->adjusted = question->association.p;
		if (question->adjusted.why == NULL)
			question->adjusted.value = p[count++];
	}
	free(p);
}

static void
take_questions(const struct reading *reading)
{
	struct pl_practices *out = reading->out;
	size_t count = pl_survey_about(out->survey)->question_count;

	out->questions = pl_alloc_array(count + 1, sizeof *out->questions);
	for (size_t i = 0; i < count; i++)
		take_question(reading, i);
	adjust(out);
}

/* ---- All of it ----------------------------------------------------------- */

static int
read_practices(struct reading *reading, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	struct pl_practices *out = reading->out;
	int result = pl_store_replies(store, pl_survey_about(out->survey)->id,
	    NULL, NULL, take_reply, reading, err);

	if (result == PL_OK)
		result = pl_pool_open(&out->pool, store, query, err);
	if (result < 0)
		return result;
	out->query = *pl_pool_query(out->pool);
	out->clock_why = pl_pool_clock_why(out->pool);
	find_strangers(out);
	find_silent(out);
	settle_choices(reading);
	make_units(reading);
	result = measure_units(reading, err);
	if (result == PL_OK)
		take_questions(reading);
	return result;
}

int
pl_practices_compute(struct pl_practices *out, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_practice_request *request,
    struct pl_error *err)
{
	struct pl_query query = request->query;
	struct reading reading = {.out = out};
	int result;

	query.kpis = PL_KPI_SET(request->id);
	*out = (struct pl_practices){.survey = survey,
	    .id = request->id,
	    .query = query,
	    .respondents = pl_map_new(),
	    .periods = pl_map_new()};
	result = read_practices(&reading, store, &query, err);
	free(reading.choices);
	free(reading.stretches);
	free(reading.places);
	if (result < 0)
		pl_practices_free(out);
	return result;
}

void
pl_practices_free(struct pl_practices *practices)
{
	pl_map_free(practices->respondents);
	pl_map_free(practices->periods);
	pl_pool_free(practices->pool);
	free(practices->units);
	free(practices->questions);
	free(practices->strangers);
	free(practices->silent);
	*practices = (struct pl_practices){0};
}
