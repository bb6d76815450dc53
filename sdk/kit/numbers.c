/* SPDX-License-Identifier: MIT */
#include "kit/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"

/* FNV-1a: the texts are short. */
static uint32_t
hash(const char *text, size_t length)
{
	uint32_t sum = 2166136261u;

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)text[i]) * 16777619u;
	return sum;
}

const char *
kit_numbers_text(const struct kit_numbers *names, uint32_t number)
{
	return number == 0 || number > names->count
	           ? ""
	           : names->text + names->starts[number - 1];
}

/* The slot that holds the text, or the free one where it would go. */
static uint32_t
slot_of(const struct kit_numbers *names, const char *text, size_t length)
{
	uint32_t mask = names->slot_count - 1;
	uint32_t i = hash(text, length) & mask;

	while (names->slots[i] != 0) {
		const char *known = kit_numbers_text(names, names->slots[i]);

		if (strncmp(known, text, length) == 0 && known[length] == '\0')
			break;
		i = (i + 1) & mask;
	}
	return i;
}

static int
grow_slots(struct kit_numbers *names)
{
	uint32_t wanted = names->slot_count == 0 ? 1024 : names->slot_count * 2;
	uint32_t *slots;

	if (names->count < names->slot_count / 2)
		return 0;
	slots = calloc(wanted, sizeof *slots);
	if (slots == NULL)
		return -1;
	free(names->slots);
	names->slots = slots;
	names->slot_count = wanted;
	for (uint32_t i = 1; i <= names->count; i++) {
		const char *text = kit_numbers_text(names, i);

		slots[slot_of(names, text, strlen(text))] = i;
	}
	return 0;
}

static int
grow_text(struct kit_numbers *names, size_t length)
{
	size_t wanted = names->room == 0 ? 65536 : names->room;
	char *text;

	while (wanted - names->used <= length)
		wanted *= 2;
	if (wanted == names->room)
		return 0;
	if (wanted > KIT_NUMBERS_BYTES)
		return -1;
	text = realloc(names->text, wanted);
	if (text == NULL)
		return -1;
	names->text = text;
	names->room = wanted;
	return 0;
}

static int
make_room(struct kit_numbers *names, size_t length)
{
	size_t room = names->starts_room;
	uint32_t *starts;

	if (grow_slots(names) < 0 || grow_text(names, length) < 0)
		return -1;
	starts = kit_grow(names->starts, names->count, &room, sizeof *starts);
	if (starts == NULL)
		return -1;
	names->starts = starts;
	names->starts_room = (uint32_t)room;
	return 0;
}

uint32_t
kit_numbers_find(
    const struct kit_numbers *names, const char *text, size_t length)
{
	if (length == 0 || names->slot_count == 0)
		return 0;
	return names->slots[slot_of(names, text, length)];
}

uint32_t
kit_numbers_add(struct kit_numbers *names, const char *text, size_t length)
{
	uint32_t known = kit_numbers_find(names, text, length);

	if (known != 0 || length == 0)
		return known;
	if (make_room(names, length) < 0)
		return KIT_NUMBERS_FULL;
	names->slots[slot_of(names, text, length)] = names->count + 1;
	names->starts[names->count++] = (uint32_t)names->used;
	memcpy(names->text + names->used, text, length);
	names->used += length;
	names->text[names->used++] = '\0';
	return names->count;
}

void
kit_numbers_free(struct kit_numbers *names)
{
	free(names->text);
	free(names->starts);
	free(names->slots);
	*names = (struct kit_numbers){0};
}
