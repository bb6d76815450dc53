#include "join/fixes.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map.h"
#include "kit/version.h"

struct entry {
	struct pl_fix fix; /* must be first: what is handed out */
	char *patch;
	size_t place; /* in the order of coming */
};

/* A text that belongs to the version that came as the one of this number. */
struct note {
	size_t place;
	uint32_t text;
};

struct notes {
	struct note *list;
	size_t count, room;
};

struct pl_fixes {
	pl_version_order *order;
	struct entry *entries;
	size_t count, room;
	size_t *distro_at; /* by place: where its distros begin; one more */
	struct pl_map *texts;
	struct notes distros, names;
};

pl_version_order *
pl_fixes_order(const char *product)
{
	if (strncmp(product, "pkg:deb/", 8) == 0)
		return kit_version_deb;
	if (strncmp(product, "pkg:rpm/", 8) == 0)
		return kit_version_rpm;
	return NULL;
}

const char *
pl_fixes_version(const char *patch)
{
	const char *equals = strchr(patch, '=');

	return equals == NULL || equals[1] == '\0' ? NULL : equals + 1;
}

struct pl_fixes *
pl_fixes_new(pl_version_order *order)
{
	struct pl_fixes *fixes = pl_alloc(sizeof *fixes);

	fixes->order = order;
	fixes->texts = pl_map_new();
	return fixes;
}

void
pl_fixes_free(struct pl_fixes *fixes)
{
	if (fixes == NULL)
		return;
	for (size_t i = 0; i < fixes->count; i++)
		free(fixes->entries[i].patch);
	free(fixes->entries);
	free(fixes->distro_at);
	free(fixes->distros.list);
	free(fixes->names.list);
	pl_map_free(fixes->texts);
	free(fixes);
}

void
pl_fixes_add(struct pl_fixes *fixes, const char *patch)
{
	struct entry *entry;

	fixes->entries = pl_grow(
	    fixes->entries, fixes->count, &fixes->room, sizeof *fixes->entries);
	entry = &fixes->entries[fixes->count];
	entry->patch = pl_strdup(patch);
	entry->place = fixes->count++;
	entry->fix.patch = entry->patch;
	entry->fix.version = pl_fixes_version(entry->patch);
	entry->fix.first = entry->fix.version;
}

static void
add_note(struct pl_fixes *fixes, struct notes *notes, const char *text)
{
	notes->list = pl_grow(
	    notes->list, notes->count, &notes->room, sizeof *notes->list);
	notes->list[notes->count++] =
	    (struct note){fixes->count - 1, pl_map_add(fixes->texts, text)};
}

void
pl_fixes_distro(struct pl_fixes *fixes, const char *distro)
{
	add_note(fixes, &fixes->distros, distro);
}

void
pl_fixes_names(struct pl_fixes *fixes, const char *name)
{
	add_note(fixes, &fixes->names, name);
}

/* ---- Order -------------------------------------------------------------- */

/* Of versions that are the same by another spelling, by that. */
static int
entry_compare(const void *left, const void *right, void *context)
{
	const struct pl_fixes *fixes = context;
	const struct entry *a = left, *b = right;
	int order = fixes->order(a->fix.version, b->fix.version);

	return order != 0 ? order : strcmp(a->patch, b->patch);
}

/* Each version's first is the least number of those that share a name with it,
 * which is at most its own. */
static void
find_firsts(struct pl_fixes *fixes)
{
	size_t *number = pl_alloc_array(fixes->count + 1, sizeof *number);
	size_t *least = pl_alloc_array(
	    (size_t)pl_map_count(fixes->texts) + 1, sizeof *least);

	for (size_t n = 0; n < fixes->count; n++)
		number[fixes->entries[n].place] = n;
	for (size_t i = 0; i < fixes->names.count; i++)
		least[fixes->names.list[i].text] = fixes->count;
	for (size_t i = 0; i < fixes->names.count; i++) {
		const struct note *note = &fixes->names.list[i];

		if (number[note->place] < least[note->text])
			least[note->text] = number[note->place];
	}
	for (size_t i = 0; i < fixes->names.count; i++) {
		const struct note *note = &fixes->names.list[i];
		struct entry *entry = &fixes->entries[number[note->place]];
		const char *first =
		    fixes->entries[least[note->text]].fix.version;

		if (fixes->order(first, entry->fix.first) < 0)
			entry->fix.first = first;
	}
	free(number);
	free(least);
}

/* Notes came in the order of places. */
static void
find_distros(struct pl_fixes *fixes)
{
	size_t at = 0;

	fixes->distro_at =
	    pl_alloc_array(fixes->count + 1, sizeof *fixes->distro_at);
	for (size_t place = 0; place <= fixes->count; place++) {
		while (at < fixes->distros.count &&
		       fixes->distros.list[at].place < place)
			at++;
		fixes->distro_at[place] = at;
	}
}

void
pl_fixes_sort(struct pl_fixes *fixes)
{
	if (fixes->count > 0)
		qsort_r(fixes->entries, fixes->count, sizeof *fixes->entries,
		    entry_compare, fixes);
	find_firsts(fixes);
	find_distros(fixes);
}

/* ---- Questions ---------------------------------------------------------- */

size_t
pl_fixes_count(const struct pl_fixes *fixes)
{
	return fixes->count;
}

const struct pl_fix *
pl_fixes_get(const struct pl_fixes *fixes, size_t n)
{
	return &fixes->entries[n].fix;
}

/* The number of the first version whose order to this one is at least so. */
static size_t
fixes_search(const struct pl_fixes *fixes, const char *version, int least)
{
	size_t low = 0, high = fixes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    fixes->order(fixes->entries[middle].fix.version, version);

		if (order > 0 || (order == 0 && least == 0))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

size_t
pl_fixes_after(const struct pl_fixes *fixes, const char *version)
{
	return fixes_search(fixes, version, 1);
}

size_t
pl_fixes_from(const struct pl_fixes *fixes, const char *version)
{
	return fixes_search(fixes, version, 0);
}

static int
is_part_of(const char *distro, const char *whole)
{
	size_t length = strlen(whole);

	return strncmp(distro, whole, length) == 0 &&
	       strchr(".-", distro[length]) != NULL; /* or its end */
}

int
pl_fixes_counts(
    const struct pl_fixes *fixes, size_t n, const char *distro, const char *old)
{
	const struct entry *entry = &fixes->entries[n];
	size_t at = fixes->distro_at[entry->place];
	size_t end = fixes->distro_at[entry->place + 1];

	if (distro[0] == '\0' || at == end)
		return fixes->order(entry->fix.first, old) > 0;
	for (; at < end; at++)
		if (is_part_of(distro, pl_map_text(fixes->texts,
					   fixes->distros.list[at].text)))
			return 1;
	return 0;
}
