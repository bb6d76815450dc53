#include "share/reconcile.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "share/canonical.h"
#include "share/digest.h"
#include "share/ledger.h"

/* A submission that the ledger knows, and whether it was found. */
struct known {
	unsigned char digest[PL_LEDGER_DIGEST];
	int found;
};

struct books {
	struct known *list;
	size_t count, room;
};

static struct known *
known_of(const struct books *books, const unsigned char *digest)
{
	for (size_t i = 0; i < books->count; i++)
		if (memcmp(books->list[i].digest, digest, PL_LEDGER_DIGEST) ==
		    0)
			return &books->list[i];
	return NULL;
}

static int
take_row(void *context, const struct pl_ledger_row *row)
{
	struct books *books = context;
	struct known *known;

	if ((row->kind != PL_LEDGER_COMMIT && row->kind != PL_LEDGER_EXPORT) ||
	    known_of(books, row->submission_digest) != NULL)
		return 0;
	books->list = pl_grow(
	    books->list, books->count, &books->room, sizeof *books->list);
	known = &books->list[books->count++];
	*known = (struct known){.found = 0};
	memcpy(known->digest, row->submission_digest, PL_LEDGER_DIGEST);
	return 0;
}

static int
check_bytes(struct books *books, const char *path, const struct pl_buf *bytes,
    struct pl_error *err)
{
	unsigned char digest[PL_LEDGER_DIGEST];
	struct known *known;

	pl_digest(digest, bytes->text, bytes->length);
	known = known_of(books, digest);
	if (known == NULL)
		return pl_fail(err, PL_E_STORE,
		    "%.400s: the ledger knows of no such submission", path);
	known->found = 1;
	return PL_OK;
}

static int
check_file(struct books *books, const char *folder, const char *name,
    struct pl_error *err)
{
	char path[PATH_MAX];
	struct pl_buf bytes;
	int result;

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >=
	    (int)sizeof path)
		return pl_fail(
		    err, PL_E_IO, "%.400s: the path is too long", folder);
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = pl_file_read(&bytes, path, err);
	if (result == PL_OK)
		result = check_bytes(books, path, &bytes, err);
	pl_buf_free(&bytes);
	return result;
}

static int
is_submission(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end != NULL && strcmp(end, ".json") == 0;
}

static int
check_sent(struct books *books, const char *folder, struct pl_error *err)
{
	struct dirent **names;
	char sent[PATH_MAX];
	int count, result = PL_OK;

	snprintf(sent, sizeof sent, "%.4000s/sent", folder);
	count = scandir(sent, &names, is_submission, alphasort);
	if (count < 0)
		return errno == ENOENT
		           ? PL_OK
		           : pl_fail(err, PL_E_IO, "%.400s: cannot be read: %s",
				 sent, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (result == PL_OK)
			result = check_file(books, sent, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return result;
}

int
pl_reconcile(struct pl_reconciled *out, struct pl_ledger *ledger,
    const char *folder, struct pl_error *err)
{
	struct books books = {.list = NULL};
	struct pl_reconciled found = {0};
	int result = pl_ledger_each(ledger, take_row, &books, err);

	if (result == PL_OK)
		result = check_sent(&books, folder, err);
	found.known = books.count;
	for (size_t i = 0; i < books.count; i++)
		found.kept += (size_t)books.list[i].found;
	free(books.list);
	if (result == PL_OK)
		*out = found;
	return result;
}
