/*
 * denylist.h - names that must not leave, found however they are written
 *
 * Terms are compared as normalize.h has them and without spaces, hyphens and
 * underscores: web-14, WEB14, "web 14" and web<soft hyphen>14 are one. All
 * terms are looked for at once (Aho and Corasick, Communications of the ACM
 * 18, 1975), so that a text costs the same whether ten are listed or a million.
 *
 * A term is found where it stands for itself: between characters that are
 * neither letters nor digits, where letters meet digits, or at a capital
 * behind a small letter. One of PL_DENYLIST_INSIDE letters and digits or more
 * is also found inside a longer word, which is then taken whole, unless words.h
 * knows that word: "acmecorp" in "xacmecorp2", but not "allen" in "challenge".
 *
 * Some names cannot be replaced without making the text unreadable: those
 * shorter than PL_DENYLIST_LETTERS, those of fewer than six digits and nothing
 * else, those that are one word which words.h knows, and groups and values of
 * such words alone. Where they stand for themselves they are told as doubts.
 */
#ifndef PL_DENYLIST_H
#define PL_DENYLIST_H

#include <stddef.h>

#include "scrub/spans.h"

struct pl_denylist;
struct pl_error;

enum {
	PL_DENYLIST_LETTERS = 4,
	PL_DENYLIST_INSIDE = 5,
	PL_DENYLIST_TERM = 1024,      /* bytes of the longest term */
	PL_DENYLIST_BYTES = 64 << 20, /* of all terms together */
};

struct pl_denylist *pl_denylist_new(void);
void pl_denylist_free(struct pl_denylist *list); /* NULL is fine */

/* Add a term; one that was added before keeps its first kind, and one without a
 * letter or digit is none. PL_E_LIMIT where the term or the list is too long,
 * PL_E_DATA where it is not UTF-8. */
int pl_denylist_add(struct pl_denylist *list, const char *term,
    enum pl_span_kind kind, struct pl_error *err);

/* To be called once, after the last term. */
void pl_denylist_close(struct pl_denylist *list);

/* How many terms there are, also those that are only doubted. */
size_t pl_denylist_count(const struct pl_denylist *list);

/* Append to found what must go, and to doubts what a person must look at, of a
 * text as pl_normal_clean returns it. Spans may overlap. Placeholders hold no
 * names. */
void pl_denylist_find(const struct pl_denylist *list, const char *text,
    size_t length, struct pl_spans *found, struct pl_spans *doubts);

#endif
