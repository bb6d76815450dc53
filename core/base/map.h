/*
 * map.h - texts to numbers
 *
 * A map numbers the texts it is given: 1 for the first, and the same number
 * again for the same text. It costs about 20 bytes a text beside the text.
 */
#ifndef PL_MAP_H
#define PL_MAP_H

#include <stddef.h>
#include <stdint.h>

struct pl_map;

struct pl_map *pl_map_new(void);
void pl_map_free(struct pl_map *map);  /* NULL is fine */
void pl_map_clear(struct pl_map *map); /* numbers begin at 1 again */

/* The number of a copy of text, which is added where it is new. */
uint32_t pl_map_add(struct pl_map *map, const char *text);

/* The number of text, or 0 where it was never added. */
uint32_t pl_map_find(const struct pl_map *map, const char *text);

/* Borrowed until the next change; number came from this map. */
const char *pl_map_text(const struct pl_map *map, uint32_t number);
uint32_t pl_map_count(const struct pl_map *map);

/* Bytes of memory that it holds, used or not. */
size_t pl_map_held(const struct pl_map *map);

#endif
