#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/time.h"
#include "kpi/kpi.h"

/* Nine digits tell any figure here apart and print 0.271 as 0.271. */
enum { DIGITS = 9 };

/* A number, or null and its reason in why. */
static void
set_value(json_t *object, json_t *why, const char *name, struct pl_value value)
{
	if (value.why == NULL) {
		json_object_set_new(object, name, json_real(value.value));
		return;
	}
	json_object_set_new(object, name, json_null());
	json_object_set_new(why, name, json_string(value.why));
}

static void
set_count(json_t *object, const char *name, int64_t count)
{
	json_object_set_new(object, name, json_integer(count));
}

static void
set_time_to_patch(json_t *out, json_t *why, const struct pl_figure *figure)
{
	json_t *within = json_object();

	set_count(out, "fixed", figure->fixed);
	set_count(out, "censored", figure->censored);
	set_count(out, "left", figure->left);
	set_count(out, "excluded", figure->excluded);
	set_value(out, why, "median", figure->median);
	set_value(out, why, "median_low", figure->median_low);
	set_value(out, why, "median_high", figure->median_high);
	set_value(out, why, "p75", figure->p75);
	set_value(out, why, "p90", figure->p90);
	set_value(within, why, "7", figure->within7);
	set_value(within, why, "14", figure->within14);
	set_value(within, why, "30", figure->within30);
	json_object_set_new(out, "within", within);
	set_value(out, why, "rmst90", figure->rmst90);
}

static void
set_rate(json_t *out, json_t *why, const struct pl_figure *figure)
{
	set_count(out, "count", figure->count);
	set_value(out, why, "rate", figure->rate);
	set_value(out, why, "low", figure->low);
	set_value(out, why, "high", figure->high);
}

static void
set_age(json_t *out, json_t *why, const struct pl_figure *figure)
{
	static const char *const names[5] = {"7", "30", "60", "90", "more"};
	json_t *buckets = json_object();

	set_value(out, why, "median", figure->age_median);
	set_value(out, why, "p90", figure->age_p90);
	for (int i = 0; i < 5; i++)
		set_count(buckets, names[i], figure->age_bucket[i]);
	json_object_set_new(out, "up_to_days", buckets);
}

static json_t *
figure_json(const struct pl_figures *figures, const struct pl_figure *figure)
{
	json_t *out = json_object(), *by = json_object(), *why = json_object();
	char quality[2] = {figure->quality, '\0'};

	json_object_set_new(out, "id", json_string(figure->id));
	for (size_t i = 0; i < figure->by_count; i++)
		json_object_set_new(
		    by, figures->query.by[i], json_string(figure->by[i]));
	json_object_set_new(out, "by", by);
	set_count(out, "n", figure->n);
	if (figure->kpi == PL_KPI_TIME_TO_PATCH)
		set_time_to_patch(out, why, figure);
	else if (figure->kpi == PL_KPI_BACKLOG)
		set_count(out, "stale", figure->count);
	else if (figure->kpi == PL_KPI_BACKLOG_AGE)
		set_age(out, why, figure);
	else
		set_rate(out, why, figure);
	if (json_object_size(why) > 0)
		json_object_set(out, "why", why);
	json_decref(why);
	json_object_set_new(out, "quality", json_string(quality));
	if (figure->quality_why != NULL)
		json_object_set_new(
		    out, "quality_why", json_string(figure->quality_why));
	return out;
}

static int
add_text(const char *text, size_t length, void *out)
{
	return pl_buf_add(out, text, length) < 0 ? -1 : 0;
}

void
pl_figures_json(const struct pl_figures *figures, struct pl_buf *out)
{
	json_t *document = json_object(), *kpis = json_array();
	char as_of[PL_TIME_TEXT];

	json_object_set_new(document, "patchlore", json_string(PL_VERSION));
	json_object_set_new(document, "as_of",
	    json_string(pl_time_format(figures->query.as_of_ms, as_of)));
	json_object_set_new(document, "clock",
	    json_string(figures->query.clock == PL_CLOCK_RELEASE
			    ? "release"
			    : "detection"));
	json_object_set_new(document, "unit", json_string("patch"));
	json_object_set_new(document, "policy", json_null());
	json_object_set_new(
	    document, "definitions", json_string(figures->definitions));
	for (size_t i = 0; i < figures->count; i++)
		json_array_append_new(
		    kpis, figure_json(figures, &figures->figures[i]));
	json_object_set_new(document, "kpis", kpis);
	json_dump_callback(document, add_text, out,
	    JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
	pl_buf_adds(out, "\n");
	json_decref(document);
}
