/* SPDX-License-Identifier: MIT
 *
 * stanza.h - the few fields wanted of a file made of "Field: value" stanzas
 *
 * dpkg's status, apt's lists of packages and its Release files are written so.
 * They are read as they come, for they can be large; continuation lines are
 * passed over, and so are values of KIT_STANZA_VALUE bytes or more.
 */
#ifndef KIT_STANZA_H
#define KIT_STANZA_H

#include <stddef.h>

struct kit_lines;

enum { KIT_STANZA_VALUE = 256, KIT_STANZA_LINE = 1 << 20 };

struct kit_stanza_field {
	const char *name;             /* with its colon, "Version:" */
	char value[KIT_STANZA_VALUE]; /* "" where the stanza does not have it */
};

/* Read on to the end of the next stanza with any of the wanted fields. 1, 0
 * at the end of the file, -1 where it is damaged from here on. */
int kit_stanza_next(
    struct kit_lines *lines, struct kit_stanza_field *fields, size_t count);

#endif
