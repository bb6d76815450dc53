/*
 * strips.h - the table of all events, as strips in key order
 *
 * Each row of the table "history" is a strip: the key of its first event, how
 * many events it has, the first and the last of their times, which kinds are
 * among them (a bit each, modulo 64), and their bytes.
 * A strip holds what lies between its own key and that of the next, so an
 * event has one place. Strips are small, so that an event more costs little
 * and one item is found soon; where one outgrows its limit it becomes several.
 *
 * Nothing outside core/store/ includes this.
 */
#ifndef PL_STRIPS_H
#define PL_STRIPS_H

#include "store/sqlite.h"
#include "store/strip.h"

/* ---- Writing ------------------------------------------------------------ */

struct pl_strips;

int pl_strips_open(
    struct pl_strips **out, struct pl_store *store, struct pl_error *err);

/* Add a row; within a transaction rows come in order. Of a row that is there
 * already each of after, took and code (by its text) stays the greater one.
 * *added is increased where the row is new. What was added is in the store
 * once pl_strips_flush was called. */
int pl_strips_add(struct pl_strips *strips, const struct pl_strip_row *row,
    int64_t *added, struct pl_error *err);
int pl_strips_flush(struct pl_strips *strips, struct pl_error *err);

/* Forget what was not flushed, because the transaction is rolled back. */
void pl_strips_drop(struct pl_strips *strips);
void pl_strips_close(struct pl_strips *strips); /* NULL is fine */

/* The key in the first five columns of a query. */
struct pl_strip_key pl_strips_key(sqlite3_stmt *query);

/* ---- Reading ------------------------------------------------------------ */

struct pl_strips_reader;

/* Read all strips, or those that may hold events of one kind. Several threads
 * may have a reader each, as long as nothing else is asked of the store. */
enum { PL_STRIPS_ANY = -1 };
int pl_strips_read(struct pl_strips_reader **out, struct pl_store *store,
    int kind, struct pl_error *err);

/* Go to the first row that is not before this key. Only ever forwards. */
void pl_strips_seek(
    struct pl_strips_reader *reader, const struct pl_strip_key *key);

/* 1 and a row, 0 at the end, or a PL_E_ code. */
int pl_strips_next(struct pl_strips_reader *reader, struct pl_strip_row *row,
    struct pl_error *err);
void pl_strips_end(struct pl_strips_reader *reader); /* NULL is fine */

#endif
