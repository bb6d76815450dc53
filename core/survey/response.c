#include "survey/response.h"

#include <string.h>

#include "base/error.h"
#include "base/plain.h"
#include "store/responses.h"
#include "survey/answers.h"
#include "survey/period.h"
#include "survey/questions.h"

int
pl_response_check(const struct pl_response *response, struct pl_error *err)
{
	const char *name = response->respondent;

	if (*name == '\0' || strlen(name) > PL_SURVEY_NAME ||
	    pl_plain_span(name) != strlen(name))
		return pl_fail(err, PL_E_CONFIG,
		    "respondent: expected a role or an alias of 1 to %d bytes",
		    PL_SURVEY_NAME);
	if (pl_period_begin(response->period) < 0)
		return pl_fail(err, PL_E_CONFIG,
		    "period \"%.100s\": expected a year, a quarter, a month or "
		    "a day: 2026, 2026-Q4, 2026-11 or 2026-11-26",
		    response->period);
	return PL_OK;
}

/* ---- Loading ------------------------------------------------------------ */

struct loading {
	struct pl_answers *answers;
	const struct pl_survey *survey;
};

void
pl_response_take(struct pl_answers *answers, const struct pl_survey *survey,
    const struct pl_store_reply *reply)
{
	const struct pl_answer answer = {.state = reply->state,
	    .value = reply->value,
	    .rev = reply->rev,
	    .at_ms = reply->at_ms};
	size_t place = pl_survey_find(survey, reply->question);

	if (place == pl_survey_about(survey)->question_count ||
	    !pl_question_compares(
		pl_survey_question(survey, place), reply->rev))
		return;
	pl_answers_set(answers, place, &answer, NULL);
}

static int
load_reply(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	const struct loading *loading = context;

	(void)response;
	pl_response_take(loading->answers, loading->survey, reply);
	return 0;
}

int
pl_response_load(struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err)
{
	struct loading loading = {.answers = answers, .survey = survey};
	int result = pl_store_replies(store, pl_survey_about(survey)->id,
	    response->respondent, response->period, load_reply, &loading, err);

	if (result == PL_OK)
		pl_answers_settle(answers, now_ms);
	return result;
}

/* ---- Saving ------------------------------------------------------------- */

int
pl_response_save(const struct pl_answers *answers, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_response *response,
    int64_t now_ms, struct pl_error *err)
{
	const struct pl_survey_about *about = pl_survey_about(survey);
	struct pl_store_reply replies[PL_SURVEY_QUESTIONS];
	const struct pl_store_response stored = {
	    .survey = about->id,
	    .version = about->version,
	    .respondent = response->respondent,
	    .period = response->period,
	    .saved_ms = now_ms,
	    .complete = pl_answers_next(answers) == about->question_count,
	};

	for (size_t i = 0; i < about->question_count; i++) {
		const struct pl_answer *answer = pl_answers_get(answers, i);

		replies[i] = (struct pl_store_reply){
		    .question = pl_survey_question(survey, i)->id,
		    .rev = answer->rev,
		    .state = answer->state,
		    .value = answer->value,
		    .at_ms = answer->at_ms};
	}
	return pl_store_response_save(
	    store, &stored, replies, about->question_count, err);
}
