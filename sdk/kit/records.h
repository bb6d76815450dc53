/* SPDX-License-Identifier: MIT
 *
 * records.h - JSON records out of files, packed files and archives
 *
 * For sources that publish records as JSON: a feed with a list of them, or a
 * file for each, lying in a folder or in an archive. files.h finds and unpacks
 * what is new, pull.h takes it apart and jansson reads one record at a time, so
 * memory holds one. A record that is no JSON is set aside with its file and
 * line.
 */
#ifndef KIT_RECORDS_H
#define KIT_RECORDS_H

#include <jansson.h>
#include <patchlore/plugin.h>

#include "kit/files.h"

enum {
	KIT_RECORDS_BYTES = 8 * 1024 * 1024, /* of a record */
	KIT_RECORDS_REASON = 200,            /* why it is set aside */
};

/* A record: borrowed until take returns. */
struct kit_record {
	const json_t *json; /* an object */
	const char *text;   /* as it stands in the file */
	char where[PLORE_MAX_NAME + 1];
};

/* What a plugin reads, and how. */
struct kit_records {
	const plore_host *host;
	const char *list; /* the feed's member; NULL: a document is a record */
	int (*wanted)(const char *name); /* as in files.h */
	/* Report what a record tells, or set it aside. What the host answered
	 * last; PLORE_E_ARGUMENT counts as PLORE_OK. */
	int32_t (*take)(void *self, const struct kit_record *record);
	void *self;
	const char *meaning; /* likewise */
};

/* Read all that is new in the files of the option "path". */
int32_t kit_records_collect(
    const struct kit_records *records, const plore_request *request);

/* Read one document of a pass, for plugins that have others as well. */
int32_t kit_records_document(const struct kit_records *records,
    struct kit_files *files, const struct kit_file *file);

/* Set a record aside. PLORE_OK, or what the host answered. */
int32_t kit_records_reject(const struct kit_records *records,
    const struct kit_record *record, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Say that a member is not what was expected; text may be NULL. -1, for
 * readers of records to return. */
int kit_records_flaw(char reason[KIT_RECORDS_REASON], const char *member,
    const char *expected, const char *text);

/* A member that is a text which is not empty, or NULL. */
const char *kit_records_text(const json_t *object, const char *member);

#endif
