#include "plugins/dnf/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* https://sqlite.org/fileformat2.html: sections 1.3 and 4. */
enum {
	HEADER = 100,
	WRITE_VERSION = 18, /* and READ_VERSION behind it: 2 with a log */
	LOG_HEADER = 32,
	FRAME_HEADER = 24,
	LOG_MAGIC = 0x377f0682, /* the last bit: sums of big-endian words */
	LOG_VERSION = 3007000,
	ATTEMPTS = 3,
};

static uint32_t
big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t
little_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[1] << 8 | bytes[0];
}

/* ---- The write-ahead log ------------------------------------------------ */

struct wal {
	const unsigned char *bytes;
	size_t size, page_size;
	int big;         /* the words of its sums are */
	uint32_t sum[2]; /* up to the frame at hand */
};

static void
add_sum(struct wal *wal, const unsigned char *bytes, size_t size)
{
	uint32_t (*word)(const unsigned char *) =
	    wal->big ? big_endian : little_endian;

	for (size_t i = 0; i + 8 <= size; i += 8) {
		wal->sum[0] += word(bytes + i) + wal->sum[1];
		wal->sum[1] += word(bytes + i + 4) + wal->sum[0];
	}
}

/* Do the sums that a header carries hold? */
static int
is_sound(const struct wal *wal, const unsigned char *sums)
{
	return big_endian(sums) == wal->sum[0] &&
	       big_endian(sums + 4) == wal->sum[1];
}

/* 0, or -1 where the log holds nothing. */
static int
wal_begin(struct wal *wal, const unsigned char *bytes, size_t size)
{
	*wal = (struct wal){.bytes = bytes, .size = size};
	if (size < LOG_HEADER || (big_endian(bytes) & ~1u) != LOG_MAGIC ||
	    big_endian(bytes + 4) != LOG_VERSION)
		return -1;
	wal->big = big_endian(bytes) & 1;
	wal->page_size = big_endian(bytes + 8);
	add_sum(wal, bytes, 24);
	return is_sound(wal, bytes + 24) ? 0 : -1;
}

/* The frame at an offset, if it is whole and of this log; else NULL. */
static const unsigned char *
wal_frame(struct wal *wal, size_t at)
{
	const unsigned char *frame = wal->bytes + at;

	if (wal->size - at < FRAME_HEADER + wal->page_size)
		return NULL;
	if (memcmp(frame + 8, wal->bytes + 16, 8) != 0 ||
	    big_endian(frame) == 0)
		return NULL;
	add_sum(wal, frame, 8);
	add_sum(wal, frame + FRAME_HEADER, wal->page_size);
	return is_sound(wal, frame + 16) ? frame : NULL;
}

/* Where the last finished transaction ends, and how many pages the database
 * has then. */
static size_t
wal_end(struct wal *wal, uint32_t *pages)
{
	size_t at = LOG_HEADER, end = LOG_HEADER;
	const unsigned char *frame;

	while ((frame = wal_frame(wal, at)) != NULL) {
		at += FRAME_HEADER + wal->page_size;
		if (big_endian(frame + 4) == 0)
			continue;
		*pages = big_endian(frame + 4);
		end = at;
	}
	return end;
}

static int
resize(struct snapshot *snapshot, size_t size)
{
	unsigned char *bytes;

	if (size > SNAPSHOT_BYTES)
		return -1;
	bytes = sqlite3_realloc64(snapshot->bytes, size);
	if (bytes == NULL)
		return -1;
	if (size > snapshot->size)
		memset(bytes + snapshot->size, 0, size - snapshot->size);
	snapshot->bytes = bytes;
	snapshot->size = size;
	return 0;
}

static size_t
page_size_of(const struct snapshot *snapshot)
{
	size_t size;

	if (snapshot->size < HEADER)
		return 0;
	size = (size_t)snapshot->bytes[16] << 8 | snapshot->bytes[17];
	return size == 1 ? 65536 : size;
}

