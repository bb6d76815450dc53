/*
 * open.h - the open items that a run leaves to the next, in its cursor
 *
 * While a machine has version A, lists may offer B, and later C in its place.
 * When A gives way to C, B took effect with it, but nothing on the machine may
 * speak of B by then. So each item that was detected is remembered until its
 * package gets that version or a later one, or goes:
 *
 *     the version itself installed    deploy.installed ends it
 *     a later one installed           deploy.effective for it as well
 *     the package removed             product.removed for it as well
 *     the version not offered any more, the old one still there: open
 *
 * A cursor holds 4095 bytes, which is some two hundred items. The rest is
 * closed where the later version's changelog names theirs, which nearly all
 * do; they are detected once more whenever the lists are renewed, which moves
 * nothing, for the earliest detection counts.
 */
#ifndef APT_OPEN_H
#define APT_OPEN_H

#include <stddef.h>

struct open_item {
	char *package, *version;
};

struct open_items {
	struct open_item *items; /* in the order of detection */
	size_t count, room;
};

/* Read what a cursor holds behind its time: "VERSION PACKAGE...;...". What has
 * no form is passed over. 0, or -1 where memory is out. */
int open_read(struct open_items *open, const char *text);

/* Write as many as go into size bytes; how many did. */
size_t open_write(const struct open_items *open, char *out, size_t size);

int open_add(struct open_items *open, const char *package, const char *version);
int open_has(
    const struct open_items *open, const char *package, const char *version);
void open_drop(struct open_items *open, size_t i);
void open_free(struct open_items *open);

#endif
