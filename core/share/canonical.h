/*
 * canonical.h - a document in the one form that its signature is made over
 *
 * Two parties who agree on a document must agree on its bytes. So of all the
 * ways to write a value in JSON one is canonical: that of RFC 8785, and only
 * of values that leave it no room for doubt. UTF-8 without blanks; members in
 * the bytewise order of their names, each of them once; names of a to z, 0 to 9
 * and _; whole numbers between -(2^53 - 1) and 2^53 - 1, nothing with a point
 * or an exponent; texts in Unicode's form NFC, of characters that Unicode knows
 * (for those stay in NFC in each later version of it), without control
 * characters but the newline; in them " and \ and the newline are written \" \\
 * and \n, all else as it is. true, false and null are values; where they may
 * stand is for a schema to say.
 */
#ifndef PL_CANONICAL_H
#define PL_CANONICAL_H

#include <jansson.h>
#include <stddef.h>

struct pl_buf;
struct pl_error;

enum {
	PL_CANONICAL_LIMIT = 256 * 1024, /* bytes of a document */
	PL_CANONICAL_DEPTH = 16,         /* objects and lists in each other */
};

/* Append a value's canonical bytes. PL_E_DATA with where in the value what is
 * that has none, PL_E_LIMIT where it is too long, too deep, or more than out
 * holds; out is as it was then. */
int pl_canonical_write(
    const json_t *value, struct pl_buf *out, struct pl_error *err);

/* Read a document, an object, from exactly the bytes that pl_canonical_write
 * gives for it. Anything else is PL_E_DATA, or PL_E_LIMIT, with a message that
 * begins with name and tells the first byte, counted from 0, that is not as it
 * should be, or where in the document what may not be in it stands. json_decref
 * it. */
int pl_canonical_read(json_t **out, const char *name, const char *bytes,
    size_t length, struct pl_error *err);

#endif
