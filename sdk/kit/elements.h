/* SPDX-License-Identifier: MIT
 *
 * elements.h - the elements of a list in a JSON document, one text at a time
 *
 * Feeds are one object with a list in it that may have hundreds of megabytes:
 * {"count": 2, "vulnerabilities": [{...}, {...}]}. This goes through the bytes
 * and hands out the text of each element, for a JSON library to read; what
 * stands around the list is passed over. So memory holds one element, and one
 * that is no JSON costs itself, as long as its brackets and quotes do match.
 */
#ifndef KIT_ELEMENTS_H
#define KIT_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kit_elements;

/* An element: borrowed until the next call, closed by a NUL. */
struct kit_element {
	const char *text;
	size_t length;
	uint64_t line; /* of its first byte; 1 is the first of the document */
	int truncated; /* longer than the limit; the rest was passed over */
};

/* As read(2): bytes, 0 at the end, less where the document breaks off. */
typedef ssize_t kit_elements_read(void *context, char *to, size_t room);

/* NULL where there is no memory; limit is the most bytes of an element. One
 * reader does for any number of documents. */
struct kit_elements *kit_elements_new(size_t limit);
void kit_elements_free(struct kit_elements *elements); /* NULL is fine */

/* Start with a document: one that is an object with a list of that name or a
 * bare list, or without a name, one that is an element as a whole. */
void kit_elements_begin(struct kit_elements *elements, kit_elements_read *read,
    void *context, const char *list);

/* 1 and an element; 0 behind the last; -1 with a sentence where the document
 * is not what it should be, or breaks off, with the line. */
int kit_elements_next(struct kit_elements *elements, struct kit_element *out);
const char *kit_elements_error(const struct kit_elements *elements);

#endif
