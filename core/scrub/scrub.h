/*
 * scrub.h - free text without what would tell whose it is
 *
 * What a machine can find goes; what it cannot is for a person, who must read
 * every text before it leaves, whatever was found. To help with that, all words
 * that may name somebody are told: with a capital, rare, or a name of the own
 * inventory that is a common word as well.
 *
 * Names of the inventory go wherever they stand, also inside of what is
 * technical: the name of a package may be one's own.
 *
 * Each thing found becomes a placeholder, [HOST-1], the same for the same thing
 * within one text and never beyond it; days become their months. What a text
 * holds of placeholders already stays.
 *
 * Scrubbing is repeated until nothing more is found, so that scrubbing what was
 * scrubbed, under the same rules and names, changes nothing.
 *
 * A reviewer can have words left by the rules replaced, and pieces that a rule
 * replaced put back (choices.h), but no secret, and nothing that holds a name
 * of the list: what one's own list says must not leave, nobody lets go by a
 * slip.
 */
#ifndef PL_SCRUB_H
#define PL_SCRUB_H

#include <stddef.h>

#include "scrub/recognize.h"
#include "scrub/spans.h"

struct pl_choices;
struct pl_denylist;
struct pl_error;

enum {
	PL_SCRUB_TEXT = 100 << 10, /* bytes of the longest text, before and
	                              after */
	PL_SCRUB_PASSES = 16,      /* two or three are usual */
};

/* Why a piece that was replaced cannot be restored. */
enum pl_hold {
	PL_HOLD_NONE, /* it can */
	PL_HOLD_NAME, /* it holds a name of the list */
	PL_HOLD_SECRET,
	PL_HOLD_STRUCK, /* it holds words that were struck */
	PL_HOLD_PARTS,  /* it is more than one piece, of which some are gone */
};

/* Bytes from to to of before became bytes at to at + length of after. */
struct pl_replacement {
	size_t from, to, at, length;
	enum pl_span_kind kind;
	enum pl_hold hold;
};

/* What was to be replaced as this kind, and was restored. */
struct pl_restored {
	size_t from, to; /* in after */
	enum pl_span_kind kind;
};

/* Why a person should look at a word that was left. */
enum pl_doubt {
	PL_DOUBT_NAME, /* the inventory has it, and it is a common word too */
	PL_DOUBT_CAPITAL, /* it begins with a capital */
	PL_DOUBT_RARE,    /* it is in no list of common words */
};

struct pl_doubtful {
	size_t from, to; /* in after */
	enum pl_doubt why;
	enum pl_span_kind kind; /* of a name of the inventory */
};

struct pl_scrubbed {
	char *before; /* as given, but cleaned (pl_normal_clean) */
	size_t before_length;
	size_t hidden; /* characters that nobody sees, left out of it */
	char *after;
	size_t after_length;
	struct pl_replacement *replaced; /* in order */
	size_t replaced_count;
	struct pl_restored *restored; /* in order */
	size_t restored_count;
	struct pl_doubtful *doubts; /* in order */
	size_t doubt_count, doubt_room;
};

/* Scrub a text of length bytes. The list is closed; NULL: no names are known.
 * PL_E_DATA where the text is not UTF-8 or does not settle, PL_E_LIMIT where it
 * is too long. The caller frees *out with pl_scrubbed_free, unless this
 * failed. */
int pl_scrub(struct pl_scrubbed *out, const char *text, size_t length,
    const struct pl_denylist *list, struct pl_error *err);

/* The same with what a reviewer chose; NULL: nothing. What was restored keeps
 * its number from others, so that a choice changes no other placeholder of its
 * kind. */
int pl_scrub_chosen(struct pl_scrubbed *out, const char *text, size_t length,
    const struct pl_denylist *list, const struct pl_choices *choices,
    struct pl_error *err);
void pl_scrubbed_free(struct pl_scrubbed *scrubbed);

#endif
