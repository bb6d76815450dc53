/* SPDX-License-Identifier: MIT */
#include "kit/listing.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kit/digest.h"
#include "kit/grow.h"
#include "kit/tell.h"

enum { TELL_FILES = 4096 }; /* between two words to the host */

#define NS_IN_S INT64_C(1000000000)

struct walk {
	const plore_host *host;
	struct kit_listing *listing;
	int (*wanted)(void *self, const char *name);
	void *self;
};

static int64_t
changed_ns(const struct stat *status)
{
	return status->st_ctim.tv_sec * NS_IN_S + status->st_ctim.tv_nsec;
}

/* A link is as new as itself or as what it leads to. */
static int64_t
newest_ns(const char *path, const struct stat *status)
{
	int64_t at_ns = changed_ns(status);
	struct stat link;

	if (lstat(path, &link) == 0 && changed_ns(&link) > at_ns)
		at_ns = changed_ns(&link);
	return at_ns;
}

static int32_t
add(const struct walk *walk, const char *path, const struct stat *status)
{
	struct kit_listing *listing = walk->listing;
	struct kit_listed *more;

	if (strlen(path) > KIT_LISTING_PATH)
		return kit_fail(walk->host, PLORE_E_CONFIG,
		    "%.200s...: a path of more than %d bytes", path,
		    KIT_LISTING_PATH);
	if (listing->count == KIT_LISTING_MOST)
		return kit_fail(walk->host, PLORE_E_CONFIG,
		    "%s: more than %d files; use several sources", path,
		    KIT_LISTING_MOST);
	more = kit_grow(
	    listing->files, listing->count, &listing->room, sizeof *more);
	if (more == NULL)
		return kit_fail(walk->host, PLORE_E_FAILED, "out of memory");
	listing->files = more;
	more += listing->count;
	*more = (struct kit_listed){strdup(path), newest_ns(path, status)};
	if (more->path == NULL)
		return kit_fail(walk->host, PLORE_E_FAILED, "out of memory");
	if (++listing->count % TELL_FILES == 0)
		walk->host->progress(
		    walk->host, listing->count, 0, "looking for files");
	return PLORE_OK;
}

/* What was met on the way through a folder. */
static int32_t
take(const struct walk *walk, const FTSENT *met)
{
	const char *name = met->fts_name;
	int went = met->fts_errno == ENOENT && met->fts_level > 0;

	switch (met->fts_info) {
	case FTS_F:
		if (met->fts_level > 0 &&
		    (name[0] == '.' || !walk->wanted(walk->self, name)))
			return PLORE_OK;
		return add(walk, met->fts_path, met->fts_statp);
	case FTS_DEFAULT:
		return met->fts_level > 0
		           ? PLORE_OK
		           : kit_fail(walk->host, PLORE_E_ACCESS,
				 "%s: is neither a file nor a folder; write to "
				 "a file and name that",
				 met->fts_path);
	case FTS_NS:
	case FTS_DNR:
	case FTS_ERR:
		/* Its files would be older than this pass once it opens. */
		return went ? PLORE_OK
		            : kit_fail(walk->host, PLORE_E_ACCESS, "%s: %s",
				  met->fts_path, strerror(met->fts_errno));
	default:
		return PLORE_OK;
	}
}

static int32_t
find(const struct walk *walk, const char *path)
{
	char *paths[] = {(char *)path, NULL};
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	int32_t result = PLORE_OK;
	FTSENT *met;

	if (fts == NULL)
		return kit_fail(walk->host, PLORE_E_ACCESS, "%s: %s", path,
		    strerror(errno));
	while (result == PLORE_OK && (met = fts_read(fts)) != NULL)
		if (met->fts_info == FTS_D && met->fts_level > 0 &&
		    met->fts_name[0] == '.')
			fts_set(fts, met, FTS_SKIP);
		else
			result = take(walk, met);
	fts_close(fts);
	return result;
}

static int
by_path(const void *a, const void *b)
{
	const struct kit_listed *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* A file that two paths name is one. */
static void
sort(struct kit_listing *listing)
{
	size_t kept = 0;

	if (listing->count == 0)
		return;
	qsort(listing->files, listing->count, sizeof *listing->files, by_path);
	for (size_t i = 1; i < listing->count; i++) {
		if (strcmp(listing->files[i].path, listing->files[kept].path) ==
		    0)
			free(listing->files[i].path);
		else
			listing->files[++kept] = listing->files[i];
	}
	listing->count = kept + 1;
}

int32_t
kit_listing_make(struct kit_listing *listing, const plore_host *host,
    int (*wanted)(void *self, const char *name), void *self)
{
	const struct walk walk = {
	    .host = host, .listing = listing, .wanted = wanted, .self = self};
	int32_t result = PLORE_OK;
	const char *path;

	for (uint32_t i = 0; result == PLORE_OK &&
			     (path = host->option(host, "path", i)) != NULL;
	     i++) {
		struct stat status = {0};

		result = find(&walk, path);
		if (stat(path, &status) == 0) {
			listing->digest = kit_digest(listing->digest,
			    &status.st_dev, sizeof status.st_dev);
			listing->digest = kit_digest(listing->digest,
			    &status.st_ino, sizeof status.st_ino);
		}
		listing->digest =
		    kit_digest(listing->digest, path, strlen(path) + 1);
	}
	sort(listing);
	return result;
}

void
kit_listing_free(struct kit_listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		free(listing->files[i].path);
	free(listing->files);
	*listing = (struct kit_listing){0};
}
