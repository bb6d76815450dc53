/*
 * localtime.h - local times as dpkg and apt write them, in the zone of TZ
 *
 * In the hour that comes twice when summer time ends, the C library's choice
 * stands for both.
 */
#ifndef APT_LOCALTIME_H
#define APT_LOCALTIME_H

#include <stdint.h>

/* The hour last asked for: logs stay in one for many lines. Begin with {0}. */
struct local_clock {
	char date[10], hour[2];
	int64_t begins_ms;
};

/* "2026-03-12" and "02:14:07", closed by anything. 0 or -1. */
int local_time_read(struct local_clock *clock, const char *date,
    const char *time, int64_t *out_ms);

#endif
