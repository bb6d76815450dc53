/*
 * statements.h - what people say in a submission
 *
 * Statements about patches, answers to surveys and lessons, as they may be
 * beyond what the schema of a submission says (bodyschema.h).
 */
#ifndef PL_STATEMENTS_H
#define PL_STATEMENTS_H

#include <jansson.h>

struct pl_error;

/* Of a body that holds to the schema. Patches have public names (vocabulary.h)
 * and are sorted, each question is answered once, an answer that was given has
 * a value and no other, and texts of a lesson are clean (normalize.h), not too
 * long, and those that its review is of (review.h). Else PL_E_DATA with the
 * place. */
int pl_statements_check(const json_t *body, struct pl_error *err);

#endif
