/*
 * sharing.h - what parts of a submission hold, for tests of them
 */
#ifndef TESTS_SHARING_H
#define TESTS_SHARING_H

#include <jansson.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "share/keyed.h"
#include "share/remarks.h"
#include "share/sharing.h"

#define SHARING_NOW INT64_C(1796083200000) /* 2026-12-01 */

static const unsigned char sharing_key[PL_KEY_SIZE] = {1, 2, 3};

static const struct pl_sharing sharing_usual = {.program = "p",
    .period = "2026-Q3",
    .key = sharing_key,
    .now_ms = SHARING_NOW};

/* A part is this; ' stands for ". */
static inline void
sharing_is(const json_t *part, const char *expected)
{
	char *text = json_dumps(part, JSON_COMPACT | JSON_ENSURE_ASCII);

	for (char *at = text; *at != '\0'; at++)
		if (*at == '"')
			*at = '\'';
	assert_string_equal(text, expected);
	free(text);
}

static inline int
sharing_has(const struct pl_lines *lines, const char *words)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strstr(lines->list[i], words) != NULL)
			return 1;
	return 0;
}

/* There is a line with these words. */
static inline void
sharing_says(const struct pl_lines *lines, const char *words)
{
	if (sharing_has(lines, words))
		return;
	for (size_t i = 0; i < lines->count; i++)
		print_message("%s\n", lines->list[i]);
	fail_msg("none of these says \"%s\"", words);
}

#endif
