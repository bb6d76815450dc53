/*
 * bodyschema.h - the schema of a submission's body, as it is published
 *
 * The program holds a submission to the very file that is installed beside the
 * header for plugins, sdk/schema/pls-1.json, whose digest each submission
 * names: who receives one knows what it was checked against.
 */
#ifndef PL_BODYSCHEMA_H
#define PL_BODYSCHEMA_H

#include <stddef.h>

enum { PL_BODYSCHEMA_DIGEST = 3 + 64 + 1 }; /* "b2:" and hexadecimal digits */

struct pl_jsonschema;

/* The file's bytes; no NUL closes them. */
const char *pl_bodyschema_text(size_t *length);

/* BLAKE2b-256 of them. */
void pl_bodyschema_digest(char out[PL_BODYSCHEMA_DIGEST]);

/* The schema, opened once and never closed. */
const struct pl_jsonschema *pl_bodyschema(void);

#endif
