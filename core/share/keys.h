/*
 * keys.h - the secrets of an organization that shares, in a folder of its own
 *
 *   master.key      all pseudonyms follow from it
 *   answers.key     decides which answers chance turns round, for good
 *   noise-YYYY.key  what noise is drawn from, of periods that end in a year
 *
 * Each is 32 random bytes, and nobody but its owner may read it: a folder or a
 * key that somebody else owns, or that a group or others have any right to, is
 * refused. A key never changes; one that is lost cannot be made again. Here
 * they stand in memory that is kept off the swap where the system allows that,
 * and are wiped behind.
 *
 * A pseudonym is what one program knows an organization by. Its two seeds are
 * keyed digests (keyed.h) under master.key, of the purposes "patchlore/pid/1"
 * and "patchlore/box/1" and the program's name as their one part. The first is
 * the seed of an Ed25519 key pair, which signs; the first 32 bytes of the
 * SHA-512 of the second are an X25519 secret key, for answers that only we can
 * open. Without master.key nothing tells that two pseudonyms are one
 * organization's.
 */
#ifndef PL_KEYS_H
#define PL_KEYS_H

#include <stddef.h>

#include "share/envelope.h"
#include "share/keyed.h"
#include "share/seal.h"

struct pl_error;

struct pl_keys;

/* Which keys were made. Those that were are in place of lost ones where the
 * folder had been used before: another key is in it, a ledger, or what was
 * sent. */
struct pl_keys_made {
	int master, answers, again;
};

/* Make the folder (not those above it), master.key and answers.key, each of
 * which only where it is not there. */
int pl_keys_make(
    const char *folder, struct pl_keys_made *made, struct pl_error *err);

/* PL_E_CONFIG where a folder is there, and somebody else owns it or has any
 * right to it. All that is in it is only as safe as this. */
int pl_keys_check_folder(const char *folder, struct pl_error *err);

/* Read the keys of a folder. PL_E_CONFIG where one is missing, or others than
 * its owner have rights to it, or it is no key; with the remedy. */
int pl_keys_open(
    struct pl_keys **out, const char *folder, struct pl_error *err);
void pl_keys_close(struct pl_keys *keys); /* NULL is fine */

/* Borrowed until the keys are closed. */
const unsigned char *pl_keys_answers(const struct pl_keys *keys);

/* The key of noise for periods that end in a year, 1 to 9999, which is made
 * where there is none. Wipe it with sodium_memzero. Once the last release of
 * a year is out and will not be amended, its key is to be destroyed: then
 * nobody can take the noise off again. */
int pl_keys_noise(unsigned char out[PL_KEY_SIZE], const struct pl_keys *keys,
    int year, struct pl_error *err);

/* Hand on the names of the keys that are in a folder, sorted, and their modes,
 * 0600 or less. Fails as pl_keys_open does. */
typedef void pl_keys_tell(void *context, const char *file, unsigned mode);
int pl_keys_list(const char *folder, pl_keys_tell *tell, void *context,
    struct pl_error *err);

enum { PL_PSEUDONYM = 36 }; /* bytes of one as text, with its NUL */

struct pl_pseudonym {
	char id[PL_PSEUDONYM];
	unsigned char signer[PL_SIGNER];
	unsigned char box[PL_SEAL_KEY];
	/* the secret half */
	unsigned char signer_secret[PL_SIGNER_SECRET];
	unsigned char box_secret[PL_SEAL_KEY];
};

/* The pseudonym for a program. PL_E_CONFIG where no program has such a name. */
int pl_keys_pseudonym(struct pl_pseudonym *out, const struct pl_keys *keys,
    const char *program, struct pl_error *err);
void pl_pseudonym_wipe(struct pl_pseudonym *pseudonym);

/* What whoever has this key is called: "pl1" and the BLAKE2b-160 of the key in
 * base32 (RFC 4648) without padding, in lower case. */
void pl_pseudonym_of(
    char out[PL_PSEUDONYM], const unsigned char signer[PL_SIGNER]);

#endif
