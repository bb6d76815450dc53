/*
 * paths.h - values of a document by their path, "tables[0].bp[3]"
 */
#ifndef TESTS_PATHS_H
#define TESTS_PATHS_H

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

/* A step of a path: a member, or an item where the name is empty. */
struct step {
	char name[64];
	size_t index;
};

/* Take the first step; returns what is left, "" at the end. */
static inline const char *
path_step(const char *path, struct step *step)
{
	size_t length = strcspn(path, ".[");

	*step = (struct step){.index = 0};
	if (*path == '[') {
		char *end;

		step->index = strtoul(path + 1, &end, 10);
		path = end + 1;
	} else {
		memcpy(step->name, path, length);
		path += length;
	}
	return *path == '.' ? path + 1 : path;
}

static inline json_t *
path_child(json_t *parent, const struct step *step)
{
	return step->name[0] != '\0' ? json_object_get(parent, step->name)
	                             : json_array_get(parent, step->index);
}

/* Put it in the place of what is there, or behind the last item. */
static inline void
path_put(json_t *parent, const struct step *step, json_t *value)
{
	if (step->name[0] != '\0')
		json_object_set_new(parent, step->name, value);
	else if (step->index < json_array_size(parent))
		json_array_set_new(parent, step->index, value);
	else
		json_array_append_new(parent, value);
}

static inline void
path_drop(json_t *parent, const struct step *step)
{
	if (step->name[0] != '\0')
		json_object_del(parent, step->name);
	else
		json_array_remove(parent, step->index);
}

/* Set a value, which is taken over, and what it is in where that is missing;
 * NULL takes it away. */
static inline void
path_set(json_t *root, const char *path, json_t *value)
{
	struct step step;

	path = path_step(path, &step);
	while (*path != '\0') {
		json_t *child = path_child(root, &step);

		if (child == NULL) {
			child = *path == '[' ? json_array() : json_object();
			path_put(root, &step, child);
		}
		root = child;
		path = path_step(path, &step);
	}
	if (value == NULL)
		path_drop(root, &step);
	else
		path_put(root, &step, value);
}

#endif
