#include "scrub/scrub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/normalize.h"
#include "scrub/technical.h"
#include "scrub/text.h"
#include "scrub/words.h"

/* A text on its way, and where each byte comes from. Bytes that were put in
 * have the piece that they were put in for, all others themselves. */
struct draft {
	char *text;
	size_t length, room;
	struct origin {
		uint32_t from, to;
		uint8_t kind; /* 0: as it was; else its kind + 1 */
		uint8_t hold;
	} * origins;
};

struct scrub {
	const struct pl_denylist *list;
	const struct pl_choices *choices;
	struct draft draft;
	struct pl_spans found, doubts;
	struct pl_spans listed, struck; /* of found, and why */
	struct pl_map *known;           /* what has a number, as "HOST:web14" */
	unsigned long *numbers;         /* of each in known */
	size_t numbers_room;
	unsigned long last[PL_SPAN_KINDS];
};

/* ---- Drafts ------------------------------------------------------------- */

static void
draft_put(struct draft *draft, char byte, struct origin origin)
{
	if (draft->length + 1 >= draft->room) {
		draft->room = draft->room * 2 + 64;
		draft->text = pl_realloc_array(draft->text, draft->room, 1);
		draft->origins = pl_realloc_array(
		    draft->origins, draft->room, sizeof *draft->origins);
	}
	draft->origins[draft->length] = origin;
	draft->text[draft->length++] = byte;
	draft->text[draft->length] = '\0';
}

static void
draft_begin(struct draft *draft, const char *text, size_t length)
{
	*draft = (struct draft){.room = length + 64};
	draft->text = pl_alloc(draft->room);
	draft->origins = pl_alloc_array(draft->room, sizeof *draft->origins);
	for (uint32_t i = 0; i < length; i++)
		draft_put(
		    draft, text[i], (struct origin){.from = i, .to = i + 1});
}

static void
draft_free(struct draft *draft)
{
	free(draft->text);
	free(draft->origins);
}

static void
draft_copy(struct draft *to, const struct draft *from, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		draft_put(to, from->text[i], from->origins[i]);
}

/* ---- Placeholders ------------------------------------------------------- */

/* New numbers come behind those that the text has. */
static void
scrub_count(struct scrub *scrub, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		enum pl_span_kind kind;
		unsigned long number;

		if (pl_span_placeholder(text + i, length - i, &kind, &number) >
			0 &&
		    number > scrub->last[kind])
			scrub->last[kind] = number;
	}
}

/* The number of what a span holds. */
static unsigned long
scrub_number(struct scrub *scrub, const struct pl_span *span)
{
	struct pl_normal normal;
	char *key;
	size_t length, count = pl_map_count(scrub->known);
	uint32_t id;

	pl_normalize(&normal, scrub->draft.text + span->from,
	    span->to - span->from, PL_NORMAL_LOOKS);
	length = strlen(pl_span_name(span->kind)) + 1;
	key = pl_alloc(length + normal.length + 1);
	snprintf(key, length + normal.length + 1, "%s:%s",
	    pl_span_name(span->kind), normal.text);
	id = pl_map_add(scrub->known, key);
	if (id > count) {
		scrub->numbers = pl_grow(scrub->numbers, count,
		    &scrub->numbers_room, sizeof *scrub->numbers);
		scrub->numbers[count] = ++scrub->last[span->kind];
	}
	free(key);
	pl_normal_free(&normal);
	return scrub->numbers[id - 1];
}

static void
scrub_words(struct scrub *scrub, const struct pl_span *span, char out[48])
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};

	if (span->kind == PL_SPAN_DATE && span->year > 0 && span->month > 0)
		snprintf(out, 48, "%04u-%02u", span->year, span->month);
	else if (span->kind == PL_SPAN_DATE && span->year > 0)
		snprintf(out, 48, "%04u", span->year);
	else if (span->kind == PL_SPAN_DATE && span->month > 0)
		snprintf(out, 48, "%s", months[span->month - 1]);
	else
		snprintf(out, 48, "[%s-%lu]", pl_span_name(span->kind),
		    scrub_number(scrub, span));
}

/* ---- What a reviewer may restore ---------------------------------------- */

/* Does one of these, merged, share a byte with a span? */
static int
spans_touch(const struct pl_spans *spans, const struct pl_span *span)
{
	size_t low = 0, high = spans->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans->list[middle].to <= span->from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < spans->count && spans->list[low].from < span->to;
}

static int
draft_holds_parts(const struct draft *draft, const struct pl_span *span)
{
	for (size_t i = span->from; i < span->to; i++)
		if (draft->origins[i].kind > 0)
			return 1;
	return 0;
}

