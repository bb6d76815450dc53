/*
 * table.c - exports in CSV, TSV and JSON, by a mapping that says what they mean
 *
 * The cursor's first line is a digest of the mapping and the options that bear
 * on its meaning; should one change, everything is read anew. Then comes a
 * line for each file: how far it was read, the digest of all up to there, and
 * its path. A file that begins with the same text is read on, any other from
 * its start: what is told again is the same event and changes nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/csv.h"
#include "kit/digest.h"
#include "kit/instant.h"
#include "kit/kinds.h"
#include "kit/tell.h"
#include "kit/zone.h"
#include "plugins/table/apply.h"
#include "plugins/table/feed.h"
#include "plugins/table/tree.h"

enum {
	CHECKPOINT_RECORDS = 10000,
	PROGRESS_RECORDS = 1000,
	JSON_BYTES = 64 * 1024 * 1024, /* of a JSON file, which is read whole */
	RECORD_SHOWN = 400,            /* bytes of a record that are shown */
};

struct source {
	const plore_host *host;
	struct mapping *mapping;
	uint64_t meaning;                  /* digest of mapping and options */
	char cursor[PLORE_MAX_CURSOR + 1]; /* of the files read so far */
	struct apply apply;
	struct tree tree;
};

/* A file while it is read. */
struct file {
	const char *path, *name; /* name: without its folder */
	struct feed feed;
	struct feed_mark mark; /* behind the last record that was reported */
	uint64_t records;
};

static const char *const paths[] = {"/usr/share/zoneinfo", NULL};

static const plore_option options[] = {
    {"mapping",
	"the file that says what the columns mean, or the name of one that "
	"comes "
	"with patchlore, such as qualys",
	NULL, PLORE_PATH, PLORE_REQUIRED},
    {"path", "an export, plain or compressed", NULL, PLORE_PATH,
	PLORE_REQUIRED | PLORE_REPEATED},
    {"asset", "whose records these are, where they name nobody", NULL,
	PLORE_TEXT, 0},
    {"timezone",
	"the zone of times that come without one, such as Europe/Berlin; else "
	"the mapping's",
	NULL, PLORE_TEXT, 0},
    {"at",
	"when the export was made, 2026-03-12T02:14:07Z, for mappings that ask",
	NULL, PLORE_TEXT, 0},
    {0}};

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* ---- Open --------------------------------------------------------------- */

/* The mapping's text; free it. NULL with errno, EFBIG where it is too long. */
static char *
read_mapping_text(const char *path, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = fd < 0 ? NULL : malloc(MAPPING_BYTES + 1);
	ssize_t n = text == NULL ? -1 : 1;
	int why;

	*length = 0;
	while (n > 0 && *length <= MAPPING_BYTES) {
		n = read(fd, text + *length, MAPPING_BYTES + 1 - *length);
		*length += n > 0 ? (size_t)n : 0;
	}
	why = n < 0 ? errno : *length > MAPPING_BYTES ? EFBIG : 0;
	if (fd >= 0)
		close(fd);
	if (why == 0)
		return text;
	free(text);
	errno = why;
	return NULL;
}

static int32_t
load_mapping(struct source *source)
{
	const plore_host *host = source->host;
	const char *path = host->option(host, "mapping", 0);
	char error[600];
	size_t length;
	char *text = read_mapping_text(path, &length);

	if (text == NULL) {
		kit_fail(host, PLORE_E_CONFIG,
		    "mapping %.300s: cannot be read: %s; name a file of at "
		    "most 1 MiB that says what the columns mean",
		    path, strerror(errno));
		return PLORE_E_CONFIG;
	}
	source->meaning = kit_digest(KIT_DIGEST, text, length);
	source->mapping = mapping_read(text, length, error, sizeof error);
	free(text);
	if (source->mapping == NULL) {
		kit_fail(host, PLORE_E_CONFIG, "mapping %.200s: %s",
		    base_name(path), error);
		return PLORE_E_CONFIG;
	}
	return PLORE_OK;
}

