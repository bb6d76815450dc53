/* SPDX-License-Identifier: MIT
 *
 * zone.h - the time zone of a source's local times
 */
#ifndef KIT_ZONE_H
#define KIT_ZONE_H

/* Let localtime and mktime use a zone of the system's database,
 * "Europe/Berlin", from now on. -1 where there is none of that name. The C
 * library would take UTC without a word. */
int kit_zone_use(const char *name);

#endif
