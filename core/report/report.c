#include "report/report.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "kpi/document.h"
#include "report/document.h"
#include "report/findings.h"
#include "report/mustache.h"
#include "report/picture.h"
#include "report/layout.h"
#include "report/withhold.h"

enum { PAGE_BYTES = 64 * 1024 * 1024 };

struct report {
	const struct pl_report_request *request;
	struct pl_layout *layout;
	struct pl_findings findings;
	struct pl_withheld *withheld; /* until the findings have it */
	struct pl_picture pictures[PL_LAYOUT_PICTURES];
	size_t picture_count;
	json_t *document;
};

/* ---- Pictures ------------------------------------------------------------ */

/* It may name paths. */
static void
forget_trouble(struct pl_picture *picture)
{
	free(picture->trouble);
	picture->trouble = pl_strdup("drawing it failed");
}

static void
make_pictures(struct report *report)
{
	char scripts[PATH_MAX];

	snprintf(
	    scripts, sizeof scripts, "%s/figures", report->request->content);
	for (size_t i = 0; i < report->layout->picture_count; i++) {
		struct pl_picture *picture = &report->pictures[i];

		pl_picture_fill(
		    picture, report->layout->pictures[i], &report->findings);
		if (picture->why == NULL)
			pl_picture_draw(picture, report->request->dir, scripts);
		if (picture->trouble != NULL && report->request->anonymous)
			forget_trouble(picture);
		report->picture_count++;
	}
}

static int
write_picture(
    const char *dir, const struct pl_picture *picture, struct pl_error *err)
{
	char name[PL_PICTURE_LABEL * 2];
	int result;

	if (picture->why != NULL)
		return PL_OK;
	snprintf(name, sizeof name, "%s.csv", picture->name);
	result = pl_file_write(dir, name, &picture->csv, err);
	if (result < 0 || picture->svg.length == 0)
		return result;
	snprintf(name, sizeof name, "%s.svg", picture->name);
	return pl_file_write(dir, name, &picture->svg, err);
}

/* ---- Pages --------------------------------------------------------------- */

static int
render(struct report *report, const char *end, enum pl_mustache_escape escape,
    struct pl_buf *out, struct pl_error *err)
{
	json_t *partials = NULL;
	struct pl_buf text;
	char name[16];
	int result;

	snprintf(name, sizeof name, "page.%s", end);
	pl_buf_init(&text, PL_LAYOUT_BYTES);
	result = pl_layout_page(report->layout, name, &text, err);
	if (result == PL_OK)
		result =
		    pl_layout_partials(&partials, report->layout, end, err);
	if (result == PL_OK)
		result = pl_mustache_render(out,
		    &(struct pl_mustache){.name = name,
			.text = text.text,
			.length = text.length,
			.escape = escape,
			.partials = partials},
		    report->document, err);
	if (result < 0)
		pl_fail_at(err, "template %.400s", report->layout->folder);
	json_decref(partials);
	pl_buf_free(&text);
	return result;
}

static int
write_page(struct report *report, const char *end,
    enum pl_mustache_escape escape, struct pl_error *err)
{
	struct pl_buf page;
	char name[16];
	int result;

	snprintf(name, sizeof name, "report.%s", end);
	pl_buf_init(&page, PAGE_BYTES);
	result = render(report, end, escape, &page, err);
	if (result == PL_OK)
		result = pl_file_write(report->request->dir, name, &page, err);
	pl_buf_free(&page);
	return result;
}

static int
write_json(const struct report *report, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, PAGE_BYTES);
	json_incref(report->document);
	pl_document_write(report->document, &text);
	result = pl_file_write(report->request->dir, "report.json", &text, err);
	pl_buf_free(&text);
	return result;
}

static int
write_all(struct report *report, struct pl_error *err)
{
	int result = PL_OK;

	for (size_t i = 0; result == PL_OK && i < report->picture_count; i++)
		result = write_picture(
		    report->request->dir, &report->pictures[i], err);
	if (result == PL_OK)
		result = write_json(report, err);
	if (result == PL_OK)
		result = write_page(report, "md", PL_MUSTACHE_MARKDOWN, err);
	if (result == PL_OK)
		result = write_page(report, "html", PL_MUSTACHE_HTML, err);
	return result;
}

/* ---- The report ---------------------------------------------------------- */

/* The folder of a template that comes with patchlore; 0: there is none. */
static int
is_template(char out[PATH_MAX], const struct pl_report_request *request)
{
	char file[PATH_MAX];

	snprintf(out, PATH_MAX, "%s/%s", request->content, request->template);
	return snprintf(file, sizeof file, "%s/template.json", out) <
	           (int)sizeof file &&
	       access(file, F_OK) == 0;
}

