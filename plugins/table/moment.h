/*
 * moment.h - times as exports write them
 *
 * A format is one of the words "rfc3339", "unix" (seconds, perhaps with a
 * fraction), "unix_ms" and "windows" (/Date(ms)/), or one for strptime(3), in
 * English whatever the machine speaks. At its end %Z stands for the name of a
 * zone, which is looked up in a list: the letters alone mean several zones.
 *
 * Time without a zone is local to the one that kit_zone_use set. Where clocks
 * were put back and the time occurred twice, the later one is taken and the
 * earlier kept as the bound; where they were put forward and it never was, it
 * is refused. A date without a time of day is the whole day: its last
 * millisecond, and later than the one before its first.
 */
#ifndef TABLE_MOMENT_H
#define TABLE_MOMENT_H

#include <stddef.h>
#include <stdint.h>

struct moment {
	int64_t at_ms;    /* at the latest */
	int64_t after_ms; /* later than this; 0: at_ms is exact */
};

/* The name of a zone as exports write it, and what it is east of UTC. */
struct moment_offset {
	const char *name;
	int32_t minutes;
};

struct moment_format {
	const char *text;
	const struct moment_offset *offsets; /* for %Z, beside UTC and GMT */
	size_t offset_count;
	int whole_day; /* the time of day says nothing: it is the day of UTC, or
	                  of the zone, that it lies in */
};

/* Is it a format? And does it leave the zone open? */
int moment_is_format(const char *format);
int moment_is_local(const char *format);

/* "+05:30" as minutes. -1 where it is no offset. */
int moment_offset_read(const char *text, int32_t *minutes);

/* 0, or -1 with what is wrong in *why. */
int moment_read(struct moment *out, const char *text,
    const struct moment_format *format, const char **why);

#endif
