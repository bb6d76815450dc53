/*
 * grow.h - an array that doubles when it is full
 */
#ifndef APT_GROW_H
#define APT_GROW_H

#include <stddef.h>

/* The array, with place for one more than used elements of this size; NULL,
 * with the old one untouched, where memory is out. */
void *grow(void *old, size_t used, size_t *room, size_t size);

#endif
