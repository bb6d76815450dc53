/*
 * people.h - what people wrote of patches, and answered in surveys
 *
 * The lessons, the summaries and the practices that a template asks for, as
 * "lesson" and "survey summary" tell them. As events, they count from when they
 * are about: what begins after the cut-off is not there.
 */
#ifndef PL_REPORT_PEOPLE_H
#define PL_REPORT_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "report/layout.h"
#include "survey/lessons.h"
#include "survey/practice.h"
#include "survey/summary.h"

struct pl_error;
struct pl_query;
struct pl_store;
struct pl_survey;

struct pl_people {
	size_t survey_count; /* in the order of the template */
	struct pl_survey *surveys[PL_LAYOUT_SURVEYS];
	struct pl_summary summaries[PL_LAYOUT_SURVEYS];
	struct pl_practices
	    practices[PL_LAYOUT_SURVEYS]; /* without a survey where
	                                  none is asked for, or
	                                  nobody answered */
	struct pl_survey *questions;      /* of lessons; NULL: none were read */
	struct pl_lessons lessons;
	size_t told_count; /* that may be told, the newest first */
	size_t *told;      /* their places in the list */
	size_t red; /* not told: they are for those present alone (TLP:RED) */
};

/* query: whose cut-off holds, and of practices all but strata and limits, which
 * are those of answers. patch: lessons linked to it by that name, or with NULL
 * all. */
int pl_people_read(struct pl_people *out, struct pl_store *store,
    const struct pl_layout *layout, const struct pl_query *query,
    const char *patch, struct pl_error *err);
void pl_people_free(
    struct pl_people *people); /* of what it holds; it is empty then */

#endif
