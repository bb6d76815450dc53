/* SPDX-License-Identifier: MIT */
#include "kit/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
kit_csv_open(struct kit_csv *csv, kit_csv_line *next, void *context,
    char delimiter, int quotes)
{
	*csv = (struct kit_csv){.next = next,
	    .context = context,
	    .delimiter = delimiter,
	    .quotes = quotes};
	csv->text = malloc(KIT_CSV_ROW);
	return csv->text == NULL ? -1 : 0;
}

static int
next_of_lines(void *context, struct kit_line *line)
{
	return kit_lines_next(context, line);
}

int
kit_csv_open_lines(
    struct kit_csv *csv, struct kit_lines *lines, char delimiter, int quotes)
{
	return kit_csv_open(csv, next_of_lines, lines, delimiter, quotes);
}

void
kit_csv_close(struct kit_csv *csv)
{
	free(csv->text);
	csv->text = NULL;
}

static void
add(struct kit_csv *csv, const char *bytes, size_t length)
{
	if (csv->used + length > KIT_CSV_ROW) {
		csv->flaw = "a row of more than 4 MiB";
		return;
	}
	memcpy(csv->text + csv->used, bytes, length);
	csv->used += length;
}

static void
begin_field(struct kit_csv *csv)
{
	if (csv->count == KIT_CSV_COLUMNS)
		csv->flaw = "more than 1024 columns";
	else
		csv->starts[csv->count++] = csv->used;
}

/* From inside quotes to behind the closing one, or to the line's end. */
static const char *
read_quoted(struct kit_csv *csv, const char *at, const char *end)
{
	while (at < end) {
		const char *quote = memchr(at, '"', (size_t)(end - at));
		const char *stop = quote == NULL ? end : quote;

		add(csv, at, (size_t)(stop - at));
		if (quote == NULL)
			return end;
		if (quote + 1 == end || quote[1] != '"') {
			csv->in_quotes = 0;
			return quote + 1;
		}
		add(csv, "\"", 1);
		at = quote + 2;
	}
	return end;
}

/* One field, or what a quoted one has on this line. */
static const char *
read_field(struct kit_csv *csv, const char *at, const char *end)
{
	const char *stop;

	if (!csv->in_quotes) {
		begin_field(csv);
		csv->in_quotes = csv->quotes && at < end && *at == '"';
		at += csv->in_quotes;
		if (!csv->in_quotes) {
			stop = memchr(at, csv->delimiter, (size_t)(end - at));
			stop = stop == NULL ? end : stop;
			add(csv, at, (size_t)(stop - at));
			add(csv, "", 1);
			return stop;
		}
	}
	at = read_quoted(csv, at, end);
	if (csv->in_quotes) {
		add(csv, "\n", 1); /* the field goes on */
		return at;
	}
	if (at < end && *at != csv->delimiter)
		csv->flaw = "text behind a closing quote";
	add(csv, "", 1);
	return at;
}

/* A flaw gives the rest of the line, and an open quote, up. */
static void
read_line(struct kit_csv *csv, const struct kit_line *line)
{
	const char *at = line->text, *end = line->text + line->length;

	if (line->truncated)
		csv->flaw = "a line of more than 1 MiB";
	while (csv->flaw == NULL) {
		at = read_field(csv, at, end);
		if (csv->flaw != NULL || csv->in_quotes || at == end)
			break;
		at++; /* the delimiter; a field follows, if an empty one */
	}
	if (csv->flaw != NULL)
		csv->in_quotes = 0;
}

int
kit_csv_next(struct kit_csv *csv, struct kit_csv_row *row)
{
	struct kit_line line;
	int more;

	csv->used = csv->count = 0;
	csv->in_quotes = 0;
	csv->flaw = NULL;
	do
		more = csv->next(csv->context, &line);
	while (more > 0 && line.length == 0);
	if (more <= 0)
		return more;
	row->number = line.number;
	snprintf(row->shown, sizeof row->shown, "%s", line.text);
	read_line(csv, &line);
	while (csv->in_quotes) {
		more = csv->next(csv->context, &line);
		if (more <= 0) {
			csv->flaw = "a quote that is never closed";
			break;
		}
		read_line(csv, &line);
	}
	row->flaw = csv->flaw;
	row->count = csv->count;
	for (size_t i = 0; row->flaw == NULL && i < csv->count; i++)
		row->fields[i] = csv->text + csv->starts[i];
	return 1;
}
