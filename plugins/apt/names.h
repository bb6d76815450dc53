/*
 * names.h - each package name and version once, under a small number
 *
 * A log names the same few thousand packages and versions in millions of
 * lines. Numbers are dense and begin with 1, so that they can index a table;
 * 0 is the empty text, NAMES_FULL stands for "no memory, or past the limit".
 */
#ifndef APT_NAMES_H
#define APT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define NAMES_FULL UINT32_MAX

enum { NAMES_BYTES = 1 << 30 }; /* of all texts together */

struct names {
	char *text; /* each closed by a NUL */
	size_t used, room;
	uint32_t *starts; /* of number i, in text */
	uint32_t count, starts_room;
	uint32_t *slots; /* open addressing; 0: free */
	uint32_t slot_count;
};

/* The number of a text, given now if it has none yet; or NAMES_FULL. */
uint32_t names_add(struct names *names, const char *text, size_t length);

/* The number of a text, 0 where it has none. */
uint32_t names_find(const struct names *names, const char *text, size_t length);

/* Borrowed until the next names_add. */
const char *names_text(const struct names *names, uint32_t number);
void names_free(struct names *names);

#endif
