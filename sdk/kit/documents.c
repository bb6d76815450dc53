/* SPDX-License-Identifier: MIT */
#include "kit/documents.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 64 * 1024, NAME = 512 };

static const char out_of_memory[] = "out of memory";

struct file {
	char *path;
	size_t name; /* of path, where what is shown of it begins */
	uint64_t size;
	int64_t changed_ns;
	unsigned shelf;
};

struct kit_documents {
	const char *const *endings;
	uint64_t meaning;
	struct file *files;
	size_t count, room;
	uint32_t digests[KIT_DOCUMENTS_SHELVES]; /* of what is there */
	uint32_t told[KIT_DOCUMENTS_SHELVES];    /* of what was read */
	size_t at, done, wanted;                 /* files */
	struct archive *archive;                 /* of files[at], or NULL */
	uint64_t entry; /* how many of its entries came before this one */
	int empty;      /* the file has no bytes */
	char name[NAME];
	char error[256];
};

/* ---- Which files -------------------------------------------------------- */

static uint64_t
digest(uint64_t hash, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) /* FNV-1a */
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static const uint64_t digest_begin = UINT64_C(0xcbf29ce484222325);

struct kit_documents *
kit_documents_new(const char *const *endings, const char *meaning)
{
	struct kit_documents *documents = calloc(1, sizeof *documents);

	if (documents == NULL)
		return NULL;
	documents->endings = endings;
	documents->meaning = digest(digest_begin, meaning, strlen(meaning));
	return documents;
}

static void
close_file(struct kit_documents *documents)
{
	if (documents->archive != NULL)
		archive_read_free(documents->archive);
	documents->archive = NULL;
	documents->empty = 0;
}

void
kit_documents_free(struct kit_documents *documents)
{
	if (documents == NULL)
		return;
	close_file(documents);
	for (size_t i = 0; i < documents->count; i++)
		free(documents->files[i].path);
	free(documents->files);
	free(documents);
}

/* Does the name end so, in its first length bytes? */
static int
ends(const char *name, size_t length, const char *ending)
{
	size_t n = strlen(ending);

	return length >= n && memcmp(name + length - n, ending, n) == 0;
}

static size_t
without_packing(const char *name)
{
	static const char *const packings[] = {
	    ".gz", ".bz2", ".xz", ".lz4", ".zst"};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof packings / sizeof *packings; i++)
		if (ends(name, length, packings[i]))
			return length - strlen(packings[i]);
	return length;
}

static int
is_document(const struct kit_documents *documents, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t length = without_packing(name);

	if (name[0] == '.')
		return 0;
	for (const char *const *ending = documents->endings; *ending != NULL;
	     ending++)
		if (ends(name, length, *ending))
			return 1;
	return 0;
}

static int
is_archive(const char *name)
{
	size_t length = without_packing(name);

	return name[0] != '.' &&
	       (ends(name, length, ".zip") || ends(name, length, ".tar") ||
		   ends(name, length, ".tgz"));
}

static int
add_file(struct kit_documents *documents, const char *path, size_t name,
    const struct stat *status, char *error, size_t error_size)
{
	size_t room = documents->room == 0 ? 64 : documents->room * 2;
	struct file *file = documents->files;

	if (documents->count == KIT_DOCUMENTS_FILES) {
		snprintf(error, error_size, "%.300s: more than %d files", path,
		    KIT_DOCUMENTS_FILES);
		return -1;
	}
	if (documents->count == documents->room) {
		file = reallocarray(file, room, sizeof *file);
		if (file != NULL) {
			documents->files = file;
			documents->room = room;
		}
	}
	if (file != NULL)
		file += documents->count;
	if (file == NULL || (file->path = strdup(path)) == NULL) {
		snprintf(error, error_size, "%.300s: %s", path, out_of_memory);
		return -1;
	}
	file->name = name;
	file->size = (uint64_t)status->st_size;
	file->changed_ns = (int64_t)status->st_mtim.tv_sec * 1000000000 +
	                   status->st_mtim.tv_nsec;
	file->shelf = (unsigned)(digest(digest_begin, path, strlen(path)) %
				 KIT_DOCUMENTS_SHELVES);
	documents->count++;
	return 0;
}

static int add_folder(struct kit_documents *documents, const char *path,
    size_t name, int depth, char *error, size_t error_size);

static int
add_entry(struct kit_documents *documents, const char *path, size_t name,
    int depth, char *error, size_t error_size)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return 0; /* gone meanwhile, or a link that leads nowhere */
	if (S_ISDIR(status.st_mode))
		return add_folder(
		    documents, path, name, depth + 1, error, error_size);
	if (!S_ISREG(status.st_mode) ||
	    (!is_document(documents, path) && !is_archive(path + name)))
		return 0;
	return add_file(documents, path, name, &status, error, error_size);
}

