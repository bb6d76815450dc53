/*
 * kept.h - what was made for programs before
 *
 * Each submission is kept as the very bytes that were signed, in the folder
 * "sent" of the share folder: PROGRAM-2026-Q3-1.json is the first one of that
 * period, -2 the one that replaced it, and so on. A file that is there counts
 * as handed over, for nobody here knows whether it was.
 */
#ifndef PL_KEPT_H
#define PL_KEPT_H

#include <limits.h>

struct pl_buf;
struct pl_error;

enum { PL_KEPT_MOST = 999 }; /* submissions of one period to one program */

struct pl_kept {
	const char *folder; /* the share folder */
	const char *program, *period;
};

/* How many there are: their numbers are 1 to that. PL_E_IO where that cannot be
 * known. */
int pl_kept_count(int *out, const struct pl_kept *kept, struct pl_error *err);

/* Read one that is there; append its bytes. */
int pl_kept_read(struct pl_buf *out, const struct pl_kept *kept, int number,
    struct pl_error *err);

/* Keep the one with the next number, which it says that it has; PL_E_CONFIG
 * where that is another, and PL_E_LIMIT past PL_KEPT_MOST. */
int pl_kept_add(const struct pl_kept *kept, int number,
    const struct pl_buf *bytes, struct pl_error *err);

/* Note that one was withdrawn, as the bytes that say so to the program; was
 * it? */
int pl_kept_withdraw(const struct pl_kept *kept, int number,
    const struct pl_buf *bytes, struct pl_error *err);
int pl_kept_is_withdrawn(const struct pl_kept *kept, int number);

#endif
