/*
 * coded.h - answers in codes, as a submission has them
 *
 * An answer leaves if its question says so (share, in patchlore-survey(7)):
 * with "yes"; with "review" once somebody has looked at it; else it stays, and
 * so does each text. The name of a patch leaves where it is a public one. What
 * chance has to hide is told as randomize.h has it.
 *
 * That a question was asked, or was not, tells of the answers that it hangs on.
 * So an answer stays as well where one of those stays, or is told by chance.
 *
 * Answers are settled (answers.h): what is not asked has none to be told.
 */
#ifndef PL_CODED_H
#define PL_CODED_H

#include <jansson.h>

struct pl_answers;
struct pl_remarks;
struct pl_sharing;
struct pl_survey;

/* A list of those answers that leave, in the order of the questions: objects
 * with "q", "rev", "st" (how it was answered) and, of those given, "v"; of
 * those told by chance also "rr", epsilon in thousandths. Whose answers they
 * are begins each remark: "lesson 3". Adds what stays, but for answers that
 * nobody gave, and texts; and what is for review, whether it was looked at or
 * not. json_decref it. */
json_t *pl_coded(const struct pl_answers *answers,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    const char *whose, struct pl_remarks *remarks);

/* The value of an answer of such a list, borrowed from it; NULL where none was
 * given, or none leaves. */
const char *pl_coded_value(const json_t *answers, const char *question);

#endif
