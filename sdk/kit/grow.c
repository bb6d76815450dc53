/* SPDX-License-Identifier: MIT */
#include "kit/grow.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

void *
kit_grow(void *old, size_t used, size_t *room, size_t size)
{
	size_t wanted = *room == 0 ? FIRST_ROOM : *room * 2;
	void *more;

	if (used < *room)
		return old;
	more = reallocarray(old, wanted, size);
	if (more != NULL)
		*room = wanted;
	return more;
}

void *
kit_grow_to(void *old, size_t number, size_t *room, size_t size)
{
	size_t wanted = *room == 0 ? FIRST_ROOM : *room;
	char *more;

	while (wanted <= number)
		wanted *= 2;
	if (wanted == *room)
		return old;
	more = reallocarray(old, wanted, size);
	if (more == NULL)
		return NULL;
	memset(more + *room * size, 0, (wanted - *room) * size);
	*room = wanted;
	return more;
}
