/*
 * query.h - questions in SQL, for those who want to see for themselves
 *
 * A query sees the tables of core/store/schema.c, and two that lie in strips:
 *
 *   event       subject, asset, at, after, took_ms, kind, source, code: ids,
 *               and milliseconds since 1970 in UTC; 0 where nothing was told
 *   event_text  at, after, kind, asset, subject, product, code, took_ms,
 *               source: names, and times as in RFC 3339; NULL where nothing
 *               was told
 *
 * Conditions that ask for one subject or one asset read no more than needed.
 */
#ifndef PL_QUERY_H
#define PL_QUERY_H

#include <stdint.h>

struct pl_error;
struct pl_store;

/* A row of an answer. Texts are borrowed for the time of the call. */
struct pl_store_answer {
	int columns;
	const char *const *names;
	const char *const *values; /* NULL: NULL */
	const int *numbers;        /* is the value a number? */
};

/* Run one SELECT and call back for each of its rows, as in store.h.
 * PL_E_CONFIG with what SQLite says where it is none, or would do more than
 * read. */
int pl_store_query(struct pl_store *store, const char *sql,
    int (*each)(void *context, const struct pl_store_answer *answer),
    void *context, struct pl_error *err);

#endif