static enum pl_hold
scrub_hold(const struct scrub *scrub, const struct pl_span *span)
{
	if (spans_touch(&scrub->listed, span))
		return PL_HOLD_NAME;
	if (span->kind == PL_SPAN_SECRET ||
	    pl_recognize_secret(
		scrub->draft.text + span->from, span->to - span->from))
		return PL_HOLD_SECRET;
	if (spans_touch(&scrub->struck, span))
		return PL_HOLD_STRUCK;
	return draft_holds_parts(&scrub->draft, span) ? PL_HOLD_PARTS
	                                              : PL_HOLD_NONE;
}

static int
scrub_stays(const struct scrub *scrub, const struct pl_span *span)
{
	return scrub->choices != NULL &&
	       pl_choices_keeps(scrub->choices, scrub->draft.text + span->from,
		   span->to - span->from) &&
	       scrub_hold(scrub, span) == PL_HOLD_NONE;
}

/* ---- Passes ------------------------------------------------------------- */

static void
scrub_replace(struct scrub *scrub, struct draft *to, const struct pl_span *span)
{
	const struct origin *origins = scrub->draft.origins;
	struct origin origin = {.from = origins[span->from].from,
	    .to = origins[span->to - 1].to,
	    .kind = (uint8_t)(span->kind + 1),
	    .hold = (uint8_t)scrub_hold(scrub, span)};
	char words[48];

	scrub_words(scrub, span, words);
	for (const char *at = words; *at != '\0'; at++)
		draft_put(to, *at, origin);
}

static void
spans_append(struct pl_spans *to, const struct pl_spans *from)
{
	for (size_t i = 0; i < from->count; i++)
		pl_spans_add(to, from->list[i]);
}

static void
scrub_find(struct scrub *scrub)
{
	const struct draft *draft = &scrub->draft;

	scrub->found.count = scrub->doubts.count = 0;
	scrub->listed.count = scrub->struck.count = 0;
	pl_recognize(draft->text, draft->length, &scrub->found);
	if (scrub->list != NULL)
		pl_denylist_find(scrub->list, draft->text, draft->length,
		    &scrub->listed, &scrub->doubts);
	if (scrub->choices != NULL)
		pl_choices_find(
		    scrub->choices, draft->text, draft->length, &scrub->struck);
	pl_spans_merge(&scrub->listed);
	pl_spans_merge(&scrub->struck);
	pl_spans_merge(&scrub->doubts);
	spans_append(&scrub->found, &scrub->listed);
	spans_append(&scrub->found, &scrub->struck);
	pl_spans_merge(&scrub->found);
}

/* Is there anything that does not stay? */
static int
scrub_is_done(const struct scrub *scrub)
{
	for (size_t i = 0; i < scrub->found.count; i++)
		if (!scrub_stays(scrub, &scrub->found.list[i]))
			return 0;
	return 1;
}

/* Whether two neighbours were put in for the same piece. */
static int
draft_together(const struct draft *draft, size_t one, size_t other)
{
	const struct origin *a = &draft->origins[one];
	const struct origin *b = &draft->origins[other];

	return a->kind > 0 && a->kind == b->kind && a->from == b->from;
}

/* A part of a month that was put in takes the whole month. */
static void
scrub_widen(struct scrub *scrub)
{
	const struct draft *draft = &scrub->draft;

	for (size_t i = 0; i < scrub->found.count; i++) {
		struct pl_span *span = &scrub->found.list[i];

		while (span->from > 0 &&
		       draft_together(draft, span->from - 1, span->from))
			span->from--;
		while (span->to < draft->length &&
		       draft_together(draft, span->to - 1, span->to))
			span->to++;
	}
	pl_spans_merge(&scrub->found);
}

static void
scrub_pass(struct scrub *scrub)
{
	struct draft next = {0};
	size_t at = 0;

	scrub_widen(scrub);
	for (size_t i = 0; i < scrub->found.count; i++) {
		const struct pl_span *span = &scrub->found.list[i];
		char words[48];

		if (scrub_stays(scrub, span)) {
			scrub_words(scrub, span, words); /* takes its number */
			continue;
		}
		draft_copy(&next, &scrub->draft, at, span->from);
		scrub_replace(scrub, &next, span);
		at = span->to;
	}
	draft_copy(&next, &scrub->draft, at, scrub->draft.length);
	draft_free(&scrub->draft);
	scrub->draft = next;
}

