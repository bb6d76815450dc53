/* SPDX-License-Identifier: MIT
 *
 * instant.h - RFC 3339 to milliseconds since 1970, fast
 */
#ifndef KIT_INSTANT_H
#define KIT_INSTANT_H

#include <stdint.h>

/* "2026-03-12T02:14:07Z", with any fraction, or an offset such as +05:30. 0,
 * or -1 where the text is no such instant or the day does not exist. */
int kit_instant_read(const char *text, int64_t *out);

/* The same of tools that are less strict: a time without a zone is in UTC, and
 * an offset may be +0530. */
int kit_instant_read_lax(const char *text, int64_t *out);

/* "2026-03-12", in UTC: its last millisecond, which is the latest possible
 * instant of what is known by day, and that of the day before. 0, or -1. */
int kit_day_read(const char *text, int64_t *after_ms, int64_t *time_ms);

#endif