static int
open_template(struct report *report, struct pl_error *err)
{
	const struct pl_report_request *request = report->request;
	char folder[PATH_MAX], partials[PATH_MAX];

	if (strchr(request->template, '/') != NULL && request->anonymous)
		return pl_fail(err, PL_E_CONFIG,
		    "--anonymous: the words of a template of one's own could "
		    "name somebody; name one that comes with patchlore");
	if (strchr(request->template, '/') != NULL)
		snprintf(folder, sizeof folder, "%s", request->template);
	else if (!is_template(folder, request))
		return pl_fail(err, PL_E_CONFIG,
		    "there is no template \"%.100s\"; see \"patchlore report "
		    "--help\"",
		    request->template);
	snprintf(partials, sizeof partials, "%s/partials", request->content);
	return pl_layout_open(&report->layout, folder, partials, err);
}

/* What is asked, with the template's strata where nobody asked for others, and
 * of its patch alone where it is about one. */
static int
settle(struct report *report, struct pl_store *store, struct pl_query *query,
    struct pl_error *err)
{
	const struct pl_report_request *request = report->request;
	const struct pl_layout *layout = report->layout;
	const char *patch = request->patch;
	int own_by = request->query.by_count == 0, result = PL_OK;

	*query = request->query;
	if (layout->of_patch != (patch != NULL))
		return pl_fail(err, PL_E_CONFIG,
		    layout->of_patch
			? "the template is about one patch: name it with "
			  "--patch"
			: "the template is not about one patch: leave --patch "
			  "out");
	if (own_by)
		for (; query->by_count < layout->by_count; query->by_count++)
			query->by[query->by_count] =
			    layout->by[query->by_count];
	if (request->anonymous)
		result = pl_withhold_asked(&report->withheld, store, query,
		    own_by, request->policy_name, patch, err);
	if (patch == NULL || result < 0)
		return result;
	if (query->where_count == PL_WHERE_MAX)
		return pl_fail(err, PL_E_CONFIG, "too many conditions");
	query->where[query->where_count++] = (struct pl_where){"patch", patch};
	return PL_OK;
}

/* From then on nobody has what is withheld. */
static int
withhold(struct report *report, struct pl_error *err)
{
	int result = pl_withhold(&report->findings, report->withheld, err);

	if (result == PL_OK)
		report->withheld = NULL;
	return result;
}

static int
read_findings(
    struct report *report, struct pl_store *store, struct pl_error *err)
{
	struct pl_query query;
	int result = settle(report, store, &query, err);

	if (result < 0)
		return result;
	result = pl_findings_read(&report->findings, store, report->layout,
	    &query, report->request->patch, err);
	if (result == PL_OK && report->request->anonymous)
		result = withhold(report, err);
	return result;
}

static int
is_empty(const char *dir)
{
	const struct dirent *entry;
	DIR *open = opendir(dir);
	int empty = open != NULL;

	while (empty && (entry = readdir(open)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 ||
		        strcmp(entry->d_name, "..") == 0;
	if (open != NULL)
		closedir(open);
	return empty;
}

/* One who hands a folder on hands on all that is in it. */
static int
make_dir(const struct pl_report_request *request, struct pl_error *err)
{
	if (pl_file_mkdirs(request->dir, err) < 0)
		return pl_fail_remedy(
		    err, "name a folder that this user may write with -o");
	if (request->anonymous && !is_empty(request->dir))
		return pl_fail(err, PL_E_CONFIG,
		    "folder %.400s: has files already, which an anonymous "
		    "report should not be handed on with; name an empty folder "
		    "with -o, or one that does not exist",
		    request->dir);
	return PL_OK;
}

static void
report_free(struct report *report)
{
	for (size_t i = 0; i < report->picture_count; i++)
		pl_picture_free(&report->pictures[i]);
	json_decref(report->document);
	pl_findings_free(&report->findings);
	pl_withheld_free(report->withheld);
	pl_layout_free(report->layout);
}

int
pl_report_write(int64_t *items, struct pl_store *store,
    const struct pl_report_request *request, struct pl_error *err)
{
	struct report *report = pl_alloc(sizeof *report);
	int result;

	report->request = request;
	result = open_template(report, err);
	if (result == PL_OK)
		result = read_findings(report, store, err);
	if (result == PL_OK)
		result = make_dir(request, err);
	if (result == PL_OK) {
		make_pictures(report);
		report->document = pl_report_document(&report->findings,
		    report->pictures, report->picture_count, request->patch);
		*items = report->findings.whole.items;
		result = write_all(report, err);
	}
	report_free(report);
	free(report);
	return result;
}
