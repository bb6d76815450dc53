/* SPDX-License-Identifier: MIT
 *
 * listing.h - the files that the option "path" names, and when each changed
 *
 * A path is a file, or a folder: then it stands for those of its files, and of
 * the folders below, that are wanted. What begins with a dot is passed over
 * there. Two paths may lead to the same file, which is listed once.
 *
 * When a file changed is the time of its inode, which nobody can set back; for
 * a link, that of itself or of what it leads to, whichever is later.
 */
#ifndef KIT_LISTING_H
#define KIT_LISTING_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

enum {
	KIT_LISTING_MOST = 2000000, /* files */
	KIT_LISTING_PATH = 3900,    /* bytes of a path, which a cursor holds */
};

struct kit_listed {
	char *path;
	int64_t changed_ns;
};

/* Zeroed, it is empty. */
struct kit_listing {
	struct kit_listed *files; /* in the order of the bytes of their paths */
	size_t count, room;
	uint64_t digest; /* goes on with the paths and where they lead to */
};

/* List them; wanted is asked for a name without its folder, with self.
 * PLORE_OK, or an error that was told to the host; free the listing in any
 * case. */
int32_t kit_listing_make(struct kit_listing *listing, const plore_host *host,
    int (*wanted)(void *self, const char *name), void *self);
void kit_listing_free(struct kit_listing *listing);

#endif
