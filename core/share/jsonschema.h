/*
 * jsonschema.h - does a document hold to a JSON Schema?
 *
 * For schemas of one file that say no more than this of it: $ref to one of
 * their $defs, type, enum, pattern (POSIX, extended), required, properties,
 * additionalProperties, items, and the limits of numbers, lists, texts and
 * members. A schema that says anything else is refused when it is opened, so
 * that no rule is passed over. What a rule has for a description is what
 * messages say was expected: "64 hexadecimal digits".
 */
#ifndef PL_JSONSCHEMA_H
#define PL_JSONSCHEMA_H

#include <jansson.h>
#include <stddef.h>

struct pl_error;
struct pl_jsonschema;

/* Read a schema; name is what messages call it. PL_E_CONFIG where it is none,
 * or says what is not looked at. */
int pl_jsonschema_open(struct pl_jsonschema **out, const char *name,
    const char *text, size_t length, struct pl_error *err);
void pl_jsonschema_free(struct pl_jsonschema *schema); /* NULL is fine */

/* PL_E_DATA with the place in the document and what was expected there:
 * "tables[2]: bp[3]: expected a whole number from -1000000 to 1000000". Of
 * several flaws the first is told, members in the order of the schema. */
int pl_jsonschema_check(const struct pl_jsonschema *schema,
    const json_t *document, struct pl_error *err);

#endif
