/* SPDX-License-Identifier: MIT
 *
 * advisory.h - an advisory, told so that it meets what was installed
 *
 * An advisory says that a package is fixed from a version on. What a package
 * manager installs is a version of a package, so that is what is told: the
 * patch "openssl=3.0.11-1~deb12u2" with the product "pkg:deb/debian/openssl",
 * under the very names that the plugins of package managers use. Whoever got
 * that version has the advisory's release time, severity and vulnerabilities;
 * for whoever went past it, the attribute distro says in which release the
 * version counts. The advisory is told as a patch of its own as well, for
 * tools that know advisories by name.
 *
 * Functions return what the host answered, but that an event which it left out
 * is no reason to stop.
 */
#ifndef KIT_ADVISORY_H
#define KIT_ADVISORY_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Sets of names ------------------------------------------------------ */

/* Each once, in the order in which they came. Zeroed, it is empty. */
struct kit_set {
	char **list;
	size_t count, room;
	uint32_t *slots; /* open addressing, twice the room; 0: free */
};

enum { KIT_SET = 1 << 16 }; /* at most; what is more is left out */

/* Add the first length bytes of a text. -1 without memory. */
int kit_set_add(struct kit_set *set, const char *text, size_t length);

/* Is it there? */
int kit_set_has(const struct kit_set *set, const char *text);
void kit_set_clear(struct kit_set *set);
void kit_set_free(struct kit_set *set);

/* Add the CVE that kit_cve_in finds in a text. 1, or 0 where there is none; -1
 * without memory. */
int kit_set_add_cve(struct kit_set *set, const char *text);

/* ---- Advisories --------------------------------------------------------- */

/* All but id and at_ms may be NULL or 0: not known. */
struct kit_advisory {
	const char *id; /* "DSA-5532-1" */
	int64_t at_ms;
	int64_t after_ms;     /* where only the day is known */
	int unreleased;       /* at_ms is not when the fix was released, but
	                         when the advisory says that it is one */
	const char *vendor;   /* "debian" */
	const char *type;     /* "security", "bugfix", "enhancement" */
	const char *severity; /* in any vendor's words */
	const char *cvss;     /* "7.5" */
	const char *reboot;   /* "yes" or "no" */
	const char *remediation;
	struct kit_set vulns;
};

/* A package and the version that it is fixed in; named as names.h names it.
 */
struct kit_fix {
	const char *type;   /* of package URLs, "deb" */
	const char *vendor; /* of package URLs or os-release, "debian" */
	const char *package, *version;
	int is_source;                 /* package is the source's name */
	const struct kit_set *distros; /* "debian-12"; NULL: not known */
};

/* Feeds that know days alone write midnight, which lies so many milliseconds
 * behind midnight in UTC. Where *at_ms is such a time, make the whole day of
 * it: *at_ms its last instant, *after_ms the one before its first; else leave
 * both alone. 1 where it was one. */
int kit_whole_day(int64_t *at_ms, int64_t *after_ms, int64_t midnight_ms);

/* What sort of advisory an id is of, as the distributions that follow Red Hat
 * write it: "bugfix" of ALBA-2023:1, "enhancement" of ALEA-2023:1, else
 * "security". */
const char *kit_advisory_type(const char *id);

/* The advisory itself is out: patch.released. */
int32_t kit_advisory_emit(
    const plore_host *host, const struct kit_advisory *advisory);

/* A version is out that fixes what the advisory is about: patch.released, or
 * patch.revised where it is unreleased. */
int32_t kit_advisory_emit_fix(const plore_host *host,
    const struct kit_advisory *advisory, const struct kit_fix *fix);

/* It was taken back: patch.withdrawn. */
int32_t kit_advisory_emit_withdrawn(
    const plore_host *host, const struct kit_advisory *advisory);

/* Its vulnerabilities were published then: vuln.published, with severity and
 * score. */
int32_t kit_advisory_emit_published(
    const plore_host *host, const struct kit_advisory *advisory);

/* Tell an event as often as it takes to tell all names, each as an attribute of
 * that name; the event's own attributes come with the first. */
int32_t kit_emit_names(const plore_host *host, const plore_event *event,
    const char *name, const struct kit_set *names);

/* ---- What an advisory fixes --------------------------------------------- */

/* Advisories list packages by release and architecture, thousands of them.
 * Zeroed, the list is empty. */
struct kit_fixes {
	struct kit_fixes_row *rows;
	size_t count, room;
	int is_sorted;
	struct kit_set distros; /* of the fix that was handed out */
};

enum { KIT_FIXES = 1 << 18 }; /* rows at most; what is more is left out */

/* Add a row; distro may be "". type and vendor are borrowed until the list is
 * cleared. Names that make no patch are left out: empty ones, and such of
 * PLORE_MAX_NAME bytes or more. -1 without memory. */
int kit_fixes_add(struct kit_fixes *fixes, const char *type, const char *vendor,
    const char *distro, const char *package, const char *version,
    int is_source);

/* Hand out the rows, those of the same package and version as one. *at is 0 for
 * the first; borrowed until the next call. 1; 0 behind the last; -1 without
 * memory. */
int kit_fixes_next(struct kit_fixes *fixes, size_t *at, struct kit_fix *out);
void kit_fixes_clear(struct kit_fixes *fixes);
void kit_fixes_free(struct kit_fixes *fixes);

/* Is a release, "debian-12", among those that the option distro names, each
 * whole or up to a "-" or a "."? Without the option all are. */
int kit_distro_wanted(const plore_host *host, const char *distro);

#endif
