/*
 * preview.c - is a preview the submission, and the whole of it?
 *
 * Bodies made by chance, with all that there can be in one; from the preview of
 * each the very bytes are made again.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/canonical.h"
#include "share/preview.h"
#include "tests/referee/verdict.h"
#include "tests/unit/bodies.h"
#include "tests/unit/reread.h"

enum { BODIES = 100000, SETS = 3 };

struct tally {
	long previews, same;
	size_t bytes, shown;
};

/* Are the bytes that a preview shows those that it was made of? */
static int
is_same(const char *preview, const struct pl_buf *bytes)
{
	json_t *body = reread(preview);
	struct pl_buf again;
	int same;

	pl_buf_init(&again, PL_CANONICAL_LIMIT);
	same = body != NULL &&
	       pl_canonical_write(body, &again, NULL) == PL_OK &&
	       again.length == bytes->length &&
	       memcmp(again.text, bytes->text, again.length) == 0;
	pl_buf_free(&again);
	json_decref(body);
	return same;
}

static void
judge_body(
    struct tally *tally, const json_t *body, const struct pl_preview *with)
{
	struct pl_buf bytes, preview;

	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	pl_buf_init(&preview, PL_PREVIEW_LIMIT);
	if (pl_canonical_write(body, &bytes, NULL) == PL_OK &&
	    pl_preview_write(&preview, bytes.text, bytes.length, with, NULL) ==
		PL_OK) {
		tally->previews++;
		tally->same += is_same(preview.text, &bytes);
		tally->bytes += bytes.length;
		tally->shown += preview.length;
	}
	pl_buf_free(&preview);
	pl_buf_free(&bytes);
}

int
main(void)
{
	static const char *const paths[SETS] = {"surveys/patch-testing.json",
	    "surveys/why-not-patched.json", "surveys/lesson/lesson.json"};
	struct pl_survey *sets[SETS];
	const struct pl_survey *const *lent =
	    (const struct pl_survey *const *)sets;
	const struct pl_preview with = {.sets = lent, .set_count = SETS};
	struct tally tally = {0};
	uint64_t seed = 22;

	for (int i = 0; i < SETS; i++)
		if (pl_survey_open(&sets[i], paths[i], NULL) < 0)
			return 2;
	for (int i = 0; i < BODIES; i++) {
		json_t *body = draw_body(&seed, lent, SETS);

		judge_body(&tally, body, &with);
		json_decref(body);
	}
	for (int i = 0; i < SETS; i++)
		pl_survey_free(sets[i]);
	verdict(tally.previews == BODIES,
	    "%ld of %d submissions have a preview", tally.previews, BODIES);
	verdict(tally.same == BODIES,
	    "from %ld of %d previews the same bytes can be made (%zu bytes, "
	    "told in %zu)",
	    tally.same, BODIES, tally.bytes, tally.shown);
	return verdict_end();
}
