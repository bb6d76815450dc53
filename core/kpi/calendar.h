/*
 * calendar.h - what was installed on each day, and which deployments began
 *
 * The waves that change-fail-rate counts (wave.h), by the day in UTC on which
 * their first install came. Of a wave that a condition takes a part of, that
 * part is told. A wave can be judged when it is complete, so those that began
 * shortly before the cut-off stand apart.
 */
#ifndef PL_CALENDAR_H
#define PL_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_store;

struct pl_calendar_day {
	int32_t day;         /* since 1970-01-01 */
	int64_t installs;    /* on it, of whatever wave */
	int64_t waves;       /* that began on it and are complete */
	int64_t bad, rework; /* of these: needed an intervention; were made
	                        necessary by an earlier patch */
	int64_t young;       /* that began on it and are not complete yet */
};

struct pl_calendar {
	size_t count, room;
	struct pl_calendar_day *days; /* by day, those with anything */
};

/* Read the cut-off, limits and conditions of a query; whatever the unit, it is
 * patches that are deployed. An install counts where it lies between the
 * limits, and a wave where its last one does. The caller frees. */
int pl_calendar_read(struct pl_calendar *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_calendar_free(struct pl_calendar *calendar); /* of what it holds */

#endif