static int
add_folder(struct kit_documents *documents, const char *path, size_t name,
    int depth, char *error, size_t error_size)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (folder == NULL || depth > KIT_DOCUMENTS_DEPTH) {
		snprintf(error, error_size, "%.300s: %s", path,
		    folder == NULL ? strerror(errno)
				   : "too many folders within folders");
		if (folder != NULL)
			closedir(folder);
		return -1;
	}
	while (result == 0 && (entry = readdir(folder)) != NULL) {
		char *below;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&below, "%s/%s", path, entry->d_name) < 0) {
			snprintf(error, error_size, "%s", out_of_memory);
			result = -1;
			break;
		}
		result =
		    add_entry(documents, below, name, depth, error, error_size);
		free(below);
	}
	closedir(folder);
	return result;
}

int
kit_documents_add(struct kit_documents *documents, const char *path,
    char *error, size_t error_size)
{
	const char *slash = strrchr(path, '/');
	struct stat status;

	if (stat(path, &status) < 0) {
		snprintf(
		    error, error_size, "%.300s: %s", path, strerror(errno));
		return -1;
	}
	if (S_ISDIR(status.st_mode))
		return add_folder(
		    documents, path, strlen(path) + 1, 0, error, error_size);
	if (S_ISREG(status.st_mode))
		return add_file(documents, path,
		    slash == NULL ? 0 : (size_t)(slash + 1 - path), &status,
		    error, error_size);
	snprintf(
	    error, error_size, "%.300s: is neither a file nor a folder", path);
	return -1;
}

/* ---- Cursor ------------------------------------------------------------- */

static int
compare_files(const void *left, const void *right)
{
	const struct file *a = left, *b = right;

	if (a->shelf != b->shelf)
		return a->shelf < b->shelf ? -1 : 1;
	return strcmp(a->path, b->path);
}

/* Files are added up, in whatever order they come. 0 stands for a shelf that
 * was not read. */
static void
fill_shelves(struct kit_documents *documents)
{
	uint64_t sums[KIT_DOCUMENTS_SHELVES] = {0};

	for (size_t i = 0; i < documents->count; i++) {
		const struct file *file = &documents->files[i];
		uint64_t hash =
		    digest(digest_begin, file->path, strlen(file->path));

		hash = digest(hash, &file->size, sizeof file->size);
		hash = digest(hash, &file->changed_ns, sizeof file->changed_ns);
		sums[file->shelf] += hash;
	}
	for (size_t i = 0; i < KIT_DOCUMENTS_SHELVES; i++)
		documents->digests[i] = (uint32_t)(sums[i] ^ sums[i] >> 32) | 1;
}

static void
read_cursor(struct kit_documents *documents, const char *cursor)
{
	uint64_t meaning;
	unsigned shelf;
	uint32_t was;
	int length;

	if (cursor == NULL ||
	    sscanf(cursor, "%16" SCNx64 "%n", &meaning, &length) != 1 ||
	    meaning != documents->meaning)
		return;
	for (cursor += length;
	     sscanf(cursor, "%2x%8" SCNx32 "%n", &shelf, &was, &length) == 2;
	     cursor += length)
		if (was == documents->digests[shelf])
			documents->told[shelf] = was;
}

static int
is_wanted(const struct kit_documents *documents, const struct file *file)
{
	return documents->told[file->shelf] != documents->digests[file->shelf];
}

void
kit_documents_begin(struct kit_documents *documents, const char *cursor)
{
	size_t kept = 0;

	if (documents->count > 0)
		qsort(documents->files, documents->count,
		    sizeof documents->files[0], compare_files);
	for (size_t i = 0; i < documents->count; i++) {
		struct file *file = &documents->files[i];

		/* A path that was named twice is one file. */
		if (kept > 0 &&
		    strcmp(documents->files[kept - 1].path, file->path) == 0)
			free(file->path);
		else
			documents->files[kept++] = *file;
	}
	documents->count = kept;
	fill_shelves(documents);
	read_cursor(documents, cursor);
	for (size_t i = 0; i < kept; i++)
		documents->wanted +=
		    (size_t)is_wanted(documents, &documents->files[i]);
}

void
kit_documents_cursor(
    const struct kit_documents *documents, char out[KIT_DOCUMENTS_CURSOR])
{
	size_t used = (size_t)snprintf(
	    out, KIT_DOCUMENTS_CURSOR, "%016" PRIx64, documents->meaning);

	for (unsigned i = 0; i < KIT_DOCUMENTS_SHELVES; i++)
		if (documents->told[i] != 0)
			used += (size_t)snprintf(out + used,
			    KIT_DOCUMENTS_CURSOR - used, "%02x%08" PRIx32, i,
			    documents->told[i]);
}

void
kit_documents_progress(
    const struct kit_documents *documents, uint64_t *done, uint64_t *total)
{
	*done = documents->done;
	*total = documents->wanted;
}

/* ---- Documents ---------------------------------------------------------- */

