/*
 * stream.h - the lines that come out of a pipe, never waiting for one
 */
#ifndef EXEC_STREAM_H
#define EXEC_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct stream {
	int fd; /* not blocking; -1 once it came to its end */
	char *bytes;
	size_t limit;      /* bytes that a line may have */
	size_t start, end; /* of what is held */
	size_t looked;     /* bytes from start on that have no line's end */
	uint64_t number;   /* of the line handed out last */
	int skipping;      /* the rest of a line that was too long goes by */
};

/* A line, closed by a NUL, without its end; borrowed until the next fill. */
struct stream_line {
	char *text;
	size_t length;
	uint64_t number; /* 1 is the first */
	int truncated;   /* longer than the limit: this is its beginning */
};

/* Takes fd over. 0, or -1 where there is no memory. */
int stream_open(struct stream *stream, int fd, size_t limit);
void stream_close(struct stream *stream);

/* Read once what there is: 1, or 0 where nothing has come or will come. All
 * lines are to be taken before the next fill. */
int stream_fill(struct stream *stream);

/* 1 and a line that is whole (or the last one, after the end), else 0. */
int stream_next(struct stream *stream, struct stream_line *line);

#endif
