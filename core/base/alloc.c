#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *
alloc_checked(void *memory, size_t size)
{
	if (memory == NULL && size > 0) {
		fprintf(stderr, "patchlore: out of memory (%zu bytes)\n", size);
		_exit(1);
	}
	return memory;
}

void *
pl_alloc(size_t size)
{
	return alloc_checked(calloc(1, size), size);
}

void *
pl_alloc_array(size_t count, size_t size)
{
	return alloc_checked(calloc(count, size), count);
}

void *
pl_realloc_array(void *old, size_t count, size_t size)
{
	return alloc_checked(reallocarray(old, count, size), count);
}

char *
pl_strdup(const char *text)
{
	return text == NULL ? NULL : alloc_checked(strdup(text), 1);
}

char *
pl_vformat(const char *format, va_list arguments)
{
	va_list again;
	size_t size;
	char *text;

	va_copy(again, arguments);
	size = (size_t)vsnprintf(NULL, 0, format, again) + 1;
	va_end(again);
	text = pl_alloc(size);
	vsnprintf(text, size, format, arguments);
	return text;
}

void *
pl_grow(void *old, size_t used, size_t *room, size_t size)
{
	if (used < *room)
		return old;
	*room = *room > 0 ? *room * 2 : 16;
	return pl_realloc_array(old, *room, size);
}
