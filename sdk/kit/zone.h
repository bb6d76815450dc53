/* SPDX-License-Identifier: MIT
 *
 * zone.h - the time zone of a source's local times
 */
#ifndef KIT_ZONE_H
#define KIT_ZONE_H

#include <stddef.h>

/* Let localtime and mktime use a zone of the system's database,
 * "Europe/Berlin", from now on. -1 where there is none of that name. The C
 * library would take UTC without a word. */
int kit_zone_use(const char *name);

enum { KIT_ZONES = 16, KIT_ZONE_NAME = 100 };

/* The zones that a machine had, one after the other. Begin with {0}, which is
 * the zone of the process throughout. */
struct kit_zones {
	struct kit_zone_span {
		char from[11]; /* its first day, "2025-03-01"; "": always */
		char name[KIT_ZONE_NAME + 1];
	} spans[KIT_ZONES]; /* the earliest first */
	size_t count;
	size_t in_use;               /* its number and 1; 0: not begun */
	char own[KIT_ZONE_NAME + 1]; /* of the process; "": the system's */
};

/* Add what an option says: "Europe/Berlin" for all times before the first day
 * that another one names, "UTC@2025-03-01" from that day on, as its own clock
 * has it. 0, or -1 with what is wrong. */
int kit_zones_add(
    struct kit_zones *zones, const char *text, char *error, size_t error_size);

/* Let localtime and mktime use the zone of a day, "2026-03-12" closed by
 * anything. */
void kit_zones_use(struct kit_zones *zones, const char *day);

#endif
