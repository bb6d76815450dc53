#include "host/locate.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"

/* Where a thing may lie, seen from the folder of the program. */
struct place {
	const char *what;
	const char *variable;
	const char *relative[3];
};

static const struct place worker_place = {"the program patchlore-worker",
    "PATCHLORE_WORKER",
    {"patchlore-worker", "../libexec/patchlore/patchlore-worker", NULL}};
static const struct place plugins_place = {"the folder of plugins",
    "PATCHLORE_PLUGINS", {"plugins", "../lib/patchlore/plugins", NULL}};
static const struct place reports_place = {"the folder of report content",
    "PATCHLORE_REPORTS",
    {"../share/patchlore/reports", "../reports", "../../reports"}};
static const struct place templates_place = {"the folder of plugin templates",
    "PATCHLORE_TEMPLATES",
    {"../share/patchlore/sdk/template", "../sdk/template",
	"../../sdk/template"}};

static const struct place mappings_place = {"the folder of mappings",
    "PATCHLORE_MAPPINGS",
    {"../share/patchlore/mappings", "../plugins/table/mappings",
	"../../plugins/table/mappings"}};

static const struct place surveys_place = {"the folder of surveys",
    "PATCHLORE_SURVEYS",
    {"../share/patchlore/surveys", "../surveys", "../../surveys"}};

/* The folder of the running program, without a slash at its end. */
static int
program_folder(char out[PATH_MAX], struct pl_error *err)
{
	ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);

	if (length < 0)
		return pl_fail(err, PL_E_IO,
		    "cannot tell where patchlore "
		    "lies: /proc/self/exe: %s",
		    strerror(errno));
	out[length] = '\0';
	*strrchr(out, '/') = '\0';
	return PL_OK;
}

static int
locate(const struct place *place, char out[PATH_MAX], struct pl_error *err)
{
	const char *set = getenv(place->variable);
	char folder[PATH_MAX];
	int result;

	if (set != NULL && *set != '\0') {
		if (access(set, R_OK) == 0 &&
		    snprintf(out, PATH_MAX, "%s", set) < PATH_MAX)
			return PL_OK;
		return pl_fail(err, PL_E_CONFIG, "%s is set to %s: %s",
		    place->variable, set, strerror(errno));
	}
	result = program_folder(folder, err);
	if (result < 0)
		return result;
	for (size_t i = 0; i < PL_COUNT(place->relative); i++) {
		if (place->relative[i] == NULL)
			continue;
		if (snprintf(out, PATH_MAX, "%s/%s", folder,
			place->relative[i]) < PATH_MAX &&
		    access(out, R_OK) == 0)
			return PL_OK;
	}
	return pl_fail(err, PL_E_CONFIG, "cannot find %s near %s; set %s",
	    place->what, folder, place->variable);
}

int
pl_locate_worker(char out[PATH_MAX], struct pl_error *err)
{
	return locate(&worker_place, out, err);
}

int
pl_locate_reports(char out[PATH_MAX], struct pl_error *err)
{
	return locate(&reports_place, out, err);
}

