#include "plugins/apt/lists.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "kit/lines.h"
#include "kit/grow.h"
#include "kit/stanza.h"
#include "kit/version.h"

enum { WATCH_EVERY = 4096, MEMORY_OUT = -3 };

static const char out_of_memory[] = "out of memory";

/* ---- What is installed -------------------------------------------------- */

static uint32_t
add_name(struct lists *lists, const char *text)
{
	return kit_numbers_add(&lists->names, text, strlen(text));
}

static int
index_package(struct lists *lists, uint32_t name)
{
	uint32_t *table = kit_grow_to(
	    lists->by_name, name, &lists->by_name_room, sizeof *table);

	if (table == NULL)
		return -1;
	lists->by_name = table;
	lists->packages[lists->count - 1].next = lists->by_name[name];
	lists->by_name[name] = (uint32_t)lists->count;
	return 0;
}

static int
add_installed(struct lists *lists, const char *package, const char *arch,
    const char *version, int held)
{
	struct installed *packages = kit_grow(
	    lists->packages, lists->count, &lists->room, sizeof *packages);
	struct installed added = {.package = add_name(lists, package),
	    .arch = add_name(lists, arch),
	    .version = add_name(lists, version),
	    .held = held};

	if (packages == NULL)
		return -1;
	lists->packages = packages;
	if (added.package == KIT_NUMBERS_FULL ||
	    added.arch == KIT_NUMBERS_FULL || added.version == KIT_NUMBERS_FULL)
		return -1;
	packages[lists->count++] = added;
	return index_package(lists, added.package);
}

int
status_read(struct lists *lists, struct kit_lines *lines)
{
	struct kit_stanza_field fields[] = {{"Package:", ""}, {"Status:", ""},
	    {"Architecture:", ""}, {"Version:", ""}};
	int more;

	while ((more = kit_stanza_next(lines, fields, 4)) > 0) {
		const char *state = strrchr(fields[1].value, ' ');

		if (state == NULL || strcmp(state, " installed") != 0 ||
		    fields[0].value[0] == '\0' || fields[3].value[0] == '\0')
			continue;
		if (add_installed(lists, fields[0].value, fields[2].value,
			fields[3].value,
			strncmp(fields[1].value, "hold ", 5) == 0) < 0)
			return MEMORY_OUT;
	}
	return more;
}

int
lists_read_status(
    struct lists *lists, const char *path, const struct lists_watch *watch)
{
	char error[512];
	struct kit_lines *lines =
	    kit_lines_open(path, KIT_STANZA_LINE, error, sizeof error);
	int result;

	if (lines == NULL) {
		result = watch->reject(watch->context, path, error);
		return result == 0 ? -1 : result;
	}
	result = status_read(lists, lines);
	if (result < 0)
		watch->reject(watch->context, path,
		    result == MEMORY_OUT ? out_of_memory
					 : kit_lines_error(lines));
	kit_lines_close(lines);
	return result < 0 ? -1 : 0;
}

/* ---- What an archive says of itself ------------------------------------- */

static int
date_read(const char *text, int64_t *out_ms)
{
	struct tm tm = {0};
	const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S", &tm);

	if (end == NULL ||
	    (strcmp(end, " UTC") != 0 && strcmp(end, " GMT") != 0 &&
		strcmp(end, " +0000") != 0))
		return -1;
	*out_ms = (int64_t)timegm(&tm) * 1000;
	return 0;
}

/* Debian's suites change their name over time, its codenames do not; Ubuntu's
 * codename leaves out the part after the dash. */
static const char *
stable_name(const char *suite, const char *codename)
{
	if (codename[0] == '\0' ||
	    strncmp(suite, codename, strlen(codename)) == 0)
		return suite;
	return codename;
}

