/*
 * problem.h - what counts as trouble that a patch made
 *
 * On a machine a failed attempt, an install undone within 30 days, or an
 * incident; and without one, where it is told of the patch alone, an incident,
 * a known issue or a withdrawal.
 */
#ifndef PL_PROBLEM_H
#define PL_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/episode.h"

/* When the problem that a row of an item tells of was seen; 0: it tells of
 * none, or of the same as the row before it. An install is a problem from when
 * it was undone. */
int64_t pl_problem_seen(
    const struct pl_item *item, int64_t as_of_ms, size_t row);

/* Does an event of this kind tell of a problem, where it names no machine? */
int pl_problem_is_told(enum pl_kind kind);

#endif
