/*
 * csaf.c - what vendors say of vulnerabilities: CSAF 2.0 and Microsoft's CVRF
 *
 * What a document is follows from its first character. The cursor is that of
 * kit/documents.h: files that did not change are not read again, and an archive
 * is read whole.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/documents.h"
#include "kit/pull.h"
#include "plugins/csaf/cvrf.h"
#include "plugins/csaf/document.h"

enum {
	BLOCK = 64 * 1024,
	BEGIN = 256,
	CHECKPOINT_EVENTS = 5000,
	PROGRESS_DOCUMENTS = 100,
	WHY = 200,
	MEANING = 4096,
};

struct source {
	const plore_host *host;
	struct kit_documents *documents;
	const char *name; /* of the document at hand */
	struct document document;
	char begin[BEGIN]; /* of the document at hand, looked at before */
	size_t begin_at, begin_end;
	int is_broken;    /* the document at hand cannot be read on */
	uint64_t checked; /* events at the last checkpoint */
	uint64_t read;    /* documents */
};

static const char *const kinds[] = {"patch.known_issue", "patch.released",
    "patch.revised", "patch.superseded", "patch.withdrawn", "vuln.published",
    "vuln.rescored", NULL};

static const char *const endings[] = {".json", ".xml", NULL};

static const plore_option options[] = {
    {"path",
	"CSAF 2.0 documents, advisories or VEX, or Microsoft's CVRF; a folder "
	"or an archive of such",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"distro", "only fixes for this release, such as rhel-9", NULL, PLORE_TEXT,
	PLORE_REPEATED},
    {0}};

static int32_t
checkpoint(struct source *source)
{
	char cursor[KIT_DOCUMENTS_CURSOR];

	kit_documents_cursor(source->documents, cursor);
	source->checked = source->document.events;
	return source->host->checkpoint(source->host, cursor);
}

/* Between two vulnerabilities, and two documents. */
static int32_t
breathe(void *context)
{
	struct source *source = context;

	if (source->host->stopping(source->host))
		return PLORE_E_STOPPED;
	if (source->document.events - source->checked < CHECKPOINT_EVENTS)
		return PLORE_OK;
	return checkpoint(source);
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
	kit_documents_free(source->documents);
	source->documents = NULL;
	document_clear(&source->document);
	document_free(&source->document);
	source->document.events = source->checked = source->read = 0;
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

static ssize_t
read_bytes(void *context, void *to, size_t room)
{
	struct source *source = context;
	size_t held = source->begin_end - source->begin_at;
	ssize_t n;

	if (held > 0) {
		held = held < room ? held : room;
		memcpy(to, source->begin + source->begin_at, held);
		source->begin_at += held;
		return (ssize_t)held;
	}
	n = kit_documents_read(source->documents, to, room);
	source->is_broken |= n < 0;
	return n;
}

static int32_t
tell_once(struct source *source, char why[WHY])
{
	struct kit_pull *pull = kit_pull_new(read_bytes, source);
	int32_t result = pull == NULL
	                     ? PLORE_E_FAILED
	                     : document_read(&source->document, pull, why, WHY);

	kit_pull_free(pull);
	if (source->is_broken && result == PLORE_E_DATA)
		snprintf(
		    why, WHY, "%s", kit_documents_error(source->documents));
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
		result = kit_documents_rewind(source->documents) < 0
		             ? PLORE_E_DATA
		             : tell_once(source, why);
	return result == PLORE_E_DATA ? reject(source, why) : result;
}

static int32_t
take_cvrf(struct source *source, struct cvrf *cvrf, char why[WHY])
{
	char block[BLOCK];
	ssize_t n;

	while ((n = read_bytes(source, block, sizeof block)) > 0)
		if (cvrf_take(cvrf, block, (size_t)n, why, WHY) < 0)
			return PLORE_E_DATA;
	if (n == 0)
		return cvrf_end(cvrf, &source->document.events, why, WHY);
	snprintf(why, WHY, "%s", kit_documents_error(source->documents));
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

/* The first bytes are looked at and kept, for to go back may mean to unpack a
 * whole archive again. */
static int
look(struct source *source)
{
	ssize_t n = 1;

	source->is_broken = 0;
	source->begin_at = source->begin_end = 0;
	while (n > 0 && source->begin_end < BEGIN) {
		n = kit_documents_read(source->documents,
		    source->begin + source->begin_end,
		    BEGIN - source->begin_end);
		source->begin_end += n > 0 ? (size_t)n : 0;
	}
	if (source->begin_end >= 3 &&
	    memcmp(source->begin, "\xef\xbb\xbf", 3) == 0)
		source->begin_at = 3;
	return n < 0 ? -1 : 0;
}

/* JSON or XML, by the first character that is no space. */
static int32_t
tell_document(struct source *source)
{
	if (look(source) < 0)
		return reject(source, kit_documents_error(source->documents));
	for (size_t at = source->begin_at; at < source->begin_end; at++)
		if (strchr(" \t\r\n", source->begin[at]) == NULL)
			return source->begin[at] == '<' ? tell_cvrf(source)
			                                : tell_csaf(source);
	return reject(source, "there is nothing in it");
}

/* ---- All documents ------------------------------------------------------ */

/* What bears on the events beside the documents. */
static void
meaning_of(const plore_host *host, char out[MEANING])
{
	size_t used = (size_t)snprintf(out, MEANING, "csaf 1");
	const char *value;

	for (uint32_t i = 0;
	     used < MEANING && (value = host->option(host, "distro", i)); i++)
		used += (size_t)snprintf(
		    out + used, MEANING - used, "\n%.60s", value);
}

static int32_t
list_documents(struct source *source, const char *cursor)
{
	const plore_host *host = source->host;
	char meaning[MEANING], error[512];
	const char *path;

	meaning_of(host, meaning);
	source->documents = kit_documents_new(endings, meaning);
	if (source->documents == NULL)
		return PLORE_E_FAILED;
	for (uint32_t i = 0; (path = host->option(host, "path", i)) != NULL;
	     i++)
		if (kit_documents_add(
			source->documents, path, error, sizeof error) < 0) {
			host->fail(host, error);
			return PLORE_E_CONFIG;
		}
	kit_documents_begin(source->documents, cursor);
	return PLORE_OK;
}

static int32_t
read_documents(struct source *source)
{
	int32_t result = PLORE_OK;
	uint64_t done, total;
	int more;

	while (result == PLORE_OK &&
	       (more = kit_documents_next(source->documents, &source->name))) {
		if (source->read++ % PROGRESS_DOCUMENTS == 0) {
			kit_documents_progress(
			    source->documents, &done, &total);
			source->host->progress(
			    source->host, done, total, source->name);
		}
		result = more > 0 ? tell_document(source)
		                  : reject(source,
					kit_documents_error(source->documents));
		if (result == PLORE_OK)
			result = breathe(source);
	}
	return result;
}

static int32_t
csaf_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int32_t result;

	result = list_documents(source, request->cursor);
	if (result == PLORE_OK)
		result = read_documents(source);
	if (result == PLORE_OK)
		result = checkpoint(source);
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
