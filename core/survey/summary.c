#include "survey/summary.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "stats/binomial.h"
#include "stats/mannwhitney.h"
#include "stats/order.h"
#include "survey/period.h"

/* One answer to an ordered question. */
struct point {
	size_t question;
	uint32_t respondent;
	size_t period;
	size_t option;
};

struct reading {
	struct pl_summary *summary;
	struct pl_map *respondents;
	uint32_t respondent; /* whose reply it was that came last, and when */
	size_t period;
	struct point *points;
	size_t point_count, point_room;
};

static size_t
question_count(const struct pl_summary *summary)
{
	return pl_survey_about(summary->survey)->question_count;
}

/* ---- Periods ------------------------------------------------------------ */

/* Replies come period by period. */
static int
take_period(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	struct pl_summary *summary = context;
	size_t count = summary->period_count;

	(void)reply;
	if (pl_period_is_after(response->period, summary->as_of_ms))
		return 0;
	if (count > 0 &&
	    strcmp(summary->periods[count - 1].name, response->period) == 0)
		return 0;
	summary->periods = pl_grow(
	    summary->periods, count, &summary->room, sizeof *summary->periods);
	summary->periods[count] =
	    (struct pl_summary_period){.name = pl_strdup(response->period)};
	summary->period_count++;
	return 0;
}

/* By time, which is not the order of letters. */
static int
compare_periods(const void *a, const void *b)
{
	const struct pl_summary_period *first = a, *second = b;

	return pl_period_compare(first->name, second->name);
}

static size_t
period_place(const struct pl_summary *summary, const char *name)
{
	size_t i = 0;

	while (strcmp(summary->periods[i].name, name) != 0)
		i++;
	return i;
}

/* ---- Replies ------------------------------------------------------------ */

static void
take_option(struct reading *reading, size_t place, size_t option)
{
	const struct point point = {.question = place,
	    .respondent = reading->respondent,
	    .period = reading->period,
	    .option = option};

	reading->points = pl_grow(reading->points, reading->point_count,
	    &reading->point_room, sizeof *reading->points);
	reading->points[reading->point_count++] = point;
}

/* Each of the codes of an answer. */
static void
take_codes(struct reading *reading, size_t place, const char *codes,
    struct pl_summary_block *block)
{
	const struct pl_question *question =
	    pl_survey_question(reading->summary->survey, place);
	char code[PL_SURVEY_NAME + 1];

	for (; *codes != '\0'; codes += strspn(codes, " ")) {
		size_t length = strcspn(codes, " "), option;

		if (length > PL_SURVEY_NAME)
			return;
		memcpy(code, codes, length);
		code[length] = '\0';
		codes += length;
		option = pl_question_option(question, code);
		if (option == question->option_count) {
			block->other_option++;
			continue;
		}
		block->counts[option]++;
		if (pl_question_is_ordered(question))
			take_option(reading, place, option);
	}
}

/* The replies of one respondent in one period come together. */
static void
take_response(struct reading *reading, const struct pl_store_response *response)
{
	struct pl_summary *summary = reading->summary;
	size_t period = period_place(summary, response->period);
	uint32_t respondent =
	    pl_map_add(reading->respondents, response->respondent);

	if (respondent == reading->respondent && period == reading->period)
		return;
	reading->respondent = respondent;
	reading->period = period;
	summary->periods[period].responses++;
	summary->periods[period].complete += (size_t)response->complete;
}

