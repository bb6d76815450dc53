#include <string.h>

#include "base/error.h"
#include "scrub/choices.h"
#include "scrub/reading.h"

/* ---- Striking ----------------------------------------------------------- */

/* Would what was chosen be found in any text as it would leave? */
static int
stands_somewhere(
    const struct pl_reading *reading, const struct pl_choices *chosen)
{
	struct pl_spans found = {0};
	int stands;

	for (size_t i = 0; i < reading->count; i++)
		pl_choices_find(chosen, reading->texts[i].scrubbed.after,
		    reading->texts[i].scrubbed.after_length, &found);
	stands = found.count > 0;
	pl_spans_free(&found);
	return stands;
}

int
pl_reading_strike(const struct pl_reading *reading, struct pl_choices *choices,
    const char *words, struct pl_error *err)
{
	struct pl_choices *only;
	int result;

	if (pl_choices_unrestore(choices, words, strlen(words)) > 0)
		return PL_OK;
	only = pl_choices_new();
	result = pl_choices_strike(only, words, err);
	if (result == PL_OK && !stands_somewhere(reading, only))
		result = pl_fail(err, PL_E_CONFIG,
		    "\"%.200s\" stands in no text as it would leave", words);
	pl_choices_free(only);
	return result < 0 ? result : pl_choices_strike(choices, words, err);
}

/* ---- Restoring ---------------------------------------------------------- */

/* The pieces that were asked for. */
struct asked {
	const char *words;           /* a placeholder, or as a piece was */
	struct pl_choices *by_words; /* restore words and nothing else */
	const char *before;          /* of the first; NULL: there is none */
	size_t length;
	const struct pl_replacement *piece;
	struct pl_choices *as_first; /* restore before and nothing else */
	int differ;                  /* there is one of other words */
};

static int
is_asked(const struct asked *asked, const struct pl_scrubbed *scrubbed,
    const struct pl_replacement *piece)
{
	const char *after = scrubbed->after + piece->at;

	return (strlen(asked->words) == piece->length &&
		   memcmp(asked->words, after, piece->length) == 0) ||
	       pl_choices_keeps(asked->by_words, scrubbed->before + piece->from,
		   piece->to - piece->from);
}

static int
take_piece(struct asked *asked, const struct pl_scrubbed *scrubbed,
    const struct pl_replacement *piece, struct pl_error *err)
{
	const char *before = scrubbed->before + piece->from;
	size_t length = piece->to - piece->from;

	if (asked->before != NULL) {
		asked->differ |=
		    !pl_choices_keeps(asked->as_first, before, length);
		return PL_OK;
	}
	asked->before = before;
	asked->length = length;
	asked->piece = piece;
	return pl_choices_restore(asked->as_first, before, length, err);
}

static int
find_pieces(
    struct asked *asked, const struct pl_reading *reading, struct pl_error *err)
{
	int result = pl_choices_restore(
	    asked->by_words, asked->words, strlen(asked->words), err);

	for (size_t i = 0; i < reading->count; i++) {
		const struct pl_scrubbed *scrubbed =
		    &reading->texts[i].scrubbed;

		for (size_t j = 0;
		     j < scrubbed->replaced_count && result == PL_OK; j++)
			if (is_asked(asked, scrubbed, &scrubbed->replaced[j]))
				result = take_piece(asked, scrubbed,
				    &scrubbed->replaced[j], err);
	}
	return result;
}

static int
check_hold(const struct asked *asked, struct pl_error *err)
{
	static const char *const whys[] = {
	    [PL_HOLD_NAME] = "it holds a name that must not leave, by your "
			     "own store or --organization",
	    [PL_HOLD_SECRET] = "it looks like a secret",
	    [PL_HOLD_STRUCK] = "it holds words that were struck; restore these "
			       "first",
	    [PL_HOLD_PARTS] = "it is made of parts of which some are replaced",
	};

	if (asked->piece->hold == PL_HOLD_NONE)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG, "\"%.200s\" stays replaced: %s",
	    asked->words, whys[asked->piece->hold]);
}

static int
restore_pieces(
    const struct asked *asked, struct pl_choices *choices, struct pl_error *err)
{
	const char *words = asked->words;

	if (asked->differ)
		return pl_fail(err, PL_E_CONFIG,
		    "\"%.200s\" stands for several things; say what is to be "
		    "restored as it was",
		    words);
	if (asked->before != NULL && asked->piece->kind != PL_SPAN_STRUCK)
		return check_hold(asked, err) < 0
		           ? PL_E_CONFIG
		           : pl_choices_restore(
				 choices, asked->before, asked->length, err);
	if ((asked->before != NULL && pl_choices_unstrike(choices,
					  asked->before, asked->length) > 0) ||
	    pl_choices_unstrike(choices, words, strlen(words)) > 0)
		return PL_OK;
	return pl_fail(
	    err, PL_E_CONFIG, "nothing that was replaced is \"%.200s\"", words);
}

int
pl_reading_restore(const struct pl_reading *reading, struct pl_choices *choices,
    const char *words, struct pl_error *err)
{
	struct asked asked = {.words = words,
	    .by_words = pl_choices_new(),
	    .as_first = pl_choices_new()};
	int result = find_pieces(&asked, reading, err);

	if (result == PL_OK)
		result = restore_pieces(&asked, choices, err);
	pl_choices_free(asked.by_words);
	pl_choices_free(asked.as_first);
	return result;
}
