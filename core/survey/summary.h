/*
 * summary.h - what all who answered a survey say together
 *
 * Period by period, for one respondent answers once in each. Shares are of
 * those who gave an answer; who declined, did not know, or for whom a question
 * made no sense is counted beside them. Answers to a revision that does not
 * compare with the one asked now are told as such and counted with nothing.
 * Codes are no numbers: there is a mean only where a question declares values.
 *
 * An ordered question is followed from one period to the next. Periods of
 * different people differ by who answered, too. So those who answered it more
 * than once are also held against themselves: the last answer against the one
 * before.
 */
#ifndef PL_SUMMARY_H
#define PL_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include "stats/value.h"
#include "store/responses.h"
#include "survey/questions.h"

struct pl_buf;
struct pl_error;
struct pl_store;

struct pl_summary_period {
	char *name;
	size_t responses, complete;
};

/* The answers to a question in a period. */
struct pl_summary_block {
	size_t states[PL_REPLY_STATES]; /* those given are of this revision, or
	                                   one that compares */
	size_t counts[PL_SURVEY_OPTIONS];
	size_t other_words;  /* given to a revision that does not compare */
	size_t other_option; /* given to an option that is gone */
	size_t again; /* gave an answer in the period before, too, that has any;
	                 of an ordered question */
};

/* Those who answered a question more than once. */
struct pl_summary_panel {
	size_t up, down, same;
};

struct pl_summary {
	const struct pl_survey *survey; /* must outlive it */
	int64_t as_of_ms;
	struct pl_summary_period *periods; /* in order of time */
	size_t period_count, room;
	struct pl_summary_block *blocks; /* by period, then question */
	struct pl_summary_panel *panels; /* by question */
};

/* Read what the store has of a survey, but for periods that begin only after
 * as_of_ms. */
int pl_summary_compute(struct pl_summary *out, struct pl_store *store,
    const struct pl_survey *survey, int64_t as_of_ms, struct pl_error *err);
void pl_summary_free(struct pl_summary *summary);

const struct pl_summary_block *pl_summary_block(
    const struct pl_summary *summary, size_t period, size_t question);

/* The share that chose an option, with Wilson's limits (stats/binomial.h); of
 * an ordered question also that which chose this one or a higher. */
struct pl_estimate pl_summary_share(
    const struct pl_summary_block *block, size_t option);
struct pl_estimate pl_summary_at_least(const struct pl_summary_block *block,
    const struct pl_question *question, size_t option);

/* The middle answer to an ordered question, as places of options: two where an
 * even number of people gave answers and the middle ones differ. Limits are of
 * 95 % and by rank (stats/order.h). */
struct pl_summary_median {
	const char *why; /* there is none; NULL: there is */
	size_t lower, upper;
	const char *limits_why;
	size_t low, high;
};

struct pl_summary_median pl_summary_median(
    const struct pl_summary_block *block, const struct pl_question *question);

/* The mean of declared values (stats/order.h). Why: also "its options declare
 * no values". */
struct pl_estimate pl_summary_mean(
    const struct pl_summary_block *block, const struct pl_question *question);

/* An ordered question in one period against the one before that has answers:
 * the chance that an answer is higher than one given then
 * (stats/mannwhitney.h). Who answered both times counts in both, as if they
 * were two: people mostly answer again what they did, and so limits are rather
 * too wide than too narrow. */
struct pl_summary_change {
	size_t before;   /* the period; of no answers the same one */
	size_t again;    /* answered both times */
	const char *why; /* there is none; NULL: there is one */
	struct pl_estimate effect;
};

struct pl_summary_change pl_summary_change(
    const struct pl_summary *summary, size_t period, size_t question);

/* Did those who answered twice go up or down? The sign test's p. */
struct pl_value pl_summary_panel_p(const struct pl_summary_panel *panel);

/* Write it for people, or as the document that patchlore-survey(1) describes.
 */
void pl_summary_table(const struct pl_summary *summary, struct pl_buf *out);
void pl_summary_json(const struct pl_summary *summary, struct pl_buf *out);

#endif
