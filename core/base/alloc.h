/*
 * alloc.h - memory for things of a size that we chose
 *
 * These never return NULL: where memory is out, they say so on standard error
 * and end the program. The store survives that by design. A size that came
 * from outside is held against a named limit before it gets here.
 */
#ifndef PL_ALLOC_H
#define PL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

#define PL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

void *pl_alloc(size_t size);                     /* zeroed; free() it */
void *pl_alloc_array(size_t count, size_t size); /* zeroed; overflow ends */
void *pl_realloc_array(void *old, size_t count, size_t size); /* not zeroed */
char *pl_strdup(const char *text); /* NULL stays NULL */

/* A text as vprintf writes it. */
char *pl_vformat(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

/* Make room for one more element: returns old, or a larger array where *room
 * is used up (it doubles, beginning at 16). */
void *pl_grow(void *old, size_t used, size_t *room, size_t size);

#endif
