/*
 * vectors.h - the published test vectors of submissions
 *
 * tests/data/share/vectors.json, made by vectors.py beside it, which shares
 * nothing with patchlore.
 */
#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

static json_t *vectors;

static inline int
vectors_open(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	vectors = json_load_file("tests/data/share/vectors.json", 0, NULL);
	return vectors == NULL ? -1 : 0;
}

static inline int
vectors_close(void **state)
{
	(void)state;
	json_decref(vectors);
	return 0;
}

/* The vectors of a sort. */
static inline json_t *
vectors_of(const char *sort)
{
	json_t *list = json_object_get(vectors, sort);

	assert_true(json_array_size(list) > 0);
	return list;
}

static inline const char *
vector_text(const json_t *vector, const char *name)
{
	const char *text = json_string_value(json_object_get(vector, name));

	assert_non_null(text);
	return text;
}

/* A text of hexadecimal digits as so many bytes. */
static inline void
vector_bytes(
    unsigned char *out, size_t size, const json_t *vector, const char *name)
{
	const char *text = vector_text(vector, name);
	size_t count;

	assert_int_equal(
	    sodium_hex2bin(out, size, text, strlen(text), NULL, &count, NULL),
	    0);
	assert_int_equal(count, size);
}

#endif
