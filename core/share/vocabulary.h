/*
 * vocabulary.h - words that are the same in every house
 *
 * What a source tells may be shared only where it is one of these, whole and
 * letter by letter: words of a closed list, or names that a public body gives.
 * A word that merely looks harmless is none of them.
 */
#ifndef PL_VOCABULARY_H
#define PL_VOCABULARY_H

/* Does the stratum of that name have public values alone to be told by? */
int pl_public_stratum(const char *stratum);

/* The names of those strata; NULL past the last. */
const char *pl_public_stratum_at(unsigned index);

/* Is it a public value of such a stratum? "unknown" always is. */
int pl_public_value(const char *stratum, const char *value);

/* Is it the public name of a patch or a vulnerability? KB and 6 to 8 digits,
 * CVE-2026-0001, RHSA-2026:0001 (RHBA, RHEA, ALSA, ALBA, ALEA, RLSA, RLBA,
 * ELSA, ELBA), USN-6000-1, DSA-5000-1, DLA-3000-1, MS17-010, GHSA-xxxx-xxxx-
 * xxxx. */
int pl_public_name(const char *name);

/* Is it a result code that says nothing but a number? 0x and up to 8
 * hexadecimal digits, or up to 10 decimal ones with or without a minus. */
int pl_public_code(const char *code);

/* Is it the id of a policy pack that comes with patchlore? */
int pl_public_policy(const char *id);

#endif
