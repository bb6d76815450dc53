#include "plugins/table/mapping.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/event_line.h"
#include "kit/kinds.h"

/* ---- Memory ------------------------------------------------------------- */

/* All that a mapping allocates, freed with it. Texts are borrowed from the
 * tree that jansson made. */
struct block {
	struct block *next;
	max_align_t bytes[];
};

struct memory {
	struct block *blocks;
	json_t *tree;
};

enum { PLACE = 200 };

struct reader {
	struct mapping *mapping;
	struct memory *memory;
	char *error;
	size_t error_size;
	char place[PLACE]; /* "events[2].time" */
};

static int flaw(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
flaw(struct reader *reader, const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	snprintf(reader->error, reader->error_size, "%s%s%s", reader->place,
	    reader->place[0] == '\0' ? "" : ": ", text);
	return -1;
}

static void *
allocate(struct reader *reader, size_t count, size_t size)
{
	struct block *block = calloc(1, sizeof *block + count * size);

	if (block == NULL) {
		flaw(reader, "out of memory");
		return NULL;
	}
	block->next = reader->memory->blocks;
	reader->memory->blocks = block;
	return block->bytes;
}

static const char *
copy_text(struct reader *reader, const char *text, size_t length)
{
	char *copy = allocate(reader, length + 1, 1);

	if (copy != NULL)
		memcpy(copy, text, length);
	return copy;
}

/* ---- Places ------------------------------------------------------------- */

/* Go into a member or an element; what is returned leads back out. */
static size_t
enter(struct reader *reader, const char *name)
{
	size_t length = strlen(reader->place);

	snprintf(reader->place + length, PLACE - length, "%s%.60s",
	    length == 0 ? "" : ".", name);
	return length;
}

static size_t
enter_element(struct reader *reader, size_t index)
{
	size_t length = strlen(reader->place);

	snprintf(reader->place + length, PLACE - length, "[%zu]", index);
	return length;
}

static void
leave(struct reader *reader, size_t length)
{
	reader->place[length] = '\0';
}

static int
unknown_member(
    struct reader *reader, const char *name, const char *const *names)
{
	char known[200] = "";
	size_t used = 0;

	for (size_t i = 0; names[i] != NULL && used < sizeof known; i++)
		used += (size_t)snprintf(known + used, sizeof known - used,
		    "%s%s", i > 0 ? ", " : "", names[i]);
	return flaw(
	    reader, "unknown member \"%.60s\"; there are: %s", name, known);
}

/* The object has no member but these. */
static int
check_members(struct reader *reader, json_t *object, const char *const *names)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return flaw(reader, "expected an object");
	json_object_foreach(object, name, value)
	{
		size_t i = 0;

		while (names[i] != NULL && strcmp(names[i], name) != 0)
			i++;
		if (names[i] == NULL)
			return unknown_member(reader, name, names);
	}
	return 0;
}

/* A text member, NULL where it is not there. */
static int
read_text(
    struct reader *reader, json_t *object, const char *name, const char **out)
{
	json_t *value = json_object_get(object, name);

	*out = json_string_value(value);
	if (value != NULL && *out == NULL)
		return flaw(reader, "%s: expected a string", name);
	return 0;
}

static int
check_list(struct reader *reader, json_t *list, size_t limit)
{
	if (!json_is_array(list))
		return flaw(reader, "expected a list");
	if (json_array_size(list) == 0 || json_array_size(list) > limit)
		return flaw(reader, "expected 1 to %zu elements", limit);
	return 0;
}

/* ---- Columns and values ------------------------------------------------- */

static int
find_column(struct reader *reader, const char *name, size_t length, size_t *out)
{
	struct mapping *mapping = reader->mapping;

	if (length == 0)
		return flaw(reader, "a column without a name");
	for (*out = 0; *out < mapping->column_count; (*out)++)
		if (strlen(mapping->columns[*out]) == length &&
		    memcmp(mapping->columns[*out], name, length) == 0)
			return 0;
	if (mapping->column_count == MAPPING_COLUMNS)
		return flaw(reader, "more than %d columns", MAPPING_COLUMNS);
	mapping->columns[*out] = copy_text(reader, name, length);
	if (mapping->columns[*out] == NULL)
		return -1;
	mapping->column_count++;
	return 0;
}

static int
read_column(struct reader *reader, json_t *object, size_t *out)
{
	const char *name;

	if (read_text(reader, object, "column", &name) < 0)
		return -1;
	if (name == NULL)
		return flaw(reader, "expected a \"column\"");
	return find_column(reader, name, strlen(name), out);
}

