/* SPDX-License-Identifier: MIT
 *
 * documents.h - the documents of a feed, however it was fetched, for plugins
 *
 * A feed is a document, packed or not (gzip, bzip2, xz, lz4, zstd), an archive
 * of documents (zip, or tar, packed or not), or a folder of such files and of
 * further folders. What is handed out are the documents, one after the other,
 * as bytes; nothing of one is kept in memory but the block at hand.
 *
 * In folders and archives a document is what has one of the endings that were
 * asked for, and in folders an archive is one as well; names that begin with a
 * dot are passed over. A file that is named itself is read whatever its name.
 *
 * What is read again is what changed. The cursor holds a digest for each of
 * KIT_DOCUMENTS_SHELVES shelves, among which the files are spread by their
 * names: a digest of the names, sizes and times of change of the files there.
 * A file on a shelf whose digest is as it was is not handed out again. So a
 * folder of a hundred thousand advisories of which three are new costs a few
 * hundred documents, and an archive that was fetched anew is read whole.
 */
#ifndef KIT_DOCUMENTS_H
#define KIT_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kit_documents;

enum {
	KIT_DOCUMENTS_SHELVES = 256,
	KIT_DOCUMENTS_FILES = 1 << 20, /* at most; entries of archives are no
	                                  files */
	KIT_DOCUMENTS_DEPTH = 16,      /* folders within folders */
	KIT_DOCUMENTS_CURSOR = 17 + 10 * KIT_DOCUMENTS_SHELVES + 1,
};

/* The endings (".json") close with NULL and are borrowed, as is meaning: of
 * options and versions that bear on what documents say. Where another one is
 * given than with the cursor, all is read anew. NULL without memory. */
struct kit_documents *kit_documents_new(
    const char *const *endings, const char *meaning);
void kit_documents_free(struct kit_documents *documents); /* NULL is fine */

/* Add a file or a folder. 0, or -1 with a sentence in error. */
int kit_documents_add(struct kit_documents *documents, const char *path,
    char *error, size_t error_size);

/* After all were added: leave out what is as the cursor says, which may be
 * NULL. */
void kit_documents_begin(struct kit_documents *documents, const char *cursor);

/* 1 and the name of the next document, "all.zip:DSA-1.json", borrowed until
 * the next call; 0 behind the last one; -1 with a name where a file cannot be
 * read, or not on from here, and kit_documents_error says why. Go on after it.
 */
int kit_documents_next(struct kit_documents *documents, const char **name);

/* Bytes of the document: how many, 0 at its end, -1 where it is damaged. */
ssize_t kit_documents_read(
    struct kit_documents *documents, void *to, size_t room);

/* Read the document from its first byte again: 0, or -1 where its file has
 * changed under the reader. In an archive, all before it is unpacked again. */
int kit_documents_rewind(struct kit_documents *documents);

/* The rest of the document as one text, closed by a NUL; free it. NULL where
 * it is damaged or longer than limit. */
char *kit_documents_text(
    struct kit_documents *documents, size_t limit, size_t *length);
const char *kit_documents_error(const struct kit_documents *documents);

/* What was read so far, as a cursor. A file counts as read once
 * kit_documents_next has gone past it. */
void kit_documents_cursor(
    const struct kit_documents *documents, char out[KIT_DOCUMENTS_CURSOR]);

/* How many files were read, and how many there are to read. */
void kit_documents_progress(
    const struct kit_documents *documents, uint64_t *done, uint64_t *total);

#endif
