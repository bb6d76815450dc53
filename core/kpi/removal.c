#include "kpi/removal.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "store/store.h"

enum { NAME_TEXT = 1 << 16 }; /* bytes; the store was checked on the way in */

struct key {
	int64_t asset, product;
};

struct removal {
	struct key key;
	struct pl_absence absence;
};

struct pl_removals {
	int64_t as_of_ms;
	enum pl_bearing bearing;
	struct pl_store *store;
	struct removal *list; /* by asset, product, time, while reading */
	size_t count, room;
	struct key *keys;            /* the same once all is read, each once, */
	struct pl_absence *absences; /* with what belongs to each */
	struct pl_map *products;
	struct pl_buf text;   /* of a name that is looked at */
	uint32_t *product_of; /* number by subject's id; 0: none named */
	int64_t product_count;
};

int64_t
pl_removals_product(const struct pl_removals *removals, int64_t subject)
{
	if (subject < removals->product_count &&
	    removals->product_of[subject] != 0)
		return removals->product_of[subject];
	return -subject;
}

/* The product that a subject is of; NULL where that is not known. The text is
 * borrowed from the subject or kept in text. */
static const char *
product_of(const struct pl_removals *removals, const struct pl_subject *subject,
    struct pl_buf *text)
{
	const char *equals = strchr(subject->name, '=');

	if (removals->bearing == PL_BEARING_ALL)
		return subject->product;
	if (equals == NULL || subject->type != PL_SUBJECT_PATCH)
		return NULL;
	pl_buf_clear(text);
	pl_buf_add(text, subject->name, (size_t)(equals - subject->name));
	return text->text;
}

static int
take_product(void *context, const struct pl_subject *subject)
{
	struct pl_removals *removals = context;
	const char *product = product_of(removals, subject, &removals->text);

	if (product == NULL)
		return 0;
	while (subject->id >= removals->product_count) {
		size_t room = (size_t)removals->product_count;

		removals->product_of = pl_grow(removals->product_of, room,
		    &room, sizeof *removals->product_of);
		while ((size_t)removals->product_count < room)
			removals->product_of[removals->product_count++] = 0;
	}
	removals->product_of[subject->id] =
	    pl_map_add(removals->products, product);
	return 0;
}

/* ---- Reading ------------------------------------------------------------ */

static int
key_compare(const struct key *a, const struct key *b)
{
	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	return (a->product > b->product) - (a->product < b->product);
}

static int
removal_compare(const void *left, const void *right)
{
	const struct removal *a = left, *b = right;
	int order = key_compare(&a->key, &b->key);

	if (order != 0)
		return order;
	return (a->absence.removed_ms > b->absence.removed_ms) -
	       (a->absence.removed_ms < b->absence.removed_ms);
}

static void
take_removal(struct pl_removals *removals, const struct pl_row *row)
{
	removals->list = pl_grow(removals->list, removals->count,
	    &removals->room, sizeof *removals->list);
	removals->list[removals->count++] = (struct removal){
	    {row->asset, pl_removals_product(removals, row->subject)},
	    {row->at_ms, 0}};
}

/* An installation ends the absences before it that have no end yet. */
static void
take_return(struct pl_removals *removals, const struct pl_row *row)
{
	const struct removal key = {
	    {row->asset, pl_removals_product(removals, row->subject)},
	    {row->at_ms, 0}};
	size_t low = 0, high = removals->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (removal_compare(&removals->list[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low > 0 &&
	       key_compare(&removals->list[low - 1].key, &key.key) == 0) {
		int64_t *back_ms = &removals->list[--low].absence.back_ms;

		if (*back_ms != 0 && *back_ms <= row->at_ms)
			break;
		*back_ms = row->at_ms;
	}
}

static int
read_kind(struct pl_removals *removals, enum pl_kind kind,
    void (*take)(struct pl_removals *removals, const struct pl_row *row),
    struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_kind(
	    &reader, removals->store, removals->as_of_ms, kind, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		take(removals, &row);
	pl_reader_close(reader);
	return result;
}

static int
read_all(struct pl_removals *removals, struct pl_error *err)
{
	int result = pl_store_subjects(
	    removals->store, removals->as_of_ms, take_product, removals, err);

	if (result == PL_OK)
		result =
		    read_kind(removals, PL_PRODUCT_REMOVED, take_removal, err);
	if (result < 0 || removals->count == 0)
		return result;
	qsort(removals->list, removals->count, sizeof *removals->list,
	    removal_compare);
	result = read_kind(removals, PL_PRODUCT_INSTALLED, take_return, err);
	if (result == PL_OK)
		result =
		    read_kind(removals, PL_DEPLOY_INSTALLED, take_return, err);
	return result;
}

/* Keep each once: two sources may have told of the same removal. */
static void
settle(struct pl_removals *removals)
{
	size_t kept = 0;

	removals->keys =
	    pl_alloc_array(removals->count + 1, sizeof *removals->keys);
	removals->absences =
	    pl_alloc_array(removals->count + 1, sizeof *removals->absences);
	for (size_t i = 0; i < removals->count; i++) {
		if (i > 0 && removal_compare(&removals->list[i - 1],
				 &removals->list[i]) == 0)
			continue;
		removals->keys[kept] = removals->list[i].key;
		removals->absences[kept++] = removals->list[i].absence;
	}
	removals->count = kept;
	free(removals->list);
	removals->list = NULL;
}

int
pl_removals_load(struct pl_removals **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_bearing bearing, struct pl_error *err)
{
	struct pl_removals *removals = pl_alloc(sizeof *removals);
	int result;

	removals->store = store;
	removals->bearing = bearing;
	pl_buf_init(&removals->text, NAME_TEXT);
	removals->as_of_ms = as_of_ms;
	removals->products = pl_map_new();
	result = read_all(removals, err);
	if (result < 0) {
		pl_removals_free(removals);
		return result;
	}
	settle(removals);
	*out = removals;
	return PL_OK;
}

void
pl_removals_free(struct pl_removals *removals)
{
	if (removals == NULL)
		return;
	free(removals->list);
	free(removals->keys);
	free(removals->absences);
	free(removals->product_of);
	pl_map_free(removals->products);
	pl_buf_free(&removals->text);
	free(removals);
}

const struct pl_absence *
pl_removals_of(const struct pl_removals *removals, int64_t asset,
    int64_t product, size_t *count)
{
	const struct key key = {asset, product};
	size_t low = 0, high = removals->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_compare(&removals->keys[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < removals->count &&
	       key_compare(&removals->keys[end], &key) == 0)
		end++;
	*count = end - low;
	return removals->absences + low;
}