static int32_t
set_zone(struct source *source)
{
	const plore_host *host = source->host;
	const char *zone = host->option(host, "timezone", 0);

	if (zone == NULL)
		zone = source->mapping->timezone;
	if (zone == NULL && source->mapping->needs_zone)
		return kit_fail(host, PLORE_E_CONFIG,
		    "the times in this export have no zone; say which with "
		    "timezone=, such as timezone=Europe/Berlin");
	if (zone != NULL && kit_zone_use(zone) < 0)
		return kit_fail(host, PLORE_E_CONFIG,
		    "timezone=%.100s: this machine knows no such zone", zone);
	return PLORE_OK;
}

static int32_t
set_at(struct source *source)
{
	const plore_host *host = source->host;
	const char *at = host->option(host, "at", 0);

	if (at == NULL && source->mapping->needs_at)
		return kit_fail(host, PLORE_E_CONFIG,
		    "this export does not say when it was made, and the "
		    "mapping needs it: say so with at=2026-03-12T02:14:07Z");
	if (at != NULL && kit_instant_read(at, &source->apply.at_ms) < 0)
		return kit_fail(host, PLORE_E_CONFIG,
		    "at=%.100s: expected a time such as 2026-03-12T02:14:07Z",
		    at);
	return PLORE_OK;
}

static void
digest_options(struct source *source)
{
	static const char *const names[] = {"asset", "timezone", "at"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value =
		    source->host->option(source->host, names[i], 0);

		if (value != NULL)
			source->meaning =
			    kit_digest(source->meaning, value, strlen(value));
		source->meaning = kit_digest(source->meaning, "", 1);
	}
}

static void
table_close(void *self)
{
	struct source *source = self;

	mapping_free(source->mapping);
	free(source);
}

static int32_t
table_open(const plore_host *host, void **self)
{
	struct source *source = calloc(1, sizeof *source);
	int32_t result;

	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	result = load_mapping(source);
	if (result == PLORE_OK)
		result = set_zone(source);
	if (result == PLORE_OK)
		result = set_at(source);
	if (result != PLORE_OK) {
		table_close(source);
		return result;
	}
	digest_options(source);
	source->apply.host = host;
	source->apply.mapping = source->mapping;
	source->apply.asset = host->option(host, "asset", 0);
	*self = source;
	return PLORE_OK;
}

/* ---- Cursor ------------------------------------------------------------- */

/* Where the cursor says that a file was left; 0 where it says nothing. */
static int
find_mark(const struct source *source, const char *cursor, const char *path,
    struct feed_mark *mark)
{
	size_t length = strlen(path);
	uint64_t meaning;

	if (cursor == NULL || sscanf(cursor, "%" SCNx64, &meaning) != 1 ||
	    meaning != source->meaning)
		return 0;
	while ((cursor = strchr(cursor, '\n')) != NULL && *++cursor != '\0') {
		int begin = 0;

		if (sscanf(cursor, "%" SCNu64 " %" SCNu64 " %" SCNx64 " %n",
			&mark->offset, &mark->number, &mark->digest,
			&begin) == 3 &&
		    begin > 0 && strcspn(cursor + begin, "\n") == length &&
		    memcmp(cursor + begin, path, length) == 0)
			return 1;
	}
	return 0;
}

/* A checkpoint behind the records read so far. With finished, the file's place
 * stays in the cursor of the next one. */
static int32_t
checkpoint(struct source *source, const struct file *file, int finished)
{
	char cursor[PLORE_MAX_CURSOR + 1];
	int length = snprintf(cursor, sizeof cursor,
	    "%s%" PRIu64 " %" PRIu64 " %" PRIx64 " %s\n", source->cursor,
	    file->mark.offset, file->mark.number, file->mark.digest,
	    file->path);

	if (length < 0 || (size_t)length >= sizeof cursor)
		return kit_fail(source->host, PLORE_E_CONFIG,
		    "so many paths do not fit into a cursor; use several "
		    "sources");
	if (finished)
		memcpy(source->cursor, cursor, (size_t)length + 1);
	return source->host->checkpoint(source->host, cursor);
}

/* ---- Records ------------------------------------------------------------ */

static void
set_place(struct record *record, const struct file *file, uint64_t number)
{
	snprintf(record->place, sizeof record->place, "%.200s:%" PRIu64,
	    file->name, number);
}

static int32_t
reject(struct source *source, const struct record *record, const char *reason)
{
	return source->host->reject(
	    source->host, record->place, reason, record->shown);
}

