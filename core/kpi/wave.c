#include "kpi/wave.h"

#include <stdlib.h>

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Is an install, by the order of waves, one of the same name or patch in the
 * same group? As strcmp says it. */
static int
compare_waves(const struct pl_install *a, const struct pl_install *b)
{
	if (a->wave != b->wave)
		return order(a->wave, b->wave);
	if (a->crew != b->crew)
		return order(a->crew, b->crew);
	return a->wave != 0 ? 0 : order(a->subject, b->subject);
}

static int
compare(const void *left, const void *right)
{
	const struct pl_install *a = left, *b = right;
	int result = compare_waves(a, b);

	if (result == 0)
		result = order(a->at_ms, b->at_ms);
	if (result == 0)
		result = order(a->subject, b->subject);
	return result != 0 ? result : order(a->asset, b->asset);
}

void
pl_wave_sort(struct pl_install *installs, size_t count)
{
	if (count > 0)
		qsort(installs, count, sizeof *installs, compare);
}

struct pl_wave
pl_wave_of(const struct pl_install *installs, size_t count)
{
	struct pl_wave wave = {installs, 1, installs[0].at_ms,
	    installs[0].at_ms, installs[0].is_rework};

	for (; wave.count < count; wave.count++) {
		const struct pl_install *next = &installs[wave.count];

		if (compare_waves(installs, next) != 0 ||
		    (next->wave == 0 &&
			next->at_ms - wave.last_ms > PL_WAVE_MS))
			break;
		wave.last_ms = next->at_ms;
		wave.is_rework |= next->is_rework;
	}
	return wave;
}

int
pl_wave_is_complete(const struct pl_wave *wave, int64_t as_of_ms)
{
	return as_of_ms - wave->last_ms > PL_WAVE_MS;
}

int
pl_wave_is_bad(const struct pl_wave *wave, const struct pl_install *of)
{
	return of->sign_ms != 0 && of->sign_ms - wave->last_ms <= PL_WAVE_MS;
}
