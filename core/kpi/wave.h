/*
 * wave.h - which installs make one deployment, and whether it went wrong
 *
 * A wave is what one maintenance group got at a time. Installs that a source
 * names a wave for (the attribute "wave") are of one wave where name and group
 * are the same. Of the rest, those of one patch in one group are, as long as
 * none comes more than PL_WAVE_MS after the one before it; where no group is
 * told, all such machines are one group. It is the time for which an install is
 * watched, too, so two waves that were derived of one patch and group are never
 * watched at once, and nothing is held against both.
 *
 * These are the rules alone; waves.h gathers what they are applied to.
 */
#ifndef PL_WAVE_H
#define PL_WAVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/time.h"

#define PL_WAVE_MS (3 * PL_DAY_MS)

struct pl_install {
	int64_t subject, asset, source;
	int64_t at_ms;
	int64_t sign_ms; /* the first sign after it that it, or its patch
	                    anywhere, was bad; 0: none */
	uint32_t wave;   /* number of its name; 0: none is told */
	uint32_t crew;   /* number of its maintenance group; 0: not told */
	int is_rework;   /* an earlier patch made it necessary */
};

struct pl_wave {
	const struct pl_install *installs; /* by time */
	size_t count;
	int64_t first_ms, last_ms; /* of its installs */
	int is_rework;             /* any install is */
};

/* Put the installs of a wave next to each other, by time. */
void pl_wave_sort(struct pl_install *installs, size_t count);

/* The wave at the front of sorted installs, of which there is one at least;
 * borrowed from them. */
struct pl_wave pl_wave_of(const struct pl_install *installs, size_t count);

/* Can nothing belong to it any more, and nothing be held against it? So it is
 * from PL_WAVE_MS after its last install on. */
int pl_wave_is_complete(const struct pl_wave *wave, int64_t as_of_ms);

/* Is a sign that came after an install in it held against the wave? The last
 * machine is to be watched for as long as the first, so it is up to PL_WAVE_MS
 * after the last install. */
int pl_wave_is_bad(const struct pl_wave *wave, const struct pl_install *of);

#endif
