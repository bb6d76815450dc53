/* SPDX-License-Identifier: MIT
 *
 * localtime.h - local times as logs write them
 *
 * In the hour that comes twice when summer time ends, the C library's choice
 * stands for both.
 */
#ifndef KIT_LOCALTIME_H
#define KIT_LOCALTIME_H

#include <stdint.h>

struct kit_zones;

/* The hour last asked for: logs stay in one for many lines. Begin with {0}. */
struct kit_local_clock {
	char date[10], hour[2];
	int64_t begins_ms;
	struct kit_zones *zones; /* the caller's; NULL: that of TZ throughout */
};

/* "2026-03-12" and "02:14:07", closed by anything. 0 or -1. */
int kit_local_time_read(struct kit_local_clock *clock, const char *date,
    const char *time, int64_t *out_ms);

#endif
