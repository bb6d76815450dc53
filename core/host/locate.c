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
		return pl_fail(err, PL_E_CONFIG,
		    "%s is set to %s, which cannot be read: %s",
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

/* The names of a folder's files that end so, without the end. */
static int
list_names(const char *folder, const char *end, char ***names, size_t *count,
    struct pl_error *err)
{
	size_t used = 0, room = 0;
	struct dirent *entry;
	char **list = NULL;
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

	return result < 0 ? result
	                  : list_names(folder, ".so", names, count, err);
}

/* "apt, events"; frees the names. */
static void
join_names(struct pl_buf *out, char **names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		pl_buf_addf(out, "%s%s", i > 0 ? ", " : "", names[i]);
		free(names[i]);
	}
	free(names);
	if (count == 0)
		pl_buf_adds(out, "none");
}

/* "there is no plugin X; installed are: apt, events". A file that is meant is
 * helped on. */
static int
no_such_plugin(const char *name, struct pl_error *err)
{
	const char *dot = strrchr(name, '.');
	struct pl_buf known;
	char **names;
	size_t count;
	int result = pl_locate_plugins(&names, &count, err);

	if (result < 0)
		return result;
	pl_buf_init(&known, 500);
	join_names(&known, names, count);
	result = pl_fail(err, PL_E_CONFIG,
	    "there is no plugin \"%.100s\"; installed are: %s", name,
	    known.text);
	pl_buf_free(&known);
	if (dot != NULL && strcmp(dot, ".so") == 0)
		pl_fail_remedy(
		    err, "a file is given with a slash: ./%.100s", name);
	return result;
}

int
pl_locate_plugin(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	char folder[PATH_MAX];
	int result;

	if (strchr(name, '/') != NULL) {
		if (realpath(name, out) == NULL)
			return pl_fail(err, PL_E_CONFIG,
			    "plugin %.400s: cannot be found: %s; name a "
			    "plugin that \"patchlore plugin list\" shows, or "
			    "the path of its file",
			    name, strerror(errno));
		return PL_OK;
	}
	result = locate(&plugins_place, folder, err);
	if (result < 0)
		return result;
	if (snprintf(out, PATH_MAX, "%s/%s.so", folder, name) >= PATH_MAX ||
	    access(out, F_OK) < 0)
		return no_such_plugin(name, err);
	return PL_OK;
}

int
pl_locate_mapping(const char *name, char out[PATH_MAX], struct pl_error *err)
{
	char folder[PATH_MAX];
	struct pl_buf known;
	char **names;
	size_t count;
	int result = locate(&mappings_place, folder, err);

	if (result < 0)
		return result;
	for (int i = 0; i < 2; i++)
		if (snprintf(out, PATH_MAX, "%s/%s%s", folder, name,
			i == 0 ? ".json" : "") < PATH_MAX &&
		    strchr(name, '/') == NULL && access(out, F_OK) == 0)
			return PL_OK;
	result = list_names(folder, ".json", &names, &count, err);
	if (result < 0)
		return result;
	pl_buf_init(&known, 500);
	join_names(&known, names, count);
	result = pl_fail(err, PL_E_CONFIG,
	    "there is no such file, and no such mapping comes with patchlore; "
	    "those that do: %s",
	    known.text);
	pl_buf_free(&known);
	return result;
}
