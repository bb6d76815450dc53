#include "report/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/plain.h"
#include "base/time.h"
#include "model/policy.h"
#include "report/findings.h"
#include "report/picture.h"
#include "report/layout.h"
#include "report/withhold.h"
#include "report/wording.h"

enum { MONTH = 7 }; /* letters of "2026-06" */

/* ---- Numbers, dates, texts ----------------------------------------------- */

static json_t *
number_of(enum pl_unit unit, struct pl_value value)
{
	if (value.why != NULL)
		return json_null();
	return unit == PL_UNIT_COUNT ? json_integer((json_int_t)value.value)
	                             : json_real(value.value);
}

/* Pages show a count by its text alone. */
static int
is_withheld_count(enum pl_unit unit, struct pl_value value)
{
	return unit == PL_UNIT_COUNT && value.why != NULL &&
	       strcmp(value.why, PL_WITHHELD_WORD) == 0;
}

/* All members are there, so that a page never takes one of what is around. */
json_t *
pl_report_estimate(enum pl_unit unit, struct pl_value value,
    struct pl_value low, struct pl_value high)
{
	char text[PL_WORDING], say[PL_WORDING], limits[PL_WORDING];
	int withheld = is_withheld_count(unit, value);
	int given = value.why == NULL || withheld;

	pl_word_value(unit, value, text);
	pl_word_say(unit, value, say);
	pl_word_limits(unit, low, high, limits);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "value",
	    number_of(unit, value), "text",
	    given ? json_string(text) : json_null(), "say",
	    given ? json_string(say) : json_null(), "why",
	    pl_report_text(withheld ? NULL : value.why), "low",
	    number_of(unit, low), "high", number_of(unit, high), "limits",
	    limits[0] != '\0' ? json_string(limits) : json_null(), "limits_why",
	    given && limits[0] == '\0' && low.why != NULL && low.why[0] != '\0'
		? json_string(low.why)
		: json_null());
}

json_t *
pl_report_cell(enum pl_unit unit, struct pl_value value)
{
	static const struct pl_value none = {0, ""};

	return pl_report_estimate(unit, value, none, none);
}

json_t *
pl_report_count(int64_t count)
{
	return pl_report_cell(PL_UNIT_COUNT,
	    count < 0 ? pl_unknown(PL_WITHHELD_WORD) : pl_known((double)count));
}

/* A band instead of a count. */
json_t *
pl_report_band(const char *band, const char *many)
{
	json_t *cell = pl_report_count(0);

	json_object_set_new(cell, "value", json_null());
	json_object_set_new(cell, "text", json_string(band));
	json_object_set_new(cell, "say", json_sprintf("%s %s", band, many));
	return cell;
}

/* A count with what is counted: "1 asset". */
static json_t *
counted(int64_t count, const char *one, const char *many)
{
	json_t *cell = pl_report_count(count);
	char text[PL_WORDING], say[2 * PL_WORDING];

	snprintf(say, sizeof say, "%s %s", pl_word_count(count, text),
	    count == 1 ? one : many);
	json_object_set_new(cell, "say", json_string(say));
	return cell;
}

json_t *
pl_report_date(const struct pl_findings *findings, int64_t ms)
{
	char text[PL_WORDING];

	if (ms == 0)
		return json_null();
	pl_word_date(ms, text);
	return json_stringn(
	    text, findings->withheld != NULL ? MONTH : strlen(text));
}

json_t *
pl_report_text(const char *text)
{
	json_t *json = text == NULL ? json_null() : json_string(text);
	char *plain;

	if (json != NULL)
		return json;
	plain = pl_strdup(text);
	pl_plain(plain);
	json = json_string(plain);
	free(plain);
	return json;
}

/* ---- Pictures ------------------------------------------------------------ */

/* RFC 4648 without line breaks. The caller frees. */
static char *
base64(const struct pl_buf *bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";
	const unsigned char *in = (const unsigned char *)bytes->text;
	size_t left = bytes->length;
	char *text = pl_alloc((left + 2) / 3 * 4 + 1), *out = text;

	for (; left > 0; in += 3) {
		unsigned word = (unsigned)in[0] << 16;

		word |= left > 1 ? (unsigned)in[1] << 8 : 0;
		word |= left > 2 ? in[2] : 0;
		*out++ = letters[word >> 18];
		*out++ = letters[word >> 12 & 63];
		*out++ = left > 1 ? letters[word >> 6 & 63] : '=';
		*out++ = left > 2 ? letters[word & 63] : '=';
		left -= left > 3 ? 3 : left;
	}
	return text;
}

static void
set_name(json_t *object, const char *member, const char *name, const char *end)
{
	char file[PL_PICTURE_LABEL * 2];

	snprintf(file, sizeof file, "%s.%s", name, end);
	json_object_set_new(object, member, json_string(file));
}

