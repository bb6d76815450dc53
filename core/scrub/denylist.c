#include "scrub/denylist.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "scrub/normalize.h"
#include "scrub/text.h"
#include "scrub/words.h"

/* The most separators in a row inside a name, and how far to each side of one
 * the word goes that it is a part of. */
enum { GAP = 3, SIDE = 200 };

/* A place in the tree of terms; the root is 0. */
struct node {
	uint32_t parent;
	uint32_t fail;   /* the longest other term's beginning that ends here */
	uint32_t output; /* the next node on the way of fail that ends a term */
	uint16_t depth;
	uint8_t byte;
	uint8_t term; /* 0: none ends here; else its kind + 1 */
	uint8_t doubt;
};

struct pl_denylist {
	struct node *nodes;
	size_t count, room;
	uint32_t *slots; /* children by parent and byte, open addressing */
	size_t slot_count;
	size_t terms;
};

/* ---- The tree ----------------------------------------------------------- */

struct pl_denylist *
pl_denylist_new(void)
{
	struct pl_denylist *list = pl_alloc(sizeof *list);

	list->nodes = pl_grow(NULL, 0, &list->room, sizeof *list->nodes);
	list->nodes[0] = (struct node){0};
	list->count = 1;
	list->slot_count = 64;
	list->slots = pl_alloc_array(list->slot_count, sizeof *list->slots);
	return list;
}

void
pl_denylist_free(struct pl_denylist *list)
{
	if (list == NULL)
		return;
	free(list->nodes);
	free(list->slots);
	free(list);
}

size_t
pl_denylist_count(const struct pl_denylist *list)
{
	return list->terms;
}

/* The slot of a child, or the free one where it belongs. */
static size_t
list_slot(const struct pl_denylist *list, uint32_t parent, uint8_t byte)
{
	uint64_t key = (uint64_t)parent << 8 | byte;
	size_t mask = list->slot_count - 1;
	size_t slot = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;

	for (; list->slots[slot] != 0; slot = (slot + 1) & mask) {
		const struct node *node = &list->nodes[list->slots[slot]];

		if (node->parent == parent && node->byte == byte)
			break;
	}
	return slot;
}

static uint32_t
list_child(const struct pl_denylist *list, uint32_t parent, uint8_t byte)
{
	return list->slots[list_slot(list, parent, byte)];
}

static void
list_widen(struct pl_denylist *list)
{
	free(list->slots);
	list->slot_count *= 2;
	list->slots = pl_alloc_array(list->slot_count, sizeof *list->slots);
	for (uint32_t i = 1; i < list->count; i++) {
		const struct node *node = &list->nodes[i];

		list->slots[list_slot(list, node->parent, node->byte)] = i;
	}
}

static uint32_t
list_grow(struct pl_denylist *list, uint32_t parent, uint8_t byte)
{
	uint32_t child = list_child(list, parent, byte);

	if (child != 0)
		return child;
	child = (uint32_t)list->count;
	list->nodes =
	    pl_grow(list->nodes, list->count, &list->room, sizeof *list->nodes);
	list->nodes[list->count++] = (struct node){.parent = parent,
	    .byte = byte,
	    .depth = (uint16_t)(list->nodes[parent].depth + 1)};
	if (list->count * 2 > list->slot_count)
		list_widen(list);
	else
		list->slots[list_slot(list, parent, byte)] = child;
	return child;
}

/* ---- Terms -------------------------------------------------------------- */

static int
is_separator(char c)
{
	return c == ' ' || c == '-' || c == '_' || c == '\n' || c == '\t';
}

static size_t
squeeze(char *text, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++)
		if (!is_separator(text[i]))
			text[kept++] = text[i];
	text[kept] = '\0';
	return kept;
}

struct shape {
	size_t words, known; /* how many words, and how many words.h knows */
	size_t letters, digits;
};

static struct shape
term_shape(const char *text, size_t length)
{
	struct shape shape = {0};
	size_t at = 0;

	while (at < length) {
		size_t end = at;

		while (end < length && pl_is_word(text[end])) {
			shape.digits += pl_is_digit(text[end]);
			/* Of a character, the first byte counts. */
			shape.letters += !pl_is_digit(text[end]) &&
			                 (text[end] & 0xc0) != 0x80;
			end++;
		}
		if (end > at) {
			shape.words++;
			shape.known += pl_word_known(text + at, end - at);
		}
		at = end + 1;
	}
	return shape;
}

static int
term_doubted(const struct shape *shape, enum pl_span_kind kind)
{
	if (shape->letters + shape->digits < PL_DENYLIST_LETTERS)
		return 1;
	if (shape->letters == 0)
		return shape->digits < 6;
	if (shape->known < shape->words)
		return 0;
	return shape->words == 1 || kind == PL_SPAN_GROUP ||
	       kind == PL_SPAN_VALUE;
}