static void
tell_error(struct kit_documents *documents)
{
	const char *why = archive_error_string(documents->archive);

	snprintf(documents->error, sizeof documents->error, "%s",
	    why == NULL ? "cannot be unpacked" : why);
}

static int
open_archive(struct archive *archive, const char *path)
{
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_zip(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	return archive_read_open_filename(archive, path, BLOCK) == ARCHIVE_OK
	           ? 0
	           : -1;
}

static int
open_file(struct kit_documents *documents)
{
	documents->archive = archive_read_new();
	documents->entry = 0;
	if (documents->archive == NULL) {
		snprintf(documents->error, sizeof documents->error, "%s",
		    out_of_memory);
		return -1;
	}
	if (open_archive(
		documents->archive, documents->files[documents->at].path) == 0)
		return 0;
	tell_error(documents);
	return -1;
}

/* The file at hand is over; so is its shelf, if it was the last one there. */
static void
finish_file(struct kit_documents *documents)
{
	unsigned shelf = documents->files[documents->at].shelf;

	close_file(documents);
	documents->done++;
	documents->at++;
	if (documents->at == documents->count ||
	    documents->files[documents->at].shelf != shelf)
		documents->told[shelf] = documents->digests[shelf];
}

static void
set_name(struct kit_documents *documents, const char *entry)
{
	const struct file *file = &documents->files[documents->at];

	snprintf(documents->name, sizeof documents->name, "%.250s%s%.250s",
	    file->path + file->name, entry == NULL ? "" : ":",
	    entry == NULL ? "" : entry);
}

/* The next entry that is a document: 1, 0 at the end, -1 where it breaks. */
static int
next_entry(struct kit_documents *documents)
{
	struct archive_entry *entry;
	int result;

	while ((result = archive_read_next_header(
		    documents->archive, &entry)) == ARCHIVE_OK ||
	       result == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);

		documents->entry++;
		if (archive_format(documents->archive) == ARCHIVE_FORMAT_RAW) {
			set_name(documents, NULL);
			return 1;
		}
		if (name == NULL || archive_entry_filetype(entry) != AE_IFREG ||
		    !is_document(documents, name))
			continue;
		set_name(documents, name);
		return 1;
	}
	if (result == ARCHIVE_EOF) {
		documents->empty =
		    documents->entry++ == 0 &&
		    archive_format(documents->archive) == ARCHIVE_FORMAT_EMPTY;
		return documents->empty;
	}
	tell_error(documents);
	return -1;
}

/* Give up the file at hand, which goes under its own name. */
static int
break_file(struct kit_documents *documents)
{
	set_name(documents, NULL);
	finish_file(documents);
	return -1;
}

int
kit_documents_next(struct kit_documents *documents, const char **name)
{
	*name = documents->name;
	while (documents->at < documents->count) {
		int more;

		if (documents->archive == NULL) {
			if (!is_wanted(
				documents, &documents->files[documents->at])) {
				documents->at++;
				continue;
			}
			set_name(documents, NULL);
			if (open_file(documents) < 0)
				return break_file(documents);
		}
		more = documents->empty ? 0 : next_entry(documents);
		if (more > 0)
			return 1;
		if (more < 0)
			return break_file(documents);
		finish_file(documents);
	}
	return 0;
}

int
kit_documents_rewind(struct kit_documents *documents)
{
	struct archive_entry *entry;
	uint64_t wanted = documents->entry;

	close_file(documents);
	if (open_file(documents) < 0)
		return -1;
	while (documents->entry < wanted) {
		int result =
		    archive_read_next_header(documents->archive, &entry);

		if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
			return -1;
		documents->entry++;
	}
	return 0;
}

ssize_t
kit_documents_read(struct kit_documents *documents, void *to, size_t room)
{
	ssize_t n = documents->empty
	                ? 0
	                : archive_read_data(documents->archive, to, room);

	if (n >= 0)
		return n;
	tell_error(documents);
	return -1;
}

char *
kit_documents_text(
    struct kit_documents *documents, size_t limit, size_t *length)
{
	size_t used = 0, room = BLOCK;
	char *text = malloc(room + 1);
	ssize_t n = text == NULL ? -1 : 1;

	if (text == NULL)
		snprintf(documents->error, sizeof documents->error, "%s",
		    out_of_memory);
	while (n > 0) {
		if (used == room) {
			char *more = realloc(text, room * 2 + 1);

			if (more == NULL) {
				snprintf(documents->error,
				    sizeof documents->error, "%s",
				    out_of_memory);
				break;
			}
			text = more;
			room *= 2;
		}
		n = kit_documents_read(documents, text + used, room - used);
		used += n > 0 ? (size_t)n : 0;
		if (used > limit) {
			snprintf(documents->error, sizeof documents->error,
			    "is longer than %zu MiB", limit / 1024 / 1024);
			break;
		}
	}
	if (n != 0) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	*length = used;
	return text;
}

const char *
kit_documents_error(const struct kit_documents *documents)
{
	return documents->error;
}
