/* SPDX-License-Identifier: MIT
 *
 * finding.h - what a scanner found about a package, under the house's names
 *
 * So that the findings of all scanners and what package managers tell meet in
 * one store:
 *
 *     a package of a system    openssl=3.0.11-1~deb12u2
 *                              pkg:deb/debian/openssl
 *     any other                pkg:npm/jquery@3.4.0
 *                              pkg:npm/jquery
 *
 * The first is the patch, which is the version that fixes it, and the second
 * the product. Where the scanner names no version, or several to choose from,
 * there is no patch, and the finding is about the vulnerability.
 */
#ifndef KIT_FINDING_H
#define KIT_FINDING_H

#include <patchlore/plugin.h>
#include <stddef.h>

/* A package. type and space are as in a package URL: "deb" and "debian". What
 * purl has of them goes first; there may be a version in it, and more behind.
 * "" is not given. */
struct kit_package {
	const char *purl, *type, *space, *name;
};

struct kit_finding_names {
	char patch[PLORE_MAX_NAME + 1]; /* "": none */
	char product[PLORE_MAX_NAME + 1];
};

/* Name a package and the version that fixes it. 0; or -1 where it has no name,
 * or one that is too long. */
int kit_finding_names(struct kit_finding_names *out,
    const struct kit_package *package, const char *fixed);

/* A system by the ID of its os-release file, as package managers tell it:
 * "rhel" for "redhat". */
const char *kit_system_id(const char *word);

/* How severe a word says it is: a number that is greater the worse, and that a
 * mark can be (marks.h). The least is of words that are not known, or say so.
 */
int kit_severity(const char *word);

/* unrated, none, low, medium, high or critical; NULL where there is no number.
 */
const char *kit_severity_word(int severity);

#endif
