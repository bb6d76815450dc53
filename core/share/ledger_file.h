/*
 * ledger_file.h - the files of a ledger: rows in SQLite, and the head
 *
 * Nothing but the files of the ledger includes this.
 *
 * SQLite keeps a journal that it deletes when it commits, and synchronous =
 * EXTRA. A commit is then the deletion of the journal, and EXTRA waits until
 * the disk has that too; with less a power cut may bring the journal back, and
 * SQLite would undo a row that was told to be done. A log beside the file (WAL)
 * would do as well with FULL, but leaves a ledger in several files.
 *
 * The head is written after the rows, under the same lock, and before they are
 * told to be done. After a crash in between it is behind the rows, never ahead:
 * a head that is ahead has lost rows. Rows ahead of the head count as spent;
 * the next writer brings it up to them.
 */
#ifndef PL_LEDGER_FILE_H
#define PL_LEDGER_FILE_H

#include <sqlite3.h>

#include "share/ledger.h"

struct pl_ledger_book;

struct pl_ledger_file {
	sqlite3 *db;
	char *folder;
	enum pl_ledger_mode mode;
	int directory, lock; /* descriptors; -1: none */
	int64_t head;        /* the seq that it has, when last read */
};

/* After a failure the file is closed. */
int pl_ledger_file_open(struct pl_ledger_file *file, const char *folder,
    enum pl_ledger_mode mode, struct pl_error *err);
void pl_ledger_file_close(struct pl_ledger_file *file);

/* Read all rows into an empty book, as they are at one moment, and hold them
 * against the head. */
int pl_ledger_file_read(struct pl_ledger_file *file,
    struct pl_ledger_book *book, struct pl_error *err);

/* Between these nobody else writes. begin reads the book as above, anew. What
 * was added stays if the result is PL_OK and the disk has it, and else is gone.
 * Returns the result, or why it cannot. */
int pl_ledger_file_begin(struct pl_ledger_file *file,
    struct pl_ledger_book *book, struct pl_error *err);
int pl_ledger_file_end(struct pl_ledger_file *file,
    const struct pl_ledger_book *book, int result, struct pl_error *err);
int pl_ledger_file_add(struct pl_ledger_file *file,
    const struct pl_ledger_row *row, struct pl_error *err);

/* What SQLite finds in its pages. */
int pl_ledger_file_check(struct pl_ledger_file *file, struct pl_error *err);

#endif
