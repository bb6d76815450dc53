/* JSON in pieces, beside a library that reads it whole: what the library takes
 * is taken, and every text is the same. The first byte is the size of a piece.
 */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/pull.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pieces {
	const uint8_t *data;
	size_t size, piece;
};

static ssize_t
read_piece(void *context, void *to, size_t room)
{
	struct pieces *pieces = context;
	size_t n = pieces->piece < room ? pieces->piece : room;

	n = n < pieces->size ? n : pieces->size;
	if (n > 0)
		memcpy(to, pieces->data, n);
	pieces->data += n;
	pieces->size -= n;
	return (ssize_t)n;
}

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pieces pieces;
	struct kit_pull *pull;
	json_t *whole;

	/* To the library a NUL is the end. */
	if (size == 0 || size > 4096 || memchr(data + 1, 0, size - 1) != NULL)
		return 0;
	pieces = (struct pieces){data + 1, size - 1, 1 + data[0]};
	whole = json_loadb((const char *)data + 1, size - 1,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (depth_of(whole) > KIT_PULL_DEPTH) {
		json_decref(whole);
		return 0;
	}
	pull = kit_pull_new(read_piece, &pieces);
	walk(pull, whole);
	if (kit_pull_end(pull) == 0 ? kit_pull_error(pull)[0] != '\0'
				    : whole != NULL)
		abort();
	kit_pull_free(pull);
	json_decref(whole);
	return 0;
}
