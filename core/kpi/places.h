/*
 * places.h - cells in the order of lines and months
 *
 * For a pass whose query has the month as its last stratum, and may have the
 * severity before it that nobody asked for, which is no line of its own.
 */
#ifndef PL_PLACES_H
#define PL_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_cell;
struct pl_pass;

struct pl_place {
	struct pl_cell *cell;        /* sealed */
	const char *line[PL_BY_MAX]; /* values of the strata asked for */
	size_t line_count;
	int64_t month_ms;
	const char *severity; /* NULL where it was not added */
};

/* Those before a month, by line, month and severity. Texts are borrowed from
 * the pass; the caller frees the places. line_count is how many strata were
 * asked for. */
struct pl_place *pl_places_of(const struct pl_pass *pass, size_t line_count,
    int64_t until_ms, size_t *count);

/* As strcmp does, by the strata asked for. */
int pl_place_line_order(const struct pl_place *a, const struct pl_place *b);

#endif
