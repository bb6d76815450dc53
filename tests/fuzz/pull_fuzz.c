/* JSON in pieces, beside a library that reads it whole: what the library takes
 * is taken, and every text is the same. The first byte is the size of a piece.
 */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/pull.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Walk both; whole is NULL where only the reader is walked. */
static void
walk(struct kit_pull *pull, const json_t *whole)
{
	const char *name, *text;

	if (json_is_array(whole)) {
		size_t count = 0;

		if (!kit_pull_array(pull))
			return;
		while (kit_pull_element(pull))
			walk(pull, json_array_get(whole, count++));
		return;
	}
	if (json_is_object(whole)) {
		if (!kit_pull_object(pull))
			return;
		while (kit_pull_member(pull, &name))
			walk(pull, strlen(name) == KIT_PULL_NAME
				       ? NULL
				       : json_object_get(whole, name));
		return;
	}
	text = kit_pull_text(pull);
	if (json_is_string(whole) && text != NULL &&
	    strlen(text) < KIT_PULL_TEXT - 4 &&
	    strcmp(text, json_string_value(whole)) != 0)
		abort();
}

/* How deep objects and arrays lie within each other, at most. */
static int
depth_of(json_t *whole)
{
	int deepest = 0, depth;
	const char *name;
	json_t *value;
	size_t i;

	json_array_foreach(whole, i, value)
	{
		depth = depth_of(value);
		deepest = depth > deepest ? depth : deepest;
	}
	json_object_foreach(whole, name, value)
	{
		depth = depth_of(value);
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest + (json_is_object(whole) || json_is_array(whole));
}

static void
compare(struct kit_pull *pull, const json_t *whole)
{
	size_t length;
	const char *text = kit_pull_raw(pull, 1 << 20, &length);
	json_t *json = text == NULL
	                   ? NULL
	                   : json_loadb(text, length, JSON_DECODE_ANY, NULL);

	if (whole != NULL && (json == NULL || !json_equal(json, whole)))
		abort();
	json_decref(json);
}

/* Each value of an object or an array must be handed out as it stands. */
static void
hand_out(struct kit_pull *pull, const json_t *whole)
{
	const char *name;
	size_t count = 0;

	if (kit_pull_peek(pull) == '[' && kit_pull_array(pull)) {
		while (kit_pull_element(pull))
			compare(pull, json_array_get(whole, count++));
		if (whole != NULL && count != json_array_size(whole))
			abort();
	} else if (kit_pull_peek(pull) == '{' && kit_pull_object(pull)) {
		while (kit_pull_member(pull, &name))
			compare(pull, strlen(name) == KIT_PULL_NAME
					  ? NULL
					  : json_object_get(whole, name));
	} else {
		compare(pull, whole);
	}
}

static void
count_texts(void *context, const char *path, const char *text)
{
	size_t *count = context;

	if (strlen(path) > KIT_PULL_PATH || strlen(text) > KIT_PULL_TEXT)
		abort();
	(*count)++;
}

static void
tell(struct kit_pull *pull, const json_t *whole)
{
	size_t count = 0;

	(void)whole;
	kit_pull_each(pull, "", count_texts, &count);
}

/* Read the input once; whole is NULL where the library does not take it. */
static void
read_input(const uint8_t *data, size_t size, const json_t *whole,
    void (*way)(struct kit_pull *, const json_t *))
{
	struct pieces pieces = {data + 1, size - 1, 1 + data[0]};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);

	way(pull, whole);
	if (kit_pull_end(pull) == 0 ? kit_pull_error(pull)[0] != '\0'
				    : whole != NULL)
		abort();
	kit_pull_free(pull);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *whole;

	/* To the library a NUL is the end. */
	if (size == 0 || size > 4096 || memchr(data + 1, 0, size - 1) != NULL)
		return 0;
	whole = json_loadb((const char *)data + 1, size - 1,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (depth_of(whole) <= KIT_PULL_DEPTH) {
		read_input(data, size, whole, walk);
		read_input(data, size, whole, hand_out);
		read_input(data, size, whole, tell);
	}
	json_decref(whole);
	return 0;
}
