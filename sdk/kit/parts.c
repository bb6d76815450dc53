/* SPDX-License-Identifier: MIT */
#include "kit/parts.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, NAME = 512 };

struct kit_parts {
	int fd;
	struct archive *outer;
	struct archive *inner; /* a zip in the archive, or NULL */
	int count;             /* parts so far */
	int empty;             /* the part is a file without a byte */
	int ended, broken;     /* there is no next part */
	char name[NAME], zip[NAME / 2];
	char error[256];
};

static int
tell(struct kit_parts *parts, struct archive *archive)
{
	const char *why = archive_error_string(archive);

	snprintf(parts->error, sizeof parts->error, "%s",
	    why == NULL ? "cannot be unpacked" : why);
	parts->broken = archive == parts->outer;
	return -1;
}

/* ---- Opening ------------------------------------------------------------ */

/* Not all that libarchive knows: some of it would start programs. */
static struct archive *
new_outer(void)
{
	struct archive *archive = archive_read_new();

	if (archive == NULL)
		return NULL;
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_zip(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	return archive;
}

/* A file that breaks within its header is damaged like any other: the first
 * part that is asked for tells so. */
static void
open_outer(struct kit_parts *parts)
{
	if (archive_read_open_fd(parts->outer, parts->fd, BLOCK) == ARCHIVE_OK)
		return;
	tell(parts, parts->outer);
	parts->broken = 1;
}

struct kit_parts *
kit_parts_open(const char *path, char *error, size_t error_size)
{
	struct kit_parts *parts = calloc(1, sizeof *parts);

	if (parts == NULL) {
		snprintf(error, error_size, "%s: out of memory", path);
		return NULL;
	}
	parts->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (parts->fd < 0)
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
	else if ((parts->outer = new_outer()) == NULL)
		snprintf(error, error_size, "%s: out of memory", path);
	else {
		open_outer(parts);
		return parts;
	}
	kit_parts_close(parts);
	return NULL;
}

static void
close_inner(struct kit_parts *parts)
{
	if (parts->inner != NULL)
		archive_read_free(parts->inner);
	parts->inner = NULL;
}

void
kit_parts_close(struct kit_parts *parts)
{
	if (parts == NULL)
		return;
	close_inner(parts);
	if (parts->outer != NULL)
		archive_read_free(parts->outer);
	if (parts->fd >= 0)
		close(parts->fd);
	free(parts);
}

/* ---- A zip in an archive ------------------------------------------------ */

static ssize_t
read_outer(struct archive *inner, void *context, const void **block)
{
	struct kit_parts *parts = context;
	size_t size = 0;
	la_int64_t offset;
	int result;

	do
		result = archive_read_data_block(
		    parts->outer, block, &size, &offset);
	while (result == ARCHIVE_OK && size == 0);
	if (result == ARCHIVE_EOF)
		return 0;
	if (result < ARCHIVE_WARN) {
		archive_set_error(
		    inner, EIO, "%s", archive_error_string(parts->outer));
		return -1;
	}
	return (ssize_t)size;
}

static int
open_inner(struct kit_parts *parts, const char *name)
{
	snprintf(parts->zip, sizeof parts->zip, "%s/", name);
	parts->inner = archive_read_new();
	if (parts->inner == NULL) {
		snprintf(parts->error, sizeof parts->error, "out of memory");
		return -1;
	}
	archive_read_support_format_zip(parts->inner);
	archive_read_support_format_empty(parts->inner);
	if (archive_read_open(parts->inner, parts, NULL, read_outer, NULL) ==
	    ARCHIVE_OK)
		return 0;
	return tell(parts, parts->inner);
}

/* ---- Parts -------------------------------------------------------------- */

/* 1 and an entry that is a file, 0 behind the last, or -1. */
static int
next_entry(struct kit_parts *parts, struct archive *archive,
    struct archive_entry **entry)
{
	for (;;) {
		int result = archive_read_next_header(archive, entry);

		if (result == ARCHIVE_EOF)
			return 0;
		if (result < ARCHIVE_WARN)
			return tell(parts, archive);
		if (archive_entry_filetype(*entry) != AE_IFDIR)
			return 1;
	}
}

static int
is_zip(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".zip") == 0;
}

static int
give(struct kit_parts *parts, const char *zip, const char *entry,
    const char **name)
{
	snprintf(parts->name, sizeof parts->name, "%s%s", zip, entry);
	*name = parts->name;
	parts->count++;
	return 1;
}

/* libarchive has no entry for a file without a byte. */
static int
give_empty(struct kit_parts *parts, const char **name)
{
	parts->ended = 1;
	if (parts->count > 0 ||
	    archive_format(parts->outer) != ARCHIVE_FORMAT_EMPTY)
		return 0;
	parts->empty = 1;
	return give(parts, "", "", name);
}

static const char *
entry_name(const struct kit_parts *parts, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (archive_format(parts->outer) == ARCHIVE_FORMAT_RAW)
		return "";
	return name == NULL ? "?" : name;
}

int
kit_parts_next(struct kit_parts *parts, const char **name)
{
	struct archive_entry *entry;
	int more;

	if (parts->broken || parts->ended)
		return parts->broken ? -1 : 0;
	for (;;) {
		if (parts->inner != NULL) {
			more = next_entry(parts, parts->inner, &entry);
			if (more > 0)
				return give(parts, parts->zip,
				    entry_name(parts, entry), name);
			if (more < 0)
				return -1;
			close_inner(parts);
		}
		more = next_entry(parts, parts->outer, &entry);
		if (more < 0)
			return -1;
		if (more == 0)
			return give_empty(parts, name);
		if (!is_zip(entry_name(parts, entry)))
			return give(parts, "", entry_name(parts, entry), name);
		if (open_inner(parts, entry_name(parts, entry)) < 0)
			return -1;
	}
}

ssize_t
kit_parts_read(struct kit_parts *parts, char *to, size_t room)
{
	struct archive *archive =
	    parts->inner != NULL ? parts->inner : parts->outer;
	ssize_t n;

	if (parts->empty)
		return 0;
	n = archive_read_data(archive, to, room);
	return n < 0 ? tell(parts, archive) : n;
}

const char *
kit_parts_error(const struct kit_parts *parts)
{
	return parts->error;
}

void
kit_parts_progress(
    const struct kit_parts *parts, uint64_t *done, uint64_t *total)
{
	struct stat status;
	la_int64_t bytes = archive_filter_bytes(parts->outer, -1);

	*done = bytes < 0 ? 0 : (uint64_t)bytes;
	*total = fstat(parts->fd, &status) < 0 ? 0 : (uint64_t)status.st_size;
}
