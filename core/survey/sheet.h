/*
 * sheet.h - answers as a text that a person edits
 *
 * A line "id: value" a question, below comments that tell what it asks and what
 * it takes. Lines that begin with # and empty ones are left out; nothing behind
 * the colon leaves a question open, and (declined), (unknown) or
 * (not-applicable) is one of the sorts of no answer. A text that is a word in
 * brackets itself has a backslash in front, \(unknown), and so one more has the
 * text \(unknown). Several codes have blanks between.
 */
#ifndef PL_SHEET_H
#define PL_SHEET_H

#include <stddef.h>

#include "survey/import.h"

struct pl_buf;

/* Append all questions, with the answers that there are. */
void pl_sheet_write(const struct pl_answers *answers,
    const struct pl_survey *survey, struct pl_buf *out);

/* Read one into an import, as pl_import_read does with files. PL_E_DATA with
 * the line. */
int pl_sheet_read(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err);

#endif
