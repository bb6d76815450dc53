/*
 * import.h - answers from files, JSON or CSV
 *
 * A file is taken whole or not at all. Its form is in patchlore-survey(7).
 */
#ifndef PL_IMPORT_H
#define PL_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "survey/response.h"

struct pl_lesson;
struct pl_map;

enum {
	PL_IMPORT_BYTES = 16 * 1024 * 1024,
	PL_IMPORT_RESPONSES = 10000,
};

struct pl_imported {
	char *respondent, *period;
	struct pl_answers *answers;
	size_t left_out; /* answers to questions that are not asked */
};

struct pl_import {
	const struct pl_survey *survey; /* must outlive what is read */
	struct pl_response otherwise; /* what holds where a file does not tell;
	                                 NULLs: it has to */
	int64_t now_ms;
	struct pl_lesson *lesson; /* gets the links that a file in JSON tells;
	                             NULL: it must tell none */
	struct pl_imported *list;
	size_t count, room;
	struct pl_map *known; /* whose responses they are, numbered like them */
};

/* Read a file into a zeroed import with survey, otherwise and now_ms set. What
 * begins with { or [ is JSON, and with < a page, which is refused. name is what
 * messages call the file. PL_E_DATA with the place in it; pl_import_free is
 * needed then, too. */
int pl_import_read(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err);
void pl_import_free(struct pl_import *import);

/* For the two readers: begin a response, or go on with one that was begun; NULL
 * members are those of otherwise. NULL where it cannot be. */
struct pl_imported *pl_import_response(struct pl_import *import,
    const struct pl_response *response, struct pl_error *err);

/* Set an answer. One of value (which may have codes with blanks between) and
 * none ("declined") is NULL; both: it is open. rev 0: not told. */
int pl_import_answer(struct pl_import *import, struct pl_imported *imported,
    const char *question, int rev, const char *value, const char *none,
    struct pl_error *err);

int pl_import_json(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err);
int pl_import_csv(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err);

#endif
