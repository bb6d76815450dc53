/*
 * strip.h - the rows of neighbouring histories, packed into bytes
 *
 * Rows in key order repeat each other: the same patch, the next machine, some
 * minutes later. A strip keeps of each what differs from the row before, some
 * five bytes where a table would take twenty-five. It begins with a whole key,
 * which is kept beside its bytes.
 *
 * A row is
 *
 *   head    kind in 7 bits, 127 and a number for one from there on; 0x80:
 *           notes follow the time
 *   place   0: the item of the row before. Else the step to the next asset,
 *           doubled; or, with the lowest bit set, the new asset doubled and
 *           then the step to the next subject
 *   time    since the row before; where the item is new, since the first row
 *           of the item before, with a sign
 *   notes   a byte of flags and what they announce: another source than
 *           before, how long before its time the event may have been, how long
 *           it took, its code
 *
 * in numbers of seven bits a byte, the lowest first. Times and spans count in
 * the largest of minutes, seconds and milliseconds that leaves no rest.
 */
#ifndef PL_STRIP_H
#define PL_STRIP_H

#include <stddef.h>
#include <stdint.h>

/* What tells one event from all others, in the order of histories: ids of the
 * store, milliseconds, and a kind from 0 to 65535. */
struct pl_strip_key {
	int64_t subject, asset, at;
	int kind;
	int64_t source;
};

/* An event in numbers. What was not told is 0. */
struct pl_strip_row {
	struct pl_strip_key key;
	int64_t after, took, code;
};

/* Less than, equal to or greater than 0. */
int pl_strip_compare(
    const struct pl_strip_key *a, const struct pl_strip_key *b);

/* No row takes more bytes. */
enum { PL_STRIP_ROW = 80 };

/* What the next row is told from. */
struct pl_strip_state {
	struct pl_strip_key last;
	int64_t first_at; /* of the item */
};

void pl_strip_begin(
    struct pl_strip_state *state, const struct pl_strip_key *first);

/* Write a row, not less than the one before it, to where PL_STRIP_ROW bytes
 * are free; returns how many it took. */
size_t pl_strip_write(
    struct pl_strip_state *state, const struct pl_strip_row *row, uint8_t *out);

/* Read the row at *bytes and go past it. 1 and a row, 0 at the end, -1 where
 * the bytes are none that pl_strip_write wrote. Rows come in order, and ids
 * are not negative, whatever the bytes. */
int pl_strip_read(struct pl_strip_state *state, const uint8_t **bytes,
    const uint8_t *end, struct pl_strip_row *row);

#endif
