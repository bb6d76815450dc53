/*
 * stream.h - the records of a log and its rotated files, until all are dated
 *
 * Lines without a year get theirs from those that follow and from the time of
 * their file (years.h), so the newest file must have been read before the
 * oldest can be understood.
 */
#ifndef DNF_STREAM_H
#define DNF_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/dnf/history.h"
#include "plugins/dnf/line.h"
#include "plugins/dnf/years.h"

struct stream_file {
	size_t end; /* of its lines */
	int64_t not_after_ms;
};

struct stream {
	struct history *history;
	struct record *records;
	struct years_line *times; /* of the records */
	size_t count, record_room, time_room;
	struct stream_file *files; /* the oldest first */
	size_t file_count, file_room;
};

/* Take the next line. 0, or -1 where memory is out. */
int stream_take(struct stream *stream, const struct line *line);

/* A file ends that was last written then. 0 or -1. */
int stream_end_file(struct stream *stream, int64_t not_after_ms);

/* After the last file: add all to the history. 0 or -1. */
int stream_close(
    struct stream *stream, enum origin origin, struct kit_local_clock *clock);
void stream_free(struct stream *stream);

#endif