static int
scrub_passes(struct scrub *scrub, struct pl_error *err)
{
	for (int i = 0; i < PL_SCRUB_PASSES; i++) {
		scrub_find(scrub);
		if (scrub_is_done(scrub))
			return PL_OK;
		scrub_pass(scrub);
		if (scrub->draft.length > PL_SCRUB_TEXT)
			return pl_fail(err, PL_E_LIMIT,
			    "the scrubbed text has more than %d bytes; part it",
			    PL_SCRUB_TEXT);
	}
	return pl_fail(err, PL_E_DATA,
	    "the text still shows something new after %d passes; write it "
	    "more simply",
	    PL_SCRUB_PASSES);
}

/* ---- What is told of it ------------------------------------------------- */

static void
scrub_tell_replaced(const struct scrub *scrub, struct pl_scrubbed *out)
{
	const struct draft *draft = &scrub->draft;
	size_t at = 0, room = 0;

	while (at < draft->length) {
		const struct origin *origin = &draft->origins[at];
		size_t end = at + 1;

		while (end < draft->length && draft_together(draft, at, end))
			end++;
		if (origin->kind > 0) {
			out->replaced = pl_grow(out->replaced,
			    out->replaced_count, &room, sizeof *out->replaced);
			out->replaced[out->replaced_count++] =
			    (struct pl_replacement){.from = origin->from,
				.to = origin->to,
				.at = at,
				.length = end - at,
				.kind = (enum pl_span_kind)(origin->kind - 1),
				.hold = (enum pl_hold)origin->hold};
		}
		at = end;
	}
}

/* What is found in the end is what stays. */
static void
scrub_tell_restored(const struct scrub *scrub, struct pl_scrubbed *out)
{
	const struct pl_spans *found = &scrub->found;

	out->restored = pl_alloc_array(found->count + 1, sizeof *out->restored);
	for (size_t i = 0; i < found->count; i++)
		out->restored[out->restored_count++] =
		    (struct pl_restored){.from = found->list[i].from,
			.to = found->list[i].to,
			.kind = found->list[i].kind};
}

static void
tell_doubt(struct pl_scrubbed *out, const struct pl_doubtful *doubt)
{
	out->doubts = pl_grow(
	    out->doubts, out->doubt_count, &out->doubt_room, sizeof *doubt);
	out->doubts[out->doubt_count++] = *doubt;
}

/* Words that begin most sentences and are nobody's name. */
static int
is_opening(const char *word, size_t length)
{
	static const char *const openings[] = {"a", "after", "all", "an", "and",
	    "another", "as", "at", "because", "before", "both", "but", "by",
	    "during", "each", "either", "every", "few", "for", "from", "he",
	    "her", "his", "how", "however", "i", "if", "in", "into", "it",
	    "its", "many", "more", "most", "my", "neither", "no", "none", "not",
	    "nothing", "of", "on", "once", "one", "only", "or", "our",
	    "several", "she", "since", "so", "some", "than", "that", "the",
	    "their", "them", "then", "there", "these", "they", "this", "those",
	    "three", "to", "two", "under", "until", "upon", "us", "we", "were",
	    "what", "when", "where", "which", "while", "who", "why", "with",
	    "without", "you", "your"};

	for (size_t i = 0; i < PL_COUNT(openings); i++)
		if (strlen(openings[i]) == length &&
		    memcmp(openings[i], word, length) == 0)
			return 1;
	return 0;
}

/* A letter alone or a number that is short, which names nobody. */
static int
is_short(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!pl_is_digit(word[i]))
			return length == 1;
	return length < 6;
}

/* Whether a person should look at a word, and why. */
static int
word_doubted(const char *text, size_t from, size_t to, enum pl_doubt *why)
{
	struct pl_normal normal;
	const char *word;
	size_t length;
	int capital = pl_is_upper(text[from]);
	int doubted;

	pl_normalize(&normal, text + from, to - from, PL_NORMAL_LOOKS);
	word = normal.text;
	length = normal.length;
	*why = capital ? PL_DOUBT_CAPITAL : PL_DOUBT_RARE;
	if (is_short(word, length))
		doubted = 0;
	else if (capital)
		doubted = !is_opening(word, length) &&
		          !pl_word_technical(word, length);
	else
		doubted = !pl_word_known(word, length);
	doubted |= !pl_is_ascii(text + from, to - from);
	pl_normal_free(&normal);
	return doubted;
}

/* Doubts about names come between those about words, in order. */
static void
tell_names(struct pl_scrubbed *out, const struct pl_spans *names, size_t *next,
    size_t before)
{
	for (; *next < names->count && names->list[*next].from < before;
	     ++*next) {
		const struct pl_span *name = &names->list[*next];

		tell_doubt(out, &(struct pl_doubtful){.from = name->from,
				    .to = name->to,
				    .why = PL_DOUBT_NAME,
				    .kind = name->kind});
	}
}