static int
list_add_form(struct pl_denylist *list, const char *term, size_t length,
    enum pl_span_kind kind, enum pl_normal_form form, struct pl_error *err)
{
	struct pl_normal normal;
	struct shape shape;
	uint32_t node = 0;
	int result = PL_OK;

	pl_normalize(&normal, term, length, form);
	shape = term_shape(normal.text, normal.length);
	normal.length = squeeze(normal.text, normal.length);
	if (normal.length > PL_DENYLIST_TERM)
		result = pl_fail(err, PL_E_LIMIT,
		    "a name of %zu bytes is too long to look for; the longest "
		    "may have %d",
		    normal.length, PL_DENYLIST_TERM);
	else if (list->count + normal.length > PL_DENYLIST_BYTES)
		result = pl_fail(err, PL_E_LIMIT,
		    "more than %d bytes of names to look for",
		    PL_DENYLIST_BYTES);
	if (result == PL_OK && shape.letters + shape.digits > 0) {
		for (size_t i = 0; i < normal.length; i++)
			node = list_grow(list, node, (uint8_t)normal.text[i]);
		if (list->nodes[node].term == 0) {
			list->nodes[node].term = (uint8_t)(kind + 1);
			list->nodes[node].doubt =
			    (uint8_t)term_doubted(&shape, kind);
			list->terms += form == PL_NORMAL_LOOKS;
		}
	}
	pl_normal_free(&normal);
	return result;
}

int
pl_denylist_add(struct pl_denylist *list, const char *term,
    enum pl_span_kind kind, struct pl_error *err)
{
	char *clean;
	size_t length, hidden;
	int result;

	result =
	    pl_normal_clean(&clean, &length, &hidden, term, strlen(term), err);
	if (result < 0)
		return result;
	result = list_add_form(list, clean, length, kind, PL_NORMAL_LOOKS, err);
	if (result == PL_OK && !pl_is_ascii(clean, length))
		result = list_add_form(
		    list, clean, length, kind, PL_NORMAL_LETTERS, err);
	free(clean);
	return result;
}

/* Nodes in the order of their depth: those of a fail are known before. */
static uint32_t *
list_by_depth(const struct pl_denylist *list)
{
	uint32_t *order = pl_alloc_array(list->count, sizeof *order);
	size_t starts[PL_DENYLIST_TERM + 2] = {0};

	for (size_t i = 0; i < list->count; i++)
		starts[list->nodes[i].depth + 1]++;
	for (size_t i = 1; i < PL_COUNT(starts); i++)
		starts[i] += starts[i - 1];
	for (uint32_t i = 0; i < list->count; i++)
		order[starts[list->nodes[i].depth]++] = i;
	return order;
}

static uint32_t
list_step(const struct pl_denylist *list, uint32_t node, uint8_t byte)
{
	for (;;) {
		uint32_t child = list_child(list, node, byte);

		if (child != 0)
			return child;
		if (node == 0)
			return 0;
		node = list->nodes[node].fail;
	}
}

void
pl_denylist_close(struct pl_denylist *list)
{
	uint32_t *order = list_by_depth(list);

	for (size_t i = 1; i < list->count; i++) {
		struct node *node = &list->nodes[order[i]];

		if (node->parent != 0)
			node->fail = list_step(
			    list, list->nodes[node->parent].fail, node->byte);
		node->output = list->nodes[node->fail].term != 0
		                   ? node->fail
		                   : list->nodes[node->fail].output;
	}
	free(order);
}

/* ---- Finding ------------------------------------------------------------ */

struct search {
	const struct pl_denylist *list;
	const char *original;
	struct pl_normal normal;
	char *squeezed;
	uint32_t *places; /* of each squeezed byte in normal */
	size_t length;
	struct pl_spans *found, *doubts;
};

static int
is_capital(const struct search *search, size_t at)
{
	char c = search->original[search->normal.from[at]];

	return c >= 'A' && c <= 'Z';
}

/* Whether something may begin or end between normal bytes at - 1 and at. */
static int
search_border(const struct search *search, size_t at)
{
	const char *text = search->normal.text;

	if (at == 0 || at == search->normal.length)
		return 1;
	if (!pl_is_word(text[at - 1]) || !pl_is_word(text[at]))
		return 1;
	if (pl_is_digit(text[at - 1]) != pl_is_digit(text[at]))
		return 1;
	return is_capital(search, at) && !is_capital(search, at - 1);
}

