/*
 * document.h - what all documents of figures have in common
 *
 * In write_json.c; docs/kpis.md describes the documents.
 */
#ifndef PL_DOCUMENT_H
#define PL_DOCUMENT_H

#include <jansson.h>

#include "kpi/kpi.h"

struct pl_buf;

/* A document that says what was asked, and the digests of definitions and
 * policy. */
json_t *pl_document_of(const struct pl_query *query, const char *definitions);

/* Write it as a text that ends in a newline, and drop it. */
void pl_document_write(json_t *document, struct pl_buf *out);

/* A number, or null and its reason in why. A name with a point in it is a
 * member of an object, which is made where there is none: "chart.center". */
void pl_document_value(json_t *figure, json_t *why, const char *name,
    enum pl_unit unit, struct pl_value value);

/* A measure in the same way, and its limits where it has any. */
void pl_document_measure(
    json_t *figure, json_t *why, const struct pl_measure *measure);

#endif
