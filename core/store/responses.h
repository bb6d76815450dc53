/*
 * responses.h - what people answered in surveys
 *
 * A response is what one respondent answered in one survey for one period, with
 * a reply for each question. It is saved whole and takes the place of what was
 * there: nothing that was taken back stays.
 */
#ifndef PL_RESPONSES_H
#define PL_RESPONSES_H

#include <stddef.h>
#include <stdint.h>

struct pl_error;
struct pl_store;

/* Numbers are in stores: they stay. */
enum pl_reply_state {
	PL_REPLY_OPEN = 0, /* not dealt with yet; never stored */
	PL_REPLY_GIVEN = 1,
	PL_REPLY_DECLINED = 2,
	PL_REPLY_UNKNOWN = 3,
	PL_REPLY_NOT_APPLICABLE = 4,
	PL_REPLY_NOT_ASKED = 5, /* other answers made it pointless */
	PL_REPLY_STATES
};

struct pl_store_reply {
	const char *question;
	int rev; /* the revision of the question that was answered */
	enum pl_reply_state state;
	const char *value; /* of PL_REPLY_GIVEN, else NULL */
	int64_t at_ms;
};

struct pl_store_response {
	const char *survey, *version;
	const char *respondent; /* a role or an alias */
	const char *period;
	int64_t saved_ms;
	int complete; /* every question that is asked was dealt with */
};

/* Responses are saved between these, all or none: what was saved stays only if
 * the result is PL_OK and the store can keep it. Returns the result, or why it
 * cannot. */
int pl_store_responses_begin(struct pl_store *store, struct pl_error *err);
int pl_store_responses_end(
    struct pl_store *store, int result, struct pl_error *err);
int pl_store_response_save(struct pl_store *store,
    const struct pl_store_response *response,
    const struct pl_store_reply *replies, size_t count, struct pl_error *err);

/* All replies of a survey, by period, respondent and question; of one
 * respondent and one period where these are not NULL. Calls back as in store.h.
 */
int pl_store_replies(struct pl_store *store, const char *survey,
    const char *respondent, const char *period,
    int (*each)(void *context, const struct pl_store_response *response,
	const struct pl_store_reply *reply),
    void *context, struct pl_error *err);

#endif
