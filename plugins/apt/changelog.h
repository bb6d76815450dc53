/*
 * changelog.h - when a version was released, where, and what it fixes
 *
 * Debian packages carry their history in /usr/share/doc/PACKAGE. The date is
 * that of the maintainer's signature, hours before the archive offers it.
 */
#ifndef APT_CHANGELOG_H
#define APT_CHANGELOG_H

#include <stddef.h>
#include <stdint.h>

enum {
	CHANGELOG_ENTRIES = 400, /* of one file; older ones are not read */
	CHANGELOG_CVES = 32,     /* of one entry */
	CHANGELOG_TEXT = 128,
};

struct changelog_entry {
	char version[CHANGELOG_TEXT];
	char suite[CHANGELOG_TEXT]; /* "bookworm-security" */
	int64_t at_ms;
	char cves[CHANGELOG_CVES][24];
	size_t cve_count;
};

struct changelog {
	size_t count;
	struct changelog_entry *entries; /* the newest first */
	size_t room;
	int inside; /* entries[count] waits for its last line */
};

/* Read the changelog of a package under a folder, as far as the entry of a
 * version (NULL: all of it). A folder that is a link to that of another package
 * is followed; a damaged file counts as far as it can be read. 0, or -1 where
 * there is none that can be read. */
int changelog_read(struct changelog *out, const char *folder,
    const char *package, const char *until);

/* Take the next line; what has no form is passed over. 0, or -1 where memory
 * is out. */
int changelog_take(struct changelog *changelog, const char *line);
void changelog_free(struct changelog *changelog);

/* The index of a version, or of what it is a rebuild of (+b1); count where
 * there is none. */
size_t changelog_find(const struct changelog *changelog, const char *version);

#endif
