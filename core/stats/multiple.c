#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

struct place {
	double p;
	size_t at;
};

static int
by_p(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	return (left->p > right->p) - (left->p < right->p);
}

static struct place *
sorted(const double *p, size_t count)
{
	struct place *places = pl_alloc_array(count, sizeof *places);

	for (size_t i = 0; i < count; i++)
		places[i] = (struct place){p[i], i};
	qsort(places, count, sizeof *places, by_p);
	return places;
}

void
pl_adjust_false_discovery(const double *p, size_t count, double *adjusted)
{
	struct place *places = sorted(p, count);
	double least = 1;

	for (size_t i = count; i-- > 0;) {
		least =
		    fmin(least, places[i].p * (double)count / (double)(i + 1));
		adjusted[places[i].at] = least;
	}
	free(places);
}

void
pl_adjust_any_error(const double *p, size_t count, double *adjusted)
{
	struct place *places = sorted(p, count);
	double most = 0;

	for (size_t i = 0; i < count; i++) {
		most = fmax(most, fmin(1, places[i].p * (double)(count - i)));
		adjusted[places[i].at] = most;
	}
	free(places);
}
