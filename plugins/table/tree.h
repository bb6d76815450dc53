/*
 * tree.h - records in a JSON document
 *
 * A column is a path: "a.b" is the member b of the member a, "list.0" the
 * first element of list, and "$.a" begins at the document's top instead of the
 * record. A member whose name is the whole path goes first. Numbers and
 * literals become texts, a list of those the texts with commas between, null
 * and objects nothing.
 */
#ifndef TABLE_TREE_H
#define TABLE_TREE_H

#include <jansson.h>
#include <stddef.h>

enum {
	TREE_TEXT = 256 * 1024, /* bytes of all columns of a record */
	TREE_DEPTH = 32,        /* steps of a path */
};

/* The texts of a record; borrowed until the next one is taken. */
struct tree {
	json_t *top;
	char text[TREE_TEXT];
	size_t used;
};

/* Where a path leads, or NULL. */
json_t *tree_find(json_t *top, json_t *record, const char *path);

/* Fill values with the texts of the paths; NULL where there is none. -1 where
 * they do not fit. */
int tree_take(struct tree *tree, json_t *record, const char *const *paths,
    size_t count, const char **values);

#endif
