/* SPDX-License-Identifier: MIT
 *
 * marks.h - a small number by a text, for as many texts as a report has
 *
 * It keeps a hash of 64 bits of each text and not the text: 32 to 64 bytes for
 * each. Two texts with one hash would share a number; of a million texts that
 * befalls one report in some thirty million.
 */
#ifndef KIT_MARKS_H
#define KIT_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum { KIT_MARKS_MAX = 1 << 22 }; /* texts */

struct kit_marks {
	struct kit_mark {
		uint64_t hash;
		int number; /* 0: free */
	} * slots;
	size_t count, room;
};

/* Mark a text with a number from 1 on; of several the greatest stays. 0, or -1
 * where there is no memory, or no room for so many. */
int kit_marks_add(struct kit_marks *marks, const char *text, int number);

/* The number; 0 where there is none. */
int kit_marks_of(const struct kit_marks *marks, const char *text);
void kit_marks_free(struct kit_marks *marks); /* empty is fine */

#endif
