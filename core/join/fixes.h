/*
 * fixes.h - the versions of one package that advisories name
 */
#ifndef PL_FIXES_H
#define PL_FIXES_H

#include <stddef.h>
#include <stdint.h>

/* Which of two versions is later, as sdk/kit/version.h has it. */
typedef int pl_version_order(const char *a, const char *b);

/* That of the packages of a product; NULL where it is of none that we know. */
pl_version_order *pl_fixes_order(const char *product);

struct pl_fixes;

struct pl_fix {
	const char *patch; /* "openssl=3.0.11-1" */
	const char *version;
	/* An older version, or this one, is the first that has a vulnerability
	 * or an advisory in common with it. */
	const char *first;
};

struct pl_fixes *pl_fixes_new(pl_version_order *order);
void pl_fixes_free(struct pl_fixes *fixes); /* NULL is fine */

/* The version in the name of a patch, P=V; NULL where there is none. */
const char *pl_fixes_version(const char *patch);

/* Add a version by the name of its patch, which has one; and to the one that
 * was added last a release, and whatever names what it fixes. */
void pl_fixes_add(struct pl_fixes *fixes, const char *patch);
void pl_fixes_distro(struct pl_fixes *fixes, const char *distro);
void pl_fixes_names(struct pl_fixes *fixes, const char *name);

/* Put all that was added in order; then the functions below may be called. */
void pl_fixes_sort(struct pl_fixes *fixes);
size_t pl_fixes_count(const struct pl_fixes *fixes);

/* By its number in the order of versions. Borrowed. */
const struct pl_fix *pl_fixes_get(const struct pl_fixes *fixes, size_t n);

/* The number of the first version after this one, or count. */
size_t pl_fixes_after(const struct pl_fixes *fixes, const char *version);

/* The number of the first version not before this one, or count. */
size_t pl_fixes_from(const struct pl_fixes *fixes, const char *version);

/* Does a version count for an asset of this release, "" where it is not known,
 * that had the version old? */
int pl_fixes_counts(const struct pl_fixes *fixes, size_t n, const char *distro,
    const char *old);

#endif
