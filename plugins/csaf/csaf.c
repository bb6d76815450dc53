/*
 * csaf.c - what vendors say of vulnerabilities: CSAF 2.0 and Microsoft's CVRF
 *
 * What a document is follows from its first character. The cursor is that of
 * kit/files.h: files that did not change are not read again, and an archive
 * is read whole.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/pull.h"
#include "plugins/csaf/cvrf.h"
#include "plugins/csaf/document.h"

enum {
	BLOCK = 64 * 1024,
	WHY = 200,
};

struct source {
	const plore_host *host;
	struct kit_files *files;
	const char *name; /* of the document at hand */
	struct document document;
};

static const char *const kinds[] = {"patch.known_issue", "patch.released",
    "patch.revised", "patch.superseded", "patch.withdrawn", "vuln.published",
    "vuln.rescored", NULL};

static const plore_option options[] = {
    {"path",
	"CSAF 2.0 documents, advisories or VEX, or Microsoft's CVRF; a folder "
	"or an archive of such",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"distro", "only fixes for this release, such as rhel-9", NULL, PLORE_TEXT,
	PLORE_REPEATED},
    {0}};

/* Between two vulnerabilities, and two documents. */
static int32_t
breathe(void *context)
{
	struct source *source = context;

	return kit_files_pause_at(source->files, source->document.events);
}

static int32_t
csaf_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = source->document.host = host;
	source->document.breathe = breathe;
	source->document.context = source;
	*self = source;
	return PLORE_OK;
}

static void
forget(struct source *source)
{
	document_clear(&source->document);
	document_free(&source->document);
	source->document.events = 0;
}

static void
csaf_close(void *self)
{
	forget(self);
	free(self);
}

/* ---- One document ------------------------------------------------------- */

static int32_t
reject(struct source *source, const char *reason)
{
	return source->host->reject(source->host, source->name, reason, "");
}

static int32_t
tell_once(struct source *source, char why[WHY])
{
	struct kit_pull *pull = kit_pull_new(kit_files_read, source->files);
	int32_t result = pull == NULL
	                     ? PLORE_E_FAILED
	                     : document_read(&source->document, pull, why, WHY);

	kit_pull_free(pull);
	if (result == PLORE_E_DATA && *kit_files_error(source->files) != '\0')
		snprintf(why, WHY, "%s", kit_files_error(source->files));
	return result;
}

/* Once, or twice where its products come last. */
static int32_t
tell_csaf(struct source *source)
{
	char why[WHY] = "cannot be read again";
	int32_t result;

	document_clear(&source->document);
	result = tell_once(source, why);
	if (result == PLORE_E_UNSUPPORTED)
		result = kit_files_rewind(source->files) < 0
		             ? PLORE_E_DATA
		             : tell_once(source, why);
	return result == PLORE_E_DATA ? reject(source, why) : result;
}

static int32_t
take_cvrf(struct source *source, struct cvrf *cvrf, char why[WHY])
{
	char block[BLOCK];
	ssize_t n;

	while ((n = kit_files_read(source->files, block, sizeof block)) > 0)
		if (cvrf_take(cvrf, block, (size_t)n, why, WHY) < 0)
			return PLORE_E_DATA;
	if (n == 0)
		return cvrf_end(cvrf, &source->document.events, why, WHY);
	snprintf(why, WHY, "%s", kit_files_error(source->files));
	return PLORE_E_DATA;
}

static int32_t
tell_cvrf(struct source *source)
{
	struct cvrf *cvrf = cvrf_new(source->host);
	char why[WHY];
	int32_t result =
	    cvrf == NULL ? PLORE_E_FAILED : take_cvrf(source, cvrf, why);

	cvrf_free(cvrf);
	return result == PLORE_E_DATA ? reject(source, why) : result;
}

/* JSON or XML, by the first character that is no space. */
static int32_t
tell_document(struct source *source)
{
	const char *damage = kit_files_error(source->files);

	switch (kit_files_peek(source->files)) {
	case '<':
		return tell_cvrf(source);
	case -1:
		return reject(source,
		    *damage != '\0' ? damage : "there is nothing in it");
	default:
		return tell_csaf(source);
	}
}

/* ---- All documents ------------------------------------------------------ */

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json") || kit_files_ends(name, ".xml");
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
csaf_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	char meaning[KIT_FILES_MEANING] = "csaf 1";
	const struct kit_files_plan plan = {.host = source->host,
	    .wanted = is_wanted,
	    .meaning = meaning,
	    .take = take,
	    .self = source};
	int32_t result;

	kit_files_mean(meaning, source->host, "distro");
	result = kit_files_collect(&plan, request);
	forget(source);
	return result;
}

static const plore_plugin csaf = {
    .size = sizeof csaf,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.csaf",
    .name = "Vendors' advisories",
    .version = "0.1.0",
    .summary = "reads CSAF 2.0 advisories and VEX, and Microsoft's CVRF",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = csaf_open,
    .collect = csaf_collect,
    .close = csaf_close,
};

PLORE_PLUGINS(&csaf);
