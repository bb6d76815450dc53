#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "survey/import.h"
#include "survey/questions.h"

enum column { QUESTION, ANSWER, NONE, REV, RESPONDENT, PERIOD, COLUMNS };

static const char *const names[COLUMNS + 1] = {[QUESTION] = "question",
    [ANSWER] = "answer",
    [NONE] = "none",
    [REV] = "rev",
    [RESPONDENT] = "respondent",
    [PERIOD] = "period"};

/* A reader of a text as RFC 4180 has it; lines may end in LF alone. */
struct csv {
	const char *at, *end;
	size_t line;  /* that the row began on */
	size_t lines; /* that were read */
	size_t count; /* of fields in the row */
	char *fields[COLUMNS];
	struct pl_buf text; /* the fields, a NUL behind each */
};

/* ---- Rows --------------------------------------------------------------- */

/* A field in quotes, of which the first was read. */
static int
read_quoted(struct csv *csv, struct pl_error *err)
{
	for (; csv->at < csv->end; csv->at++) {
		csv->lines += *csv->at == '\n';
		if (*csv->at == '\0')
			return pl_fail(err, PL_E_DATA, "a byte of 0");
		if (*csv->at == '"') {
			if (csv->at + 1 == csv->end || csv->at[1] != '"') {
				csv->at++;
				return PL_OK;
			}
			csv->at++;
		}
		pl_buf_add(&csv->text, csv->at, 1);
	}
	return pl_fail(err, PL_E_DATA, "a quote is never closed");
}

static int
ends_field(const struct csv *csv)
{
	return csv->at == csv->end || *csv->at == ',' || *csv->at == '\n' ||
	       (*csv->at == '\r' &&
		   (csv->at + 1 == csv->end || csv->at[1] == '\n'));
}

static int
read_field(struct csv *csv, struct pl_error *err)
{
	int result = PL_OK;

	if (csv->at < csv->end && *csv->at == '"') {
		csv->at++;
		result = read_quoted(csv, err);
		if (result == PL_OK && !ends_field(csv))
			result = pl_fail(
			    err, PL_E_DATA, "text behind a closing quote");
	}
	while (result == PL_OK && !ends_field(csv)) {
		if (*csv->at == '\0')
			return pl_fail(err, PL_E_DATA, "a byte of 0");
		pl_buf_add(&csv->text, csv->at++, 1);
	}
	pl_buf_add(&csv->text, "", 1);
	return result;
}

/* The fields, once the text no longer moves. */
static int
point(struct csv *csv, struct pl_error *err)
{
	char *at = csv->text.text;

	if (pl_buf_failed(&csv->text) < 0)
		return pl_fail(err, PL_E_DATA, "a row that long is none");
	for (size_t i = 0; i < csv->count; i++) {
		csv->fields[i] = at;
		at += strlen(at) + 1;
	}
	return PL_OK;
}

/* 1 and a row, 0 at the end, or PL_E_DATA. */
static int
next_row(struct csv *csv, struct pl_error *err)
{
	while (csv->at < csv->end && strchr("\r\n", *csv->at) != NULL &&
	       *csv->at != '\0')
		csv->lines += *csv->at++ == '\n';
	if (csv->at == csv->end)
		return 0;
	csv->line = csv->lines + 1;
	csv->count = 0;
	pl_buf_clear(&csv->text);
	for (;;) {
		if (csv->count == COLUMNS)
			return pl_fail(
			    err, PL_E_DATA, "more than %d columns", COLUMNS);
		if (read_field(csv, err) < 0)
			return PL_E_DATA;
		csv->count++;
		if (csv->at == csv->end || *csv->at != ',')
			break;
		csv->at++;
	}
	return point(csv, err) < 0 ? PL_E_DATA : 1;
}

/* ---- Answers ------------------------------------------------------------ */

static int
read_head(const struct csv *csv, int columns[COLUMNS], struct pl_error *err)
{
	for (int i = 0; i < COLUMNS; i++)
		columns[i] = -1;
	for (size_t i = 0; i < csv->count; i++) {
		const char *name = csv->fields[i];
		int column;

		/* A mark that spreadsheets put in front of UTF-8. */
		if (i == 0 && strncmp(name, "\xef\xbb\xbf", 3) == 0)
			name += 3;
		column = pl_members_index(names, name);
		if (column < 0) {
			pl_members_unknown(
			    "there is no column ", name, names, err);
			break;
		}
		if (columns[column] >= 0)
			return pl_fail(err, PL_E_DATA,
			    "column \"%s\" is there twice", name);
		columns[column] = (int)i;
		if (i + 1 == csv->count && columns[QUESTION] >= 0)
			return PL_OK;
		if (i + 1 == csv->count)
			return pl_fail(err, PL_E_DATA,
			    "expected a column \"question\" in the first row");
	}
	if (err != NULL)
		err->code = PL_E_DATA;
	return PL_E_DATA;
}

/* NULL where the file does not have it, or it is empty. */
static const char *
field(const struct csv *csv, const int columns[COLUMNS], enum column column)
{
	const char *text =
	    columns[column] < 0 ? "" : csv->fields[columns[column]];

	return *text == '\0' ? NULL : text;
}

static int
read_rev(int *out, const char *text, struct pl_error *err)
{
	char *end;
	long rev = 0;

	if (text != NULL) {
		rev = strtol(text, &end, 10);
		if (*end != '\0' || rev < 1 || rev > PL_SURVEY_REVISIONS)
			return pl_fail(err, PL_E_DATA,
			    "rev \"%.100s\": expected a whole number", text);
	}
	*out = (int)rev;
	return PL_OK;
}

static int
read_row(struct pl_import *import, const struct csv *csv,
    const int columns[COLUMNS], struct pl_error *err)
{
	const char *question = field(csv, columns, QUESTION);
	const struct pl_response response = {
	    field(csv, columns, RESPONDENT), field(csv, columns, PERIOD)};
	struct pl_imported *imported;
	int rev = 0;

	if (question == NULL)
		return pl_fail(err, PL_E_DATA, "the question is missing");
	imported = pl_import_response(import, &response, err);
	if (imported == NULL ||
	    read_rev(&rev, field(csv, columns, REV), err) < 0)
		return PL_E_DATA;
	return pl_import_answer(import, imported, question, rev,
	    field(csv, columns, ANSWER), field(csv, columns, NONE), err);
}

static int
read_rows(struct pl_import *import, struct csv *csv, struct pl_error *err)
{
	int columns[COLUMNS], more = next_row(csv, err);
	size_t width = csv->count;

	if (more == 0)
		return pl_fail(err, PL_E_DATA, "is empty");
	if (more < 0 || read_head(csv, columns, err) < 0)
		return PL_E_DATA;
	while ((more = next_row(csv, err)) > 0) {
		if (csv->count != width)
			return pl_fail(err, PL_E_DATA,
			    "%zu fields, and the first row has %zu", csv->count,
			    width);
		if (read_row(import, csv, columns, err) < 0)
			return PL_E_DATA;
	}
	return more;
}

int
pl_import_csv(struct pl_import *import, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	struct csv csv = {.at = text, .end = text + length};
	int result;

	if (length > PL_IMPORT_BYTES)
		return pl_fail(err, PL_E_DATA, "%.400s: more than %d bytes",
		    name, PL_IMPORT_BYTES);
	pl_buf_init(&csv.text, 65536);
	result = read_rows(import, &csv, err);
	if (result < 0)
		pl_fail_at(err, "%.400s:%zu", name, csv.line);
	pl_buf_free(&csv.text);
	return result;
}
