/*
 * lessons.h - what was learned of patches, to be told again
 *
 * A lesson is answers to the questions of one set, "lesson": coded fields and
 * short texts. So it has what surveys have, conditions, revisions and the four
 * sorts of no answer, and can be summed up as one. Beside that it is linked to
 * patches, waves and products.
 */
#ifndef PL_SURVEY_LESSONS_H
#define PL_SURVEY_LESSONS_H

#include <stddef.h>
#include <stdint.h>

#include "store/lessons.h"

struct pl_answers;
struct pl_survey;

enum {
	PL_LESSON_LINKS = 64, /* of one lesson */
	PL_LESSON_NAME = 1000 /* bytes of the name that a link has */
};

struct pl_lesson_link {
	enum pl_link_type type;
	char *name;
};

struct pl_lesson {
	int64_t number; /* 0: it was not saved yet */
	char *period;   /* the day on which it was added */
	struct pl_answers *answers;
	struct pl_lesson_link links[PL_LESSON_LINKS];
	size_t link_count;
};

/* "patch" and so on, closed by NULL; in the order of their type, from 1 on. */
extern const char *const pl_lesson_link_names[];

/* A lesson without answers. The survey must outlive it. */
void pl_lesson_begin(
    struct pl_lesson *out, const struct pl_survey *survey, int64_t now_ms);
void pl_lesson_free(struct pl_lesson *lesson);

/* Add a link to a lesson in memory, unless it has it; PL_E_CONFIG where there
 * are too many, or the name cannot be one. */
int pl_lesson_add_link(struct pl_lesson *lesson, enum pl_link_type type,
    const char *name, struct pl_error *err);

/* PL_E_DATA where a required question is open. */
int pl_lesson_check(const struct pl_lesson *lesson,
    const struct pl_survey *survey, struct pl_error *err);

/* Save a lesson in place of what was there, links only added; a new one gets
 * its number. */
int pl_lesson_save(struct pl_lesson *lesson, struct pl_store *store,
    const struct pl_survey *survey, int64_t now_ms, struct pl_error *err);

/* All lessons by number, or only one. PL_E_CONFIG where there is no such. */
struct pl_lessons {
	struct pl_lesson *list;
	size_t count, room;
};

int pl_lessons_load(struct pl_lessons *out, struct pl_store *store,
    const struct pl_survey *survey, int64_t number, int64_t now_ms,
    struct pl_error *err);
void pl_lessons_free(struct pl_lessons *lessons);

#endif
