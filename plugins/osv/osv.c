/*
 * osv.c - advisories of distributions: OSV records, Ubuntu's notices, Debian's
 * lists
 *
 * What a document is follows from what is in it. The cursor is that of
 * kit/files.h: files that did not change are not read again, and an archive
 * is read whole.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/tell.h"
#include "plugins/osv/dsalist.h"
#include "plugins/osv/notice.h"
#include "plugins/osv/record.h"
#include "plugins/osv/report.h"

enum {
	DOCUMENT_BYTES = 64 * 1024 * 1024,
	SHOWN = 400, /* bytes of a bad line */
};

struct source {
	const plore_host *host;
	struct kit_files *files;
	const char *name; /* of the document at hand */
	struct report report;
};

static const char *const kinds[] = {"patch.released", "patch.revised",
    "patch.withdrawn", "vuln.published", NULL};

static const plore_option options[] = {
    {"path",
	"OSV records, a page of Ubuntu's notices or Debian's DSA or DLA list; "
	"a folder or an archive of such",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"distro", "only fixes for this release, such as debian-12 or ubuntu-22.04",
	NULL, PLORE_TEXT, PLORE_REPEATED},
    {"packages",
	"dpkg's status file or an archive's Packages, which say what is built "
	"from a source package",
	NULL, PLORE_PATH, PLORE_REPEATED},
    {0}};

static int32_t
osv_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = source->report.host = host;
	*self = source;
	return PLORE_OK;
}

static void
forget(struct source *source)
{
	report_free(&source->report);
	source->report.events = source->report.other = 0;
}

static void
osv_close(void *self)
{
	forget(self);
	free(self);
}

/* ---- One document ------------------------------------------------------- */

static int32_t
reject(struct source *source, const char *where, const char *reason,
    const char *input)
{
	char shown[SHOWN];

	snprintf(shown, sizeof shown, "%s", input);
	return source->host->reject(source->host, where, reason, shown);
}

/* Between two advisories. */
static int32_t
breathe(struct source *source)
{
	return kit_files_pause_at(source->files, source->report.events);
}

static int32_t
tell_line(
    struct source *source, struct dsalist *list, char *line, uint64_t number)
{
	char why[200], shown[SHOWN];
	int32_t result;

	snprintf(shown, sizeof shown, "%s", line);
	result = dsalist_line(list, line, why, sizeof why);
	if (result != PLORE_E_DATA)
		return result == PLORE_OK ? breathe(source) : result;
	return kit_reject(source->host, source->name, number, why, shown);
}

static int32_t
tell_list(struct source *source, char *text)
{
	int32_t result = PLORE_OK;
	struct dsalist list;
	uint64_t number = 1;

	dsalist_begin(&list, &source->report);
	for (char *line = text; result == PLORE_OK && line != NULL; number++) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end = '\0';
		result = tell_line(source, &list, line, number);
		line = end == NULL ? NULL : end + 1;
	}
	return result == PLORE_OK ? dsalist_end(&list) : result;
}

/* A record, a notice, or an object around several. */
static int32_t
tell_object(struct source *source, const json_t *object)
{
	char why[200];
	int32_t result =
	    json_object_get(object, "release_packages") != NULL
		? notice_tell(&source->report, object, why, sizeof why)
		: record_tell(&source->report, object, why, sizeof why);

	if (result == PLORE_E_DATA)
		return reject(source, source->name, why, "");
	return result == PLORE_OK ? breathe(source) : result;
}

static int32_t
tell_json(struct source *source, const json_t *whole)
{
	const json_t *list = json_object_get(whole, "notices");
	int32_t result = PLORE_OK;

	if (list == NULL)
		list = json_object_get(whole, "vulns");
	if (list == NULL && !json_is_array(whole))
		return tell_object(source, whole);
	if (list == NULL)
		list = whole;
	for (size_t i = 0; result == PLORE_OK && i < json_array_size(list); i++)
		result = tell_object(source, json_array_get(list, i));
	return result;
}