static int
add_piece(struct reader *reader, struct mapping_value *value,
    const struct mapping_piece *piece)
{
	if (value->piece_count == MAPPING_PIECES)
		return flaw(reader, "more than %d pieces", MAPPING_PIECES);
	value->pieces[value->piece_count++] = *piece;
	return 0;
}

/* "KB{kbId}"; {{ stands for a brace. */
static int
read_template(
    struct reader *reader, struct mapping_value *value, const char *text)
{
	value->pieces = allocate(reader, MAPPING_PIECES, sizeof *value->pieces);
	if (value->pieces == NULL)
		return -1;
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		struct mapping_piece piece = {.text = text, .length = plain};

		if (plain == 0 && text[1] == '{') {
			piece.length = 1;
			text += 2;
		} else if (plain == 0) {
			size_t name = strcspn(text + 1, "}");

			if (text[1 + name] == '\0')
				return flaw(reader, "a { without its }");
			piece.text = NULL;
			if (find_column(reader, text + 1, name, &piece.column) <
			    0)
				return -1;
			text += name + 2;
		} else {
			text += plain;
		}
		if (add_piece(reader, value, &piece) < 0)
			return -1;
	}
	return 0;
}

static int
read_map(struct reader *reader, struct mapping_value *value, json_t *map)
{
	const char *from;
	json_t *to;

	if (map == NULL)
		return 0;
	if (!json_is_object(map) || json_object_size(map) > MAPPING_WORDS)
		return flaw(reader,
		    "map: expected an object of at most %d "
		    "members",
		    MAPPING_WORDS);
	value->map =
	    allocate(reader, json_object_size(map) + 1, sizeof *value->map);
	if (value->map == NULL)
		return -1;
	json_object_foreach(map, from, to)
	{
		if (!json_is_string(to))
			return flaw(
			    reader, "map: \"%.60s\": expected a string", from);
		value->map[value->map_count++] =
		    (struct mapping_pair){from, json_string_value(to)};
	}
	return 0;
}

static int read_value_here(
    struct reader *reader, struct mapping_value *value, json_t *json);

static int
read_choices(struct reader *reader, struct mapping_value *value, json_t *list)
{
	if (check_list(reader, list, MAPPING_CHOICES) < 0)
		return -1;
	value->choices =
	    allocate(reader, json_array_size(list), sizeof *value->choices);
	if (value->choices == NULL)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		size_t back = enter_element(reader, i);
		json_t *choice = json_array_get(list, i);

		/* Not deeper, so that nothing here calls itself for ever. */
		if (json_is_array(choice))
			return flaw(reader, "a list in a list");
		if (read_value_here(reader, &value->choices[i], choice) < 0)
			return -1;
		if (value->choices[i].split != NULL)
			return flaw(reader, "no split in a list");
		value->choice_count++;
		leave(reader, back);
	}
	return 0;
}

/* {"column": ...} or {"text": ...}, with "map", "else", "split", and the
 * "share" of an attribute, which its reader takes. */
static int
read_value_object(
    struct reader *reader, struct mapping_value *value, json_t *json)
{
	static const char *const names[] = {
	    "column", "text", "map", "else", "split", "share", NULL};
	const char *column, *text;
	struct mapping_piece piece = {0};

	if (check_members(reader, json, names) < 0 ||
	    read_text(reader, json, "column", &column) < 0 ||
	    read_text(reader, json, "text", &text) < 0 ||
	    read_text(reader, json, "else", &value->otherwise) < 0 ||
	    read_text(reader, json, "split", &value->split) < 0 ||
	    read_map(reader, value, json_object_get(json, "map")) < 0)
		return -1;
	if ((column == NULL) == (text == NULL))
		return flaw(reader, "expected either \"column\" or \"text\"");
	if (value->otherwise != NULL && value->map == NULL)
		return flaw(reader, "an \"else\" without a \"map\"");
	if (value->split != NULL && *value->split == '\0')
		return flaw(reader, "split: expected the characters that "
				    "stand between the parts");
	if (text != NULL)
		return read_template(reader, value, text);
	value->pieces = allocate(reader, 1, sizeof *value->pieces);
	if (value->pieces == NULL ||
	    find_column(reader, column, strlen(column), &piece.column) < 0)
		return -1;
	return add_piece(reader, value, &piece);
}

static int
read_value_here(
    struct reader *reader, struct mapping_value *value, json_t *json)
{
	value->place = copy_text(reader, reader->place, strlen(reader->place));
	if (value->place == NULL)
		return -1;
	if (json_is_string(json))
		return read_template(reader, value, json_string_value(json));
	if (json_is_array(json))
		return read_choices(reader, value, json);
	if (json_is_object(json))
		return read_value_object(reader, value, json);
	return flaw(reader, "expected a string, an object or a list");
}