/* After each record of a file that is read piece by piece. A last line without
 * an end may go on, so the mark stays before it. */
static int32_t
count_record(struct source *source, struct file *file)
{
	uint64_t done, total;

	if (!file->feed.open_end)
		feed_here(&file->feed, &file->mark);
	if (++file->records % PROGRESS_RECORDS != 0)
		return PLORE_OK;
	kit_lines_progress(file->feed.lines, &done, &total);
	source->host->progress(source->host, done, total, file->name);
	if (source->host->stopping(source->host))
		return PLORE_E_STOPPED;
	return file->records % CHECKPOINT_RECORDS == 0
	           ? checkpoint(source, file, 0)
	           : PLORE_OK;
}

static int32_t
tell_damage(struct source *source, struct file *file)
{
	struct record record = {.shown = "the file is damaged from here on"};

	set_place(&record, file, kit_lines_number(file->feed.lines));
	return reject(source, &record, kit_lines_error(file->feed.lines));
}

/* ---- CSV and TSV -------------------------------------------------------- */

/* Which field of a row each column is. */
struct header {
	size_t positions[MAPPING_COLUMNS];
	size_t count; /* fields of a row */
};

static int32_t
find_columns(const struct source *source, const struct file *file,
    const struct kit_csv_row *row, struct header *header)
{
	const struct mapping *mapping = source->mapping;

	header->count = row->count;
	for (size_t i = 0; i < mapping->column_count; i++) {
		size_t found = 0;

		for (size_t j = 0; j < row->count; j++)
			if (strcmp(row->fields[j], mapping->columns[i]) == 0) {
				header->positions[i] = j;
				found++;
			}
		if (found != 1)
			return kit_fail(source->host, PLORE_E_DATA,
			    "%.200s: %s column \"%.100s\", of which the "
			    "mapping speaks",
			    file->name,
			    found == 0 ? "there is no"
				       : "there is more than "
					 "one",
			    mapping->columns[i]);
	}
	return PLORE_OK;
}

static int32_t
read_header(struct source *source, struct file *file, struct kit_csv *csv,
    struct kit_csv_row *row, struct header *header)
{
	int more = kit_csv_next(csv, row);

	if (more > 0 && row->flaw == NULL) {
		feed_here(&file->feed, &file->mark);
		if (strncmp(row->shown, "\xff\xfe", 2) == 0 ||
		    strncmp(row->shown, "\xfe\xff", 2) == 0)
			return kit_fail(source->host, PLORE_E_DATA,
			    "%.200s: is in UTF-16; make it UTF-8 first",
			    file->name);
		return find_columns(source, file, row, header);
	}
	return kit_fail(source->host, PLORE_E_DATA,
	    "%.200s: no row with the names of the columns: %s", file->name,
	    more > 0    ? row->flaw
	    : more == 0 ? "the file is empty"
			: kit_lines_error(file->feed.lines));
}

static int32_t
take_row(struct source *source, const struct file *file,
    const struct header *header, const struct kit_csv_row *row)
{
	struct record record = {.shown = row->shown};
	char reason[100];

	set_place(&record, file, row->number);
	if (row->flaw != NULL)
		return reject(source, &record, row->flaw);
	if (row->count != header->count) {
		snprintf(reason, sizeof reason,
		    "%zu columns, and the first row has %zu", row->count,
		    header->count);
		return reject(source, &record, reason);
	}
	for (size_t i = 0; i < source->mapping->column_count; i++)
		record.values[i] = row->fields[header->positions[i]];
	return apply_record(&source->apply, &record);
}

static int32_t
read_rows(struct source *source, struct file *file, struct kit_csv *csv,
    struct kit_csv_row *row, const struct header *header)
{
	int32_t result = PLORE_OK;
	int more;

	while (result == PLORE_OK && (more = kit_csv_next(csv, row)) != 0) {
		if (more < 0)
			return tell_damage(source, file);
		result = take_row(source, file, header, row);
		if (result == PLORE_OK)
			result = count_record(source, file);
	}
	return result;
}

static int
next_line(void *context, struct kit_line *line)
{
	return feed_next(context, line);
}

