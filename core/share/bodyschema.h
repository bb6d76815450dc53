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

#include "share/digest.h"

struct pl_jsonschema;

/* The file's bytes; no NUL closes them. */
const char *pl_bodyschema_text(size_t *length);

/* Their digest. */
void pl_bodyschema_digest(char out[PL_DIGEST_TEXT]);

/* The schema, opened once and never closed. */
const struct pl_jsonschema *pl_bodyschema(void);

#endif
