/* SPDX-License-Identifier: MIT
 *
 * numbers.h - each package name and version once, under a small number
 *
 * A log names the same few thousand packages and versions in millions of
 * lines. Numbers are dense and begin with 1, so that they can index a table;
 * 0 is the empty text, KIT_NUMBERS_FULL stands for "no memory, or past the
 * limit".
 */
#ifndef KIT_NUMBERS_H
#define KIT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#define KIT_NUMBERS_FULL UINT32_MAX

enum { KIT_NUMBERS_BYTES = 1 << 30 }; /* of all texts together */

struct kit_numbers {
	char *text; /* each closed by a NUL */
	size_t used, room;
	uint32_t *starts; /* of number i, in text */
	uint32_t count, starts_room;
	uint32_t *slots; /* open addressing; 0: free */
	uint32_t slot_count;
};

/* The number of a text, given now if it has none yet; or KIT_NUMBERS_FULL. */
uint32_t kit_numbers_add(
    struct kit_numbers *names, const char *text, size_t length);

/* The number of a text, 0 where it has none. */
uint32_t kit_numbers_find(
    const struct kit_numbers *names, const char *text, size_t length);

/* Borrowed until the next kit_numbers_add. */
const char *kit_numbers_text(const struct kit_numbers *names, uint32_t number);
void kit_numbers_free(struct kit_numbers *names);

#endif