/* PLORE_E_ARGUMENT where the file does not begin as it did up to the mark. */
static int32_t
read_csv(struct source *source, struct file *file, const struct feed_mark *from)
{
	struct kit_csv_row *row = malloc(sizeof *row);
	struct kit_csv *csv = malloc(sizeof *csv);
	struct header header = {0};
	int32_t result = PLORE_E_FAILED;

	if (row != NULL && csv != NULL &&
	    kit_csv_open(csv, next_line, &file->feed,
		source->mapping->delimiter,
		source->mapping->form == MAPPING_CSV) == 0) {
		result = read_header(source, file, csv, row, &header);
		if (result == PLORE_OK && from != NULL &&
		    !feed_skip(&file->feed, from))
			result = PLORE_E_ARGUMENT;
		if (result == PLORE_OK) {
			feed_here(&file->feed, &file->mark);
			result = read_rows(source, file, csv, row, &header);
		}
		kit_csv_close(csv);
	}
	free(csv);
	free(row);
	return result;
}

/* ---- JSON --------------------------------------------------------------- */

static int32_t
take_object(
    struct source *source, json_t *top, json_t *object, struct record *record)
{
	const struct mapping *mapping = source->mapping;

	source->tree.top = top;
	if (!json_is_object(object))
		return reject(source, record, "expected an object");
	if (tree_take(&source->tree, object, mapping->columns,
		mapping->column_count, record->values) < 0)
		return reject(source, record, "texts of more than 256 KiB");
	return apply_record(&source->apply, record);
}

static int32_t
take_json_line(
    struct source *source, const struct file *file, const struct kit_line *line)
{
	struct record record = {.shown = line->text};
	json_error_t where;
	char reason[300];
	json_t *object;
	int32_t result;

	set_place(&record, file, line->number);
	if (line->text[strspn(line->text, " \t")] == '\0')
		return PLORE_OK;
	if (line->truncated)
		return reject(source, &record, "a line of more than 1 MiB");
	object = json_loadb(
	    line->text, line->length, JSON_REJECT_DUPLICATES, &where);
	if (object == NULL) {
		snprintf(reason, sizeof reason, "column %d: %s", where.column,
		    where.text);
		return reject(source, &record, reason);
	}
	result = take_object(source, object, object, &record);
	json_decref(object);
	return result;
}

static int32_t
read_json_lines(
    struct source *source, struct file *file, const struct feed_mark *from)
{
	struct kit_line line;
	int32_t result = PLORE_OK;
	int more;

	if (from != NULL && !feed_skip(&file->feed, from))
		return PLORE_E_ARGUMENT;
	feed_here(&file->feed, &file->mark);
	while (
	    result == PLORE_OK && (more = feed_next(&file->feed, &line)) != 0) {
		if (more < 0)
			return tell_damage(source, file);
		result = take_json_line(source, file, &line);
		if (result == PLORE_OK)
			result = count_record(source, file);
	}
	return result;
}

/* A whole file as one text; free it. NULL with a reason. */
static char *
read_whole(struct file *file, size_t *length, const char **why)
{
	struct kit_line line;
	char *text = NULL;
	size_t room = 0;
	int more;

	*length = 0;
	*why = "out of memory";
	while ((more = feed_next(&file->feed, &line)) > 0) {
		if (text == NULL || *length + line.length + 2 > room) {
			char *grown;

			room = 2 * (room + line.length) + 4096;
			grown = realloc(text, room);
			if (grown == NULL) {
				free(text);
				return NULL;
			}
			text = grown;
		}
		memcpy(text + *length, line.text, line.length);
		*length += line.length;
		text[(*length)++] = '\n';
		if (*length > JSON_BYTES || line.truncated) {
			*why = "a JSON file of more than 64 MiB; convert it to "
			       "a line for each record";
			free(text);
			return NULL;
		}
	}
	if (more == 0 && text != NULL)
		return text;
	*why =
	    more == 0 ? "the file is empty" : kit_lines_error(file->feed.lines);
	free(text);
	return NULL;
}

/* A record's beginning, for people to know it by. */
static void
show(char out[RECORD_SHOWN], const json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_ENCODE_ANY);

	snprintf(out, RECORD_SHOWN, "%s", text == NULL ? "" : text);
	free(text);
}