static size_t
word_end(const char *text, size_t from, size_t length)
{
	size_t to = from;

	while (to < length &&
	       (pl_is_word(text[to]) ||
		   (text[to] == '\'' && to > from && to + 1 < length &&
		       pl_is_letter(text[to + 1]))))
		to++;
	return to;
}

/* The length of a placeholder or of a technical number at a place, or 0. */
static size_t
nobodys_length(const char *text, size_t at, size_t length)
{
	enum pl_span_kind kind;
	unsigned long number;
	size_t known =
	    pl_span_placeholder(text + at, length - at, &kind, &number);

	if (known == 0 && pl_is_alnum(text[at]) &&
	    (at == 0 || !pl_is_word(text[at - 1])))
		known = pl_technical_number(text, at);
	return known;
}

static void
scrub_tell_doubts(const struct scrub *scrub, struct pl_scrubbed *out)
{
	const char *text = scrub->draft.text;
	size_t length = scrub->draft.length, at = 0, next = 0;
	struct pl_doubtful doubt = {0};

	while (at < length) {
		size_t to = at + nobodys_length(text, at, length);

		if (to > at) {
			at = to;
			continue;
		}
		to = word_end(text, at, length);
		tell_names(out, &scrub->doubts, &next, to > at ? to : at + 1);
		doubt = (struct pl_doubtful){.from = at, .to = to};
		if (to > at && word_doubted(text, at, to, &doubt.why) &&
		    (out->doubt_count == 0 ||
			out->doubts[out->doubt_count - 1].to <= at))
			tell_doubt(out, &doubt);
		at = to > at ? to : at + 1;
	}
}

static void
scrub_tell(struct scrub *scrub, struct pl_scrubbed *out)
{
	scrub_tell_replaced(scrub, out);
	scrub_tell_restored(scrub, out);
	scrub_tell_doubts(scrub, out);
	out->after = scrub->draft.text;
	out->after_length = scrub->draft.length;
	free(scrub->draft.origins);
	scrub->draft = (struct draft){0};
}

static int
scrub_clean(struct pl_scrubbed *out, const char *text, size_t length,
    struct pl_error *err)
{
	int result = PL_OK;

	*out = (struct pl_scrubbed){0};
	if (length <= PL_SCRUB_TEXT)
		result = pl_normal_clean(&out->before, &out->before_length,
		    &out->hidden, text, length, err);
	if (length > PL_SCRUB_TEXT || out->before_length > PL_SCRUB_TEXT)
		result = pl_fail(err, PL_E_LIMIT,
		    "a text of more than %d bytes; part it", PL_SCRUB_TEXT);
	if (result < 0)
		free(out->before);
	return result;
}

int
pl_scrub_chosen(struct pl_scrubbed *out, const char *text, size_t length,
    const struct pl_denylist *list, const struct pl_choices *choices,
    struct pl_error *err)
{
	struct scrub scrub = {.list = list, .choices = choices};
	struct pl_scrubbed scrubbed;
	int result;

	result = scrub_clean(&scrubbed, text, length, err);
	if (result < 0)
		return result;
	scrub.known = pl_map_new();
	scrub_count(&scrub, scrubbed.before, scrubbed.before_length);
	draft_begin(&scrub.draft, scrubbed.before, scrubbed.before_length);
	result = scrub_passes(&scrub, err);
	if (result == PL_OK) {
		scrub_tell(&scrub, &scrubbed);
		*out = scrubbed;
	} else {
		pl_scrubbed_free(&scrubbed);
	}
	draft_free(&scrub.draft);
	pl_spans_free(&scrub.found);
	pl_spans_free(&scrub.doubts);
	pl_spans_free(&scrub.listed);
	pl_spans_free(&scrub.struck);
	pl_map_free(scrub.known);
	free(scrub.numbers);
	return result;
}

int
pl_scrub(struct pl_scrubbed *out, const char *text, size_t length,
    const struct pl_denylist *list, struct pl_error *err)
{
	return pl_scrub_chosen(out, text, length, list, NULL, err);
}

void
pl_scrubbed_free(struct pl_scrubbed *scrubbed)
{
	free(scrubbed->before);
	free(scrubbed->after);
	free(scrubbed->replaced);
	free(scrubbed->restored);
	free(scrubbed->doubts);
	*scrubbed = (struct pl_scrubbed){0};
}
