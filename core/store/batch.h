/*
 * batch.h - events and the cursor that follows them, stored as one
 *
 * A batch belongs to one source. It is kept whole by pl_batch_commit or not
 * at all; freeing a batch that was not committed leaves no trace of it. After
 * a commit the same batch may be filled again.
 *
 * Events wait in memory, sorted when they are committed, because the store
 * takes rows in key order several times as fast as rows in any other. How much
 * may wait is for the caller to say, by pl_batch_held.
 */
#ifndef PL_BATCH_H
#define PL_BATCH_H

#include <stddef.h>
#include <stdint.h>

struct pl_batch;
struct pl_error;
struct pl_event;
struct pl_store;

/* Begin a batch. The store must outlive it. */
int pl_batch_begin(struct pl_batch **out, struct pl_store *store,
    int64_t source, struct pl_error *err);

/* Add a copy of an event that pl_event_check accepted. */
int pl_batch_add(
    struct pl_batch *batch, const struct pl_event *event, struct pl_error *err);

/* Set aside input that could not become an event. where is its place,
 * "dpkg.log:17"; the input is cut at PL_REJECT_INPUT bytes. */
enum { PL_REJECT_INPUT = 4095 };
int pl_batch_reject(struct pl_batch *batch, const char *where,
    const char *reason, const char *input, struct pl_error *err);

struct pl_batch_result {
	int64_t added;   /* events the store did not have */
	int64_t known;   /* events it had already */
	int64_t rejects; /* set aside, and not set aside before */
};

/* Store all that was added, and the cursor unless it is NULL, in one
 * transaction. Adds to *result. */
int pl_batch_commit(struct pl_batch *batch, const char *cursor,
    struct pl_batch_result *result, struct pl_error *err);

/* A checkpoint: pl_batch_rewind drops what was added after the last one (or
 * after the last commit). */
void pl_batch_mark(struct pl_batch *batch);
void pl_batch_rewind(struct pl_batch *batch);

/* How many events wait, and how many rejects. */
int64_t pl_batch_waiting(const struct pl_batch *batch);
int64_t pl_batch_rejects(const struct pl_batch *batch);

/* Bytes of memory that the batch holds, for what waits and for names that were
 * used before. A commit leaves not more than PL_BATCH_KEPT of them. To commit
 * takes another PL_BATCH_SORTED events' keys, whatever waits. */
enum { PL_BATCH_KEPT = 20 * 1024 * 1024, PL_BATCH_SORTED = 262144 };
size_t pl_batch_held(const struct pl_batch *batch);
void pl_batch_free(struct pl_batch *batch); /* NULL is fine */

#endif
