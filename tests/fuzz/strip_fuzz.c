/* The bytes of a strip, as a damaged or forged store could hold them. */
#include <stdint.h>
#include <stdlib.h>

#include "store/strip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
is_same(const struct pl_strip_row *a, const struct pl_strip_row *b)
{
	return pl_strip_compare(&a->key, &b->key) == 0 &&
	       a->after == b->after && a->took == b->took && a->code == b->code;
}

/* A row that was read is read again after it was written. */
static void
try_row(const struct pl_strip_state *before, const struct pl_strip_row *row)
{
	struct pl_strip_state writing = *before, reading = *before;
	uint8_t bytes[PL_STRIP_ROW];
	size_t length = pl_strip_write(&writing, row, bytes);
	const uint8_t *at = bytes;
	struct pl_strip_row again;

	if (length > sizeof bytes ||
	    pl_strip_read(&reading, &at, bytes + length, &again) != 1 ||
	    at != bytes + length || !is_same(&again, row) ||
	    pl_strip_compare(&reading.last, &writing.last) != 0 ||
	    reading.first_at != writing.first_at)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *at = data, *end = data + size;
	struct pl_strip_key first = {1, 1, 1772000000000, 50, 1};
	struct pl_strip_state state, before;
	struct pl_strip_row row;

	pl_strip_begin(&state, &first);
	before = state;
	while (pl_strip_read(&state, &at, end, &row) == 1) {
		try_row(&before, &row);
		before = state;
	}
	return 0;
}
