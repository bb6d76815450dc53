#include "kpi/worst.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum { WORDS = 6 };

/* By word, the worst first. Without words: a number, the greater the worse, or
 * a date, the earlier. */
static const struct scale {
	const char *fact;
	const char *words[WORDS];
	int is_date;
} scales[] = {
    {"severity", {"critical", "high", "medium", "low", "none"}, 0},
    {"kev", {"yes", "no"}, 0},
    {"exploitation", {"active", "poc", "none"}, 0},
    {"automatable", {"yes", "no"}, 0},
    {"technical_impact", {"total", "partial"}, 0},
    {"cvss", {NULL}, 0},
    {"kev_added", {NULL}, 1},
    {"kev_due", {NULL}, 1},
};

static const struct scale *
scale_of(const char *fact)
{
	for (size_t i = 0; i < PL_COUNT(scales); i++)
		if (strcmp(scales[i].fact, fact) == 0)
			return &scales[i];
	return NULL;
}

int
pl_worst_has(const char *fact)
{
	return scale_of(fact) != NULL;
}

/* Words that are not on the scale come last. */
static int
rank(const struct scale *scale, const char *value)
{
	int i = 0;

	while (i < WORDS && scale->words[i] != NULL &&
	       strcmp(scale->words[i], value) != 0)
		i++;
	return i;
}

int
pl_worst_than(const char *fact, const char *value, const char *other)
{
	const struct scale *scale = scale_of(fact);

	if (scale == NULL)
		return 0;
	if (scale->words[0] != NULL)
		return rank(scale, value) < rank(scale, other);
	if (scale->is_date)
		return strcmp(value, other) < 0;
	return strtod(value, NULL) > strtod(other, NULL);
}