/* The end of a name may be a plural. */
static int
search_ends(const struct search *search, size_t at)
{
	return search_border(search, at) || (search->normal.text[at] == 's' &&
						search_border(search, at + 1));
}

struct match {
	size_t from, to; /* in normal */
	size_t length;   /* squeezed */
	size_t widest;   /* gap */
	int known;       /* the words that the gaps part are all known */
};

static int
match_piece_known(const struct search *search, size_t from, size_t to)
{
	return pl_word_known(search->normal.text + from, to - from);
}

static struct match
search_match(const struct search *search, size_t last, size_t length)
{
	size_t first = last + 1 - length;
	struct match match = {.from = search->places[first],
	    .to = (size_t)search->places[last] + 1,
	    .length = length,
	    .known = 1};
	size_t piece = match.from;

	if (match.to - match.from == length)
		return match;
	for (size_t i = first + 1; i <= last; i++) {
		size_t before = search->places[i - 1];
		size_t gap = search->places[i] - before - 1;

		if (gap == 0)
			continue;
		if (gap > match.widest)
			match.widest = gap;
		match.known &= match_piece_known(search, piece, before + 1);
		piece = search->places[i];
	}
	match.known &= match_piece_known(search, piece, match.to);
	return match;
}

static void
search_tell(const struct search *search, struct pl_spans *to,
    const struct match *match, enum pl_span_kind kind)
{
	struct pl_span span =
	    pl_normal_origin(&search->normal, match->from, match->to);

	span.kind = kind;
	pl_spans_add(to, span);
}

/* Widen a match to the word that it is a part of; 0 where that is harmless. */
static int
match_whole_word(const struct search *search, struct match *match)
{
	const struct pl_normal *normal = &search->normal;
	size_t least = match->from;

	while (match->from > 0 && least - match->from < SIDE &&
	       pl_is_word(normal->text[match->from - 1]))
		match->from--;
	least = match->to;
	while (match->to < normal->length && match->to - least < SIDE &&
	       pl_is_word(normal->text[match->to]))
		match->to++;
	return !pl_word_known(
	    normal->text + match->from, match->to - match->from);
}

static void
search_judge(const struct search *search, const struct node *node, size_t last)
{
	struct match match = search_match(search, last, node->depth);
	enum pl_span_kind kind = (enum pl_span_kind)(node->term - 1);
	int bordered =
	    search_border(search, match.from) && search_ends(search, match.to);

	if (match.widest > GAP)
		return;
	if (node->doubt) {
		if (bordered &&
		    (match.widest == 0 || match.length > PL_DENYLIST_LETTERS))
			search_tell(search, search->doubts, &match, kind);
		return;
	}
	if (bordered && match.length <= PL_DENYLIST_LETTERS &&
	    match.widest > 0 && match.known)
		search_tell(search, search->doubts, &match, kind);
	else if (bordered ||
		 (match.widest == 0 && match.length >= PL_DENYLIST_INSIDE &&
		     match_whole_word(search, &match)))
		search_tell(search, search->found, &match, kind);
}

static void
search_run(const struct search *search)
{
	const struct pl_denylist *list = search->list;
	uint32_t node = 0;

	for (size_t i = 0; i < search->length; i++) {
		uint32_t ending;

		node = list_step(list, node, (uint8_t)search->squeezed[i]);
		ending = list->nodes[node].term != 0 ? node
		                                     : list->nodes[node].output;
		for (; ending != 0; ending = list->nodes[ending].output)
			search_judge(search, &list->nodes[ending], i);
	}
}

static void
search_form(struct search *search, size_t length, enum pl_normal_form form)
{
	struct pl_normal *normal = &search->normal;

	pl_normalize(normal, search->original, length, form);
	pl_mask_placeholders(normal, search->original, length);
	search->squeezed = pl_alloc(normal->length + 1);
	search->places =
	    pl_alloc_array(normal->length + 1, sizeof *search->places);
	search->length = 0;
	for (size_t i = 0; i < normal->length; i++) {
		if (is_separator(normal->text[i]))
			continue;
		search->places[search->length] = (uint32_t)i;
		search->squeezed[search->length++] = normal->text[i];
	}
	search_run(search);
	free(search->squeezed);
	free(search->places);
	pl_normal_free(normal);
}

void
pl_denylist_find(const struct pl_denylist *list, const char *text,
    size_t length, struct pl_spans *found, struct pl_spans *doubts)
{
	struct search search = {
	    .list = list, .original = text, .found = found, .doubts = doubts};

	search_form(&search, length, PL_NORMAL_LOOKS);
	if (!pl_is_ascii(text, length))
		search_form(&search, length, PL_NORMAL_LETTERS);
}