static json_t *
picture_json(const struct pl_picture *picture)
{
	json_t *out = json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:n, s:n, s:n}",
	    "name", picture->name, "title", picture->title, "why",
	    pl_report_text(picture->why), "trouble",
	    pl_report_text(picture->trouble), "caption", picture->caption.text,
	    "alt", picture->alt.text, "csv", "svg", "image");
	char *encoded;

	if (picture->why != NULL)
		return out;
	set_name(out, "csv", picture->name, "csv");
	if (picture->svg.length == 0)
		return out;
	set_name(out, "svg", picture->name, "svg");
	encoded = base64(&picture->svg);
	json_object_set_new(out, "image", json_string(encoded));
	free(encoded);
	return out;
}

static json_t *
pictures_json(const struct pl_picture *pictures, size_t count)
{
	json_t *out = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(
		    out, pictures[i].name, picture_json(&pictures[i]));
	return out;
}

/* ---- What was asked ------------------------------------------------------ */

static json_t *
policy_json(const struct pl_findings *findings)
{
	const struct pl_policy *policy = findings->whole.query.policy;
	const struct pl_policy_about *about;

	if (findings->withheld != NULL && findings->withheld->policy != NULL)
		return json_pack("{s:s, s:n, s:s, s:n}", "id",
		    findings->withheld->policy, "version", "title",
		    findings->withheld->policy, "digest");
	if (policy == NULL)
		return json_null();
	about = pl_policy_about(policy);
	return json_pack("{s:s, s:s, s:s, s:s}", "id", about->id, "version",
	    about->version, "title", about->title, "digest", about->digest);
}

/* "severity, class" */
static json_t *
strata_json(const struct pl_query *query)
{
	struct pl_buf text;
	json_t *json;

	pl_buf_init(&text, PL_PICTURE_WORDS);
	for (size_t i = 0; i < query->by_count; i++)
		pl_buf_addf(&text, "%s%s", i > 0 ? ", " : "", query->by[i]);
	json = json_string(text.text);
	pl_buf_free(&text);
	return json;
}

static json_t *
conditions_json(const struct pl_query *query)
{
	json_t *list = json_array();

	for (size_t i = 0; i < query->where_count; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:o}", "stratum", query->where[i].stratum,
			"value", pl_report_text(query->where[i].value)));
	return list;
}

static json_t *
asked_json(const struct pl_findings *findings)
{
	const struct pl_figures *figures = &findings->whole;
	const struct pl_query *query = &figures->query;
	json_t *as_of = pl_report_date(findings, query->as_of_ms);
	char text[PL_TIME_TEXT];

	if (findings->withheld == NULL) {
		json_decref(as_of);
		as_of = json_string(pl_time_format(query->as_of_ms, text));
	}
	return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, "
			 "s:o}",
	    "as_of", as_of, "date", pl_report_date(findings, query->as_of_ms),
	    "clock", pl_clock_name(query->clock), "clock_why",
	    figures->clock_why, "unit", pl_unit_name(query->unit), "view",
	    pl_view_name(query->view), "policy", policy_json(findings), "by",
	    strata_json(&findings->parts.query), "where",
	    conditions_json(query), "since",
	    pl_report_date(findings, query->since_ms), "until",
	    pl_report_date(findings, query->until_ms));
}

static json_t *
assets_json(const struct pl_findings *findings)
{
	if (findings->withheld != NULL)
		return pl_report_band(findings->withheld->assets, "assets");
	return counted(findings->whole.assets, "asset", "assets");
}

/* The list of what was withheld, or null. */
static json_t *
withheld_json(const struct pl_withheld *withheld)
{
	json_t *list;

	if (withheld == NULL)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < withheld->count; i++)
		json_array_append_new(list, json_string(withheld->lines[i]));
	return list;
}

json_t *
pl_report_document(const struct pl_findings *findings,
    const struct pl_picture *pictures, size_t count, const char *patch)
{
	const struct pl_figures *figures = &findings->whole;

	return json_pack(
	    "{s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
	    "s:o, s:o, s:o, s:o, s:b, s:o}",
	    "patchlore", PL_VERSION, "title", findings->layout->title, "about",
	    findings->layout->about, "patch", pl_report_text(patch), "asked",
	    asked_json(findings), "definitions", figures->definitions, "items",
	    counted(figures->items, "item", "items"), "assets",
	    assets_json(findings), "events",
	    counted(figures->events, "event", "events"), "figures",
	    pl_report_figures(findings), "patches", pl_report_patches(findings),
	    "soak", pl_report_soak(findings), "rings",
	    pl_report_rings(findings), "trends", pl_report_trends(findings),
	    "lessons", pl_report_lessons(findings), "surveys",
	    pl_report_surveys(findings), "pictures",
	    pictures_json(pictures, count), "anonymous",
	    findings->withheld != NULL, "withheld",
	    withheld_json(findings->withheld));
}
