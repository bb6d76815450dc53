/*
 * body.h - a submission, put together
 *
 * From the store and what was declared to the canonical bytes that are shown,
 * signed and kept. The same store, declarations and keys give the same bytes:
 * one that was made before is found again and not made anew. What differs is
 * the next one of its period and names the one that it replaces.
 */
#ifndef PL_BODY_H
#define PL_BODY_H

#include "base/buf.h"
#include "share/digest.h"
#include "share/remarks.h"
#include "share/sharing.h"
#include "share/table_part.h"

struct pl_survey;

struct pl_making {
	struct pl_tabling tabling;
	struct pl_sharing sharing;
	/* Sets of questions that the program asks for, and that of lessons. */
	const struct pl_survey *const *surveys;
	size_t survey_count;
	const struct pl_survey *lessons;
	const char *const *watched; /* patches that the program asks about */
	size_t watched_count;
	const char *folder; /* the share folder */
};

struct pl_made {
	struct pl_buf bytes;
	char digest[PL_DIGEST_TEXT]; /* of the bytes */
	int number;                  /* of its period, from 1 on */
	int is_new;                  /* not kept yet (kept.h) */
	int has_statements; /* answers, lessons or statements about patches */
	struct pl_table_part tables;
	struct pl_remarks remarks; /* what stays, and why */
};

/* Put it together. Costs what its tables cost (table_part.h). PL_E_DATA where
 * what came out is no submission (submission.h): then none of it may leave. */
int pl_body_make(
    struct pl_made *out, const struct pl_making *making, struct pl_error *err);
void pl_made_free(struct pl_made *made); /* of what it holds */

#endif