static int32_t
tell_text(struct source *source, char *text, size_t length)
{
	size_t begin = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	char reason[JSON_ERROR_TEXT_LENGTH + 60];
	json_error_t where;
	json_t *whole;
	int32_t result;

	if (text[begin] == '[' && text[begin + 1] >= '0' &&
	    text[begin + 1] <= '9' && strchr("0123456789 ", text[begin + 2]))
		return tell_list(source, text + begin);
	whole = json_loadb(text + begin, length - begin, 0, &where);
	if (whole == NULL) {
		snprintf(reason, sizeof reason, "line %d, column %d: %s",
		    where.line, where.column, where.text);
		return reject(source, source->name, reason, text + begin);
	}
	result = tell_json(source, whole);
	json_decref(whole);
	return result;
}

static int32_t
tell_document(struct source *source)
{
	size_t length;
	char *text = kit_files_text(source->files, DOCUMENT_BYTES, &length);
	int32_t result;

	if (text == NULL)
		return reject(
		    source, source->name, kit_files_error(source->files), "");
	result = tell_text(source, text, length);
	free(text);
	return result;
}

/* ---- All documents ------------------------------------------------------ */

/* What bears on the events beside the documents: the options, and the packages
 * files as they are now. */
static void
meaning_of(const plore_host *host, char out[KIT_FILES_MEANING])
{
	size_t used;
	const char *value;

	snprintf(out, KIT_FILES_MEANING, "osv 1");
	kit_files_mean(out, host, "distro");
	used = strlen(out);
	for (uint32_t i = 0; used < KIT_FILES_MEANING &&
			     (value = host->option(host, "packages", i));
	     i++) {
		struct stat status = {0};

		stat(value, &status);
		used += (size_t)snprintf(out + used, KIT_FILES_MEANING - used,
		    "\n%.200s %lld %lld.%09ld", value,
		    (long long)status.st_size, (long long)status.st_mtime,
		    status.st_mtim.tv_nsec);
	}
}

static int32_t
read_packages(struct source *source)
{
	const plore_host *host = source->host;
	char error[512];
	const char *path;

	for (uint32_t i = 0; (path = host->option(host, "packages", i)) != NULL;
	     i++) {
		host->progress(host, 0, 0, path);
		if (sources_read(
			&source->report.sources, path, error, sizeof error) < 0)
			return kit_fail(host, PLORE_E_CONFIG, "%s", error);
	}
	sources_sort(&source->report.sources);
	return PLORE_OK;
}

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json") || kit_files_ends(name, "list");
}

static int32_t
take(void *self, struct kit_files *files, const struct kit_file *file)
{
	struct source *source = self;
	int32_t result;

	source->files = files;
	source->name = file->name;
	result = tell_document(source);
	return result == PLORE_OK ? breathe(source) : result;
}

static int32_t
osv_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	char meaning[KIT_FILES_MEANING], text[200];
	const struct kit_files_plan plan = {.host = source->host,
	    .wanted = is_wanted,
	    .meaning = meaning,
	    .take = take,
	    .self = source};
	int32_t result;

	meaning_of(source->host, meaning);
	result = read_packages(source);
	if (result == PLORE_OK)
		result = kit_files_collect(&plan, request);
	if (result == PLORE_OK && source->report.other > 0) {
		snprintf(text, sizeof text,
		    "%" PRIu64 " packages of no distribution were passed over",
		    source->report.other);
		source->host->log(source->host, PLORE_LOG_INFO, text);
	}
	forget(source);
	return result;
}

static const plore_plugin osv = {
    .size = sizeof osv,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.osv",
    .name = "Advisories of distributions",
    .version = "0.1.0",
    .summary = "reads OSV records, Ubuntu's security notices and Debian's DSA "
	       "and DLA lists",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = osv_open,
    .collect = osv_collect,
    .close = osv_close,
};

PLORE_PLUGINS(&osv);
