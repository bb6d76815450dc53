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

enum { BLOCK = 256 * 1024 };

struct kit_lines {
	struct archive *archive; /* NULL: a plain file, read as it is */
	int fd;
	size_t limit;
	char *buffer; /* what was read and not handed out */
	size_t room, start, end;
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

static ssize_t
read_packed(struct kit_lines *lines, char *to, size_t room)
{
	ssize_t n = archive_read_data(lines->archive, to, room);
	const char *why = archive_error_string(lines->archive);

	if (n < 0)
		snprintf(lines->error, sizeof lines->error, "%s",
		    why == NULL ? "cannot be unpacked" : why);
	return n;
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
	n = lines->archive == NULL
	        ? read_plain(lines, lines->buffer + lines->end, BLOCK)
	        : read_packed(lines, lines->buffer + lines->end, BLOCK);
	if (n < 0)
		return -1;
	lines->end += (size_t)n;
	return n > 0;
}

/* ---- Opening ------------------------------------------------------------ */

/* Do the first bytes say that the file is packed in a way we know? */
static int
is_packed(int fd)
{
	static const struct {
		const char *magic;
		size_t length;
	} known[] = {{"\x1f\x8b", 2}, {"BZh", 3},
	    {"\xfd"
	     "7zXZ",
		5},
	    {"\x04\x22\x4d\x18", 4}, {"\x28\xb5\x2f\xfd", 4}};
	char head[6] = "";
	ssize_t n = pread(fd, head, sizeof head, 0);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (n >= (ssize_t)known[i].length &&
		    memcmp(head, known[i].magic, known[i].length) == 0)
			return 1;
	return 0;
}

static int
open_packed(struct kit_lines *lines)
{
	struct archive_entry *entry;

	lines->archive = archive_read_new();
	if (lines->archive == NULL)
		return -1;
	archive_read_support_filter_all(lines->archive);
	archive_read_support_format_raw(lines->archive);
	if (archive_read_open_fd(lines->archive, lines->fd, BLOCK) !=
		ARCHIVE_OK ||
	    archive_read_next_header(lines->archive, &entry) != ARCHIVE_OK)
		return -1;
	return 0;
}

struct kit_lines *
kit_lines_open(const char *path, size_t limit, char *error, size_t error_size)
{
	struct kit_lines *lines = calloc(1, sizeof *lines);
	const char *why;

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
	if (is_packed(lines->fd) && open_packed(lines) < 0) {
		why = lines->archive == NULL
		          ? NULL
		          : archive_error_string(lines->archive);
		snprintf(error, error_size, "%s: %s", path,
		    why == NULL ? "cannot be unpacked" : why);
		kit_lines_close(lines);
		return NULL;
	}
	return lines;
}

void
kit_lines_close(struct kit_lines *lines)
{
	if (lines == NULL)
		return;
	if (lines->archive != NULL)
		archive_read_free(lines->archive);
	if (lines->fd >= 0)
		close(lines->fd);
	free(lines->buffer);
	free(lines);
}

const char *
kit_lines_error(const struct kit_lines *lines)
{
	return lines->error;
}

/* ---- Lines -------------------------------------------------------------- */

/* Hand out the length bytes at the start of the buffer; used counts their end
 * as well. */
static void
hand_out(
    struct kit_lines *lines, struct kit_line *line, size_t length, size_t used)
{
	char *text = lines->buffer + lines->start;
	char *nul;

	line->text = text;
	line->truncated = 0;
	line->ended = used > length;
	if (length > 0 && used > length && text[length - 1] == '\r')
		length--;
	if (length > lines->limit) {
		length = lines->limit;
		line->truncated = 1;
	}
	line->length = length;
	line->number = lines->number++;
	line->offset = lines->offset;
	text[length] = '\0';
	while ((nul = memchr(text, '\0', length)) != NULL)
		*nul = ' ';
	lines->start += used;
	lines->offset += used;
}

/* The rest of a line past its limit goes by without being kept: drop bytes
 * until its end is in the buffer. -1 where there is no memory. */
static int
skip_rest(struct kit_lines *lines, struct kit_line *line)
{
	char *keep = malloc(lines->limit + 1);
	uint64_t skipped = 0;
	char *end = NULL;

	if (keep == NULL) {
		snprintf(lines->error, sizeof lines->error, "out of memory");
		return -1;
	}
	memcpy(keep, lines->buffer + lines->start, lines->limit);
	while (end == NULL) {
		skipped += lines->end - lines->start;
		lines->start = lines->end = 0;
		if (fill(lines) <= 0) {
			lines->at_end = 1;
			break;
		}
		end = memchr(lines->buffer, '\n', lines->end);
	}
	if (end != NULL) {
		lines->start = (size_t)(end + 1 - lines->buffer);
		skipped += lines->start;
	}
	/* The line is shown from spare room behind what was read. */
	if (lines->room - lines->end <= lines->limit) {
		char *more =
		    realloc(lines->buffer, lines->end + lines->limit + 2);

		if (more == NULL) {
			free(keep);
			snprintf(
			    lines->error, sizeof lines->error, "out of memory");
			return -1;
		}
		lines->buffer = more;
		lines->room = lines->end + lines->limit + 1;
	}
	memcpy(lines->buffer + lines->end, keep, lines->limit);
	free(keep);
	line->text = lines->buffer + lines->end;
	line->text[lines->limit] = '\0';
	line->length = lines->limit;
	line->truncated = 1;
	line->ended = end != NULL;
	line->number = lines->number++;
	line->offset = lines->offset;
	lines->offset += skipped;
	return 1;
}

int
kit_lines_next(struct kit_lines *lines, struct kit_line *line)
{
	size_t looked = 0;

	while (!lines->broken) {
		size_t held = lines->end - lines->start;
		char *from = lines->buffer + lines->start;
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
		if (held > lines->limit + 1) {
			lines->broken = skip_rest(lines, line) < 0;
			return lines->broken ? -1 : 1;
		}
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

int
kit_lines_seek(struct kit_lines *lines, uint64_t offset, uint64_t first_number)
{
	if (lines->archive == NULL) {
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
	struct stat status;

	*done = at < 0 ? 0 : (uint64_t)at;
	*total = fstat(lines->fd, &status) < 0 ? 0 : (uint64_t)status.st_size;
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
	return lines->archive != NULL;
}
