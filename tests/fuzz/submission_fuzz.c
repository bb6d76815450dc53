/* Any JSON as a submission, and the preview of what is one. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/bodyschema.h"
#include "share/canonical.h"
#include "share/jsonschema.h"
#include "share/preview.h"
#include "share/submission.h"
#include "survey/questions.h"
#include "tests/unit/reread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char set[] =
    "{\"id\": \"lesson\", \"version\": \"1\", \"title\": \"T\", \"items\": ["
    "{\"id\": \"kind\", \"rev\": 1, \"type\": \"multi\", \"text\": \"K\","
    " \"options\": [{\"code\": \"issue\", \"text\": \"I\"},"
    "{\"code\": \"no-issue\", \"text\": \"N\"}]},"
    "{\"id\": \"workaround\", \"rev\": 1, \"type\": \"text\","
    " \"text\": \"W\"}]}";

/* From the preview the same bytes can be made. */
static void
check_preview(const char *preview, const struct pl_buf *bytes)
{
	json_t *body = reread(preview);
	struct pl_buf again;

	pl_buf_init(&again, PL_CANONICAL_LIMIT);
	if (body == NULL || pl_canonical_write(body, &again, NULL) < 0 ||
	    strcmp(again.text, bytes->text) != 0)
		abort();
	pl_buf_free(&again);
	json_decref(body);
}

static void
show(const json_t *body, const struct pl_preview *with, int is_submission)
{
	struct pl_error err = {0};
	struct pl_buf bytes, preview;
	int result;

	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	pl_buf_init(&preview, PL_PREVIEW_LIMIT);
	if (pl_canonical_write(body, &bytes, NULL) == PL_OK) {
		result = pl_preview_write(
		    &preview, bytes.text, bytes.length, with, &err);
		if ((result == PL_OK) != is_submission)
			abort();
		if (result == PL_OK)
			check_preview(preview.text, &bytes);
	}
	pl_buf_free(&preview);
	pl_buf_free(&bytes);
}

/* What holds to the schema can be told, whatever else is wrong with it. */
static void
tell(const json_t *body, const struct pl_preview *with)
{
	struct pl_buf told;

	if (pl_jsonschema_check(pl_bodyschema(), body, NULL) < 0)
		return;
	pl_buf_init(&told, PL_PREVIEW_LIMIT);
	pl_preview_tell(&told, body, with);
	pl_buf_free(&told);
}

static void
check(const json_t *body, const struct pl_preview *with)
{
	struct pl_error err = {0};
	int result = pl_submission_check(body, &err);

	if (result < 0 && err.text[0] == '\0')
		abort();
	show(body, with, result == PL_OK);
	tell(body, with);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_preview with = {.set_count = 1};
	struct pl_survey *survey;
	const struct pl_survey *sets[1];
	json_t *body =
	    json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);

	if (body == NULL)
		return 0;
	if (pl_survey_read(&survey, "set", set, strlen(set), NULL) < 0)
		abort();
	sets[0] = survey;
	with.sets = sets;
	check(body, &with);
	pl_survey_free(survey);
	json_decref(body);
	return 0;
}
