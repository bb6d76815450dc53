/*
 * force.h - since when an exception or a mitigation is in force, and until when
 *
 * A walk along the history of an item. What begins one may tell its end
 * beforehand (struct pl_row, until_ms): an exception is over then, if nobody
 * said so earlier; a mitigation stays until it is removed, however late that
 * is. What is granted again while it holds goes on, with the end that is told
 * last; of two that are told at the same instant the later end, and no end is
 * the latest. What was over before it began never held.
 */
#ifndef PL_FORCE_H
#define PL_FORCE_H

#include <stdint.h>

#include "kpi/episode.h"

enum pl_force_of { PL_FORCE_EXCEPTION, PL_FORCE_MITIGATION };

/* Starts as {0}. */
struct pl_force {
	int64_t first_ms; /* when one began first; 0: never */
	int64_t since_ms; /* 0: none is in force */
	int64_t until_ms; /* the end that is told of it; 0: none */
	int64_t told_ms;  /* when that was told */
	int64_t over_ms;  /* when the last one ended; 0: it did not */
	int expired;      /* by its time, and nobody took it back */
};

/* Time goes on to an instant. */
void pl_force_pass(struct pl_force *force, enum pl_force_of of, int64_t at_ms);

/* The same, to a row of the item, which may begin or end something. */
void pl_force_take(
    struct pl_force *force, enum pl_force_of of, const struct pl_row *row);

/* What is in force at an instant. */
struct pl_force pl_force_at(
    const struct pl_item *item, enum pl_force_of of, int64_t at_ms);

#endif
