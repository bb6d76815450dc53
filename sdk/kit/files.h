/* SPDX-License-Identifier: MIT
 *
 * files.h - the documents in files that are fetched now and then
 *
 * A source of this kind is a file or a folder that somebody fetches anew: a
 * catalogue, a report of each machine, a quarter of a million records. Here its
 * files are found, those that are new are read, and the documents in them
 * handed out: a file is one, plain or packed, and an archive has many
 * (parts.h). Nothing of a document is kept in memory but the block at hand.
 *
 *     static int32_t
 *     take(void *self, struct kit_files *files, const struct kit_file *file)
 *     {
 *             ... kit_files_read, and kit_files_pause after each record ...
 *     }
 *
 *     const struct kit_files_plan plan = {.host = host, .wanted = is_wanted,
 *         .meaning = "1", .take = take, .self = self};
 *     return kit_files_collect(&plan, request);
 *
 * A file is new if it changed, as listing.h tells, since the last pass through
 * all of them. They are read in the order of the bytes of their paths, so that
 * a pass that was stopped goes on behind the last file that it finished. Where
 * the paths of the option lead elsewhere (a folder was put in place of
 * another), or what is made of the files has changed, or the clock was set
 * back, all are new. The cursor is as long as a path and some numbers, however
 * many files there are.
 *
 * What cannot be seen: a folder within, put in place of another by renaming,
 * whose files are older than the last pass.
 */
#ifndef KIT_FILES_H
#define KIT_FILES_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	KIT_FILES_EVENTS = 500,   /* between two checkpoints */
	KIT_FILES_TICK_MS = 20,   /* so long a clock for files stands still */
	KIT_FILES_MEANING = 4096, /* room for a meaning */
};

struct kit_files; /* a pass through all of them */

/* A document: borrowed until take returns. */
struct kit_file {
	const char *path;   /* of the file that it is, or is in; lives as long
	                       as the pass */
	const char *name;   /* "page-7.json", "all.zip/2026/DSA-1.json" */
	const char *before; /* the path before it, new or not; NULL: none */
	int is_first;       /* of its file */
};

/* What a plugin reads, and how. */
struct kit_files_plan {
	const plore_host *host;
	/* Is a name one of those to read in a folder? Names come without
	 * folders; those that begin with a dot are passed over. */
	int (*wanted)(const char *name);
	const char *meaning; /* what else the events follow from, as a text */
	/* Report what a document tells, or set it aside. What is not PLORE_OK
	 * ends the pass. */
	int32_t (*take)(
	    void *self, struct kit_files *files, const struct kit_file *file);
	void *self;
};

/* Does a name end so, or so with what packing adds (".json.gz")? */
int kit_files_ends(const char *name, const char *ending);

/* Find the files that the option "path" names: itself, or those in a folder
 * and below whose names are wanted, or are those of archives; and have each
 * document taken that is new. A file that cannot be read, or not on from
 * somewhere, is set aside. PLORE_OK behind the last, the checkpoint made; an
 * error that was told to the host; or what take returned. */
int32_t kit_files_collect(
    const struct kit_files_plan *plan, const plore_request *request);

/* Add the values of an option to a meaning, a line each; what does not fit is
 * left out. */
void kit_files_mean(char meaning[KIT_FILES_MEANING], const plore_host *host,
    const char *option);

/* Bytes of the document: how many, 0 at its end, -1 where it is damaged. It
 * takes a struct kit_files, as what kit_pull_new and the like want. */
ssize_t kit_files_read(void *files, void *to, size_t room);
const char *kit_files_error(const struct kit_files *files);

/* The first byte that is no space and no byte order mark, to tell documents
 * apart; it is read all the same. -1 where there is none. */
int kit_files_peek(struct kit_files *files);

/* Read the document from its first byte again. In an archive, all before it is
 * unpacked again. 0, or -1 where its file has changed under the reader. */
int kit_files_rewind(struct kit_files *files);

/* The rest of the document as one text, closed by a NUL; free it. NULL where
 * it is damaged or longer than limit. */
char *kit_files_text(struct kit_files *files, size_t limit, size_t *length);

/* After each record, of which so many events were reported: tell the host that
 * we live, ask whether we may, and make a checkpoint where it is time. From it
 * the file at hand is read from its start; what is told again changes nothing.
 * PLORE_OK to go on. */
int32_t kit_files_pause(struct kit_files *files, uint64_t events);

/* The same for who counts them: so many since the pass began. */
int32_t kit_files_pause_at(struct kit_files *files, uint64_t events);

/* The document is not of the kind that is expected, for a reason. It is set
 * aside; but where no file of a pass is better, the pass fails and is made
 * again. line 0: none in particular. */
int32_t kit_files_refuse(
    struct kit_files *files, uint64_t line, const char *reason);

#endif
