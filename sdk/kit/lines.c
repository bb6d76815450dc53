/* SPDX-License-Identifier: MIT */
#include "kit/lines.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "kit/digest.h"

enum {
	BLOCK = 256 * 1024,
	STEP = 16 * 1024,  /* of unpacking; damage costs the step it is in */
	SAMPLE = 16 * 1024 /* of either end of a file, for its digest */
};

enum packing { PLAIN, GZIP, PACKED, GIVEN };

struct kit_lines {
	enum packing packing;
	struct archive *archive; /* of PACKED */
	gzFile gzip;             /* of GZIP; owns fd */
	kit_lines_read *read;    /* of GIVEN */
	void *context;
	int fd;
	uint32_t packed_digest; /* of the file as it was when opened */
	size_t limit;
	char *buffer; /* what was read and not handed out */
	size_t room, start, end;
	char *shown;     /* the beginning of a line past the limit, or NULL */
	uint64_t offset; /* of buffer + start in the unpacked text */
	uint64_t number; /* of the line that begins there */
	int at_end, broken;
	char error[256];
};

/* ---- Bytes -------------------------------------------------------------- */

static ssize_t
read_plain(struct kit_lines *lines, char *to, size_t room)
{
	ssize_t n;

	do
		n = read(lines->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		snprintf(
		    lines->error, sizeof lines->error, "%s", strerror(errno));
	return n;
}

/* libarchive gives up a whole step of text when a file breaks off within it,
 * and .gz is the usual one to break off: logs are packed by a cron job and
 * copied while that runs. zlib keeps all that it could unpack. */
static ssize_t
read_gzip(struct kit_lines *lines, char *to)
{
	int n = gzread(lines->gzip, to, STEP);
	int status = Z_OK;
	const char *why, *colon;

	if (n > 0)
		return n;
	why = gzerror(lines->gzip, &status);
	if (status == Z_OK)
		return 0;
	colon = strstr(why, ": "); /* behind what zlib calls the file */
	snprintf(lines->error, sizeof lines->error, "%s",
	    colon == NULL ? "cannot be unpacked" : colon + 2);
	return -1;
}

static void
tell_archive(struct kit_lines *lines)
{
	const char *why = archive_error_string(lines->archive);

	snprintf(lines->error, sizeof lines->error, "%s",
	    why == NULL ? "cannot be unpacked" : why);
}

static ssize_t
read_packed(struct kit_lines *lines, char *to)
{
	ssize_t n = archive_read_data(lines->archive, to, STEP);

	if (n < 0)
		tell_archive(lines);
	return n;
}

static ssize_t
read_given(struct kit_lines *lines, char *to)
{
	ssize_t n = lines->read(lines->context, to, BLOCK);

	if (n < 0)
		snprintf(lines->error, sizeof lines->error,
		    "cannot be read on from here");
	return n;
}

static ssize_t
read_block(struct kit_lines *lines, char *to)
{
	switch (lines->packing) {
	case PLAIN:
		return read_plain(lines, to, BLOCK);
	case GZIP:
		return read_gzip(lines, to);
	case GIVEN:
		return read_given(lines, to);
	default:
		return read_packed(lines, to);
	}
}

/* Read more behind what is there. 0 at the end, -1 where the file breaks. */
static int
fill(struct kit_lines *lines)
{
	ssize_t n;

	if (lines->start > 0) {
		memmove(lines->buffer, lines->buffer + lines->start,
		    lines->end - lines->start);
		lines->end -= lines->start;
		lines->start = 0;
	}
	if (lines->room - lines->end < BLOCK) {
		size_t room = lines->room == 0 ? 2 * BLOCK : lines->room * 2;
		char *more = realloc(lines->buffer, room + 1);

		if (more == NULL) {
			snprintf(
			    lines->error, sizeof lines->error, "out of memory");
			return -1;
		}
		lines->buffer = more;
		lines->room = room;
	}
	n = read_block(lines, lines->buffer + lines->end);
	if (n < 0)
		return -1;
	lines->end += (size_t)n;
	return n > 0;
}

/* ---- Which file is it? -------------------------------------------------- */

static uint64_t
hash_range(int fd, uint64_t from, uint64_t to, uint64_t hash)
{
	unsigned char block[SAMPLE];

	while (from < to) {
		size_t wanted =
		    to - from < SAMPLE ? (size_t)(to - from) : SAMPLE;
		ssize_t n = pread(fd, block, wanted, (off_t)from);

		if (n <= 0)
			break;
		hash = kit_digest(hash, block, (size_t)n);
		from += (uint64_t)n;
	}
	return hash;
}

/* A number that follows from length bytes at the start of a file: from how
 * many there are, and from those at either end of them. */
static uint32_t
digest_of(int fd, uint64_t length)
{
	uint64_t hash = KIT_DIGEST ^ length;

	if (length <= 2 * SAMPLE) {
		hash = hash_range(fd, 0, length, hash);
	} else {
		hash = hash_range(fd, 0, SAMPLE, hash);
		hash = hash_range(fd, length - SAMPLE, length, hash);
	}
	return (uint32_t)(hash ^ hash >> 32);
}

static uint64_t
size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) < 0 ? 0 : (uint64_t)status.st_size;
}