int
release_read(struct release *out, struct kit_lines *lines)
{
	enum { ORIGIN, LABEL, SUITE, CODENAME, DATE, MANUAL, UPGRADES, COUNT };
	struct kit_stanza_field fields[COUNT] = {{"Origin:", ""},
	    {"Label:", ""}, {"Suite:", ""}, {"Codename:", ""}, {"Date:", ""},
	    {"NotAutomatic:", ""}, {"ButAutomaticUpgrades:", ""}};

	*out = (struct release){0};
	while (kit_stanza_next(lines, fields, COUNT) > 0) {
		if (date_read(fields[DATE].value, &out->at_ms) < 0)
			continue;
		for (size_t i = 0; i + 1 < sizeof out->vendor; i++)
			out->vendor[i] = (char)tolower(
			    (unsigned char)fields[ORIGIN].value[i]);
		snprintf(out->suite, sizeof out->suite, "%.*s",
		    RELEASE_TEXT - 1,
		    stable_name(fields[SUITE].value, fields[CODENAME].value));
		out->security =
		    strcasestr(out->suite, "security") != NULL ||
		    strcasestr(fields[SUITE].value, "security") != NULL ||
		    strcasestr(fields[LABEL].value, "security") != NULL;
		out->use = strcmp(fields[MANUAL].value, "yes") != 0
		               ? RELEASE_NORMAL
		           : strcmp(fields[UPGRADES].value, "yes") == 0
		               ? RELEASE_UPGRADES
		               : RELEASE_MANUAL;
		return 0;
	}
	return -1;
}

/* ---- What it offers ----------------------------------------------------- */

/* Of several archives with one version, the security archive names it and the
 * oldest Date bounds it. */
static int
take_offer(struct lists *lists, struct offer *best, const char *version,
    uint32_t release)
{
	const struct release *from = &lists->releases[release];
	int order = best->version == 0
	                ? 1
	                : kit_version_deb(version,
			      kit_numbers_text(&lists->names, best->version));

	if (order < 0)
		return 0;
	if (order > 0) {
		uint32_t name = add_name(lists, version);

		if (name == KIT_NUMBERS_FULL)
			return -1;
		*best = (struct offer){name, release, from->at_ms};
		return 0;
	}
	if (from->security && !lists->releases[best->release].security)
		best->release = release;
	if (from->at_ms < best->at_ms)
		best->at_ms = from->at_ms;
	return 0;
}

static int
is_for(const struct lists *lists, const struct installed *package,
    const char *arch)
{
	const char *own = kit_numbers_text(&lists->names, package->arch);

	return strcmp(arch, own) == 0 || strcmp(arch, "all") == 0 ||
	       strcmp(own, "all") == 0;
}

static int
take_package(struct lists *lists, const char *name, const char *arch,
    const char *version, uint32_t release)
{
	uint32_t known = kit_numbers_find(&lists->names, name, strlen(name));
	uint32_t number = known == 0 || known >= lists->by_name_room
	                      ? 0
	                      : lists->by_name[known];

	while (number != 0) {
		struct installed *package = &lists->packages[number - 1];
		struct offer *best =
		    lists->releases[release].use == RELEASE_NORMAL
			? &package->normal
			: &package->other;

		if (is_for(lists, package, arch) &&
		    take_offer(lists, best, version, release) < 0)
			return -1;
		number = package->next;
	}
	return 0;
}

int
packages_read(struct lists *lists, struct kit_lines *lines, uint32_t release,
    const struct lists_watch *watch, const char *name)
{
	struct kit_stanza_field fields[] = {
	    {"Package:", ""}, {"Version:", ""}, {"Architecture:", ""}};
	int more, result;

	for (size_t i = 0; (more = kit_stanza_next(lines, fields, 3)) > 0;
	     i++) {
		if (fields[1].value[0] != '\0' &&
		    take_package(lists, fields[0].value, fields[2].value,
			fields[1].value, release) < 0)
			return watch->reject(
			    watch->context, name, out_of_memory);
		if (i % WATCH_EVERY == 0) {
			result = watch->stopping(watch->context, name);
			if (result != 0)
				return result;
		}
	}
	return more == 0 ? 0
	                 : watch->reject(
			       watch->context, name, kit_lines_error(lines));
}

