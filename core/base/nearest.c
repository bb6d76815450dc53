#include "base/nearest.h"

#include <string.h>

enum { WORD = 64 }; /* longer ones are not compared */

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance, row by row. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD + 1], width = strlen(b);

	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < width; j++) {
			size_t above = row[j + 1];

			row[j + 1] = least(
			    above + 1, row[j] + 1, corner + (a[i] != b[j]));
			corner = above;
		}
	}
	return row[width];
}

const char *
pl_nearest(const char *word, const char *const *known)
{
	size_t best = strlen(word) / 3 + 2; /* more is another word */
	const char *found = NULL;

	if (strlen(word) > WORD)
		return NULL;
	for (; *known != NULL; known++) {
		size_t steps;

		if (strlen(*known) > WORD)
			continue;
		steps = distance(word, *known);
		if (steps < best && steps < strlen(*known)) {
			best = steps;
			found = *known;
		}
	}
	return found;
}

void
pl_nearest_tell(struct pl_buf *out, const char *word, const char *const *known)
{
	const char *near = pl_nearest(word, known);

	if (near != NULL) {
		pl_buf_addf(out, "did you mean \"%s\"?", near);
		return;
	}
	pl_buf_adds(out, "expected ");
	pl_buf_adds(out, known[1] == NULL ? "" : "one of ");
	for (size_t i = 0; known[i] != NULL; i++)
		pl_buf_addf(out, "%s%s", i > 0 ? ", " : "", known[i]);
}
