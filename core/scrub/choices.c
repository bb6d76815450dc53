#include "scrub/choices.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "scrub/denylist.h"
#include "scrub/normalize.h"
#include "scrub/spans.h"
#include "scrub/text.h"

struct pl_choices {
	struct pl_denylist *struck[PL_CHOICES]; /* each a list of one term */
	size_t struck_count;
	char *restored[PL_CHOICES]; /* as key_of has them */
	size_t restored_count;
};

struct pl_choices *
pl_choices_new(void)
{
	return pl_alloc(sizeof(struct pl_choices));
}

void
pl_choices_free(struct pl_choices *choices)
{
	if (choices == NULL)
		return;
	for (size_t i = 0; i < choices->struck_count; i++)
		pl_denylist_free(choices->struck[i]);
	for (size_t i = 0; i < choices->restored_count; i++)
		free(choices->restored[i]);
	free(choices);
}

static int
too_many(struct pl_error *err)
{
	return pl_fail(err, PL_E_LIMIT,
	    "at most %d choices of a sort; edit the lesson", PL_CHOICES);
}

/* ---- Struck ------------------------------------------------------------- */

/* What a list of names would only doubt, a reviewer is sure of. */
static void
find_in(const struct pl_denylist *list, const char *text, size_t length,
    struct pl_spans *found)
{
	pl_denylist_find(list, text, length, found, found);
}

static int
stands_in(const struct pl_denylist *list, const char *text, size_t length)
{
	struct pl_spans found = {0};
	int stands;

	find_in(list, text, length, &found);
	stands = found.count > 0;
	pl_spans_free(&found);
	return stands;
}

int
pl_choices_strike(
    struct pl_choices *choices, const char *words, struct pl_error *err)
{
	struct pl_denylist *list;
	int result;

	if (choices->struck_count == PL_CHOICES)
		return too_many(err);
	list = pl_denylist_new();
	result = pl_denylist_add(list, words, PL_SPAN_STRUCK, err);
	if (result == PL_OK && pl_denylist_count(list) == 0)
		result = pl_fail(
		    err, PL_E_CONFIG, "expected words with a letter or digit");
	if (result < 0) {
		pl_denylist_free(list);
		return result;
	}
	pl_denylist_close(list);
	choices->struck[choices->struck_count++] = list;
	return PL_OK;
}

size_t
pl_choices_unstrike(struct pl_choices *choices, const char *text, size_t length)
{
	size_t kept = 0, before = choices->struck_count;

	for (size_t i = 0; i < before; i++)
		if (stands_in(choices->struck[i], text, length))
			pl_denylist_free(choices->struck[i]);
		else
			choices->struck[kept++] = choices->struck[i];
	choices->struck_count = kept;
	return before - kept;
}

void
pl_choices_find(const struct pl_choices *choices, const char *text,
    size_t length, struct pl_spans *found)
{
	for (size_t i = 0; i < choices->struck_count; i++)
		find_in(choices->struck[i], text, length, found);
}

/* ---- Restored ----------------------------------------------------------- */

/* Words as they are compared; the caller frees them. */
static char *
key_of(const char *text, size_t length)
{
	struct pl_normal normal;
	char *key;

	pl_normalize(&normal, text, length, PL_NORMAL_LOOKS);
	key = pl_strdup(normal.text);
	pl_normal_free(&normal);
	return key;
}

/* The place of a text among what is restored, or restored_count. */
static size_t
place_of(const struct pl_choices *choices, const char *text, size_t length)
{
	char *key = key_of(text, length);
	size_t i = 0;

	while (i < choices->restored_count &&
	       strcmp(choices->restored[i], key) != 0)
		i++;
	free(key);
	return i;
}

int
pl_choices_keeps(
    const struct pl_choices *choices, const char *text, size_t length)
{
	return place_of(choices, text, length) < choices->restored_count;
}

int
pl_choices_restore(struct pl_choices *choices, const char *words, size_t length,
    struct pl_error *err)
{
	size_t hidden;
	char *clean;
	int result =
	    pl_normal_clean(&clean, &length, &hidden, words, length, err);

	if (result < 0)
		return result;
	if (length == 0)
		result = pl_fail(err, PL_E_CONFIG, "expected words");
	else if (pl_choices_keeps(choices, clean, length))
		result = PL_OK;
	else if (choices->restored_count == PL_CHOICES)
		result = too_many(err);
	else
		choices->restored[choices->restored_count++] =
		    key_of(clean, length);
	free(clean);
	return result;
}

size_t
pl_choices_unrestore(
    struct pl_choices *choices, const char *text, size_t length)
{
	size_t place = place_of(choices, text, length);

	if (place == choices->restored_count)
		return 0;
	free(choices->restored[place]);
	choices->restored[place] = choices->restored[--choices->restored_count];
	return 1;
}
