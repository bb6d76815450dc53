#include "report/layout.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "report/picture.h"
#include "survey/practice.h"
#include "trend/follow.h"

enum { TITLE_MOST = 200, NAME_MOST = 64 };

/* ---- What template.json says --------------------------------------------- */

static int
take_text(const char **out, const json_t *settings, const char *name,
    struct pl_error *err)
{
	const char *text = json_string_value(json_object_get(settings, name));

	if (text == NULL || *text == '\0' || strlen(text) > TITLE_MOST)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: expected a text of 1 to %d bytes", name, TITLE_MOST);
	*out = text;
	return PL_OK;
}

static int
take_flag(
    int *out, const json_t *settings, const char *name, struct pl_error *err)
{
	const json_t *value = json_object_get(settings, name);

	if (value != NULL && !json_is_boolean(value))
		return pl_fail(
		    err, PL_E_CONFIG, "%s: expected true or false", name);
	*out = json_is_true(value);
	return PL_OK;
}

/* One of a list of names. */
typedef int (*take_name)(struct pl_layout *layout, const char *name);

static int
take_names(struct pl_layout *layout, const char *member, const char *what,
    take_name take, struct pl_error *err)
{
	const json_t *list = json_object_get(layout->settings, member);

	if (list != NULL && !json_is_array(list))
		return pl_fail(
		    err, PL_E_CONFIG, "%s: expected a list of names", member);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (name == NULL || !take(layout, name))
			return pl_fail(err, PL_E_CONFIG,
			    "%s[%zu]: \"%.60s\" is no %s, or one too many",
			    member, i, name == NULL ? "" : name, what);
	}
	return PL_OK;
}

static int
take_kpi(struct pl_layout *layout, const char *name)
{
	enum pl_kpi_id id;

	if (!pl_kpi_find(name, &id))
		return 0;
	layout->kpis |= PL_KPI_SET(id);
	return 1;
}

static int
take_part(struct pl_layout *layout, const char *name)
{
	enum pl_kpi_id id;

	if (!pl_kpi_find(name, &id))
		return 0;
	layout->parts |= PL_KPI_SET(id);
	return 1;
}

static int
take_stratum(struct pl_layout *layout, const char *name)
{
	if (!pl_kpi_is_stratum(name) || layout->by_count == PL_BY_MAX)
		return 0;
	layout->by[layout->by_count++] = name;
	return 1;
}

static int
take_picture(struct pl_layout *layout, const char *name)
{
	if (!pl_picture_is(name) || layout->picture_count == PL_LAYOUT_PICTURES)
		return 0;
	layout->pictures[layout->picture_count++] = name;
	return 1;
}

static int
take_trend(struct pl_layout *layout, const char *name)
{
	enum pl_kpi_id id;

	if (!pl_kpi_find(name, &id) ||
	    pl_follow_of(id)->kind == PL_FOLLOW_NOT ||
	    layout->trend_count == PL_LAYOUT_TRENDS)
		return 0;
	layout->trends[layout->trend_count++] = id;
	return 1;
}

/* By its name, which is no path: a template can read nothing else. */
static int
take_survey(struct pl_layout *layout, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	if (*name == '\0' || strlen(name) > NAME_MOST ||
	    strspn(name, letters) != strlen(name) ||
	    layout->survey_count == PL_LAYOUT_SURVEYS)
		return 0;
	layout->surveys[layout->survey_count++] = name;
	return 1;
}

static int
take_count(size_t *out, const json_t *settings, const char *name, int most,
    struct pl_error *err)
{
	const json_t *value = json_object_get(settings, name);
	json_int_t count = json_integer_value(value);

	if (value != NULL &&
	    (!json_is_integer(value) || count < 0 || count > most))
		return pl_fail(err, PL_E_CONFIG,
		    "%s: expected a number of 0 to %d", name, most);
	*out = (size_t)count;
	return PL_OK;
}

