/*
 * clock.h - the default clock, guessed
 *
 * Which clock is the default is known when all items are counted (cells.h). To
 * count by both until then takes half as much time again and twice the memory.
 * So a few patches are looked at, and where these are not like the rest, all is
 * read once more: what figures say never hangs on the guess.
 */
#ifndef PL_CLOCK_H
#define PL_CLOCK_H

#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_store;

int pl_clock_guess(enum pl_clock *out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err);

#endif
