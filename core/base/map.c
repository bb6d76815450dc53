#include "base/map.h"

#include <stdlib.h>
#include <string.h>

/* Inlined, so that the worker, which links base/, needs no library for it. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/alloc.h"

struct entry {
	size_t offset; /* of the text in bytes */
	uint32_t hash;
};

struct pl_map {
	char *bytes; /* the texts, each closed by a NUL */
	size_t length, room;
	struct entry *entries; /* number 1 is entries[0] */
	size_t count, entries_room;
	uint32_t *slots;   /* numbers, open addressing; 0: free */
	size_t slot_count; /* a power of two, more than twice count */
};

struct pl_map *
pl_map_new(void)
{
	struct pl_map *map = pl_alloc(sizeof *map);

	map->slot_count = 64;
	map->slots = pl_alloc_array(map->slot_count, sizeof *map->slots);
	return map;
}

void
pl_map_free(struct pl_map *map)
{
	if (map == NULL)
		return;
	free(map->bytes);
	free(map->entries);
	free(map->slots);
	free(map);
}

void
pl_map_clear(struct pl_map *map)
{
	if (map->count > 0)
		memset(map->slots, 0, map->slot_count * sizeof *map->slots);
	map->count = 0;
	map->length = 0;
}

/* The slot that holds text, or the free one where it belongs. */
static size_t
map_slot(const struct pl_map *map, const char *text, uint32_t hash)
{
	size_t mask = map->slot_count - 1;
	size_t slot = hash & mask;

	for (; map->slots[slot] != 0; slot = (slot + 1) & mask) {
		const struct entry *entry = &map->entries[map->slots[slot] - 1];

		if (entry->hash == hash &&
		    strcmp(map->bytes + entry->offset, text) == 0)
			break;
	}
	return slot;
}

static void
map_widen(struct pl_map *map)
{
	size_t mask = map->slot_count * 2 - 1;

	free(map->slots);
	map->slot_count *= 2;
	map->slots = pl_alloc_array(map->slot_count, sizeof *map->slots);
	for (size_t i = 0; i < map->count; i++) {
		size_t slot = map->entries[i].hash & mask;

		while (map->slots[slot] != 0)
			slot = (slot + 1) & mask;
		map->slots[slot] = (uint32_t)i + 1;
	}
}

static size_t
map_keep(struct pl_map *map, const char *text, size_t length)
{
	size_t offset = map->length;

	if (map->room - map->length <= length) {
		map->room = map->room * 2 + length + 1024;
		map->bytes = pl_realloc_array(map->bytes, map->room, 1);
	}
	memcpy(map->bytes + offset, text, length + 1);
	map->length += length + 1;
	return offset;
}

uint32_t
pl_map_add(struct pl_map *map, const char *text)
{
	size_t length = strlen(text);
	uint32_t hash = (uint32_t)XXH3_64bits(text, length);
	size_t slot = map_slot(map, text, hash);

	if (map->slots[slot] != 0)
		return map->slots[slot];
	map->entries = pl_grow(
	    map->entries, map->count, &map->entries_room, sizeof *map->entries);
	map->entries[map->count].offset = map_keep(map, text, length);
	map->entries[map->count].hash = hash;
	map->slots[slot] = (uint32_t)++map->count;
	if (map->count * 2 >= map->slot_count)
		map_widen(map);
	return (uint32_t)map->count;
}

uint32_t
pl_map_find(const struct pl_map *map, const char *text)
{
	uint32_t hash = (uint32_t)XXH3_64bits(text, strlen(text));

	return map->slots[map_slot(map, text, hash)];
}

const char *
pl_map_text(const struct pl_map *map, uint32_t number)
{
	return map->bytes + map->entries[number - 1].offset;
}

uint32_t
pl_map_count(const struct pl_map *map)
{
	return (uint32_t)map->count;
}

size_t
pl_map_held(const struct pl_map *map)
{
	return map->room + map->entries_room * sizeof *map->entries +
	       map->slot_count * sizeof *map->slots;
}
