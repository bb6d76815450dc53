/*
 * lesson_part.h - lessons as a submission has them
 *
 * Members "lessons" of the submission (patchlore-submission(5)). A lesson
 * belongs to the submission of the month that it is about. It leaves where
 * those who wrote it let it: "publish" says something other than "none", and
 * "tlp" something other than "red"; neither goes without saying. One that is
 * "amber" leaves for the program alone, which sees that it is.
 *
 * With "coded-only" it leaves without its texts. Else with exactly those that
 * somebody approved (approval.h). They are scrubbed once more, with what the
 * reviewer restored: where that would change them, or where nobody approved
 * them as they are, the whole lesson stays. Of its links only the public names
 * of patches leave; no waves and no products.
 */
#ifndef PL_LESSON_PART_H
#define PL_LESSON_PART_H

#include <jansson.h>

struct pl_error;
struct pl_remarks;
struct pl_sharing;
struct pl_store;
struct pl_survey;

enum {
	PL_LESSON_TEXT = 2000,   /* bytes of the longest text that leaves */
	PL_LESSONS_SHARED = 100, /* in one submission */
};

/* Append the lessons that leave to a list, in the order of their numbers, as
 * objects with "patches", "answers" (coded.h) and, where texts leave, "texts"
 * and "review", whose digest is pl_review_digest of the texts. A remark for
 * each lesson of the period that stays. */
int pl_lesson_part(json_t *list, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks, struct pl_error *err);

#endif
