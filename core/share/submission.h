/*
 * submission.h - is it a submission as PLS-1 has it?
 *
 * The body of a submission is a JSON object that an organization hands over to
 * a program, which compares organizations: tables of noisy shares, and what
 * people answered, stated and wrote. patchlore-submission(5) has its form.
 * Whoever makes one and whoever receives one hold it to the same rules.
 */
#ifndef PL_SUBMISSION_H
#define PL_SUBMISSION_H

#include <jansson.h>

struct pl_error;

/* Of its envelope (envelope.h). */
#define PL_SUBMISSION_TYPE "application/vnd.patchlore.pls+json"

/* PL_OK where the body holds to its schema (bodyschema.h), and to what no
 * schema can say: each cell of the layout is there, in the order of taxonomy.h,
 * and the layout, the noise and what it costs are those that follow from the
 * profiles; a row of shares adds up; the period is whole; texts are those that
 * the review beside them is of, and clean (normalize.h); the pseudonym is that
 * of the key (keys.h); nothing is there twice. Else PL_E_DATA with the place in
 * it. Its bytes and its signature are not looked at. */
int pl_submission_check(const json_t *body, struct pl_error *err);

#endif