/* A list of records, or a single one, which some tools write bare. */
static int32_t
take_list(struct source *source, const struct file *file, json_t *top)
{
	const char *records = source->mapping->records;
	json_t *list = records == NULL ? top : tree_find(top, top, records);
	size_t count = json_is_array(list) ? json_array_size(list) : 1;
	int32_t result = PLORE_OK;

	if (!json_is_array(list) && !json_is_object(list))
		return kit_fail(source->host, PLORE_E_DATA,
		    "%.200s: %.100s is no list of records", file->name,
		    records == NULL ? "its top" : records);
	for (size_t i = 0; result == PLORE_OK && i < count; i++) {
		json_t *object =
		    json_is_array(list) ? json_array_get(list, i) : list;
		char shown[RECORD_SHOWN];
		struct record record = {.shown = shown};

		show(shown, object);
		snprintf(record.place, sizeof record.place, "%.180s:%.40s[%zu]",
		    file->name, records == NULL ? "" : records, i);
		result = take_object(source, top, object, &record);
		if (i % PROGRESS_RECORDS == 0)
			source->host->progress(
			    source->host, i, count, file->name);
		if (source->host->stopping(source->host))
			return PLORE_E_STOPPED;
	}
	return result;
}

static int32_t
read_json(
    struct source *source, struct file *file, const struct feed_mark *from)
{
	const char *why;
	json_error_t where;
	size_t length;
	char *text = read_whole(file, &length, &why);
	int32_t result;
	json_t *top;

	if (text == NULL)
		return kit_fail(
		    source->host, PLORE_E_DATA, "%.200s: %s", file->name, why);
	feed_here(&file->feed, &file->mark);
	if (from != NULL && from->digest == file->mark.digest) {
		free(text);
		return PLORE_OK; /* as it was */
	}
	top = json_loadb(text, length, 0, &where);
	free(text);
	if (top == NULL)
		return kit_fail(source->host, PLORE_E_DATA,
		    "%.200s: line %d, column %d: %s", file->name, where.line,
		    where.column, where.text);
	result = take_list(source, file, top);
	json_decref(top);
	return result;
}

/* ---- Files -------------------------------------------------------------- */

static int
is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int32_t
read_from(
    struct source *source, struct file *file, const struct feed_mark *from)
{
	char error[512];
	size_t limit =
	    source->mapping->form == MAPPING_JSON ? JSON_BYTES : KIT_CSV_LINE;
	int32_t result;

	if (is_folder(file->path))
		return kit_fail(source->host, PLORE_E_CONFIG,
		    "path %.300s: is a folder; name each export in it by a "
		    "path= of its own",
		    file->path);
	if (feed_open(&file->feed, file->path, limit, error, sizeof error) < 0)
		return kit_fail(source->host, PLORE_E_ACCESS, "%s", error);
	if (source->mapping->form == MAPPING_JSON)
		result = read_json(source, file, from);
	else if (source->mapping->form == MAPPING_JSONL)
		result = read_json_lines(source, file, from);
	else
		result = read_csv(source, file, from);
	feed_close(&file->feed);
	return result;
}

static int32_t
read_file(struct source *source, const char *cursor, const char *path)
{
	struct file file = {.path = path, .name = base_name(path)};
	struct feed_mark from;
	int32_t result = PLORE_E_ARGUMENT;

	if (find_mark(source, cursor, path, &from))
		result = read_from(source, &file, &from);
	if (result == PLORE_E_ARGUMENT) /* new, or not the file that it was */
		result = read_from(source, &file, NULL);
	return result == PLORE_OK ? checkpoint(source, &file, 1) : result;
}

static int32_t
table_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	const char *path;
	int32_t result = PLORE_OK;

	snprintf(source->cursor, sizeof source->cursor, "%" PRIx64 "\n",
	    source->meaning);
	for (uint32_t i = 0;
	     result == PLORE_OK &&
	     (path = source->host->option(source->host, "path", i)) != NULL;
	     i++)
		result = read_file(source, request->cursor, path);
	return result;
}

static const plore_plugin table = {
    .size = sizeof table,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.table",
    .name = "Tables",
    .version = "0.1.0",
    .summary = "reads exports in CSV, TSV and JSON by a mapping",
    .license = "Apache-2.0",
    .kinds = kit_kinds,
    .paths = paths,
    .options = options,
    .open = table_open,
    .collect = table_collect,
    .close = table_close,
};

PLORE_PLUGINS(&table);