static int
is_page_size(size_t size)
{
	return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

int
snapshot_apply(struct snapshot *snapshot, const unsigned char *log, size_t size)
{
	struct wal wal;
	uint32_t pages = 0;
	size_t end;

	if (wal_begin(&wal, log, size) < 0 || !is_page_size(wal.page_size))
		return 0;
	/* A database that was never written but to its log is empty. */
	if (snapshot->size > 0 && page_size_of(snapshot) != wal.page_size)
		return 0;
	end = wal_end(&wal, &pages);
	if (pages == 0)
		return 0;
	if (pages > SNAPSHOT_BYTES / wal.page_size ||
	    resize(snapshot, pages * wal.page_size) < 0)
		return -1;
	for (size_t at = LOG_HEADER; at < end;
	     at += FRAME_HEADER + wal.page_size) {
		uint32_t page = big_endian(log + at);

		if (page <= pages)
			memcpy(snapshot->bytes + (page - 1) * wal.page_size,
			    log + at + FRAME_HEADER, wal.page_size);
	}
	return 0;
}

int
snapshot_settle(struct snapshot *snapshot)
{
	if (snapshot->size < HEADER ||
	    memcmp(snapshot->bytes, "SQLite format 3", 16) != 0 ||
	    !is_page_size(page_size_of(snapshot)))
		return -1;
	if (snapshot->bytes[WRITE_VERSION] == 2)
		snapshot->bytes[WRITE_VERSION] = 1;
	if (snapshot->bytes[WRITE_VERSION + 1] == 2)
		snapshot->bytes[WRITE_VERSION + 1] = 1;
	return 0;
}

/* ---- Files -------------------------------------------------------------- */

struct file {
	char path[PATH_MAX];
	struct stat status; /* size 0 where it is not there */
};

static void
look(struct file *file)
{
	if (stat(file->path, &file->status) < 0)
		file->status = (struct stat){0};
}

static int
is_unchanged(const struct file *file)
{
	struct file now = *file;

	look(&now);
	return now.status.st_size == file->status.st_size &&
	       now.status.st_ino == file->status.st_ino &&
	       now.status.st_mtim.tv_sec == file->status.st_mtim.tv_sec &&
	       now.status.st_mtim.tv_nsec == file->status.st_mtim.tv_nsec;
}

static enum snapshot_result
fail(enum snapshot_result result, const char *path, const char *why,
    char *error, size_t error_size)
{
	snprintf(error, error_size, "%s: %s", path, why);
	return result;
}

/* As many bytes as the file had when it was looked at. */
static enum snapshot_result
load(struct snapshot *out, const struct file *file, char *error,
    size_t error_size)
{
	size_t size = (size_t)file->status.st_size, done = 0;
	int descriptor;

	*out = (struct snapshot){0};
	if (size == 0)
		return SNAPSHOT_OK;
	if (size > SNAPSHOT_BYTES)
		return fail(SNAPSHOT_DATA, file->path,
		    "has more than 512 MiB; no history of dnf has", error,
		    error_size);
	descriptor = open(file->path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return fail(errno == ENOENT ? SNAPSHOT_BUSY : SNAPSHOT_ACCESS,
		    file->path, strerror(errno), error, error_size);
	out->bytes = sqlite3_malloc64(size);
	while (out->bytes != NULL && done < size) {
		ssize_t got = read(descriptor, out->bytes + done, size - done);

		if (got <= 0)
			break;
		done += (size_t)got;
	}
	close(descriptor);
	out->size = done;
	if (done == size)
		return SNAPSHOT_OK;
	return fail(SNAPSHOT_BUSY, file->path,
	    out->bytes == NULL ? "out of memory" : "became shorter", error,
	    error_size);
}

static enum snapshot_result
read_once(struct snapshot *out, struct file *database, struct file *log,
    char *error, size_t error_size)
{
	struct snapshot extra = {0};
	enum snapshot_result result;

	look(database);
	look(log);
	result = load(out, database, error, error_size);
	if (result == SNAPSHOT_OK)
		result = load(&extra, log, error, error_size);
	if (result == SNAPSHOT_OK &&
	    (!is_unchanged(database) || !is_unchanged(log)))
		result = fail(SNAPSHOT_BUSY, database->path,
		    "changes while it is read; try again when dnf is done",
		    error, error_size);
	if (result == SNAPSHOT_OK &&
	    (snapshot_apply(out, extra.bytes, extra.size) < 0 ||
		snapshot_settle(out) < 0))
		result = fail(SNAPSHOT_DATA, database->path,
		    "is no SQLite database", error, error_size);
	sqlite3_free(extra.bytes);
	return result;
}

enum snapshot_result
snapshot_read(
    struct snapshot *out, const char *path, char *error, size_t error_size)
{
	struct file database = {0}, log = {0}, journal = {0};
	enum snapshot_result result = SNAPSHOT_BUSY;

	snprintf(database.path, sizeof database.path, "%s", path);
	snprintf(log.path, sizeof log.path, "%.4000s-wal", path);
	if (stat(path, &database.status) < 0)
		return fail(errno == ENOENT || errno == ENOTDIR
				? SNAPSHOT_NONE
				: SNAPSHOT_ACCESS,
		    path, strerror(errno), error, error_size);
	snprintf(journal.path, sizeof journal.path, "%.4000s-journal", path);
	look(&journal);
	if (journal.status.st_size > 0)
		return fail(SNAPSHOT_BUSY, path,
		    "is in the middle of a transaction, as the -journal beside "
		    "it shows; let dnf read it once",
		    error, error_size);
	for (int i = 0; result == SNAPSHOT_BUSY && i < ATTEMPTS; i++) {
		*out = (struct snapshot){0};
		result = read_once(out, &database, &log, error, error_size);
		if (result != SNAPSHOT_OK) {
			sqlite3_free(out->bytes);
			*out = (struct snapshot){0};
		}
	}
	return result;
}
