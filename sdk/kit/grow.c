/* SPDX-License-Identifier: MIT */
#include "kit/grow.h"

#include <stdlib.h>

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
