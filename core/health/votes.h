/*
 * votes.h - what people say of patches
 *
 * A vote is a feedback.vote event whose attribute "vote" is "up" or "down". It
 * says how somebody fared, with or without naming a machine.
 */
#ifndef PL_VOTES_H
#define PL_VOTES_H

#include <stdint.h>

struct pl_error;
struct pl_row;
struct pl_store;

/* Call back with each vote up to a cut-off, and whether it is up. What two
 * sources tell of one subject, machine and instant is one vote; one that says
 * neither up nor down is none. */
int pl_votes_read(struct pl_store *store, int64_t as_of_ms,
    void (*each)(void *context, const struct pl_row *row, int up),
    void *context, struct pl_error *err);

#endif
