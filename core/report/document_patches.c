#include "base/alloc.h"
#include "report/document.h"
#include "report/findings.h"
#include "report/layout.h"
#include "report/withhold.h"

/* ---- How patches fared --------------------------------------------------- */

static json_t *
patch_json(
    const struct pl_findings *findings, const struct pl_health_patch *patch)
{
	const struct pl_health *health = &patch->health;
	json_t *out =
	    json_pack("{s:o, s:s, s:o}", "name", pl_report_text(patch->name),
		"status", pl_health_word(health->status), "trouble",
		pl_report_estimate(PL_UNIT_SHARE, health->rate.value,
		    health->low, health->high));
	const struct {
		const char *name;
		int64_t count;
	} counts[] = {{"tried", patch->tried}, {"installed", patch->installed},
	    {"failed", patch->failed}, {"rolled_back", patch->rolled_back},
	    {"troubled", patch->troubled}, {"young", patch->young},
	    {"refuted", patch->refuted}, {"incidents", patch->opened},
	    {"up", patch->up}, {"down", patch->down},
	    {"needed", findings->withheld != NULL ? PL_WITHHELD_COUNT
						  : pl_health_needed(patch)}};
	const struct {
		const char *name;
		int64_t ms;
	} dates[] = {{"known_issue", patch->known_issue_ms},
	    {"withdrawn", patch->withdrawn_ms},
	    {"first_tried", patch->tried_ms},
	    {"first_problem", patch->problem_ms}};

	for (size_t i = 0; i < PL_COUNT(counts); i++)
		json_object_set_new(
		    out, counts[i].name, pl_report_count(counts[i].count));
	for (size_t i = 0; i < PL_COUNT(dates); i++)
		json_object_set_new(
		    out, dates[i].name, pl_report_date(findings, dates[i].ms));
	return out;
}

static json_t *
of_json(const struct pl_findings *findings)
{
	if (findings->withheld != NULL)
		return pl_report_band(findings->withheld->patches, "patches");
	return pl_report_count((int64_t)findings->health.count);
}

json_t *
pl_report_patches(const struct pl_findings *findings)
{
	const struct pl_health_list *list = &findings->health;
	size_t shown = findings->layout->patches;
	json_t *rows = json_array();

	if (shown == 0) {
		json_decref(rows);
		return json_null();
	}
	if (shown > list->count)
		shown = list->count;
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(
		    rows, patch_json(findings, &list->patches[i]));
	return json_pack("{s:b, s:o, s:o, s:o, s:o}", "any", shown > 0, "shown",
	    pl_report_count((int64_t)shown), "of", of_json(findings),
	    "correlation", pl_report_cell(PL_UNIT_RATIO, list->correlation),
	    "rows", rows);
}

/* ---- What waiting would show --------------------------------------------- */

static json_t *
soak_row(const struct pl_soak_row *row)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "days",
	    pl_report_count(row->days), "seen", pl_report_count(row->seen),
	    "share",
	    pl_report_estimate(PL_UNIT_SHARE, row->share.value, row->share.low,
		row->share.high),
	    "exposure", pl_report_cell(PL_UNIT_DAYS, row->exposure_days));
}

json_t *
pl_report_soak(const struct pl_findings *findings)
{
	const struct pl_soak *soak = &findings->soak;
	json_t *rows = json_array();

	if (!findings->layout->soak) {
		json_decref(rows);
		return json_null();
	}
	for (size_t i = 0; i < PL_SOAK_ROWS; i++)
		json_array_append_new(rows, soak_row(&soak->rows[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "followed",
	    pl_report_count(soak->followed), "problems",
	    pl_report_count(soak->problems), "young",
	    pl_report_count(soak->young), "young_problems",
	    pl_report_count(soak->young_problems), "items",
	    pl_report_count(soak->items), "rows", rows);
}

/* ---- Whether early rings see it first ------------------------------------ */

static json_t *
ring_json(const struct pl_ring *ring)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}", "name",
	    pl_report_text(ring->name), "machines",
	    pl_report_count(ring->machines), "patches",
	    pl_report_count(ring->patches), "delay",
	    pl_report_cell(PL_UNIT_DAYS, ring->delay_days), "early",
	    ring->early);
}

static json_t *
part_json(const char *place, const struct pl_ring_part *part)
{
	return json_pack("{s:s, s:o, s:o}", "place", place, "count",
	    pl_report_count(part->count), "share",
	    pl_report_estimate(PL_UNIT_SHARE, part->share.value,
		part->share.low, part->share.high));
}

json_t *
pl_report_rings(const struct pl_findings *findings)
{
	static const char *const places[PL_RING_PLACES] = {
	    [PL_RING_IN_TIME] = "in an early ring, before others tried it",
	    [PL_RING_LATE] = "in an early ring, when others had it, too",
	    [PL_RING_OUTSIDE] = "outside of the early rings",
	    [PL_RING_TOLD] = "told of the patch, on no machine"};
	const struct pl_ring_order *order = &findings->order;
	const struct pl_rings *rings = &findings->rings;
	json_t *list, *first;

	if (!findings->has_rings)
		return json_null();
	list = json_array();
	first = json_array();
	for (size_t i = 0; i < order->count; i++)
		json_array_append_new(list, ring_json(&order->rings[i]));
	for (size_t i = 0; i < PL_RING_PLACES; i++)
		json_array_append_new(
		    first, part_json(places[i], &rings->first[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "why",
	    pl_report_text(order->why), "followed",
	    pl_report_count(rings->followed), "problems",
	    pl_report_count(rings->problems), "order", list, "first", first);
}
