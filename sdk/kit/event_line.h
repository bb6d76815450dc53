/* SPDX-License-Identifier: MIT
 *
 * event_line.h - one native event from one line of JSON
 *
 * A reader for this one shape, because a general JSON library takes several
 * times as long and the bulk path goes through here. It is strict: RFC 8259,
 * no unknown member, no member or attribute twice, and nothing
 * within an attribute but values and lists of them.
 */
#ifndef KIT_EVENT_LINE_H
#define KIT_EVENT_LINE_H

#include <patchlore/plugin.h>
#include <stddef.h>

struct kit_event_line {
	plore_event event; /* attrs points into this struct */
	plore_attr attrs[PLORE_MAX_ATTRS];
	char error[200]; /* why the line is no event, with its column */
};

/* Read a line, closed by a NUL at text[length]. Strings of the event point
 * into text, which is unescaped in place. 0, or -1 with out->error. */
int kit_event_line_read(struct kit_event_line *out, char *text, size_t length);

/* PLORE_PUBLIC or PLORE_PRIVATE: how far an attribute of that name may travel
 * where its source does not say. */
uint32_t kit_attr_share(const char *name);

#endif
