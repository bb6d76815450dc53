/*
 * picture.h - findings made by hand, and what a picture says of them
 */
#ifndef TESTS_PICTURE_H
#define TESTS_PICTURE_H

#include <string.h>

#include "report/findings.h"
#include "report/picture.h"

/* 2026-06-01, by detection. */
#define PICTURE_QUERY                                                          \
	{                                                                      \
		.as_of_ms = INT64_C(1780272000000),                            \
		.clock = PL_CLOCK_DETECTION                                    \
	}

/* What a source may call anything: commands, markup, control characters, and
 * what is no UTF-8. */
#define PICTURE_HOSTILE "\"; system('a') # $(b)\t\n\xff{/C d}`e`\\"

/* Is text somewhere in what was written? */
#define assert_holds(buf, part)                                                \
	do {                                                                   \
		if (strstr((buf).text, part) == NULL)                          \
			fail_msg(                                              \
			    "\"%s\" does not hold \"%s\"", (buf).text, part);  \
	} while (0)

/* Does each line close what it quotes, with nothing in it that gnuplot would
 * take for more than a letter? */
static inline int
picture_is_safe(const char *data)
{
	int quoted = 0;

	for (; *data != '\0'; data++) {
		quoted ^= *data == '"';
		if ((*data == '\n' && quoted) ||
		    strchr("\\`$@{}\r", *data) != NULL)
			return 0;
	}
	return !quoted;
}

#endif