const struct offer *
lists_candidate(const struct lists *lists, const struct installed *package)
{
	const char *own = kit_numbers_text(&lists->names, package->version);
	const char *normal =
	    kit_numbers_text(&lists->names, package->normal.version);
	const char *other =
	    kit_numbers_text(&lists->names, package->other.version);

	if (normal[0] != '\0' && kit_version_deb(normal, own) > 0)
		return &package->normal;
	if (other[0] != '\0' && kit_version_deb(other, own) > 0 &&
	    (normal[0] == '\0' || kit_version_deb(normal, own) < 0))
		return &package->other;
	return NULL;
}

/* ---- The folder --------------------------------------------------------- */

static int
is_list(const struct dirent *entry)
{
	const char *end = strstr(entry->d_name, "_Packages");

	return end != NULL && strchr("._", end[9]) != NULL;
}

static int
is_release(const struct dirent *entry)
{
	const char *last = strrchr(entry->d_name, '_');

	return last != NULL && (strcmp(last, "_InRelease") == 0 ||
				   strcmp(last, "_Release") == 0);
}

static int
add_release(struct lists *lists, const char *folder, const char *name,
    const struct lists_watch *watch)
{
	char path[PATH_MAX], error[512];
	struct release release;
	struct release *more;
	struct kit_lines *lines;
	int result;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	lines = kit_lines_open(path, KIT_STANZA_LINE, error, sizeof error);
	if (lines == NULL)
		return watch->reject(watch->context, name, error);
	result = release_read(&release, lines);
	kit_lines_close(lines);
	if (result < 0)
		return watch->reject(watch->context, name,
		    "expected a Release file with a Date: in UTC");
	more = kit_grow(lists->releases, lists->release_count,
	    &lists->release_room, sizeof *more);
	if (more == NULL)
		return watch->reject(watch->context, name, out_of_memory);
	lists->releases = more;
	more[lists->release_count++] = release;
	return 0;
}

/* One archive's lists all begin as its Release file does. */
static int
read_lists_of(struct lists *lists, const char *folder, const char *prefix,
    size_t prefix_length, const struct lists_watch *watch)
{
	uint32_t release = (uint32_t)lists->release_count - 1;
	struct dirent **names;
	int count = scandir(folder, &names, is_list, alphasort), result = 0;

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		char path[PATH_MAX], error[512];
		struct kit_lines *lines;

		if (result == 0 && strncmp(name, prefix, prefix_length) == 0) {
			snprintf(path, sizeof path, "%s/%s", folder, name);
			lines = kit_lines_open(
			    path, KIT_STANZA_LINE, error, sizeof error);
			result = lines == NULL ? watch->reject(watch->context,
						     name, error)
			                       : packages_read(lists, lines,
						     release, watch, name);
			kit_lines_close(lines);
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	return result;
}

static int
read_archive(struct lists *lists, const char *folder, const char *name,
    const struct lists_watch *watch)
{
	size_t before = lists->release_count;
	int result = add_release(lists, folder, name, watch);

	if (result != 0 || lists->release_count == before ||
	    lists->releases[before].use == RELEASE_MANUAL)
		return result;
	return read_lists_of(lists, folder, name,
	    (size_t)(strrchr(name, '_') + 1 - name), watch);
}

int
lists_read_folder(
    struct lists *lists, const char *folder, const struct lists_watch *watch)
{
	struct dirent **names;
	int count = scandir(folder, &names, is_release, alphasort), result = 0;

	if (count < 0) {
		result = watch->reject(watch->context, folder, strerror(errno));
		return result == 0 ? -1 : result;
	}
	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = read_archive(
			    lists, folder, names[i]->d_name, watch);
		free(names[i]);
	}
	free(names);
	return result;
}

void
lists_free(struct lists *lists)
{
	kit_numbers_free(&lists->names);
	free(lists->packages);
	free(lists->by_name);
	free(lists->releases);
	*lists = (struct lists){0};
}
