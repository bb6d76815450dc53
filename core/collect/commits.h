/*
 * commits.h - one batch is filled while the one before it is committed
 *
 * A commit takes as long as it takes a plugin to report the next batch, so a
 * thread does it. Batches are committed in the order in which they were filled,
 * and once one of them failed, none is that comes after it. Until the last of
 * them is in, the store belongs to this.
 */
#ifndef PL_COMMITS_H
#define PL_COMMITS_H

#include <stdint.h>

#include "store/batch.h"

struct pl_commits;
struct pl_error;
struct pl_store;

int pl_commits_open(struct pl_commits **out, struct pl_store *store,
    int64_t source, struct pl_error *err);

/* The batch to fill, until the next call of pl_commits_pass. */
struct pl_batch *pl_commits_batch(struct pl_commits *commits);

/* Have the batch committed with this cursor (which is copied; NULL: none), and
 * go on with another. The error may be that of the batch before. */
int pl_commits_pass(
    struct pl_commits *commits, const char *cursor, struct pl_error *err);

/* Commit what is left, with this cursor, and wait for all of it. result, to
 * which is added, tells what is in the store, also where an error is
 * returned. */
int pl_commits_end(struct pl_commits *commits, const char *cursor,
    struct pl_batch_result *result, struct pl_error *err);
void pl_commits_free(struct pl_commits *commits); /* NULL is fine */

#endif
