#include "plugins/apt/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"

static int
add(struct open_items *open, const char *package, size_t package_length,
    const char *version, size_t version_length)
{
	struct open_item *items =
	    kit_grow(open->items, open->count, &open->room, sizeof *items);
	struct open_item item;

	if (items == NULL)
		return -1;
	open->items = items;
	item.package = strndup(package, package_length);
	item.version = strndup(version, version_length);
	if (item.package == NULL || item.version == NULL) {
		free(item.package);
		free(item.version);
		return -1;
	}
	items[open->count++] = item;
	return 0;
}

int
open_add(struct open_items *open, const char *package, const char *version)
{
	return add(open, package, strlen(package), version, strlen(version));
}

int
open_has(
    const struct open_items *open, const char *package, const char *version)
{
	for (size_t i = 0; i < open->count; i++)
		if (strcmp(open->items[i].package, package) == 0 &&
		    strcmp(open->items[i].version, version) == 0)
			return 1;
	return 0;
}

void
open_drop(struct open_items *open, size_t i)
{
	free(open->items[i].package);
	free(open->items[i].version);
	open->count--;
	memmove(&open->items[i], &open->items[i + 1],
	    (open->count - i) * sizeof *open->items);
}

int
open_read(struct open_items *open, const char *text)
{
	while (*text != '\0') {
		size_t version = strcspn(text, " ;");
		const char *package = text + version;

		while (*package == ' ') {
			size_t length = strcspn(++package, " ;");

			if (version > 0 && length > 0 &&
			    add(open, package, length, text, version) < 0)
				return -1;
			package += length;
		}
		text = package + (*package == ';');
	}
	return 0;
}

/* Was an earlier item of this version written with its group? */
static int
is_grouped(const struct open_items *open, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(open->items[j].version, open->items[i].version) == 0)
			return 1;
	return 0;
}

/* Packages of one source share their version, which is written once. */
size_t
open_write(const struct open_items *open, char *out, size_t size)
{
	size_t used = 0, written = 0;

	out[0] = '\0';
	for (size_t i = 0; i < open->count; i++) {
		const char *version = open->items[i].version;
		size_t length = strlen(version);

		if (is_grouped(open, i) ||
		    used + length + strlen(open->items[i].package) + 3 >= size)
			continue;
		used += (size_t)sprintf(
		    out + used, "%s%s", used == 0 ? "" : ";", version);
		for (size_t j = i; j < open->count; j++) {
			const char *package = open->items[j].package;

			if (strcmp(open->items[j].version, version) != 0 ||
			    used + strlen(package) + 1 >= size)
				continue;
			used += (size_t)sprintf(out + used, " %s", package);
			written++;
		}
	}
	return written;
}

void
open_free(struct open_items *open)
{
	while (open->count > 0)
		open_drop(open, open->count - 1);
	free(open->items);
	*open = (struct open_items){0};
}
