/* SPDX-License-Identifier: MIT
 *
 * names.h - packages, patches and vulnerabilities under the house's names
 *
 * So that what scanners find, advisories say and package managers install meets
 * in one store:
 *
 *     a package of a system    openssl=3.0.11-1~deb12u2
 *                              pkg:deb/debian/openssl
 *     any other                pkg:npm/jquery@3.4.0
 *                              pkg:npm/jquery
 *     a vulnerability          CVE-2024-1234
 *
 * The first is the patch, which is the version that is installed, or that fixes
 * it, and the second the product. Where nobody names a version, or several to
 * choose from, there is no patch. An epoch of 0 is no part of a version.
 */
#ifndef KIT_NAMES_H
#define KIT_NAMES_H

#include <patchlore/plugin.h>
#include <stddef.h>

/* A package. type and space are as in a package URL: "deb" and "debian". What
 * purl has of them goes first; there may be a version in it, and more behind.
 * "" is not given. */
struct kit_package {
	const char *purl, *type, *space, *name;
};

struct kit_names {
	char patch[PLORE_MAX_NAME + 1]; /* "": none */
	char product[PLORE_MAX_NAME + 1];
};

/* Name a package and a version of it. 0; or -1 and none where it has no name,
 * or one that is too long. */
int kit_names_make(struct kit_names *out, const struct kit_package *package,
    const char *version);

/* A system by the ID of its os-release file, as package managers tell it:
 * "rhel" for "redhat". */
const char *kit_system_id(const char *word);

/* Is the text the name of a CVE: a year and a number of four digits or more? */
int kit_cve_is(const char *text);

/* How many bytes of it such a name has that the text begins with; 0: none. */
size_t kit_cve_length(const char *text);

/* The name that the text ends with ("UBUNTU-CVE-2024-1234"), or NULL. */
const char *kit_cve_in(const char *text);

#endif