/* A member that is a value; without a place where it is not there. */
static int
read_value(struct reader *reader, json_t *object, const char *name,
    struct mapping_value *value)
{
	json_t *json = json_object_get(object, name);
	size_t back = enter(reader, name);

	if (json != NULL && read_value_here(reader, value, json) < 0)
		return -1;
	if (json_object_get(json, "share") != NULL)
		return flaw(reader, "share is for attributes");
	leave(reader, back);
	return 0;
}

/* ---- Times -------------------------------------------------------------- */

static int
read_time_object(struct reader *reader, struct mapping_time *time, json_t *json)
{
	static const char *const names[] = {
	    "column", "format", "precision", NULL};
	const char *precision;

	if (check_members(reader, json, names) < 0 ||
	    read_column(reader, json, &time->column) < 0 ||
	    read_text(reader, json, "format", &time->format.text) < 0 ||
	    read_text(reader, json, "precision", &precision) < 0)
		return -1;
	if (time->format.text == NULL || !moment_is_format(time->format.text))
		return flaw(reader,
		    "format: expected rfc3339, unix, unix_ms, windows, or a "
		    "format for strptime with a year");
	if (precision != NULL && strcmp(precision, "day") != 0)
		return flaw(reader, "precision: expected day");
	time->format.whole_day = precision != NULL;
	time->format.offsets = reader->mapping->offsets;
	time->format.offset_count = reader->mapping->offset_count;
	if (moment_is_local(time->format.text))
		reader->mapping->needs_zone = 1;
	return 0;
}

/* "at", or a column with its format. */
static int
read_time(struct reader *reader, json_t *object, const char *name,
    struct mapping_time *time)
{
	json_t *json = json_object_get(object, name);
	size_t back = enter(reader, name);

	if (json != NULL) {
		time->place =
		    copy_text(reader, reader->place, strlen(reader->place));
		if (time->place == NULL)
			return -1;
		time->at_option = json_is_string(json);
		if (time->at_option &&
		    strcmp(json_string_value(json), "at") != 0)
			return flaw(reader, "expected \"at\" or an object");
		if (!time->at_option &&
		    read_time_object(reader, time, json) < 0)
			return -1;
		reader->mapping->needs_at |= time->at_option;
	}
	leave(reader, back);
	return 0;
}

static int
read_zones(struct reader *reader, json_t *zones)
{
	struct mapping *mapping = reader->mapping;
	size_t back = enter(reader, "zones");
	const char *name;
	json_t *offset;

	if (!json_is_object(zones) || json_object_size(zones) > MAPPING_WORDS)
		return flaw(reader, "expected an object of at most %d members",
		    MAPPING_WORDS);
	mapping->offsets = allocate(
	    reader, json_object_size(zones) + 1, sizeof *mapping->offsets);
	if (mapping->offsets == NULL)
		return -1;
	json_object_foreach(zones, name, offset)
	{
		struct moment_offset *to =
		    &mapping->offsets[mapping->offset_count++];

		to->name = name;
		if (!json_is_string(offset) ||
		    moment_offset_read(
			json_string_value(offset), &to->minutes) < 0)
			return flaw(reader,
			    "%.60s: expected an offset such as \"-07:00\"",
			    name);
	}
	leave(reader, back);
	return 0;
}

/* ---- Conditions --------------------------------------------------------- */

static int
read_words(struct reader *reader, struct mapping_condition *condition,
    json_t *json, const char *name)
{
	json_t *list = json_object_get(json, name);
	size_t back = enter(reader, name);

	if (check_list(reader, list, MAPPING_WORDS) < 0)
		return -1;
	condition->words =
	    allocate(reader, json_array_size(list), sizeof *condition->words);
	if (condition->words == NULL)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (word == NULL)
			return flaw(reader, "expected strings");
		condition->words[condition->word_count++] = word;
	}
	leave(reader, back);
	return 0;
}

static int
read_word(
    struct reader *reader, struct mapping_condition *condition, json_t *json)
{
	condition->words = allocate(reader, 1, sizeof *condition->words);
	if (condition->words == NULL ||
	    read_text(reader, json, "is", &condition->words[0]) < 0)
		return -1;
	condition->word_count = 1;
	return 0;
}

/* A column with exactly one of "is", "in", "not_in" and "set". */
static int
read_condition(
    struct reader *reader, struct mapping_condition *condition, json_t *json)
{
	static const char *const names[] = {
	    "column", "is", "in", "not_in", "set", NULL};
	json_t *set = json_object_get(json, "set");

