#include "plugins/kev/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/csv.h"
#include "kit/lines.h"
#include "kit/tell.h"
#include "plugins/kev/entry.h"

/* Columns by their names in the first row; some may not be there. */
enum { ID, ADDED, DUE, RANSOMWARE, VENDOR, COLUMNS };

static const char *const names[COLUMNS] = {"cveID", "dateAdded", "dueDate",
    "knownRansomwareCampaignUse", "vendorProject"};

struct rows {
	const plore_host *host;
	struct kit_files *files;
	const struct kit_file *file;
	struct kit_csv csv;
	struct kit_csv_row row;
	int place[COLUMNS]; /* -1: there is none */
	size_t width;       /* of the first row; 0: it was refused */
};

static int32_t
read_names(struct rows *rows)
{
	const struct kit_csv_row *row = &rows->row;
	int more = kit_csv_next(&rows->csv, &rows->row);

	if (more <= 0 || row->flaw != NULL)
		return kit_files_refuse(rows->files, 1,
		    more > 0   ? row->flaw
		    : more < 0 ? kit_files_error(rows->files)
			       : "no row with names of columns");
	for (int i = 0; i < COLUMNS; i++) {
		rows->place[i] = -1;
		for (size_t j = 0; j < row->count; j++)
			if (strcmp(row->fields[j], names[i]) == 0)
				rows->place[i] = (int)j;
	}
	if (rows->place[ID] < 0 || rows->place[ADDED] < 0)
		return kit_files_refuse(rows->files, row->number,
		    "expected JSON, or rows with the columns cveID and "
		    "dateAdded");
	rows->width = row->count;
	return PLORE_OK;
}

static const char *
field(const struct rows *rows, int column)
{
	return rows->place[column] < 0 ? NULL
	                               : rows->row.fields[rows->place[column]];
}

static int32_t
reject(const struct rows *rows, const char *reason)
{
	return kit_reject(rows->host, rows->file->name, rows->row.number,
	    reason, rows->row.shown);
}

static int32_t
take_row(struct rows *rows)
{
	const struct kit_csv_row *row = &rows->row;
	struct kev_event made;
	char reason[100];

	if (row->flaw != NULL)
		return reject(rows, row->flaw);
	if (row->count != rows->width) {
		snprintf(reason, sizeof reason,
		    "%zu columns, and the first row has %zu", row->count,
		    rows->width);
		return reject(rows, reason);
	}
	if (kev_event_make(&made, &(struct kev_entry){.id = field(rows, ID),
				      .added = field(rows, ADDED),
				      .due = field(rows, DUE),
				      .ransomware = field(rows, RANSOMWARE),
				      .vendor = field(rows, VENDOR)}) < 0)
		return reject(rows, made.reason);
	return kit_emit(rows->host, &made.event);
}

static int32_t
take_rows(struct rows *rows, struct kit_lines *lines)
{
	int32_t result = read_names(rows);
	int more;

	if (rows->width == 0)
		return result;
	while (result == PLORE_OK &&
	       (more = kit_csv_next(&rows->csv, &rows->row)) != 0) {
		if (more < 0) {
			rows->row.number = kit_lines_number(lines);
			rows->row.shown[0] = '\0';
			return reject(rows, kit_files_error(rows->files));
		}
		result = take_row(rows);
		if (result == PLORE_OK)
			result = kit_files_pause(rows->files, 1);
	}
	return result;
}

int32_t
kev_rows_read(const plore_host *host, struct kit_files *files,
    const struct kit_file *file)
{
	struct rows *rows = calloc(1, sizeof *rows);
	struct kit_lines *lines =
	    kit_lines_new(kit_files_read, files, KIT_CSV_LINE);
	int32_t result = PLORE_E_FAILED;

	if (lines != NULL && rows != NULL &&
	    kit_csv_open_lines(&rows->csv, lines, ',', 1) == 0) {
		rows->host = host;
		rows->files = files;
		rows->file = file;
		result = take_rows(rows, lines);
		kit_csv_close(&rows->csv);
	}
	kit_lines_close(lines);
	free(rows);
	return result;
}
