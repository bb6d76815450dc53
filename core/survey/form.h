/*
 * form.h - a survey, or a lesson, as one page of HTML that needs no network
 *
 * The page shows all questions, hides those that are not asked by the same
 * conditions as answers.h, and erases their answers. It saves what was answered
 * as a file that import.h reads, and reads such a file back. Nothing is sent
 * anywhere: the page forbids itself to load or send.
 *
 * It works by a script, and says so where scripts are turned off.
 */
#ifndef PL_FORM_H
#define PL_FORM_H

struct pl_buf;
struct pl_survey;

enum pl_form_kind {
	PL_FORM_SURVEY, /* asks who answers, and about when */
	PL_FORM_LESSON, /* asks what the lesson is about (lessons.h) */
};

/* Append the page. The style sheet and the script are put into it as they are:
 * they are content that comes with patchlore. */
void pl_form_write(const struct pl_survey *survey, enum pl_form_kind kind,
    const char *style, const char *script, struct pl_buf *out);

#endif