/* ---- Opening ------------------------------------------------------------ */

/* What the first bytes say about the file. */
static enum packing
packing_of(int fd)
{
	static const struct {
		const char *magic;
		size_t length;
		enum packing packing;
	} known[] = {{"\x1f\x8b", 2, GZIP}, {"BZh", 3, PACKED},
	    {"\xfd"
	     "7zXZ",
		5, PACKED},
	    {"\x04\x22\x4d\x18", 4, PACKED}, {"\x28\xb5\x2f\xfd", 4, PACKED}};
	char head[6] = "";
	ssize_t n = pread(fd, head, sizeof head, 0);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (n >= (ssize_t)known[i].length &&
		    memcmp(head, known[i].magic, known[i].length) == 0)
			return known[i].packing;
	return PLAIN;
}

static int
open_gzip(struct kit_lines *lines)
{
	lines->gzip = gzdopen(lines->fd, "rb");
	return lines->gzip == NULL ? -1 : 0;
}

static int
start_archive(struct archive *archive, int fd)
{
	struct archive_entry *entry;

	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_fd(archive, fd, BLOCK) != ARCHIVE_OK ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		return -1;
	/* What is too short for a header it would hand out as it is. */
	return archive_filter_code(archive, 0) == ARCHIVE_FILTER_NONE ? -1 : 0;
}

/* A file that breaks within its header is damaged like any other: the first
 * line that is asked for tells so. */
static int
open_packed(struct kit_lines *lines)
{
	lines->archive = archive_read_new();
	if (lines->archive == NULL)
		return -1;
	if (start_archive(lines->archive, lines->fd) < 0) {
		lines->broken = 1;
		tell_archive(lines);
	}
	return 0;
}

static int
open_unpacker(struct kit_lines *lines)
{
	lines->packing = packing_of(lines->fd);
	if (lines->packing == PLAIN)
		return 0;
	/* Now, because what comes while the file is read is not read. */
	lines->packed_digest = digest_of(lines->fd, size_of(lines->fd));
	return lines->packing == GZIP ? open_gzip(lines) : open_packed(lines);
}

struct kit_lines *
kit_lines_open(const char *path, size_t limit, char *error, size_t error_size)
{
	struct kit_lines *lines = calloc(1, sizeof *lines);

	if (lines == NULL) {
		snprintf(error, error_size, "%s: out of memory", path);
		return NULL;
	}
	lines->limit = limit;
	lines->number = 1;
	lines->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (lines->fd < 0) {
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
		kit_lines_close(lines);
		return NULL;
	}
	if (open_unpacker(lines) < 0) {
		snprintf(error, error_size, "%s: out of memory", path);
		kit_lines_close(lines);
		return NULL;
	}
	return lines;
}

struct kit_lines *
kit_lines_new(kit_lines_read *read, void *context, size_t limit)
{
	struct kit_lines *lines = calloc(1, sizeof *lines);

	if (lines == NULL)
		return NULL;
	lines->packing = GIVEN;
	lines->read = read;
	lines->context = context;
	lines->limit = limit;
	lines->number = 1;
	lines->fd = -1;
	return lines;
}

void
kit_lines_close(struct kit_lines *lines)
{
	if (lines == NULL)
		return;
	if (lines->archive != NULL)
		archive_read_free(lines->archive);
	if (lines->gzip != NULL)
		gzclose_r(lines->gzip);
	else if (lines->fd >= 0)
		close(lines->fd);
	free(lines->shown);
	free(lines->buffer);
	free(lines);
}

const char *
kit_lines_error(const struct kit_lines *lines)
{
	return lines->error;
}

/* ---- Lines -------------------------------------------------------------- */

/* Fill in a line that begins at lines->offset; the length bytes at text are
 * all of it that is kept. The line goes on, under its number, where the file
 * ended within it. */
static void
describe(struct kit_lines *lines, struct kit_line *line, char *text,
    size_t length, int ended)
{
	char *nul;

	text[length] = '\0';
	*line = (struct kit_line){.text = text,
	    .length = length,
	    .number = lines->number,
	    .offset = lines->offset,
	    .ended = ended};
	while ((nul = memchr(text, '\0', length)) != NULL) {
		*nul = ' ';
		line->had_nul = 1;
	}
	if (line->offset == 0 && strncmp(text, "\xef\xbb\xbf", 3) == 0) {
		line->text += 3;
		line->length -= 3;
	}
	lines->number += (uint64_t)ended;
}

/* Hand out the length bytes at the start of the buffer; used counts their end
 * as well. */
static void
hand_out(
    struct kit_lines *lines, struct kit_line *line, size_t length, size_t used)
{
	char *text = lines->buffer + lines->start;
	int ended = used > length;
	int truncated;

	if (ended && length > 0 && text[length - 1] == '\r')
		length--;
	truncated = length > lines->limit;
	if (truncated)
		length = lines->limit;
	describe(lines, line, text, length, ended);
	line->truncated = truncated;
	lines->start += used;
	lines->offset += used;
}

