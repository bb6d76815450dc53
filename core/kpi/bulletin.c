#include "kpi/bulletin.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

struct pl_bulletins {
	struct pl_store *store;
	struct pl_bulletin *list; /* by subject */
	int64_t count;
	int64_t *patches, *vulns; /* pairs, by patch */
	size_t pairs, patch_room, vuln_room;
};

static struct pl_bulletin *
bulletin_at(struct pl_bulletins *bulletins, int64_t subject)
{
	if (subject >= bulletins->count) {
		int64_t room = (subject + 1) * 2;

		bulletins->list = pl_realloc_array(
		    bulletins->list, (size_t)room, sizeof *bulletins->list);
		memset(bulletins->list + bulletins->count, 0,
		    (size_t)(room - bulletins->count) *
			sizeof *bulletins->list);
		bulletins->count = room;
	}
	return &bulletins->list[subject];
}

static void
take_row(struct pl_bulletins *bulletins, const struct pl_row *row)
{
	struct pl_bulletin *bulletin = bulletin_at(bulletins, row->subject);

	switch (row->kind) {
	case PL_PATCH_RELEASED:
		pl_time_earliest(&bulletin->released_ms, row->at_ms);
		break;
	case PL_PATCH_WITHDRAWN:
		pl_time_earliest(&bulletin->withdrawn_ms, row->at_ms);
		break;
	case PL_PATCH_SUPERSEDED:
		pl_time_earliest(&bulletin->superseded_ms, row->at_ms);
		break;
	case PL_VULN_PUBLISHED:
		pl_time_earliest(&bulletin->published_ms, row->at_ms);
		break;
	case PL_VULN_KEV_ADDED:
		pl_time_earliest(&bulletin->kev_ms, row->at_ms);
		break;
	case PL_DECISION_APPROVED:
		pl_time_earliest(&bulletin->approved_ms, row->at_ms);
		break;
	default:
		break;
	}
}

static int
read_rows(
    struct pl_bulletins *bulletins, int64_t as_of_ms, struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result =
	    pl_reader_open_catalogue(&reader, bulletins->store, as_of_ms, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		take_row(bulletins, &row);
	pl_reader_close(reader);
	return result;
}

static int
take_vuln(void *context, int64_t patch, int64_t vuln)
{
	struct pl_bulletins *bulletins = context;
	const struct pl_bulletin of_vuln = *pl_bulletin_of(bulletins, vuln);
	struct pl_bulletin *bulletin = bulletin_at(bulletins, patch);

	pl_time_earliest(&bulletin->published_ms, of_vuln.published_ms);
	pl_time_earliest(&bulletin->kev_ms, of_vuln.kev_ms);
	bulletins->patches = pl_grow(bulletins->patches, bulletins->pairs,
	    &bulletins->patch_room, sizeof *bulletins->patches);
	bulletins->vulns = pl_grow(bulletins->vulns, bulletins->pairs,
	    &bulletins->vuln_room, sizeof *bulletins->vulns);
	bulletins->patches[bulletins->pairs] = patch;
	bulletins->vulns[bulletins->pairs++] = vuln;
	return 0;
}

static int
take_heir(void *context, const struct pl_fact *fact)
{
	struct pl_bulletins *bulletins = context;

	if (strcmp(fact->name, "superseded_by") == 0)
		bulletin_at(bulletins, fact->owner)->heir =
		    pl_store_subject_id(bulletins->store, fact->value);
	return 0;
}

static int
read_all(struct pl_bulletins *bulletins, int64_t as_of_ms, struct pl_error *err)
{
	int result = pl_store_patch_vulns(
	    bulletins->store, as_of_ms, take_vuln, bulletins, err);

	if (result == PL_OK)
		result = pl_store_subject_facts(
		    bulletins->store, as_of_ms, take_heir, bulletins, err);
	return result;
}

/* That a store has heard of the heir may be the word of one asset. */
static int
take_own_heir(void *context, const struct pl_fact *fact)
{
	struct pl_bulletins *bulletins = context;
	int64_t heir;

	if (strcmp(fact->name, "superseded_by") != 0)
		return 0;
	heir = pl_store_patch_id(bulletins->store, fact->value);
	bulletin_at(bulletins, fact->owner)->heir =
	    heir == 0 ? PL_HEIR_UNTOLD : heir;
	return 0;
}

static int
read_own(struct pl_bulletins *bulletins, int64_t as_of_ms, struct pl_error *err)
{
	int result = pl_store_catalogue_vulns(
	    bulletins->store, as_of_ms, take_vuln, bulletins, err);

	if (result == PL_OK)
		result = pl_store_catalogue_facts(
		    bulletins->store, as_of_ms, take_own_heir, bulletins, err);
	return result;
}

int
pl_bulletins_load(struct pl_bulletins **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_bearing bearing, struct pl_error *err)
{
	struct pl_bulletins *bulletins = pl_alloc(sizeof *bulletins);
	int result;

	bulletins->store = store;
	result = read_rows(bulletins, as_of_ms, err);
	if (result == PL_OK)
		result = bearing == PL_BEARING_OWN
		             ? read_own(bulletins, as_of_ms, err)
		             : read_all(bulletins, as_of_ms, err);
	if (result < 0) {
		pl_bulletins_free(bulletins);
		return result;
	}
	*out = bulletins;
	return PL_OK;
}

void
pl_bulletins_free(struct pl_bulletins *bulletins)
{
	if (bulletins == NULL)
		return;
	free(bulletins->list);
	free(bulletins->patches);
	free(bulletins->vulns);
	free(bulletins);
}

const struct pl_bulletin *
pl_bulletin_of(const struct pl_bulletins *bulletins, int64_t subject)
{
	static const struct pl_bulletin none;

	if (subject <= 0 || subject >= bulletins->count)
		return &none;
	return &bulletins->list[subject];
}

const int64_t *
pl_bulletin_vulns(
    const struct pl_bulletins *bulletins, int64_t patch, size_t *count)
{
	size_t low = 0, high = bulletins->pairs, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bulletins->patches[middle] < patch)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < bulletins->pairs && bulletins->patches[end] == patch)
		end++;
	*count = end - low;
	return *count == 0 ? NULL : bulletins->vulns + low;
}
