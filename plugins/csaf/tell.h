/*
 * tell.h - the second half of document.h: what was read of a document, told
 */
#ifndef CSAF_TELL_H
#define CSAF_TELL_H

#include <stdint.h>

struct document;

/* Tell the vulnerability at hand, which is changed. What the host answered. */
int32_t document_tell_vulnerability(struct document *document);

/* Behind the last vulnerability: an update that has none, or a document that
 * was taken back (CSAF 2.1). */
int32_t document_tell_rest(struct document *document);

/* How good an offer a category of remediation is: 1 is the best, 0 none. */
int document_offer(const char *category);

#endif
