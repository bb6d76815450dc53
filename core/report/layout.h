/*
 * layout.h - what a report is to look like, and what it needs to know
 *
 * A template is a folder: template.json says which figures, pictures and
 * trends it shows, so that nothing else is computed; page.html and page.md are
 * the page as HTML and as Markdown, in Mustache (mustache.h). Parts that pages
 * share lie in "partials" beside the templates that come with patchlore. A
 * folder may be a stranger's: it is read with limits, and can name no file but
 * partials.
 */
#ifndef PL_REPORT_LAYOUT_H
#define PL_REPORT_LAYOUT_H

#include <jansson.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_buf;
struct pl_error;

enum {
	PL_LAYOUT_BYTES = 1024 * 1024, /* of each file */
	PL_LAYOUT_PARTIALS = 200,      /* files in a folder */
	PL_LAYOUT_PICTURES = 16,
	PL_LAYOUT_TRENDS = 16,
	PL_LAYOUT_PATCHES = 1000,
	PL_LAYOUT_LESSONS = 1000,
	PL_LAYOUT_SURVEYS = 16,
};

struct pl_layout {
	char *folder, *partials;
	json_t *settings; /* that texts below are of */
	const char *title, *about;
	uint64_t kpis;  /* told of all items together */
	uint64_t parts; /* told by strata, too */
	size_t by_count;
	const char *by[PL_BY_MAX]; /* these, where nobody asks for others */
	size_t picture_count;
	const char *pictures[PL_LAYOUT_PICTURES];
	size_t trend_count;
	enum pl_kpi_id trends[PL_LAYOUT_TRENDS];
	size_t patches; /* so many of those that fared worst */
	size_t lessons; /* so many of the newest */
	size_t survey_count;
	const char *surveys[PL_LAYOUT_SURVEYS];
	int has_outcome; /* held against their answers */
	enum pl_kpi_id outcome;
	const char *outcome_by; /* a stratum that respondents are values of */
	int soak, rings, calendar;
	int of_patch; /* it is about one patch, which has to be named */
};

/* Read the one in a folder. partials is the folder of shared parts. PL_E_CONFIG
 * where template.json does not say what it should. The caller frees. */
int pl_layout_open(struct pl_layout **out, const char *folder,
    const char *partials, struct pl_error *err);

/* The same of template.json alone, without a folder. */
int pl_layout_parse(struct pl_layout **out, const char *text, size_t length,
    struct pl_error *err);
void pl_layout_free(struct pl_layout *layout); /* NULL is fine */

/* Append "page.html" or "page.md"; PL_E_CONFIG where there is none. */
int pl_layout_page(const struct pl_layout *layout, const char *name,
    struct pl_buf *out, struct pl_error *err);

/* The parts for a page that ends so ("html", "md"), by name: the shared ones,
 * but where the template's own folder has one of the same name, that. A style
 * sheet has its ending in its name, "style.css". The caller drops the object.
 */
int pl_layout_partials(json_t **out, const struct pl_layout *layout,
    const char *end, struct pl_error *err);

#endif
