/*
 * watch_part.h - how patches fared that a program asks about
 *
 * Members "patches" of the submission (patchlore-submission(5)). They are made
 * of lessons as they leave, and so say nothing that those do not.
 *
 * An organization makes one statement about a patch: the worst that one of its
 * lessons tells, and where several are as bad that of most machines; and it was
 * deployed on as many machines as any of them tells. From best to worst that
 * is: no trouble; an exception; trouble that was found in time; trouble that
 * was noticed, hindered, stopped work, lost something. Practices are no
 * statements, and neither are lessons that do not tell how bad it was or on how
 * many machines.
 */
#ifndef PL_WATCH_PART_H
#define PL_WATCH_PART_H

#include <jansson.h>
#include <stddef.h>

struct pl_remarks;
struct pl_survey;

/* A list of statements by name, bytewise, about those of the watched patches
 * that lessons (lesson_part.h) are linked to: objects with "ref", "deployed",
 * "result", where it is told "symptom" and "action", and "basis". Lessons have
 * no names but public ones, whatever is watched. The survey has the order of
 * "deployed". A remark for each patch whose lessons make no statement.
 * json_decref it. */
json_t *pl_watch_part(const json_t *lessons, const struct pl_survey *survey,
    const char *const *watched, size_t count, struct pl_remarks *remarks);

#endif
