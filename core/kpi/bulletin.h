/*
 * bulletin.h - what is known of each patch and vulnerability, on all machines
 *
 * When it was released, approved, taken back or replaced; when what it fixes
 * became public and was listed as exploited. A patch takes the last two from
 * the vulnerabilities that it fixes: the earliest of each.
 */
#ifndef PL_BULLETIN_H
#define PL_BULLETIN_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/bearing.h"

struct pl_bulletins;
struct pl_error;
struct pl_store;

/* Instants in ms; 0: not known, or has not happened. */
struct pl_bulletin {
	int64_t released_ms;
	int64_t published_ms; /* the vulnerability */
	int64_t kev_ms;       /* listed as exploited */
	int64_t approved_ms;  /* for all machines */
	int64_t withdrawn_ms;
	int64_t superseded_ms;
	int64_t heir; /* the subject that supersedes it, where one is named; of
	                 PL_BEARING_OWN also PL_HEIR_UNTOLD */
};

/* One that is named, and of which no event tells. */
enum { PL_HEIR_UNTOLD = -1 };

/* Read them, up to a cut-off. */
int pl_bulletins_load(struct pl_bulletins **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_bearing bearing, struct pl_error *err);
void pl_bulletins_free(struct pl_bulletins *bulletins); /* NULL is fine */

/* All zero where nothing is known. Borrowed. */
const struct pl_bulletin *pl_bulletin_of(
    const struct pl_bulletins *bulletins, int64_t subject);

/* The vulnerabilities that a patch fixes: the first of *count, borrowed. */
const int64_t *pl_bulletin_vulns(
    const struct pl_bulletins *bulletins, int64_t patch, size_t *count);

#endif
