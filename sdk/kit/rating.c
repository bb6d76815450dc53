/* SPDX-License-Identifier: MIT */
#include "kit/rating.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "kit/cvss.h"
#include "kit/tell.h"

enum { RATING_ATTRS = 4, SSVC_ATTRS = 3 };

/* ---- Severities --------------------------------------------------------- */

int
kit_rating_of_cvss(const json_t *cvss, const char *version,
    const char *severity, struct kit_rating *out)
{
	const json_t *base = json_object_get(cvss, "baseScore");
	const char *own =
	    json_string_value(json_object_get(cvss, "baseSeverity"));
	double score = json_number_value(base);

	if (!json_is_number(base) || score < 0 || score > 10)
		return -1;
	*out = (struct kit_rating){.version = version};
	snprintf(out->score, sizeof out->score, "%.1f", score);
	out->severity = kit_severity_known(own);
	if (out->severity == NULL)
		out->severity = kit_severity_known(severity);
	if (out->severity == NULL)
		out->severity = kit_cvss_severity(score, version);
	return 0;
}

int
kit_rating_of_word(const char *word, struct kit_rating *out)
{
	const char *severity = kit_severity_known(word);

	if (severity == NULL)
		return -1;
	*out = (struct kit_rating){.severity = severity};
	return 0;
}

/* ---- Decision points ---------------------------------------------------- */

/* Is it that name, whatever its case and what stands between its words? */
static int
is_point(const char *written, const char *name)
{
	for (;; written++) {
		if (strchr(" _-", *written) != NULL && *written != '\0')
			continue;
		if ((*written | 32) != (*name | 32))
			return 0;
		if (*written == '\0')
			return 1;
		name++;
	}
}

static const char *
word_of(const json_t *value, const char *const *words)
{
	const char *text = json_string_value(value);

	for (; text != NULL && *words != NULL; words++)
		if (strcasecmp(text, *words) == 0)
			return *words;
	return NULL;
}

static void
take_points(const json_t *object, struct kit_ssvc *out)
{
	static const char *const exploitation[] = {
	    "none", "poc", "active", NULL};
	static const char *const automatable[] = {"no", "yes", NULL};
	static const char *const impact[] = {"partial", "total", NULL};
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		if (is_point(name, "exploitation"))
			out->exploitation = word_of(value, exploitation);
		else if (is_point(name, "automatable"))
			out->automatable = word_of(value, automatable);
		else if (is_point(name, "technicalimpact"))
			out->technical_impact = word_of(value, impact);
	}
}

int
kit_ssvc_read(const json_t *options, struct kit_ssvc *out)
{
	struct kit_ssvc read = {0};

	take_points(options, &read);
	for (size_t i = 0; i < json_array_size(options); i++)
		take_points(json_array_get(options, i), &read);
	if (read.exploitation == NULL && read.automatable == NULL &&
	    read.technical_impact == NULL)
		return -1;
	*out = read;
	return 0;
}

/* ---- Events ------------------------------------------------------------- */

static void
add(plore_attr *attrs, uint32_t *count, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		attrs[(*count)++] = (plore_attr){name, value, PLORE_PUBLIC, 0};
}

static int32_t
report_published(const plore_host *host, const struct kit_vuln *vuln)
{
	const struct kit_rating *rating = &vuln->rating;
	plore_attr attrs[RATING_ATTRS];
	plore_event event = {.size = sizeof event,
	    .time_ms = vuln->published_ms,
	    .kind = "vuln.published",
	    .vuln = vuln->id,
	    .attrs = attrs};
	int32_t result;

	if (vuln->rated) {
		add(attrs, &event.attr_count, "severity", rating->severity);
		add(attrs, &event.attr_count, "cvss", rating->score);
		add(attrs, &event.attr_count, "cvss_version", rating->version);
		add(attrs, &event.attr_count, "rated_by", rating->source);
	}
	result = kit_emit(host, &event);
	if (result != PLORE_OK || !vuln->rated ||
	    vuln->changed_ms <= vuln->published_ms)
		return result;
	event.kind = "vuln.rescored";
	event.time_ms = vuln->changed_ms;
	event.after_ms = vuln->published_ms;
	return kit_emit(host, &event);
}

static int32_t
report_rejected(const plore_host *host, const struct kit_vuln *vuln)
{
	const plore_attr attrs[] = {{"rejected", "yes", PLORE_PUBLIC, 0}};
	const plore_event event = {.size = sizeof event,
	    .time_ms = vuln->changed_ms,
	    .kind = "vuln.rescored",
	    .vuln = vuln->id,
	    .attrs = attrs,
	    .attr_count = 1};

	return kit_emit(host, &event);
}

static int32_t
report_ssvc(const plore_host *host, const struct kit_vuln *vuln)
{
	plore_attr attrs[SSVC_ATTRS];
	plore_event event = {.size = sizeof event,
	    .time_ms = vuln->ssvc_ms,
	    .kind = "vuln.signal",
	    .vuln = vuln->id,
	    .attrs = attrs};

	add(attrs, &event.attr_count, "exploitation", vuln->ssvc.exploitation);
	add(attrs, &event.attr_count, "automatable", vuln->ssvc.automatable);
	add(attrs, &event.attr_count, "technical_impact",
	    vuln->ssvc.technical_impact);
	return kit_emit(host, &event);
}

int32_t
kit_vuln_report(const plore_host *host, const struct kit_vuln *vuln)
{
	int32_t result;

	if (vuln->rejected)
		return report_rejected(host, vuln);
	result = report_published(host, vuln);
	return result == PLORE_OK && vuln->ssvc_ms != 0
	           ? report_ssvc(host, vuln)
	           : result;
}
