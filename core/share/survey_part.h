/*
 * survey_part.h - what was answered in a survey, as a submission has it
 *
 * Members "surveys" of the submission (patchlore-submission(5)). An
 * organization gives one answer to a question, so the answers of one respondent
 * leave, and nothing tells whose they are. They are those for the period of the
 * submission; else, of the periods whose last day lies in it, for the one that
 * begins last. So each period belongs to one submission: a day or a month to
 * that of its quarter, and a year to that of its fourth quarter.
 */
#ifndef PL_SURVEY_PART_H
#define PL_SURVEY_PART_H

#include <jansson.h>

struct pl_error;
struct pl_remarks;
struct pl_sharing;
struct pl_store;
struct pl_survey;

/* Append an object with "id", "ver" and "answers" (coded.h) to a list; none,
 * but a remark, where nobody answered, nothing may leave, or a question that
 * has to be answered is open. PL_E_CONFIG where several answered and sharing
 * does not say whose answers count, and for the set of lessons, which leave by
 * lesson_part.h alone. */
int pl_survey_part(json_t *list, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks, struct pl_error *err);

#endif