int
pl_locate_templates(char out[PATH_MAX], struct pl_error *err)
{
	return locate(&templates_place, out, err);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
folder_in(const char *folder, const char *name, char out[PATH_MAX],
    struct pl_error *err)
{
	if (snprintf(out, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
		return pl_fail(
		    err, PL_E_CONFIG, "the path %.400s is too long", folder);
	return PL_OK;
}

/* The folder of policy packs, which is one of report content. */
static int
policies_folder(char out[PATH_MAX], struct pl_error *err)
{
	char reports[PATH_MAX];
	int result = pl_locate_reports(reports, err);

	return result < 0 ? result : folder_in(reports, "policies", out, err);
}

/* The names of a folder's files that end so, sorted, without that end. */
static int
names_in(const char *folder, const char *end, char ***names, size_t *count,
    struct pl_error *err)
{
	char **list = NULL;
	size_t used = 0, room = 0;
	struct dirent *entry;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return pl_fail(err, PL_E_IO, "folder %s: cannot be read: %s",
		    folder, strerror(errno));
	while ((entry = readdir(dir)) != NULL) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot == NULL || strcmp(dot, end) != 0)
			continue;
		list = pl_grow(list, used, &room, sizeof *list);
		list[used++] =
		    strndup(entry->d_name, (size_t)(dot - entry->d_name));
	}
	closedir(dir);
	if (used > 0)
		qsort(list, used, sizeof *list, compare_names);
	*names = list;
	*count = used;
	return PL_OK;
}

int
pl_locate_plugins(char ***names, size_t *count, struct pl_error *err)
{
	char folder[PATH_MAX];
	int result = locate(&plugins_place, folder, err);

	return result < 0 ? result : names_in(folder, ".so", names, count, err);
}

static int
surveys_folder(char out[PATH_MAX], struct pl_error *err)
{
	return locate(&surveys_place, out, err);
}

/* What lies beside the surveys and is none. */
static int
beside_surveys(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	char surveys[PATH_MAX];
	int result = surveys_folder(surveys, err);

	return result < 0 ? result : folder_in(surveys, name, out, err);
}

int
pl_locate_form(char out[PATH_MAX], struct pl_error *err)
{
	return beside_surveys("form", out, err);
}

int
pl_locate_lesson(char out[PATH_MAX], struct pl_error *err)
{
	return beside_surveys("lesson/lesson.json", out, err);
}

int
pl_locate_surveys(char ***names, size_t *count, struct pl_error *err)
{
	char folder[PATH_MAX];
	int result = surveys_folder(folder, err);

	return result < 0 ? result
	                  : names_in(folder, ".json", names, count, err);
}

int
pl_locate_policies(char ***names, size_t *count, struct pl_error *err)
{
	char folder[PATH_MAX];
	int result = policies_folder(folder, err);

	return result < 0 ? result
	                  : names_in(folder, ".json", names, count, err);
}

/* "there is no plugin X; installed are: apt, events". A file that is meant is
 * helped on. */
static int
no_such(const char *what, const char *name, const char *folder, const char *end,
    struct pl_error *err)
{
	const char *dot;
	struct pl_buf known;
	char **names;
	size_t count;
	int result;

	result = names_in(folder, end, &names, &count, err);
	if (result < 0)
		return result;
	pl_buf_init(&known, 600);
	for (size_t i = 0; i < count; i++) {
		pl_buf_addf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
		free(names[i]);
	}
	free(names);
	result = pl_fail(err, PL_E_CONFIG,
	    "there is no %s \"%.100s\"; installed are: %s", what, name,
	    count > 0 ? known.text : "none");
	pl_buf_free(&known);
	dot = strrchr(name, '.');
	if (dot != NULL && strcmp(dot, end) == 0)
		pl_fail_remedy(
		    err, "a file is given with a slash: ./%.100s", name);
	return result;
}

/* A file of that name and end in the folder. */
static int
file_in(const char *what, const char *name, const char *folder, const char *end,
    char out[PATH_MAX], struct pl_error *err)
{
	if (snprintf(out, PATH_MAX, "%s/%s%s", folder, name, end) >= PATH_MAX ||
	    access(out, F_OK) < 0)
		return no_such(what, name, folder, end, err);
	return PL_OK;
}

static int
real_path(const char *what, const char *name, char out[PATH_MAX],
    struct pl_error *err)
{
	if (realpath(name, out) == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "%s %.400s: cannot be found: %s; name one that \"patchlore "
		    "%s list\" shows, or the path of its file",
		    what, name, strerror(errno), what);
	return PL_OK;
}

int
pl_locate_plugin(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	char folder[PATH_MAX];
	int result;

	if (strchr(name, '/') != NULL)
		return real_path("plugin", name, out, err);
	result = locate(&plugins_place, folder, err);
	if (result < 0)
		return result;
	return file_in("plugin", name, folder, ".so", out, err);
}

/* A file of content: by its path, or by its name in the folder. */
static int
content_file(const char *what, const char *name,
    int (*folder_of)(char out[PATH_MAX], struct pl_error *err),
    char out[PATH_MAX], struct pl_error *err)
{
	const char *dot = strrchr(name, '.');
	char folder[PATH_MAX];
	int result;

	if (strchr(name, '/') != NULL ||
	    (dot != NULL && strcmp(dot, ".json") == 0))
		return real_path(what, name, out, err);
	result = folder_of(folder, err);
	if (result < 0)
		return result;
	return file_in(what, name, folder, ".json", out, err);
}

int
pl_locate_policy(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	return content_file("policy", name, policies_folder, out, err);
}

int
pl_locate_survey(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	return content_file("survey", name, surveys_folder, out, err);
}

int
pl_locate_mapping(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	const char *dot = strrchr(name, '.');
	char folder[PATH_MAX], bare[PATH_MAX];
	int result = locate(&mappings_place, folder, err);

	if (result < 0)
		return result;
	if (strchr(name, '/') != NULL)
		return real_path("mapping", name, out, err);
	snprintf(bare, sizeof bare, "%.*s",
	    dot != NULL && strcmp(dot, ".json") == 0 ? (int)(dot - name)
						     : PATH_MAX - 1,
	    name);
	return file_in("mapping", bare, folder, ".json", out, err);
}
