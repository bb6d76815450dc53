#include "share/survey_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "share/coded.h"
#include "share/remarks.h"
#include "share/sharing.h"
#include "store/responses.h"
#include "survey/answers.h"
#include "survey/period.h"
#include "survey/questions.h"
#include "survey/response.h"

enum {
	WHOSE = 200, /* bytes of how remarks begin */
	NAMES = 600, /* of respondents in a message */
};

/* ---- Whose answers ------------------------------------------------------- */

struct choosing {
	const struct pl_sharing *sharing;
	struct pl_map *respondents;  /* whose answers there are */
	char period[PL_PERIOD_TEXT]; /* of the chosen one's; "": none */
};

static int
is_better(const struct choosing *choosing, const char *period)
{
	const char *wanted = choosing->sharing->period;

	if (choosing->period[0] == '\0' || strcmp(period, wanted) == 0)
		return 1;
	return strcmp(choosing->period, wanted) != 0 &&
	       pl_period_compare(period, choosing->period) > 0;
}

static int
choose(void *context, const struct pl_store_response *response,
    const struct pl_store_reply *reply)
{
	struct choosing *choosing = context;

	(void)reply;
	if (!pl_period_ends_in(response->period, choosing->sharing->period))
		return 0;
	pl_map_add(choosing->respondents, response->respondent);
	if (is_better(choosing, response->period))
		snprintf(choosing->period, sizeof choosing->period, "%s",
		    response->period);
	return 0;
}

static int
too_many(const struct choosing *choosing, const struct pl_survey *survey,
    struct pl_error *err)
{
	struct pl_buf names;

	pl_buf_init(&names, NAMES);
	for (uint32_t i = 1; i <= pl_map_count(choosing->respondents); i++)
		pl_buf_addf(&names, "%s\"%s\"", i > 1 ? ", " : "",
		    pl_map_text(choosing->respondents, i));
	pl_fail(err, PL_E_CONFIG,
	    "survey %s: an organization gives one answer, and several answered "
	    "for %s: %s; say whose answers count with --respondent",
	    pl_survey_about(survey)->id, choosing->sharing->period, names.text);
	pl_buf_free(&names);
	return PL_E_CONFIG;
}

/* ---- The answers --------------------------------------------------------- */

/* May they leave as a whole? Else there is a remark. */
static int
is_complete(const struct pl_answers *answers, const struct pl_survey *survey,
    const char *whose, struct pl_remarks *remarks)
{
	size_t missing = pl_answers_missing(answers);

	if (missing == pl_survey_about(survey)->question_count)
		return 1;
	pl_lines_add(&remarks->stays,
	    "%s stays: \"%s\" has to be answered, and is open", whose,
	    pl_survey_question(survey, missing)->id);
	return 0;
}

static void
add(json_t *list, const struct pl_answers *answers,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks)
{
	const struct pl_survey_about *about = pl_survey_about(survey);
	char whose[WHOSE];
	json_t *coded;

	snprintf(whose, sizeof whose, "survey %s", about->id);
	if (!is_complete(answers, survey, whose, remarks))
		return;
	coded = pl_coded(answers, survey, sharing, whose, remarks);
	if (json_array_size(coded) == 0) {
		pl_lines_add(&remarks->stays,
		    "%s stays: none of its answers may leave", whose);
		json_decref(coded);
		return;
	}
	json_array_append_new(
	    list, json_pack("{ss ss so}", "id", about->id, "ver",
		      about->version, "answers", coded));
}

static int
load(json_t *list, struct pl_store *store, const struct pl_survey *survey,
    const struct pl_response *response, const struct pl_sharing *sharing,
    struct pl_remarks *remarks, struct pl_error *err)
{
	struct pl_answers *answers = pl_answers_new(survey);
	int result = pl_response_load(
	    answers, store, survey, response, sharing->now_ms, err);

	if (result == PL_OK)
		add(list, answers, survey, sharing, remarks);
	pl_answers_free(answers);
	return result;
}

static void
nobody(const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks)
{
	const char *id = pl_survey_about(survey)->id;

	if (sharing->respondent == NULL)
		pl_lines_add(&remarks->stays,
		    "survey %s: nobody has answered it for %s", id,
		    sharing->period);
	else
		pl_lines_add(&remarks->stays,
		    "survey %s: \"%s\" has not answered it for %s", id,
		    sharing->respondent, sharing->period);
}

static int
add_chosen(json_t *list, struct pl_store *store, const struct pl_survey *survey,
    const struct choosing *choosing, struct pl_remarks *remarks,
    struct pl_error *err)
{
	const struct pl_sharing *sharing = choosing->sharing;
	struct pl_response response = {.period = choosing->period};

	switch (pl_map_count(choosing->respondents)) {
	case 0:
		nobody(survey, sharing, remarks);
		return PL_OK;
	case 1:
		response.respondent = pl_map_text(choosing->respondents, 1);
		return load(
		    list, store, survey, &response, sharing, remarks, err);
	default:
		return too_many(choosing, survey, err);
	}
}

int
pl_survey_part(json_t *list, struct pl_store *store,
    const struct pl_survey *survey, const struct pl_sharing *sharing,
    struct pl_remarks *remarks, struct pl_error *err)
{
	struct choosing choosing = {.sharing = sharing};
	int result;

	if (strcmp(pl_survey_about(survey)->id, "lesson") == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "survey lesson: lessons leave as those who wrote them "
		    "let them, and not as answers to a survey");
	choosing.respondents = pl_map_new();
	result = pl_store_replies(store, pl_survey_about(survey)->id,
	    sharing->respondent, NULL, choose, &choosing, err);

	if (result == PL_OK)
		result =
		    add_chosen(list, store, survey, &choosing, remarks, err);
	pl_map_free(choosing.respondents);
	return result;
}
