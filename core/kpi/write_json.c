#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "kpi/document.h"
#include "kpi/kpi.h"
#include "model/policy.h"

/* Nine digits tell any figure here apart and print 0.271 as 0.271. */
enum { DIGITS = 9 };

/* The object that a measure is a member of, and its name there. */
static json_t *
place_of(json_t *figure, const char *name, const char **member)
{
	const char *point = strchr(name, '.');
	char group[32];
	json_t *object;

	*member = name;
	if (point == NULL)
		return figure;
	*member = point + 1;
	snprintf(group, sizeof group, "%.*s", (int)(point - name), name);
	object = json_object_get(figure, group);
	if (object == NULL) {
		object = json_object();
		json_object_set_new(figure, group, object);
	}
	return object;
}

void
pl_document_value(json_t *figure, json_t *why, const char *name,
    enum pl_unit unit, struct pl_value value)
{
	const char *member;
	json_t *object = place_of(figure, name, &member);

	if (value.why != NULL) {
		json_object_set_new(object, member, json_null());
		json_object_set_new(why, name, json_string(value.why));
	} else if (unit == PL_UNIT_COUNT) {
		json_object_set_new(
		    object, member, json_integer((json_int_t)value.value));
	} else {
		json_object_set_new(object, member, json_real(value.value));
	}
}

void
pl_document_measure(
    json_t *figure, json_t *why, const struct pl_measure *measure)
{
	char low[PL_MEASURE_NAME], high[PL_MEASURE_NAME];

	pl_document_value(
	    figure, why, measure->name, measure->unit, measure->value);
	if (!measure->has_limits)
		return;
	pl_measure_limit_names(measure, low, high);
	pl_document_value(figure, why, low, measure->unit, measure->low);
	pl_document_value(figure, why, high, measure->unit, measure->high);
}

static json_t *
figure_json(const struct pl_figures *figures, const struct pl_figure *figure)
{
	json_t *out = json_object(), *by = json_object(), *why = json_object();
	char quality[2] = {figure->quality, '\0'};

	json_object_set_new(out, "id", json_string(figure->kpi->name));
	for (size_t i = 0; i < figure->by_count; i++)
		json_object_set_new(by,
		    pl_figure_stratum(&figures->query, figure, i),
		    json_string(figure->by[i]));
	json_object_set_new(out, "by", by);
	json_object_set_new(out, "n", json_integer(figure->n));
	for (size_t i = 0; i < figure->measure_count; i++)
		pl_document_measure(out, why, &figure->measures[i]);
	if (json_object_size(why) > 0)
		json_object_set(out, "why", why);
	json_decref(why);
	json_object_set_new(out, "quality", json_string(quality));
	if (figure->quality_why != NULL)
		json_object_set_new(
		    out, "quality_why", json_string(figure->quality_why));
	return out;
}

static json_t *
policy_json(const struct pl_policy *policy)
{
	const struct pl_policy_about *about;

	if (policy == NULL)
		return json_null();
	about = pl_policy_about(policy);
	return json_pack("{s:s, s:s, s:s}", "id", about->id, "version",
	    about->version, "digest", about->digest);
}

static int
add_text(const char *text, size_t length, void *out)
{
	return pl_buf_add(out, text, length) < 0 ? -1 : 0;
}

json_t *
pl_document_of(const struct pl_query *query, const char *definitions)
{
	json_t *document = json_object();
	char as_of[PL_TIME_TEXT];

	json_object_set_new(document, "patchlore", json_string(PL_VERSION));
	json_object_set_new(document, "as_of",
	    json_string(pl_time_format(query->as_of_ms, as_of)));
	json_object_set_new(
	    document, "clock", json_string(pl_clock_name(query->clock)));
	json_object_set_new(
	    document, "view", json_string(pl_view_name(query->view)));
	json_object_set_new(
	    document, "unit", json_string(pl_unit_name(query->unit)));
	json_object_set_new(document, "interval",
	    json_string(pl_interval_name(query->interval)));
	json_object_set_new(document, "policy", policy_json(query->policy));
	json_object_set_new(document, "definitions", json_string(definitions));
	return document;
}

void
pl_document_write(json_t *document, struct pl_buf *out)
{
	json_dump_callback(document, add_text, out,
	    JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
	pl_buf_adds(out, "\n");
	json_decref(document);
}

void
pl_figures_json(const struct pl_figures *figures, struct pl_buf *out)
{
	json_t *kpis = json_array();
	json_t *document =
	    pl_document_of(&figures->query, figures->definitions);

	for (size_t i = 0; i < figures->count; i++)
		json_array_append_new(
		    kpis, figure_json(figures, &figures->figures[i]));
	if (figures->query.unit == PL_ITEMS_VULNERABILITY)
		json_object_set_new(
		    document, "unnamed", json_integer(figures->unnamed));
	json_object_set_new(document, "kpis", kpis);
	pl_document_write(document, out);
}
