/* SPDX-License-Identifier: MIT
 *
 * digest.h - a number that follows from bytes: FNV-1a, of 64 bits
 *
 * To know again what was read before. It is no proof against who wants two
 * texts to have the same.
 *
 *     digest = kit_digest(KIT_DIGEST, text, strlen(text));
 *     digest = kit_digest(digest, "\n", 1);
 */
#ifndef KIT_DIGEST_H
#define KIT_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define KIT_DIGEST UINT64_C(0xcbf29ce484222325) /* of nothing */

/* That of what came so far and of length bytes more. */
static inline uint64_t
kit_digest(uint64_t so_far, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++)
		so_far = (so_far ^ at[i]) * UINT64_C(0x100000001b3);
	return so_far;
}

#endif
