/*
 * canaries.h - marks that must not come out, and the search for them
 *
 * A canary is "zq" and ten letters that no word has, always the same for a
 * number. canaries_in looks for those of the first numbers in bytes: as they
 * are and in capitals, as hexadecimal digits, as an address escapes them
 * (%7a%71), in Base64 behind whatever stands before, backwards, and as their
 * digests alone, SHA-1 and SHA-256, in hexadecimal digits or as bytes.
 */
#ifndef TESTS_CANARIES_H
#define TESTS_CANARIES_H

#include <ctype.h>
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CANARY = 12,           /* letters */
	CANARY_DISGUISES = 16, /* at most */
	CANARY_DISGUISE = 100, /* bytes of one, at most */
	CANARY_SHA1 = 20
};

/* splitmix64 (Steele, Lea and Flood 2014) of the number. */
static inline void
canary(size_t number, char out[CANARY + 1])
{
	uint64_t x = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	memcpy(out, "zq", 3);
	for (size_t i = 2; i < CANARY; i++, x >>= 5)
		out[i] = "bcdfghjklmnpqrstvwxzbcdfghjklmnp"[x & 31];
	out[CANARY] = '\0';
}

/* ---- Disguises ----------------------------------------------------------- */

struct canary_disguise {
	int folds; /* compare as small letters */
	size_t length;
	unsigned char bytes[CANARY_DISGUISE];
};

struct canary_disguises {
	size_t count;
	struct canary_disguise list[CANARY_DISGUISES];
};

static inline void
canary_add(
    struct canary_disguises *out, int folds, const void *bytes, size_t length)
{
	struct canary_disguise *one = &out->list[out->count++];

	one->folds = folds;
	one->length = length;
	memcpy(one->bytes, bytes, length);
}

static inline uint32_t
canary_turn(uint32_t word, int bits)
{
	return word << bits | word >> (32 - bits);
}

/* FIPS 180-4, of a text of at most 55 bytes: one block. */
static inline void
canary_sha1(unsigned char out[CANARY_SHA1], const char *text)
{
	static const uint32_t add[] = {
	    0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
	uint32_t state[] = {
	    0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], w[80] = {0};
	size_t length = strlen(text);

	for (size_t i = 0; i <= length; i++) {
		unsigned char byte = i < length ? (unsigned char)text[i] : 0x80;

		w[i / 4] |= (uint32_t)byte << (24 - 8 * (i % 4));
	}
	w[15] = (uint32_t)(8 * length);
	for (int i = 16; i < 80; i++)
		w[i] =
		    canary_turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 80; i++) {
		uint32_t f = i < 20   ? (b & c) | (~b & d)
		             : i < 40 ? b ^ c ^ d
		             : i < 60 ? (b & c) | (b & d) | (c & d)
		                      : b ^ c ^ d;
		uint32_t next = canary_turn(a, 5) + f + e + add[i / 20] + w[i];

		e = d;
		d = c;
		c = canary_turn(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	for (int i = 0; i < CANARY_SHA1; i++)
		out[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
}

static inline void
canary_add_hex(
    struct canary_disguises *out, const unsigned char *bytes, size_t length)
{
	char hex[CANARY_DISGUISE];

	sodium_bin2hex(hex, sizeof hex, bytes, length);
	canary_add(out, 1, hex, 2 * length);
}

static inline void
canary_add_digests(struct canary_disguises *out, const char *mark)
{
	unsigned char sha1[CANARY_SHA1], sha256[crypto_hash_sha256_BYTES];

	canary_sha1(sha1, mark);
	crypto_hash_sha256(sha256, (const unsigned char *)mark, CANARY);
	canary_add(out, 0, sha1, sizeof sha1);
	canary_add(out, 0, sha256, sizeof sha256);
	canary_add_hex(out, sha1, sizeof sha1);
	canary_add_hex(out, sha256, sizeof sha256);
}

/* Behind so many bytes, but for the letters that depend on what those are, or
 * on what follows. */
static inline void
canary_add_base64(struct canary_disguises *out, const char *mark, size_t before)
{
	unsigned char bytes[CANARY + 2] = "xx";
	size_t first = before == 0 ? 0 : before + 1;
	char text[CANARY_DISGUISE];

	memcpy(bytes + before, mark, CANARY);
	sodium_bin2base64(text, sizeof text, bytes, before + CANARY,
	    sodium_base64_VARIANT_ORIGINAL);
	canary_add(out, 0, text + first, (before + CANARY) * 8 / 6 - first);
}

static inline void
canary_disguise_all(struct canary_disguises *out, const char *mark)
{
	char url[3 * CANARY + 1], back[CANARY];

	out->count = 0;
	for (size_t i = 0; i < CANARY; i++) {
		snprintf(url + 3 * i, 4, "%%%02x", (unsigned char)mark[i]);
		back[CANARY - 1 - i] = mark[i];
	}
	canary_add(out, 1, mark, CANARY);
	canary_add(out, 1, url, 3 * CANARY);
	canary_add(out, 1, back, CANARY);
	canary_add_hex(out, (const unsigned char *)mark, CANARY);
	for (size_t before = 0; before < 3; before++)
		canary_add_base64(out, mark, before);
	canary_add_digests(out, mark);
}

/* ---- The search ---------------------------------------------------------- */

/* How many of the first count canaries are in bytes. */
static inline size_t
canaries_in(const void *bytes, size_t length, size_t count)
{
	char *small = malloc(length + 1), mark[CANARY + 1];
	struct canary_disguises all;
	size_t found = 0;

	for (size_t i = 0; i < length; i++)
		small[i] = (char)tolower(((const unsigned char *)bytes)[i]);
	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		canary(i, mark);
		canary_disguise_all(&all, mark);
		while (j < all.count &&
		       memmem(all.list[j].folds ? small : bytes, length,
			   all.list[j].bytes, all.list[j].length) == NULL)
			j++;
		found += j < all.count;
	}
	free(small);
	return found;
}

#endif
