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
#include <stdint.h>

#include "share/taxonomy.h"

struct pl_error;

enum {
	PL_PID = 3 + 32 + 1, /* "pl1" and base32 */
	PL_PUBLIC_KEY = 32,  /* bytes */
};

/* PL_OK where the body holds to its schema (bodyschema.h), and to what no
 * schema can say: each cell of the layout is there, in the order of taxonomy.h,
 * and the layout, the noise and what it costs are those that follow from the
 * profiles; a row of shares adds up; the period is whole; texts are those that
 * the review beside them is of, and clean (normalize.h); the pseudonym is that
 * of the key; nothing is there twice. Else PL_E_DATA with the place in it. Its
 * bytes and its signature are not looked at. */
int pl_submission_check(const json_t *body, struct pl_error *err);

/* The most that a row's basis points, each rounded to the nearest, can add up
 * to more or less than 10,000: half of one for each bin. */
int64_t pl_submission_slack(enum pl_cells_table table);

/* The pseudonym that goes with a key of Ed25519: BLAKE2b-160 of its bytes, in
 * base32 (RFC 4648) of small letters. */
void pl_submission_pid(
    char out[PL_PID], const unsigned char key[PL_PUBLIC_KEY]);

#endif
