/*
 * rating.h - how urgent patches and vulnerabilities are, by the catalogue alone
 *
 * Urgent is what is known to be exploited, or of severity critical or high
 * ("important" is high). The severity is a patch's own; one that is not rated
 * ("unrated" or "unknown" says no more) is as severe as the worst of the
 * vulnerabilities that it fixes. Exploited it is if it or any of those is: by
 * "kev", or where that is not told, by vuln.kev_added.
 *
 * Only what was told by events without an asset counts, so that no machine's
 * events bear on how another one's are counted.
 */
#ifndef PL_RATING_H
#define PL_RATING_H

#include <stdint.h>

#include "share/taxonomy.h"

struct pl_error;
struct pl_ratings;
struct pl_store;

/* Read them, up to a cut-off. */
int pl_ratings_load(struct pl_ratings **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err);
void pl_ratings_free(struct pl_ratings *ratings); /* NULL is fine */

enum pl_urgency pl_rating_of(const struct pl_ratings *ratings, int64_t subject);

/* Does the catalogue tell how urgent it is? If not, it counts as routine. */
int pl_rating_is_told(const struct pl_ratings *ratings, int64_t subject);

#endif
