#include "plugins/apt/aptlog.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/apt/dpkglog.h"
#include "kit/grow.h"

enum { MEMORY_OUT = -2 };

/* ---- Items -------------------------------------------------------------- */

/* "libc6:amd64 (2.36-9, 2.36-10, automatic)", taken apart. */
struct parts {
	const char *package, *first, *second;
	size_t package_length, first_length, second_length;
};

/* The part of a list up to a comma or the end, without spaces around it. */
static size_t
part_length(const char *text, const char *end)
{
	const char *comma = memchr(text, ',', (size_t)(end - text));
	size_t length = (size_t)((comma == NULL ? end : comma) - text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length;
}

/* Read an item; *text moves to the next one also where this one is bad. */
static int
parts_read(struct parts *out, const char **text, const char *end)
{
	const char *from = *text;
	const char *close = memchr(from, ')', (size_t)(end - from));
	const char *stop = close == NULL ? end : close;
	const char *open = memchr(from, '(', (size_t)(stop - from));

	*text = close == NULL ? end : close + 1;
	while (*text < end && (**text == ',' || **text == ' '))
		(*text)++;
	if (close == NULL || open == NULL)
		return -1;
	*out = (struct parts){.package = from, .first = open + 1};
	out->package_length = (size_t)(open - from);
	while (out->package_length > 0 && from[out->package_length - 1] == ' ')
		out->package_length--;
	out->first_length = part_length(out->first, close);
	out->second = out->first + out->first_length;
	while (
	    out->second < close && (*out->second == ',' || *out->second == ' '))
		out->second++;
	out->second_length = part_length(out->second, close);
	return out->package_length == 0 || out->package_length > APTLOG_NAME ||
	               out->first_length > APTLOG_NAME ||
	               out->second_length > APTLOG_NAME ||
	               memchr(from, ' ', out->package_length) != NULL ||
	               memchr(from, ',', out->package_length) != NULL
	           ? -1
	           : 0;
}

int
aptlog_add_item(struct aptlog *log, const struct apt_item *item)
{
	struct apt_item *items = kit_grow(
	    log->items, log->item_count, &log->item_room, sizeof *items);

	if (items == NULL)
		return MEMORY_OUT;
	log->items = items;
	items[log->item_count++] = *item;
	log->runs[log->count - 1].count++;
	return 0;
}

static int
add_item(struct aptlog *log, enum apt_deed deed, const struct parts *parts)
{
	struct apt_item item = {.deed = deed};
	uint32_t first, second;

	item.package =
	    kit_numbers_add(log->names, parts->package, parts->package_length);
	item.bare = kit_numbers_add(log->names, parts->package,
	    dpkg_bare_length(parts->package, parts->package_length));
	first = kit_numbers_add(log->names, parts->first, parts->first_length);
	second =
	    kit_numbers_add(log->names, parts->second, parts->second_length);
	if (item.package == KIT_NUMBERS_FULL || item.bare == KIT_NUMBERS_FULL ||
	    first == KIT_NUMBERS_FULL || second == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	if (deed == APT_UPGRADE || deed == APT_DOWNGRADE) {
		item.old = first;
		item.version = second;
	} else if (deed == APT_REMOVE) {
		item.old = first;
	} else {
		item.version = first;
	}
	return aptlog_add_item(log, &item);
}

static int
take_items(struct aptlog *log, enum apt_deed deed, const char *text,
    const char *end, const char **why)
{
	int result = 0;

	while (text < end) {
		struct parts parts;
		int bad = parts_read(&parts, &text, end) < 0;

		if (!bad && deed == APT_REMOVE && parts.first_length == 0)
			continue; /* a purge of what was not installed */
		if (!bad)
			bad = parts.first_length == 0 ||
			      ((deed == APT_UPGRADE || deed == APT_DOWNGRADE) &&
				  parts.second_length == 0);
		if (bad) {
			*why = "expected packages such as "
			       "openssl:amd64 (3.0.11-1, 3.0.13-1)";
			result = -1;
		} else if (add_item(log, deed, &parts) < 0) {
			return MEMORY_OUT;
		}
	}
	return result;
}

/* ---- Runs --------------------------------------------------------------- */

/* "2026-03-12  02:14:07": two blanks, or as many as there are. */
static int
read_date(
    struct aptlog *log, const char *text, const char *end, int64_t *out_ms)
{
	const char *time = text + 10;

	if (end - text < 19)
		return -1;
	while (time < end && *time == ' ')
		time++;
	if (time == text + 10 || end - time < 8)
		return -1;
	return kit_local_time_read(&log->clock, text, time, out_ms);
}

int
aptlog_add_run(struct aptlog *log, const struct apt_run *run)
{
	struct apt_run *runs =
	    kit_grow(log->runs, log->count, &log->room, sizeof *runs);

	if (runs == NULL)
		return MEMORY_OUT;
	log->runs = runs;
	runs[log->count] = *run;
	runs[log->count++].first = log->item_count;
	return 0;
}

static int
begin_run(
    struct aptlog *log, const char *text, const char *end, const char **why)
{
	struct apt_run run = {0};

	log->inside = 0;
	if (read_date(log, text, end, &run.start_ms) < 0) {
		*why = "expected a time such as 2026-03-12  02:14:07";
		return -1;
	}
	if (aptlog_add_run(log, &run) < 0)
		return MEMORY_OUT;
	log->inside = 1;
	return 0;
}

static int
end_run(struct aptlog *log, const char *text, const char *end, const char **why)
{
	log->inside = 0;
	if (read_date(log, text, end, &log->runs[log->count - 1].end_ms) < 0) {
		*why = "expected a time such as 2026-03-12  02:14:07";
		return -1;
	}
	return 0;
}

static int
keep_text(struct aptlog *log, uint32_t *out, const char *text, const char *end)
{
	size_t length = (size_t)(end - text);
	uint32_t number = kit_numbers_add(
	    log->names, text, length > APTLOG_TEXT ? APTLOG_TEXT : length);

	if (number == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	*out = number;
	return 0;
}

enum field {
	FIELD_START,
	FIELD_END,
	FIELD_COMMAND,
	FIELD_ERROR,
	FIELD_ITEMS,
	FIELD_OTHER,
};

static const struct {
	const char *name;
	enum field field;
	enum apt_deed deed;
} fields[] = {
    {"Start-Date:", FIELD_START, 0},
    {"End-Date:", FIELD_END, 0},
    {"Commandline:", FIELD_COMMAND, 0},
    {"Error:", FIELD_ERROR, 0},
    {"Requested-By:", FIELD_OTHER, 0},
    {"Comment:", FIELD_OTHER, 0},
    {"Install:", FIELD_ITEMS, APT_INSTALL},
    {"Upgrade:", FIELD_ITEMS, APT_UPGRADE},
    {"Downgrade:", FIELD_ITEMS, APT_DOWNGRADE},
    {"Remove:", FIELD_ITEMS, APT_REMOVE},
    {"Purge:", FIELD_ITEMS, APT_REMOVE},
    {"Reinstall:", FIELD_ITEMS, APT_REINSTALL},
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields };

static size_t
find_field(const char *text)
{
	size_t i = 0;

	while (i < FIELD_COUNT &&
	       strncmp(text, fields[i].name, strlen(fields[i].name)) != 0)
		i++;
	return i;
}

int
aptlog_take(
    struct aptlog *log, const char *text, size_t length, const char **why)
{
	const char *end = text + length;
	size_t i = find_field(text);

	if (length == 0)
		return 0;
	if (i == FIELD_COUNT) {
		*why = "expected a field such as Start-Date: or Upgrade:";
		return -1;
	}
	text += strlen(fields[i].name);
	while (text < end && *text == ' ')
		text++;
	if (fields[i].field == FIELD_START)
		return begin_run(log, text, end, why);
	if (!log->inside) {
		*why = "no Start-Date: that can be read came before it";
		return -1;
	}
	switch (fields[i].field) {
	case FIELD_END:
		return end_run(log, text, end, why);
	case FIELD_COMMAND:
		return keep_text(
		    log, &log->runs[log->count - 1].command, text, end);
	case FIELD_ERROR:
		return keep_text(
		    log, &log->runs[log->count - 1].error, text, end);
	case FIELD_ITEMS:
		return take_items(log, fields[i].deed, text, end, why);
	default:
		return 0;
	}
}

void
aptlog_file_ends(struct aptlog *log)
{
	log->inside = 0;
}

/* ---- What became of it -------------------------------------------------- */

struct mention {
	uint32_t old;
	int64_t at_ms;
};

static int64_t
over_ms(const struct aptlog *log, size_t i)
{
	const struct apt_run *run = &log->runs[i];
	int64_t over = run->start_ms + APTLOG_GRACE_MS;

	if (run->end_ms >= run->start_ms &&
	    run->end_ms - run->start_ms <= APTLOG_RUN_MS)
		return run->end_ms;
	/* apt holds a lock: there is never more than one run. */
	if (i + 1 < log->count && run[1].start_ms >= run->start_ms &&
	    run[1].start_ms < over)
		over = run[1].start_ms;
	return over;
}

/* Backwards, so that the next mention of each package is known. */
int
aptlog_close(struct aptlog *log)
{
	struct mention *next =
	    calloc((size_t)log->names->count + 1, sizeof *next);

	if (next == NULL)
		return MEMORY_OUT;
	for (size_t i = log->count; i-- > 0;) {
		struct apt_run *run = &log->runs[i];

		run->over_ms = over_ms(log, i);
		for (size_t j = run->first; j < run->first + run->count; j++) {
			struct apt_item *item = &log->items[j];
			struct mention *later = &next[item->package];

			if (item->version != 0 && later->old == item->version)
				item->proven_ms = later->at_ms;
			*later = (struct mention){item->old, run->start_ms};
		}
	}
	free(next);
	return 0;
}

void
aptlog_code(const char *error, char out[16])
{
	const char *open = strrchr(error, '(');
	size_t length = open == NULL ? 0 : strspn(open + 1, "0123456789");

	out[0] = '\0';
	if (length == 0 || length > 15 || open[1 + length] != ')')
		return;
	memcpy(out, open + 1, length);
	out[length] = '\0';
}

void
aptlog_free(struct aptlog *log)
{
	free(log->runs);
	free(log->items);
	*log = (struct aptlog){0};
}
