/*
 * text.h - a fuzzer's input as lines
 */
#ifndef FUZZ_TEXT_H
#define FUZZ_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Hands out the lines of the input, each in memory of its exact size. */
static inline char *
next_line(const uint8_t **data, size_t *size, size_t *length)
{
	const uint8_t *end = *size == 0 ? NULL : memchr(*data, '\n', *size);
	char *line;

	*length = end == NULL ? *size : (size_t)(end - *data);
	line = malloc(*length + 1);
	if (line == NULL)
		abort();
	if (*length > 0)
		memcpy(line, *data, *length);
	line[*length] = '\0';
	*data += *length + (end != NULL);
	*size -= *length + (end != NULL);
	return line;
}

#endif
