/*
 * lists.h - what apt would upgrade, from dpkg's status and apt's own lists
 *
 * A package's candidate is the highest version that the lists have of it for
 * its architecture. Archives marked NotAutomatic (backports) count only where
 * they also say ButAutomaticUpgrades and the installed version is newer than
 * all that the other archives have, which is to say, came from there. Pins in
 * /etc/apt/preferences are not looked at.
 */
#ifndef APT_LISTS_H
#define APT_LISTS_H

#include <stddef.h>
#include <stdint.h>

#include "kit/numbers.h"

enum { RELEASE_TEXT = 128 };

/* What an archive says of itself in its InRelease file. */
struct release {
	char vendor[RELEASE_TEXT]; /* its origin in small letters, "debian" */
	char suite[RELEASE_TEXT];  /* "bookworm-security" */
	int64_t at_ms;             /* its Date */
	int security;
	enum { RELEASE_NORMAL, RELEASE_UPGRADES, RELEASE_MANUAL } use;
};

struct offer {
	uint32_t version; /* a name; 0: none */
	uint32_t release; /* index: where it is offered, security first */
	int64_t at_ms;    /* the oldest Date that offers it */
};

struct installed {
	uint32_t package, arch, version; /* names */
	uint32_t next; /* number of the same package in another arch; 0: none */
	int held;
	struct offer normal, other; /* of RELEASE_NORMAL, RELEASE_UPGRADES */
};

struct lists {
	struct kit_numbers names;
	struct installed *packages;
	size_t count, room;
	uint32_t *by_name; /* number of the first package, by name */
	size_t by_name_room;
	struct release *releases;
	size_t release_count, release_room;
};

/* How the readers tell what they leave out, and hear that they are to stop
 * (nonzero). */
struct lists_watch {
	void *context;
	int (*reject)(void *context, const char *where, const char *reason);
	int (*stopping)(void *context, const char *doing);
};

/* Read what is installed, then what the lists in a folder offer of it. 0; -1
 * where the file or the folder as a whole could not be read, which was told
 * through watch; or what watch returned. */
int lists_read_status(
    struct lists *lists, const char *path, const struct lists_watch *watch);
int lists_read_folder(
    struct lists *lists, const char *folder, const struct lists_watch *watch);

/* The version to upgrade a package to; NULL where it is up to date. */
const struct offer *lists_candidate(
    const struct lists *lists, const struct installed *package);
void lists_free(struct lists *lists);

struct kit_lines;

/* For the above, and for tests: the same from files that are open. */
int status_read(struct lists *lists, struct kit_lines *lines);
int release_read(struct release *out, struct kit_lines *lines);
int packages_read(struct lists *lists, struct kit_lines *lines,
    uint32_t release, const struct lists_watch *watch, const char *name);

#endif