/* The rest of a line past its limit goes by without being kept: drop bytes
 * until its end is in the buffer. -1 where there is no memory. */
static int
skip_rest(struct kit_lines *lines, struct kit_line *line)
{
	uint64_t skipped = 0;
	char *end = NULL;

	if (lines->shown == NULL)
		lines->shown = malloc(lines->limit + 1);
	if (lines->shown == NULL) {
		snprintf(lines->error, sizeof lines->error, "out of memory");
		lines->broken = 1;
		return -1;
	}
	memcpy(lines->shown, lines->buffer + lines->start, lines->limit);
	while (end == NULL) {
		int more;

		skipped += lines->end - lines->start;
		lines->start = lines->end = 0;
		more = fill(lines);
		lines->at_end = more == 0;
		lines->broken = more < 0;
		if (more <= 0)
			break;
		end = memchr(lines->buffer, '\n', lines->end);
	}
	if (end != NULL) {
		lines->start = (size_t)(end + 1 - lines->buffer);
		skipped += lines->start;
	}
	describe(lines, line, lines->shown, lines->limit, end != NULL);
	line->truncated = 1;
	lines->offset += skipped;
	return 1;
}

int
kit_lines_next(struct kit_lines *lines, struct kit_line *line)
{
	size_t looked = 0;

	while (!lines->broken) {
		size_t held = lines->end - lines->start;
		/* Nothing is added to the NULL that it is before the first. */
		char *from = held == 0 ? NULL : lines->buffer + lines->start;
		char *end = held > looked
		                ? memchr(from + looked, '\n', held - looked)
		                : NULL;
		int more;

		if (end != NULL) {
			hand_out(lines, line, (size_t)(end - from),
			    (size_t)(end - from) + 1);
			return 1;
		}
		looked = held;
		if (held > lines->limit + 1)
			return skip_rest(lines, line);
		more = lines->at_end ? 0 : fill(lines);
		if (more > 0)
			continue;
		lines->at_end = more == 0;
		lines->broken = more < 0;
		if (more < 0)
			break;
		if (held == 0)
			return 0;
		hand_out(lines, line, held, held);
		return 1;
	}
	return -1;
}

/* ---- Bytes without lines ------------------------------------------------ */

/* ---- Places ------------------------------------------------------------- */

int
kit_lines_seek(struct kit_lines *lines, uint64_t offset, uint64_t first_number)
{
	if (lines->packing == PLAIN) {
		off_t size = lseek(lines->fd, 0, SEEK_END);

		if (size < 0 || (uint64_t)size < offset ||
		    lseek(lines->fd, (off_t)offset, SEEK_SET) < 0)
			return -1;
		lines->start = lines->end = 0;
		lines->at_end = 0;
		lines->offset = offset;
	}
	while (lines->offset < offset) {
		size_t held = lines->end - lines->start;
		uint64_t wanted = offset - lines->offset;

		if (held == 0) {
			lines->start = lines->end = 0;
			if (fill(lines) <= 0)
				return -1;
			continue;
		}
		held = wanted < held ? (size_t)wanted : held;
		lines->start += held;
		lines->offset += held;
	}
	lines->number = first_number;
	return 0;
}

void
kit_lines_place(const struct kit_lines *lines, struct kit_place *out)
{
	*out = (struct kit_place){lines->offset, lines->number, 0};
	if (lines->packing == PLAIN) {
		out->digest = digest_of(lines->fd, lines->offset);
		return;
	}
	out->digest = lines->packed_digest;
	if (lines->at_end && lines->start == lines->end)
		out->offset = out->number = 0;
}

int
kit_lines_resume(struct kit_lines *lines, const struct kit_place *place)
{
	if (lines->packing == PLAIN) {
		if (place->offset > size_of(lines->fd) ||
		    digest_of(lines->fd, place->offset) != place->digest)
			return 0;
		return kit_lines_seek(lines, place->offset, place->number) == 0;
	}
	if (place->digest != lines->packed_digest)
		return 0;
	if (place->number == 0) {
		lines->at_end = 1;
	} else if (kit_lines_seek(lines, place->offset, place->number) < 0) {
		lines->broken = 1;
		if (lines->error[0] == '\0')
			snprintf(lines->error, sizeof lines->error,
			    "there is less in it than there was");
	}
	return 1;
}

uint64_t
kit_lines_offset(const struct kit_lines *lines)
{
	return lines->offset;
}

uint64_t
kit_lines_number(const struct kit_lines *lines)
{
	return lines->number;
}

void
kit_lines_progress(
    const struct kit_lines *lines, uint64_t *done, uint64_t *total)
{
	off_t at = lseek(lines->fd, 0, SEEK_CUR);

	*done = at < 0 ? 0 : (uint64_t)at;
	*total = size_of(lines->fd);
}

void
kit_lines_unread(struct kit_lines *lines, const struct kit_line *line)
{
	lines->number = line->number;
	lines->offset = line->offset;
	lines->start = lines->end; /* there is nothing behind it to read */
	lines->at_end = 1;
}

int
kit_lines_packed(const struct kit_lines *lines)
{
	return lines->packing != PLAIN;
}
