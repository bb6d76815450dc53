/* SPDX-License-Identifier: MIT */
#include "kit/marks.h"

#include <stdlib.h>
#include <string.h>

#include "kit/digest.h"

static uint64_t
hash_of(const char *text)
{
	return kit_digest(KIT_DIGEST, text, strlen(text));
}

/* The slot of a hash, or the free one where it belongs. */
static struct kit_mark *
find(const struct kit_marks *marks, uint64_t hash)
{
	size_t at = (size_t)(hash ^ hash >> 32) & (marks->room - 1);

	while (marks->slots[at].number != 0 && marks->slots[at].hash != hash)
		at = (at + 1) & (marks->room - 1);
	return &marks->slots[at];
}

static int
make_room(struct kit_marks *marks)
{
	struct kit_marks more = {
	    .count = marks->count,
	    .room = marks->room == 0 ? 256 : marks->room * 2,
	};

	if (marks->count * 2 < marks->room)
		return 0;
	if (marks->count >= KIT_MARKS_MAX)
		return -1;
	more.slots = calloc(more.room, sizeof *more.slots);
	if (more.slots == NULL)
		return -1;
	for (size_t i = 0; i < marks->room; i++)
		if (marks->slots[i].number != 0)
			*find(&more, marks->slots[i].hash) = marks->slots[i];
	free(marks->slots);
	*marks = more;
	return 0;
}

int
kit_marks_add(struct kit_marks *marks, const char *text, int number)
{
	struct kit_mark *mark;

	if (make_room(marks) < 0)
		return -1;
	mark = find(marks, hash_of(text));
	marks->count += mark->number == 0;
	mark->hash = hash_of(text);
	if (mark->number < number)
		mark->number = number;
	return 0;
}

int
kit_marks_of(const struct kit_marks *marks, const char *text)
{
	return marks->count == 0 ? 0 : find(marks, hash_of(text))->number;
}

void
kit_marks_free(struct kit_marks *marks)
{
	free(marks->slots);
	*marks = (struct kit_marks){0};
}
