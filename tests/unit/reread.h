/*
 * reread.h - a submission from its preview
 *
 * Knows of a preview what preview.h says of it, and nothing else.
 */
#ifndef TESTS_REREAD_H
#define TESTS_REREAD_H

#include <string.h>

#include <jansson.h>

#include "share/preview.h"
#include "tests/unit/paths.h"

/* The list of values, behind the only line that is its title; NULL where there
 * are none such, or two. */
static inline const char *
reread_list(const char *preview)
{
	static const char title[] = "\n" PL_PREVIEW_VALUES "\n";
	const char *at = strstr(preview, title);

	if (at == NULL || strstr(at + 1, title) != NULL)
		return NULL;
	return at + sizeof title - 1;
}

/* Take one line, "path = value". Returns what follows, or NULL where it is no
 * such line. */
static inline const char *
reread_line(json_t *body, const char *line)
{
	const char *end = strchr(line, '\n'), *is = strstr(line, " = ");
	char path[400];
	json_t *value;

	if (end == NULL || is == NULL || is > end ||
	    (size_t)(is - line) >= sizeof path)
		return NULL;
	memcpy(path, line, (size_t)(is - line));
	path[is - line] = '\0';
	value =
	    json_loadb(is + 3, (size_t)(end - is - 3), JSON_DECODE_ANY, NULL);
	if (value == NULL)
		return NULL;
	path_set(body, path, value);
	return end + 1;
}

/* The body that a preview shows, or NULL; json_decref it. */
static inline json_t *
reread(const char *preview)
{
	const char *line = reread_list(preview);
	json_t *body = json_object();

	line = line == NULL || *line != '\n' ? NULL : line + 1;
	while (line != NULL && *line != '\0')
		line = reread_line(body, line);
	if (line != NULL)
		return body;
	json_decref(body);
	return NULL;
}

#endif
