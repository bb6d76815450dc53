/* SPDX-License-Identifier: MIT
 *
 * files.h - files that are fetched now and then, and which of them are new
 *
 * A source of this kind is a file or a folder that somebody fetches anew: a
 * catalogue, a feed of each day, a quarter of a million records. A file is new
 * if it changed since the last pass through all of them: by the time of its
 * inode's change, which nobody can set back. Files are read in the order of
 * the bytes of their paths, so that a pass that was stopped goes on where it
 * was. Where the paths of the option lead elsewhere (a folder was put in place
 * of another), or what is made of the files has changed, all are new.
 *
 *     while ((result = kit_files_next(files, &file)) == KIT_FILES_MORE) {
 *             ... its records, past file.skip ...
 *             result = kit_files_done(files, records);
 *             if (result != PLORE_OK)
 *                     break;
 *     }
 *
 * What cannot be seen: a folder within, put in place of another by renaming,
 * whose files are older than the last pass.
 */
#ifndef KIT_FILES_H
#define KIT_FILES_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

enum {
	KIT_FILES_MORE = 1,        /* next to the results, which are not > 0 */
	KIT_FILES_MOST = 2000000,  /* files of a source */
	KIT_FILES_PATH = 3900,     /* bytes of a path, which a cursor holds */
	KIT_FILES_FRESH_MS = 2000, /* younger ones may still be written to */
	KIT_FILES_RECORDS = 2000,  /* between two checkpoints */
};

struct kit_files;

/* A file: borrowed until the next one. */
struct kit_file {
	const char *path;
	const char *name;   /* without its folder */
	const char *before; /* the path before it, new or not; NULL: none */
	uint64_t skip;      /* so many of its records were reported already */
};

/* Find the files that the option "path" names: itself, or those in a folder
 * and below whose names are wanted. meaning: what else the events follow from,
 * as a text. now_ms: the time. PLORE_OK, or an error that was told to the
 * host. */
int32_t kit_files_open(struct kit_files **out, const plore_host *host,
    int (*wanted)(const char *name), const char *meaning, const char *cursor,
    int64_t now_ms);

/* KIT_FILES_MORE and the next file that is new; PLORE_OK behind the last, the
 * checkpoint made; or an error. */
int32_t kit_files_next(struct kit_files *files, struct kit_file *out);

/* The file was read to its end and had so many records: a checkpoint, if there
 * were enough since the last one. Or a checkpoint now, in the middle of it. */
int32_t kit_files_done(struct kit_files *files, uint64_t records);
int32_t kit_files_mark(struct kit_files *files, uint64_t records);

/* Instead of done: the file is not of the kind that is expected, for a reason.
 * It is set aside; but where there is no better one in a pass, the pass fails
 * and is made again. line 0: none in particular. */
int32_t kit_files_refuse(
    struct kit_files *files, uint64_t line, const char *reason);

/* How many there are, new or not. */
size_t kit_files_count(const struct kit_files *files);

void kit_files_close(struct kit_files *files); /* NULL is fine */

#endif
