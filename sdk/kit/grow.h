/* SPDX-License-Identifier: MIT
 *
 * grow.h - an array that doubles when it is full
 */
#ifndef KIT_GROW_H
#define KIT_GROW_H

#include <stddef.h>

/* The array, with place for one more than used elements of this size; NULL,
 * with the old one untouched, where memory is out. */
void *kit_grow(void *old, size_t used, size_t *room, size_t size);

#endif
