/*
 * feed.h - the lines of an export, and how to know them again
 *
 * Most exports are written anew each time, some only grow. A mark says how far
 * a file was read and holds a digest of all up to there; a file that begins
 * with the same text goes on from the mark, any other is read from its start.
 */
#ifndef TABLE_FEED_H
#define TABLE_FEED_H

#include "kit/lines.h"

struct feed_mark {
	uint64_t offset, number, digest; /* of the unpacked text */
};

struct feed {
	struct kit_lines *lines;
	uint64_t digest; /* of what was read */
	int open_end;    /* the last line had no end, so it may go on */
};

/* 0, or -1 with a sentence in error. */
int feed_open(struct feed *feed, const char *path, size_t line_limit,
    char *error, size_t error_size);
void feed_close(struct feed *feed);

/* As kit_lines_next. The byte order mark of UTF-8 is taken away. */
int feed_next(struct feed *feed, struct kit_line *line);

/* Where the next line begins. */
void feed_here(const struct feed *feed, struct feed_mark *mark);

/* Read on to the mark: 1 where it is met and all before it is the same. */
int feed_skip(struct feed *feed, const struct feed_mark *mark);

#endif