static int
take_reply(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	struct reading *reading = context;
	struct pl_summary *summary = reading->summary;
	size_t place = pl_survey_find(summary->survey, reply->question);
	const struct pl_question *question;
	struct pl_summary_block *block;

	if (pl_period_is_after(response->period, summary->as_of_ms))
		return 0;
	take_response(reading, response);
	if (place == question_count(summary) || reply->state <= PL_REPLY_OPEN ||
	    reply->state >= PL_REPLY_STATES)
		return 0;
	question = pl_survey_question(summary->survey, place);
	block =
	    &summary->blocks[reading->period * question_count(summary) + place];
	if (reply->state == PL_REPLY_GIVEN &&
	    !pl_question_compares(question, reply->rev)) {
		block->other_words++;
		return 0;
	}
	block->states[reply->state]++;
	if (reply->state == PL_REPLY_GIVEN && question->option_count > 0 &&
	    reply->value != NULL)
		take_codes(reading, place, reply->value, block);
	return 0;
}

/* ---- Panels ------------------------------------------------------------- */

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_points(const void *a, const void *b)
{
	const struct point *first = a, *second = b;
	int order = compare_numbers(first->question, second->question);

	if (order == 0)
		order = compare_numbers(first->respondent, second->respondent);
	return order != 0 ? order
	                  : compare_numbers(first->period, second->period);
}

/* Do two answer one question for one respondent? */
static int
is_same(const struct point *a, const struct point *b)
{
	return a->question == b->question && a->respondent == b->respondent;
}

/* The last period before one in which a question has answers; the same one
 * where there is none. */
static size_t
period_before(const struct pl_summary *summary, size_t period, size_t question)
{
	for (size_t i = period; i-- > 0;)
		if (pl_summary_block(summary, i, question)
			->states[PL_REPLY_GIVEN] > 0)
			return i;
	return period;
}

/* Somebody's answer, and the one that they gave before it. */
static void
take_again(struct reading *reading, const struct point *now,
    const struct point *before)
{
	struct pl_summary *summary = reading->summary;

	if (before->period ==
	    period_before(summary, now->period, now->question))
		summary
		    ->blocks[now->period * question_count(summary) +
			     now->question]
		    .again++;
}

/* Of each respondent, the last answer and the one before it. */
static void
fill_panels(struct reading *reading)
{
	const struct point *points = reading->points;
	size_t count = reading->point_count;

	if (count > 0)
		qsort(reading->points, count, sizeof *points, compare_points);
	for (size_t i = 1; i < count; i++) {
		const struct point *last = &points[i], *before = last - 1;
		struct pl_summary_panel *panel =
		    &reading->summary->panels[last->question];

		if (!is_same(before, last))
			continue;
		take_again(reading, last, before);
		if (i + 1 < count && is_same(last, last + 1))
			continue;
		panel->up += last->option > before->option;
		panel->down += last->option < before->option;
		panel->same += last->option == before->option;
	}
}

/* ---- All of it ---------------------------------------------------------- */

static int
read_replies(
    struct pl_summary *summary, struct pl_store *store, struct pl_error *err)
{
	struct reading reading = {
	    .summary = summary, .respondents = pl_map_new()};
	int result =
	    pl_store_replies(store, pl_survey_about(summary->survey)->id, NULL,
		NULL, take_reply, &reading, err);

	if (result == PL_OK)
		fill_panels(&reading);
	free(reading.points);
	pl_map_free(reading.respondents);
	return result;
}

int
pl_summary_compute(struct pl_summary *out, struct pl_store *store,
    const struct pl_survey *survey, int64_t as_of_ms, struct pl_error *err)
{
	struct pl_summary summary = {.survey = survey, .as_of_ms = as_of_ms};
	int result = pl_store_replies(store, pl_survey_about(survey)->id, NULL,
	    NULL, take_period, &summary, err);

	if (result == PL_OK) {
		size_t questions = question_count(&summary);

		if (summary.period_count > 0)
			qsort(summary.periods, summary.period_count,
			    sizeof *summary.periods, compare_periods);
		summary.blocks =
		    pl_alloc_array(summary.period_count * questions + 1,
			sizeof *summary.blocks);
		summary.panels =
		    pl_alloc_array(questions, sizeof *summary.panels);
		result = read_replies(&summary, store, err);
	}
	if (result < 0)
		pl_summary_free(&summary);
	else
		*out = summary;
	return result;
}

