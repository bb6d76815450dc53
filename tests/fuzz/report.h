/*
 * report.h - a fuzzer's input as the report of a scanner, in JSON
 */
#ifndef FUZZ_REPORT_H
#define FUZZ_REPORT_H

#include <patchlore/plugin.h>

#include "kit/pull.h"
#include "tests/fuzz/pieces.h"

/* Read it in pieces. The reader goes on to the end, or what is wrong with the
 * text has a sentence. */
static inline void
read_report(const uint8_t *data, size_t size,
    int32_t (*read)(void *reader, struct kit_pull *pull), void *reader)
{
	struct pieces pieces = {data, size, 1000};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);

	if (read(reader, pull) != PLORE_OK)
		abort();
	if (kit_pull_end(pull) < 0 && kit_pull_error(pull)[0] == '\0')
		abort();
	kit_pull_free(pull);
}

#endif
