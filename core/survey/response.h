/*
 * response.h - answers between a person and the store
 */
#ifndef PL_RESPONSE_H
#define PL_RESPONSE_H

#include <stdint.h>

struct pl_answers;
struct pl_error;
struct pl_store;
struct pl_store_reply;
struct pl_survey;

/* Who answers, and about when. */
struct pl_response {
	const char *respondent; /* a role or an alias, 1 to 64 bytes */
	const char *period;     /* period.h */
};

/* PL_E_CONFIG where one of them is not as it should be. */
int pl_response_check(const struct pl_response *response, struct pl_error *err);

/* Set an answer that was saved, unless it is to a revision that does not
 * compare with what is asked now, or is none that the question takes any more:
 * then it is asked anew. pl_answers_settle comes after all. */
void pl_response_take(struct pl_answers *answers,
    const struct pl_survey *survey, const struct pl_store_reply *reply);

/* Set all answers that were saved, and settle; none is fine. */
int pl_response_load(struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err);

/* Save all of them in place of those that were saved. */
int pl_response_save(const struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err);

#endif