void
pl_summary_free(struct pl_summary *summary)
{
	for (size_t i = 0; i < summary->period_count; i++)
		free(summary->periods[i].name);
	free(summary->periods);
	free(summary->blocks);
	free(summary->panels);
}

const struct pl_summary_block *
pl_summary_block(
    const struct pl_summary *summary, size_t period, size_t question)
{
	return &summary->blocks[period * question_count(summary) + question];
}

/* ---- Estimates ---------------------------------------------------------- */

static struct pl_estimate
share(size_t count, size_t n)
{
	return pl_binomial_wilson(
	    (struct pl_trials){.n = (double)n, .count = (double)count});
}

/* Those whose answer is counted by its option. */
static size_t
counted(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	size_t n = 0;

	for (size_t i = 0; i < question->option_count; i++)
		n += block->counts[i];
	return n;
}

struct pl_estimate
pl_summary_share(const struct pl_summary_block *block, size_t option)
{
	return share(block->counts[option], block->states[PL_REPLY_GIVEN]);
}

struct pl_estimate
pl_summary_at_least(const struct pl_summary_block *block,
    const struct pl_question *question, size_t option)
{
	size_t count = 0;

	for (size_t i = option; i < question->option_count; i++)
		count += block->counts[i];
	return share(count, block->states[PL_REPLY_GIVEN]);
}

/* The option of the answer at a rank, from 1 on. */
static size_t
option_at(const struct pl_summary_block *block, size_t rank)
{
	size_t i = 0;

	for (size_t below = block->counts[0]; below < rank;
	     below += block->counts[i])
		i++;
	return i;
}

struct pl_summary_median
pl_summary_median(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	struct pl_summary_median median = {
	    .limits_why = "fewer than 6 answers"};
	size_t n = counted(block, question), low, high;

	if (!pl_question_is_ordered(question))
		median.why = "its options have no order";
	else if (n == 0)
		median.why = "nobody gave an answer";
	if (median.why != NULL) {
		median.limits_why = median.why;
		return median;
	}
	median.lower = option_at(block, (n + 1) / 2);
	median.upper = option_at(block, n / 2 + 1);
	if (pl_order_median_ranks(n, &low, &high)) {
		median.limits_why = NULL;
		median.low = option_at(block, low);
		median.high = option_at(block, high);
	}
	return median;
}

struct pl_estimate
pl_summary_mean(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	size_t n = counted(block, question), used = 0;
	struct pl_estimate mean;
	double *values;

	if (question->option_count == 0 || !question->options[0].has_value)
		return pl_no_estimate("its options declare no values");
	values = pl_alloc_array(n + 1, sizeof *values);
	for (size_t i = 0; i < question->option_count; i++)
		for (size_t j = 0; j < block->counts[i]; j++)
			values[used++] = question->options[i].value;
	mean = pl_order_mean(values, used);
	free(values);
	return mean;
}

struct pl_summary_change
pl_summary_change(
    const struct pl_summary *summary, size_t period, size_t question)
{
	const struct pl_question *asked =
	    pl_survey_question(summary->survey, question);
	const struct pl_summary_block *now =
	    pl_summary_block(summary, period, question);
	struct pl_summary_change change = {
	    .before = period_before(summary, period, question),
	    .again = now->again};

	if (!pl_question_is_ordered(asked))
		change.why = "its options have no order";
	else if (change.before == period)
		change.why = "nobody answered before";
	else if (counted(now, asked) == 0)
		change.why = "nobody gave an answer";
	if (change.why != NULL)
		change.effect = pl_no_estimate(change.why);
	else
		change.effect = pl_mann_whitney_effect(now->counts,
		    pl_summary_block(summary, change.before, question)->counts,
		    asked->option_count);
	return change;
}

struct pl_value
pl_summary_panel_p(const struct pl_summary_panel *panel)
{
	return pl_order_sign_test(panel->up, panel->down);
}
