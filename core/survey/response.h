/*
 * response.h - answers between a person and the store
 */
#ifndef PL_RESPONSE_H
#define PL_RESPONSE_H

#include <stdint.h>

struct pl_answers;
struct pl_error;
struct pl_store;
struct pl_survey;

/* Who answers, and about when. */
struct pl_response {
	const char *respondent; /* a role or an alias, 1 to 64 bytes */
	const char *period;     /* period.h */
};

/* PL_E_CONFIG where one of them is not as it should be. */
int pl_response_check(const struct pl_response *response, struct pl_error *err);

/* Set the answers that were saved; none is fine. Answers to a revision that
 * does not compare with what is asked now, or that the question no longer
 * takes, are left out, so that it is asked anew. */
int pl_response_load(struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err);

/* Save all of them in place of those that were saved. */
int pl_response_save(const struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err);

#endif
