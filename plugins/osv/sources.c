#include "plugins/osv/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "kit/lines.h"
#include "kit/stanza.h"

static int
add_pair(struct sources *sources, const char *source, const char *binary)
{
	size_t first = strlen(source) + 1, second = strlen(binary) + 1;
	struct sources_pair *pairs;
	char *text;

	if (sources->bytes + first + second > SOURCES_BYTES)
		return -1;
	pairs = kit_grow(
	    sources->pairs, sources->count, &sources->room, sizeof *pairs);
	if (pairs == NULL)
		return -1;
	sources->pairs = pairs;
	text = malloc(first + second);
	if (text == NULL)
		return -1;
	memcpy(text, source, first);
	memcpy(text + first, binary, second);
	sources->pairs[sources->count].source = text;
	sources->pairs[sources->count++].binary = text + first;
	sources->bytes += first + second;
	return 0;
}

/* "+b1" tells that it was only built again. */
static int
is_same_version(const char *binary, const char *source)
{
	size_t length = strlen(source);
	const char *rest = binary + length;

	if (strncmp(binary, source, length) != 0)
		return 0;
	if (*rest == '\0')
		return 1;
	return strncmp(rest, "+b", 2) == 0 && rest[2] != '\0' &&
	       rest[2 + strspn(rest + 2, "0123456789")] == '\0';
}

/* "Source: openssl", or "Source: openssl (3.0.11-1)" where the versions differ;
 * without it the package is called like its source. */
static int
take(struct sources *sources, const char *package, char *source,
    const char *version)
{
	char *of = strstr(source, " (");

	if (source[0] == '\0')
		return add_pair(sources, package, package);
	if (of != NULL) {
		*of = '\0';
		of[2 + strcspn(of + 2, ")")] = '\0';
		if (!is_same_version(version, of + 2))
			return 0;
	}
	return add_pair(sources, source, package);
}

int
sources_read(
    struct sources *sources, const char *path, char *error, size_t error_size)
{
	struct kit_stanza_field fields[] = {
	    {"Package:", ""}, {"Source:", ""}, {"Version:", ""}};
	struct kit_lines *lines =
	    kit_lines_open(path, KIT_STANZA_LINE, error, error_size);
	int more;

	if (lines == NULL)
		return -1;
	while ((more = kit_stanza_next(lines, fields, 3)) > 0)
		if (fields[0].value[0] != '\0' &&
		    take(sources, fields[0].value, fields[1].value,
			fields[2].value) < 0) {
			snprintf(error, error_size,
			    "%.300s: more packages than memory", path);
			kit_lines_close(lines);
			return -1;
		}
	if (more < 0)
		snprintf(error, error_size, "%.300s: %s", path,
		    kit_lines_error(lines));
	kit_lines_close(lines);
	return more;
}

static int
compare_pairs(const void *left, const void *right)
{
	const struct sources_pair *a = left, *b = right;
	int order = strcmp(a->source, b->source);

	return order != 0 ? order : strcmp(a->binary, b->binary);
}

void
sources_sort(struct sources *sources)
{
	size_t kept = 0;

	if (sources->count > 0)
		qsort(sources->pairs, sources->count, sizeof *sources->pairs,
		    compare_pairs);
	for (size_t i = 0; i < sources->count; i++) {
		if (kept > 0 && compare_pairs(&sources->pairs[kept - 1],
				    &sources->pairs[i]) == 0)
			free(sources->pairs[i].source);
		else
			sources->pairs[kept++] = sources->pairs[i];
	}
	sources->count = kept;
}

const struct sources_pair *
sources_find(const struct sources *sources, const char *source, size_t *count)
{
	size_t low = 0, high = sources->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sources->pairs[middle].source, source) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < sources->count &&
	       strcmp(sources->pairs[end].source, source) == 0)
		end++;
	*count = end - low;
	/* Nothing is added to the NULL that no pairs are. */
	return end > low ? sources->pairs + low : NULL;
}

void
sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free(sources->pairs[i].source);
	free(sources->pairs);
	*sources = (struct sources){0};
}
