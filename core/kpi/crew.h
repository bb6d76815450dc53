/*
 * crew.h - which maintenance group looks after each machine
 *
 * The attribute "group" of assets, of which the newest value up to the cut-off
 * holds. They are crews here, since groups are those of the jackknife.
 */
#ifndef PL_CREW_H
#define PL_CREW_H

#include <stdint.h>

struct pl_error;
struct pl_store;

struct pl_crews {
	uint32_t *numbers; /* by asset; 0: not told */
	int64_t room;
};

/* Read them. There is nothing to free where it fails. */
int pl_crews_load(struct pl_crews *out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err);
void pl_crews_free(struct pl_crews *crews); /* of what it holds */

/* From 1 on, or 0 where none is told. */
uint32_t pl_crew_of(const struct pl_crews *crews, int64_t asset);

#endif
