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
#include <stdint.h>

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

/* Name a package and the version that fixes it. 0; or -1 where it has no name,
 * or one that is too long. */
int kit_finding_names(struct kit_names *out, const struct kit_package *package,
    const char *fixed);

/* A system by the ID of its os-release file, as package managers tell it:
 * "rhel" for "redhat". */
const char *kit_system_id(const char *word);

/* "Important" and "HIGH" as high, and so on; unrated where the word is not
 * known, or says so. */
const char *kit_severity(const char *word);

/* The worst severity of each patch or vulnerability of a report, which has
 * several findings about one. It keeps a number of each name, not the names. */
struct kit_severities {
	struct kit_severity_slot {
		uint64_t hash; /* 0: free */
		uint8_t rank;
	} * slots;
	size_t count, room;
};

/* 0, or -1 where memory is out. severity is as from kit_severity. */
int kit_severities_add(struct kit_severities *severities, const char *subject,
    const char *severity);

/* As it was added, the worst; NULL where nothing was. */
const char *kit_severities_of(
    const struct kit_severities *severities, const char *subject);
void kit_severities_free(struct kit_severities *severities);

#endif