/* {"figure": "rollback-rate", "by": "ring"} */
static int
take_outcome(struct pl_layout *layout, struct pl_error *err)
{
	json_t *value = json_object_get(layout->settings, "outcome");
	const char *figure, *by;

	if (value == NULL)
		return PL_OK;
	figure = json_string_value(json_object_get(value, "figure"));
	by = json_string_value(json_object_get(value, "by"));
	if (figure == NULL || by == NULL || json_object_size(value) != 2)
		return pl_fail(err, PL_E_CONFIG,
		    "outcome: expected an object with \"figure\" and \"by\"");
	if (!pl_kpi_find(figure, &layout->outcome) ||
	    pl_practice_measure(layout->outcome) == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "outcome: figure: \"%.60s\" is none that answers are held "
		    "against",
		    figure);
	if (!pl_kpi_is_stratum(by) || strcmp(by, "month") == 0)
		return pl_fail(err, PL_E_CONFIG,
		    "outcome: by: \"%.60s\" is no stratum that respondents "
		    "could be values of",
		    by);
	layout->has_outcome = 1;
	layout->outcome_by = by;
	return PL_OK;
}

static int
expect_members(const json_t *settings, struct pl_error *err)
{
	static const char *const known[] = {"title", "about", "figures",
	    "parts", "by", "pictures", "trends", "patches", "soak", "rings",
	    "calendar", "of_patch", "surveys", "outcome", "lessons"};
	const char *name;
	json_t *value;

	if (!json_is_object(settings))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	json_object_foreach((json_t *)settings, name, value)
	{
		size_t i = 0;

		while (i < PL_COUNT(known) && strcmp(known[i], name) != 0)
			i++;
		if (i == PL_COUNT(known))
			return pl_fail(
			    err, PL_E_CONFIG, "unknown member \"%.60s\"", name);
	}
	return PL_OK;
}

static int
take_flags(struct pl_layout *layout, struct pl_error *err)
{
	const struct {
		int *out;
		const char *name;
	} flags[] = {{&layout->soak, "soak"}, {&layout->rings, "rings"},
	    {&layout->calendar, "calendar"}, {&layout->of_patch, "of_patch"}};
	int result = PL_OK;

	for (size_t i = 0; result == PL_OK && i < PL_COUNT(flags); i++)
		result = take_flag(
		    flags[i].out, layout->settings, flags[i].name, err);
	return result;
}

static int
take_settings(struct pl_layout *layout, struct pl_error *err)
{
	const json_t *settings = layout->settings;
	int result = expect_members(settings, err);

	if (result == PL_OK)
		result = take_text(&layout->title, settings, "title", err);
	if (result == PL_OK)
		result = take_text(&layout->about, settings, "about", err);
	if (result == PL_OK)
		result = take_names(layout, "figures", "figure", take_kpi, err);
	if (result == PL_OK)
		result = take_names(layout, "parts", "figure", take_part, err);
	if (result == PL_OK)
		result = take_names(layout, "by", "stratum", take_stratum, err);
	if (result == PL_OK)
		result = take_names(
		    layout, "pictures", "picture", take_picture, err);
	if (result == PL_OK)
		result = take_names(layout, "trends",
		    "figure that is followed over months", take_trend, err);
	if (result == PL_OK)
		result =
		    take_names(layout, "surveys", "survey", take_survey, err);
	if (result == PL_OK)
		result = take_outcome(layout, err);
	if (result == PL_OK)
		result = take_count(&layout->patches, settings, "patches",
		    PL_LAYOUT_PATCHES, err);
	if (result == PL_OK)
		result = take_count(&layout->lessons, settings, "lessons",
		    PL_LAYOUT_LESSONS, err);
	if (result == PL_OK)
		result = take_flags(layout, err);
	return result;
}

/* ---- Files --------------------------------------------------------------- */

/* Append folder/name.end, if there is such a file. */
static int
read_part(const char *folder, const char *name, const char *end,
    struct pl_buf *out, struct pl_error *err)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/%s%s%s", folder, name,
		*end == '\0' ? "" : ".", end) >= (int)sizeof path)
		return pl_fail(err, PL_E_CONFIG, "the path is too long");
	if (access(path, F_OK) < 0)
		return pl_fail(
		    err, PL_E_CONFIG, "there is no file %.400s", path);
	return pl_file_read(out, path, err);
}

