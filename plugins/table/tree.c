#include "plugins/table/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static json_t *
step(json_t *from, const char *name, size_t length)
{
	if (json_is_array(from)) {
		size_t index = 0;

		if (length == 0 || length > 6 ||
		    strspn(name, "0123456789") < length)
			return NULL;
		for (size_t i = 0; i < length; i++)
			index = index * 10 + (size_t)(name[i] - '0');
		return json_array_get(from, index);
	}
	return json_object_getn(from, name, length);
}

json_t *
tree_find(json_t *top, json_t *record, const char *path)
{
	json_t *at = record;

	if (strncmp(path, "$.", 2) == 0) {
		at = top;
		path += 2;
	}
	for (int depth = 0; at != NULL && depth < TREE_DEPTH; depth++) {
		json_t *whole = json_object_get(at, path);
		size_t length = strcspn(path, ".");

		if (whole != NULL)
			return whole;
		at = step(at, path, length);
		if (path[length] == '\0')
			return at;
		path += length + 1;
	}
	return NULL;
}

static int
put(struct tree *tree, const char *text, size_t length)
{
	if (length >= TREE_TEXT - tree->used)
		return -1;
	memcpy(tree->text + tree->used, text, length);
	tree->used += length;
	return 0;
}

/* A number keeps 15 digits, which are exact for milliseconds of any year. */
static int
put_scalar(struct tree *tree, const json_t *value)
{
	char number[40];

	switch (json_typeof(value)) {
	case JSON_STRING:
		return put(tree, json_string_value(value),
		    strlen(json_string_value(value)));
	case JSON_INTEGER:
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
		return put(tree, number, strlen(number));
	case JSON_REAL:
		snprintf(
		    number, sizeof number, "%.15g", json_real_value(value));
		return put(tree, number, strlen(number));
	case JSON_TRUE:
		return put(tree, "true", 4);
	case JSON_FALSE:
		return put(tree, "false", 5);
	default:
		return 0;
	}
}

static int
put_list(struct tree *tree, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if ((i > 0 && put(tree, ",", 1) < 0) ||
		    put_scalar(tree, json_array_get(list, i)) < 0)
			return -1;
	return 0;
}

int
tree_take(struct tree *tree, json_t *record, const char *const *paths,
    size_t count, const char **values)
{
	tree->used = 0;
	for (size_t i = 0; i < count; i++) {
		json_t *found = tree_find(tree->top, record, paths[i]);
		size_t begin = tree->used;
		int result = 0;

		values[i] = NULL;
		if (json_is_array(found))
			result = put_list(tree, found);
		else if (found != NULL)
			result = put_scalar(tree, found);
		if (result < 0 || put(tree, "", 1) < 0)
			return -1;
		if (tree->used > begin + 1)
			values[i] = tree->text + begin;
	}
	return 0;
}
