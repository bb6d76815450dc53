/*
 * snapshot.h - an SQLite database as it is at one instant, in memory
 *
 * A database with a write-ahead log can be opened by SQLite only where it may
 * write beside it, and a plugin may write nowhere. So the file is read as a
 * whole, and what the log has of finished transactions is put over it; what was
 * not finished is left out, as SQLite would do. A database in the older mode,
 * with a journal of what is to be taken back, is read only when there is none.
 * The files are not locked: where they change while they are read, they are
 * read again.
 */
#ifndef DNF_SNAPSHOT_H
#define DNF_SNAPSHOT_H

#include <stddef.h>

/* dnf's own is some 30 MB after ten years. */
enum { SNAPSHOT_BYTES = 512 << 20 };

struct snapshot {
	unsigned char *bytes; /* of sqlite3_malloc64; the caller's to free */
	size_t size;
};

enum snapshot_result {
	SNAPSHOT_OK,
	SNAPSHOT_NONE,   /* there is no such file */
	SNAPSHOT_ACCESS, /* it may not be read */
	SNAPSHOT_BUSY,   /* it changes all the time; later */
	SNAPSHOT_DATA,   /* it is no database, or too large */
};

/* Read the file and, where it is there, that with -wal at its end. What went
 * wrong is told in error. */
enum snapshot_result snapshot_read(
    struct snapshot *out, const char *path, char *error, size_t error_size);

/* For the above, and for tests: put a write-ahead log over the bytes. 0, or -1
 * where memory is out or the result would be too large. */
int snapshot_apply(
    struct snapshot *snapshot, const unsigned char *log, size_t size);

/* Make the bytes a database that needs no file beside it. 0, or -1 where they
 * are none. */
int snapshot_settle(struct snapshot *snapshot);

#endif