int
pl_layout_parse(struct pl_layout **out, const char *text, size_t length,
    struct pl_error *err)
{
	struct pl_layout *layout = pl_alloc(sizeof *layout);
	json_error_t trouble;
	int result;

	layout->settings =
	    json_loadb(text, length, JSON_REJECT_DUPLICATES, &trouble);
	if (layout->settings == NULL)
		result = pl_fail(err, PL_E_CONFIG, "line %d: %s", trouble.line,
		    trouble.text);
	else
		result = take_settings(layout, err);
	if (result < 0)
		pl_layout_free(layout);
	else
		*out = layout;
	return result;
}

/* What template.json of a folder says. */
static int
read_settings(struct pl_layout **out, const char *folder, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, PL_LAYOUT_BYTES);
	result = read_part(folder, "template", "json", &text, err);
	if (result == PL_OK) {
		result = pl_layout_parse(out, text.text, text.length, err);
		if (result < 0)
			pl_fail_at(err, "%.400s/template.json", folder);
	}
	pl_buf_free(&text);
	return result;
}

int
pl_layout_open(struct pl_layout **out, const char *folder, const char *partials,
    struct pl_error *err)
{
	int result = read_settings(out, folder, err);

	if (result < 0)
		return result;
	(*out)->folder = pl_strdup(folder);
	(*out)->partials = pl_strdup(partials);
	return PL_OK;
}

void
pl_layout_free(struct pl_layout *layout)
{
	if (layout == NULL)
		return;
	json_decref(layout->settings);
	free(layout->folder);
	free(layout->partials);
	free(layout);
}

int
pl_layout_page(const struct pl_layout *layout, const char *name,
    struct pl_buf *out, struct pl_error *err)
{
	return read_part(layout->folder, name, "", out, err);
}

/* What a file of a folder is called as a part of such a page; 0: it is none. */
static int
part_name(const char *file, const char *end, char out[NAME_MOST])
{
	const char *dot = strrchr(file, '.');
	int css = dot != NULL && strcmp(dot, ".css") == 0;

	if (dot == NULL || dot == file || strlen(file) >= NAME_MOST ||
	    (!css && strcmp(dot + 1, end) != 0))
		return 0;
	snprintf(
	    out, NAME_MOST, "%.*s", css ? NAME_MOST : (int)(dot - file), file);
	return 1;
}

static int
take_part_file(json_t *parts, const char *folder, const char *file,
    const char *name, struct pl_error *err)
{
	struct pl_buf text;
	json_t *json;
	int result;

	pl_buf_init(&text, PL_LAYOUT_BYTES);
	result = read_part(folder, file, "", &text, err);
	json = result == PL_OK ? json_stringn(text.text, text.length) : NULL;
	if (json != NULL)
		json_object_set_new(parts, name, json);
	else if (result == PL_OK)
		result = pl_fail(
		    err, PL_E_CONFIG, "%.400s/%s: is no UTF-8", folder, file);
	pl_buf_free(&text);
	return result;
}

static int
take_folder(
    json_t *parts, const char *folder, const char *end, struct pl_error *err)
{
	char name[NAME_MOST];
	struct dirent *entry;
	int result = PL_OK, files = 0;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "folder %.400s: cannot be read: %s", folder,
		    strerror(errno));
	while (result == PL_OK && (entry = readdir(dir)) != NULL) {
		if (!part_name(entry->d_name, end, name))
			continue;
		if (++files > PL_LAYOUT_PARTIALS)
			result = pl_fail(err, PL_E_LIMIT,
			    "folder %.400s: more than %d parts", folder,
			    PL_LAYOUT_PARTIALS);
		else
			result = take_part_file(
			    parts, folder, entry->d_name, name, err);
	}
	closedir(dir);
	return result;
}

int
pl_layout_partials(json_t **out, const struct pl_layout *layout,
    const char *end, struct pl_error *err)
{
	json_t *parts = json_object();
	int result = take_folder(parts, layout->partials, end, err);

	if (result == PL_OK)
		result = take_folder(parts, layout->folder, end, err);
	if (result < 0)
		json_decref(parts);
	else
		*out = parts;
	return result;
}
