/* SPDX-License-Identifier: MIT
 *
 * grow.h - arrays that double when they are full
 */
#ifndef KIT_GROW_H
#define KIT_GROW_H

#include <stddef.h>

/* The array, with place for one more than used elements of this size; NULL,
 * with the old one untouched, where memory is out. */
void *kit_grow(void *old, size_t used, size_t *room, size_t size);

/* The array, with place for the element of that number, those that are new
 * being zeroed; likewise. */
void *kit_grow_to(void *old, size_t number, size_t *room, size_t size);

#endif