	if (check_members(reader, json, names) < 0 ||
	    read_column(reader, json, &condition->column) < 0)
		return -1;
	if (json_object_size(json) != 2)
		return flaw(reader,
		    "expected one of \"is\", \"in\", \"not_in\", \"set\"");
	condition->wanted = 1;
	if (json_object_get(json, "is") != NULL)
		return read_word(reader, condition, json);
	if (json_object_get(json, "in") != NULL)
		return read_words(reader, condition, json, "in");
	if (set == NULL) {
		condition->wanted = 0;
		return read_words(reader, condition, json, "not_in");
	}
	if (!json_is_boolean(set))
		return flaw(reader, "set: expected true or false");
	condition->wanted = json_is_true(set);
	return 0;
}

static int
read_conditions(
    struct reader *reader, struct mapping_event *event, json_t *list)
{
	size_t back = enter(reader, "when");

	if (check_list(reader, list, MAPPING_CONDITIONS) < 0)
		return -1;
	event->conditions =
	    allocate(reader, json_array_size(list), sizeof *event->conditions);
	if (event->conditions == NULL)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		size_t inner = enter_element(reader, i);

		if (read_condition(reader, &event->conditions[i],
			json_array_get(list, i)) < 0)
			return -1;
		event->condition_count++;
		leave(reader, inner);
	}
	leave(reader, back);
	return 0;
}

/* ---- Events ------------------------------------------------------------- */

static int
read_share(struct reader *reader, json_t *json, struct mapping_attr *attr)
{
	static const char *const words[] = {"private", "alias", "public"};
	const char *share;

	attr->share = kit_attr_share(attr->name);
	if (!json_is_object(json))
		return 0;
	if (read_text(reader, json, "share", &share) < 0)
		return -1;
	if (share == NULL)
		return 0;
	for (uint32_t i = 0; i < 3; i++)
		if (strcmp(words[i], share) == 0) {
			attr->share = PLORE_PRIVATE + i;
			return 0;
		}
	return flaw(reader, "share: expected private, alias or public");
}

static int
read_attrs(struct reader *reader, struct mapping_event *event, json_t *attrs)
{
	size_t back = enter(reader, "attrs");
	const char *name;
	json_t *json;

	if (!json_is_object(attrs) || json_object_size(attrs) > MAPPING_ATTRS)
		return flaw(reader, "expected an object of at most %d members",
		    MAPPING_ATTRS);
	event->attrs =
	    allocate(reader, json_object_size(attrs) + 1, sizeof *event->attrs);
	if (event->attrs == NULL)
		return -1;
	json_object_foreach(attrs, name, json)
	{
		struct mapping_attr *attr = &event->attrs[event->attr_count++];
		size_t inner = enter(reader, name);

		attr->name = name;
		if (read_value_here(reader, &attr->value, json) < 0 ||
		    read_share(reader, json, attr) < 0)
			return -1;
		leave(reader, inner);
	}
	leave(reader, back);
	return 0;
}

/* A kind that a mapping can give exists. */
static int
check_kind(struct reader *reader, const struct mapping_value *kind)
{
	char text[100];

	for (size_t i = 0; i < kind->map_count; i++)
		if (!kit_is_kind(kind->map[i].to))
			return flaw(reader, "kind: there is no \"%.60s\"",
			    kind->map[i].to);
	if (kind->otherwise != NULL && !kit_is_kind(kind->otherwise))
		return flaw(
		    reader, "kind: there is no \"%.60s\"", kind->otherwise);
	if (kind->map != NULL || kind->piece_count != 1 ||
	    kind->pieces[0].text == NULL)
		return 0;
	snprintf(text, sizeof text, "%.*s", (int)kind->pieces[0].length,
	    kind->pieces[0].text);
	return kit_is_kind(text)
	           ? 0
	           : flaw(reader, "kind: there is no \"%.60s\"", text);
}

