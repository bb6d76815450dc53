/*
 * pieces.h - a fuzzer's input in pieces, for parsers that read on and on
 */
#ifndef FUZZ_PIECES_H
#define FUZZ_PIECES_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct pieces {
	const uint8_t *data;
	size_t size, piece;
};

/* As kit_pull_read. */
static inline ssize_t
read_piece(void *context, void *to, size_t room)
{
	struct pieces *pieces = context;
	size_t n = pieces->piece < room ? pieces->piece : room;

	n = n < pieces->size ? n : pieces->size;
	if (n > 0)
		memcpy(to, pieces->data, n);
	pieces->data += n;
	pieces->size -= n;
	return (ssize_t)n;
}

#endif
