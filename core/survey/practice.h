/*
 * practice.h - what people say they do, against what was measured
 *
 * A unit is who answered in a period, and was measured in it: the respondent's
 * name is a value of a stratum, as with "--respondent server" and --by ring;
 * or, without a stratum, everything in that period. Of each answer to a
 * question, the figure of all units that gave it is that of their counts taken
 * together (kpi/pool.h) and no mean of figures, with the limits that it has
 * anywhere else.
 *
 * None of this shows what causes what. Units choose their ways, and choose them
 * for reasons; they are few; and there are as many comparisons as questions.
 * So what stands against that is told with it: a p that holds for few units
 * (stats/association.h), adjusted for the number of questions, and the least
 * that so few units could have shown.
 */
#ifndef PL_PRACTICE_H
#define PL_PRACTICE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "stats/association.h"
#include "survey/questions.h"

struct pl_buf;
struct pl_error;
struct pl_store;

/* The measure of a figure that is held against answers; NULL: the figure is not
 * of what began in a period, or has no limits. */
const char *pl_practice_measure(enum pl_kpi_id id);

struct pl_practice_request {
	enum pl_kpi_id id; /* one that has a measure */

	/* kpis is not looked at; by has one stratum, and not the month, or
	 * none; since_ms and until_ms are 0, for periods say that. */
	struct pl_query query;
};

struct pl_practice_figure {
	int64_t n;
	struct pl_measure measure;
};

struct pl_practice_unit {
	const char *value; /* of the stratum; NULL where there is none */
	const char *period;
	size_t who, when; /* numbers of these */
	struct pl_practice_figure figure;
};

struct pl_practice_option {
	size_t units;
	struct pl_practice_figure figure; /* of nothing where there are none */
};

struct pl_practice_question {
	size_t place; /* in the survey */
	struct pl_practice_option options[PL_SURVEY_OPTIONS];
	size_t units;      /* that gave an answer */
	size_t mixed;      /* periods in which answers differ; left out */
	size_t unmeasured; /* units without a figure: not among the ranks */

	/* Of answers, from the first option to the last, and figures. Why: also
	 * "its options have no order", where they are three or more, and
	 * "periods by themselves follow one another: whatever changed with time
	 * would look like the answers' doing". */
	struct pl_association association;
	struct pl_value adjusted; /* p over all questions (Holm) */
};

struct pl_practices {
	const struct pl_survey *survey; /* must outlive it */
	enum pl_kpi_id id;
	struct pl_query query; /* with its clock settled */
	const char *clock_why;
	struct pl_map *respondents, *periods; /* that texts are borrowed from */
	struct pl_pool *pool;
	size_t unit_count, unit_room;
	struct pl_practice_unit *units; /* by value, then by time */
	size_t question_count;
	struct pl_practice_question *questions; /* with two answers or more */
	size_t alike;    /* questions to which all units gave one answer */
	size_t disputed; /* questions of which too few periods are left, since
	                    people answered differently in them */
	size_t overlapping; /* units whose period lies in one before: left
	                       out, for they would count twice */
	size_t stranger_count;
	const char **strangers; /* respondents that are no value */
	size_t silent_count;
	const char **silent; /* values that nobody answered as */
};

/* Hold the answers to each question that takes one option against a figure.
 * Periods that begin after the cut-off are not there. */
int pl_practices_compute(struct pl_practices *out, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_practice_request *request,
    struct pl_error *err);
void pl_practices_free(struct pl_practices *practices); /* of what it holds; it
                                                     is empty then */

/* What has to be read with it, in sentences; NULL past the last. */
const char *pl_practice_warning(size_t index);

/* All of them, as a list. json_decref it. */
json_t *pl_practice_warnings(void);

/* Write it for people, or as the document that patchlore-survey(1) describes.
 */
void pl_practices_table(
    const struct pl_practices *practices, struct pl_buf *out);
void pl_practices_json(
    const struct pl_practices *practices, struct pl_buf *out);

#endif