static int
read_event(struct reader *reader, struct mapping_event *event, json_t *json)
{
	static const char *const names[] = {"when", "kind", "time", "after",
	    "asset", "patch", "vuln", "product", "code", "attrs", NULL};
	json_t *when = json_object_get(json, "when");
	json_t *attrs = json_object_get(json, "attrs");

	if (check_members(reader, json, names) < 0 ||
	    (when != NULL && read_conditions(reader, event, when) < 0) ||
	    read_value(reader, json, "kind", &event->kind) < 0 ||
	    read_time(reader, json, "time", &event->time) < 0 ||
	    read_time(reader, json, "after", &event->after) < 0 ||
	    read_value(reader, json, "asset", &event->asset) < 0 ||
	    read_value(reader, json, "patch", &event->patch) < 0 ||
	    read_value(reader, json, "vuln", &event->vuln) < 0 ||
	    read_value(reader, json, "product", &event->product) < 0 ||
	    read_value(reader, json, "code", &event->code) < 0 ||
	    (attrs != NULL && read_attrs(reader, event, attrs) < 0))
		return -1;
	if (event->kind.place == NULL || event->time.place == NULL)
		return flaw(reader, "kind and time are required");
	if (event->kind.split != NULL || event->asset.split != NULL ||
	    event->product.split != NULL || event->code.split != NULL ||
	    (event->patch.split != NULL && event->vuln.split != NULL))
		return flaw(reader, "split is for one of patch and vuln, and "
				    "for attributes");
	return check_kind(reader, &event->kind);
}

static int
read_events(struct reader *reader, json_t *list)
{
	struct mapping *mapping = reader->mapping;
	size_t back = enter(reader, "events");

	if (check_list(reader, list, MAPPING_EVENTS) < 0)
		return -1;
	mapping->events =
	    allocate(reader, json_array_size(list), sizeof *mapping->events);
	if (mapping->events == NULL)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		leave(reader, back + strlen("events"));
		enter_element(reader, i);
		if (read_event(reader, &mapping->events[i],
			json_array_get(list, i)) < 0)
			return -1;
		mapping->event_count++;
	}
	leave(reader, back);
	return 0;
}

/* ---- The whole ---------------------------------------------------------- */

static int
read_form(struct reader *reader, json_t *json)
{
	static const char *const forms[] = {"csv", "tsv", "json", "jsonl"};
	struct mapping *mapping = reader->mapping;
	const char *form, *delimiter;
	unsigned i = 0;

	if (read_text(reader, json, "format", &form) < 0 ||
	    read_text(reader, json, "delimiter", &delimiter) < 0 ||
	    read_text(reader, json, "records", &mapping->records) < 0 ||
	    read_text(reader, json, "timezone", &mapping->timezone) < 0)
		return -1;
	while (form != NULL && i < 4 && strcmp(forms[i], form) != 0)
		i++;
	if (form == NULL || i == 4)
		return flaw(reader, "format: expected csv, tsv, json or jsonl");
	mapping->form = (enum mapping_form)i;
	mapping->delimiter = mapping->form == MAPPING_TSV ? '\t' : ',';
	if (delimiter != NULL &&
	    (mapping->form != MAPPING_CSV || strlen(delimiter) != 1 ||
		strchr("\"\r\n", *delimiter) != NULL))
		return flaw(reader,
		    "delimiter: expected one character, with format csv");
	if (delimiter != NULL)
		mapping->delimiter = *delimiter;
	if (mapping->records != NULL && mapping->form != MAPPING_JSON)
		return flaw(reader, "records: is for format json");
	return 0;
}

static int
read_mapping(struct reader *reader, json_t *json)
{
	static const char *const names[] = {"format", "delimiter", "records",
	    "timezone", "zones", "events", NULL};
	json_t *zones = json_object_get(json, "zones");

	if (check_members(reader, json, names) < 0 ||
	    read_form(reader, json) < 0 ||
	    (zones != NULL && read_zones(reader, zones) < 0))
		return -1;
	return read_events(reader, json_object_get(json, "events"));
}

struct mapping *
mapping_read(const char *text, size_t length, char *error, size_t error_size)
{
	struct mapping *mapping = calloc(1, sizeof *mapping);
	struct memory *memory = calloc(1, sizeof *memory);
	struct reader reader = {.mapping = mapping,
	    .memory = memory,
	    .error = error,
	    .error_size = error_size};
	json_error_t where;

	if (mapping == NULL || memory == NULL) {
		snprintf(error, error_size, "out of memory");
		free(mapping);
		free(memory);
		return NULL;
	}
	mapping->memory = memory;
	memory->tree = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);
	if (memory->tree == NULL)
		snprintf(error, error_size, "line %d, column %d: %s",
		    where.line, where.column, where.text);
	if (memory->tree == NULL || read_mapping(&reader, memory->tree) < 0) {
		mapping_free(mapping);
		return NULL;
	}
	return mapping;
}

void
mapping_free(struct mapping *mapping)
{
	struct memory *memory;
	struct block *block;

	if (mapping == NULL)
		return;
	memory = mapping->memory;
	while ((block = memory->blocks) != NULL) {
		memory->blocks = block->next;
		free(block);
	}
	json_decref(memory->tree);
	free(memory);
	free(mapping);
}
