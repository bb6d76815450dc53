#include "plugins/table/apply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kit/json.h"
#include "kit/kinds.h"
#include "kit/tell.h"

/* Events lie between these. The host holds them to that too, but does not
 * know which record they came from. */
#define EARLIEST_MS INT64_C(315532800000)  /* 1980-01-01 */
#define LATEST_MS   INT64_C(4102444800000) /* 2100-01-01 */

/* Functions here that can fail return 0, or -1 with apply->flaw. */

static int flaw(struct apply *apply, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
flaw(struct apply *apply, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(apply->flaw, sizeof apply->flaw, format, args);
	va_end(args);
	return -1;
}

/* ---- Texts -------------------------------------------------------------- */

static const char spaces[] = " \t\r\n";

/* The column's value without the spaces around it. */
static const char *
trimmed(const struct record *record, size_t column, size_t *length)
{
	const char *value = record->values[column];

	*length = 0;
	if (value == NULL)
		return "";
	value += strspn(value, spaces);
	*length = strlen(value);
	while (*length > 0 && strchr(spaces, value[*length - 1]) != NULL)
		--*length;
	return value;
}

/* Keep a text, closed by a NUL, until the next event. */
static int
keep(struct apply *apply, const char *text, size_t length, const char **out)
{
	char *to = apply->text + apply->used;

	if (length >= APPLY_TEXT - apply->used)
		return flaw(apply, "texts of more than 128 KiB");
	memcpy(to, text, length);
	to[length] = '\0';
	apply->used += length + 1;
	*out = to;
	return 0;
}

/* Control characters, which no event may hold, become spaces; those that parts
 * are split at stay until then. */
static void
smooth(char *text, size_t length, const char *split)
{
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] < ' ' || text[i] == 0x7f) &&
		    (split == NULL || strchr(split, text[i]) == NULL))
			text[i] = ' ';
}

/* The pieces one behind the other; "" where a column is empty. */
static int
join(struct apply *apply, const struct mapping_value *value,
    const struct record *record, const char **out)
{
	char *to = apply->text + apply->used;
	size_t used = 0;

	*out = "";
	for (size_t i = 0; i < value->piece_count; i++) {
		const struct mapping_piece *piece = &value->pieces[i];
		size_t length = piece->length;
		const char *text = piece->text;

		if (text == NULL)
			text = trimmed(record, piece->column, &length);
		if (length == 0)
			return 0;
		if (used + length >= APPLY_TEXT - apply->used)
			return flaw(apply, "texts of more than 128 KiB");
		memcpy(to + used, text, length);
		used += length;
	}
	smooth(to, used, value->split);
	to[used] = '\0';
	apply->used += used + 1;
	*out = to;
	return 0;
}

static int
look_up(
    struct apply *apply, const struct mapping_value *value, const char **text)
{
	if (value->map == NULL || **text == '\0')
		return 0;
	for (size_t i = 0; i < value->map_count; i++)
		if (strcmp(value->map[i].from, *text) == 0) {
			*text = value->map[i].to;
			return 0;
		}
	if (value->otherwise == NULL)
		return flaw(apply, "%.100s: \"%.100s\" is not in its map",
		    value->place, *text);
	*text = value->otherwise;
	return 0;
}

/* The text of a value; "" where there is none. */
static int
evaluate(struct apply *apply, const struct mapping_value *value,
    const struct record *record, const char **out)
{
	*out = "";
	for (size_t i = 0; i < value->choice_count && **out == '\0'; i++) {
		const struct mapping_value *choice = &value->choices[i];

		if (join(apply, choice, record, out) < 0 ||
		    look_up(apply, choice, out) < 0)
			return -1;
	}
	if (value->choice_count > 0)
		return 0;
	if (join(apply, value, record, out) < 0)
		return -1;
	/* A text that is split is looked up part by part. */
	return value->split == NULL ? look_up(apply, value, out) : 0;
}

/* The next part of a text that is split: its end is closed, and what follows
 * is left in *rest. NULL where there is none. */
static const char *
next_part(char **rest, const char *separators)
{
	char *part;

	while ((part = strsep(rest, separators)) != NULL) {
		size_t length;

		part += strspn(part, spaces);
		length = strlen(part);
		while (length > 0 && strchr(spaces, part[length - 1]) != NULL)
			part[--length] = '\0';
		if (length > 0)
			return part;
	}
	return NULL;
}

struct parts {
	const char *texts[APPLY_PARTS];
	size_t count;
};

/* All parts of a value; one where it is not split, none where it is empty. */
static int
evaluate_parts(struct apply *apply, const struct mapping_value *value,
    const struct record *record, struct parts *parts)
{
	const char *text, *part;
	char *rest;

	parts->count = 0;
	if (evaluate(apply, value, record, &text) < 0)
		return -1;
	if (*text == '\0')
		return 0;
	if (value->split == NULL) {
		parts->texts[parts->count++] = text;
		return 0;
	}
	if (keep(apply, text, strlen(text), &text) < 0)
		return -1;
	rest = (char *)text;
	while ((part = next_part(&rest, value->split)) != NULL) {
		if (parts->count == APPLY_PARTS)
			return flaw(apply, "%.100s: more than %d parts",
			    value->place, APPLY_PARTS);
		if (look_up(apply, value, &part) < 0)
			return -1;
		parts->texts[parts->count++] = part;
	}
	return 0;
}

/* A text that a name of the event may be; NULL where there is none. */
static int
evaluate_name(struct apply *apply, const struct mapping_value *value,
    const struct record *record, const char **out)
{
	const char *text;

	if (value->split != NULL)
		return 0; /* its parts come one by one */
	if (evaluate(apply, value, record, &text) < 0)
		return -1;
	if (strlen(text) > PLORE_MAX_NAME)
		return flaw(apply, "%.100s: more than %d bytes", value->place,
		    PLORE_MAX_NAME);
	*out = *text == '\0' ? NULL : text;
	return 0;
}

/* ---- Conditions and times ----------------------------------------------- */

static int
is_met(const struct mapping_condition *condition, const struct record *record)
{
	size_t length;
	const char *text = trimmed(record, condition->column, &length);
	int found = condition->word_count == 0 && length > 0;

	for (size_t i = 0; i < condition->word_count; i++)
		found |= strlen(condition->words[i]) == length &&
		         memcmp(condition->words[i], text, length) == 0;
	return found == condition->wanted;
}

static int
all_met(const struct mapping_event *event, const struct record *record)
{
	for (size_t i = 0; i < event->condition_count; i++)
		if (!is_met(&event->conditions[i], record))
			return 0;
	return 1;
}

static int
evaluate_time(struct apply *apply, const struct mapping_time *time,
    const struct record *record, struct moment *out)
{
	const char *text, *why;
	size_t length;

	*out = (struct moment){.at_ms = apply->at_ms};
	if (time->at_option)
		return 0;
	text = trimmed(record, time->column, &length);
	if (length == 0)
		return flaw(apply, "%.100s: %.60s is empty", time->place,
		    apply->mapping->columns[time->column]);
	if (keep(apply, text, length, &text) < 0)
		return -1;
	if (moment_read(out, text, &time->format, &why) < 0)
		return flaw(
		    apply, "%.100s: \"%.40s\": %s", time->place, text, why);
	if (out->at_ms < EARLIEST_MS || out->at_ms > LATEST_MS)
		return flaw(apply,
		    "%.100s: \"%.40s\": not between 1980 and 2100", time->place,
		    text);
	return 0;
}

/* The later bound of the two that "after" and an inexact time give. */
static int
evaluate_times(struct apply *apply, const struct mapping_event *event,
    const struct record *record, plore_event *out)
{
	struct moment time, after = {0};

	if (evaluate_time(apply, &event->time, record, &time) < 0 ||
	    (event->after.place != NULL &&
		evaluate_time(apply, &event->after, record, &after) < 0))
		return -1;
	out->time_ms = time.at_ms;
	out->after_ms = time.after_ms;
	if (event->after.place != NULL && after.at_ms > time.after_ms)
		out->after_ms = after.at_ms;
	return 0;
}

/* ---- Events ------------------------------------------------------------- */

static int
add_attrs(struct apply *apply, const struct mapping_event *event,
    const struct record *record, plore_attr attrs[PLORE_MAX_ATTRS],
    uint32_t *count)
{
	struct parts parts;

	*count = 0;
	for (size_t i = 0; i < event->attr_count; i++) {
		const struct mapping_attr *attr = &event->attrs[i];
		size_t limit = strcmp(attr->name, "vuln") == 0 ? PLORE_MAX_NAME
		                                               : PLORE_MAX_TEXT;

		if (evaluate_parts(apply, &attr->value, record, &parts) < 0)
			return -1;
		for (size_t j = 0; j < parts.count; j++) {
			if (*count == PLORE_MAX_ATTRS)
				return flaw(apply, "more than %d attributes",
				    PLORE_MAX_ATTRS);
			if (strlen(parts.texts[j]) > limit)
				return flaw(apply,
				    "%.100s: more than %zu bytes",
				    attr->value.place, limit);
			attrs[(*count)++] = (plore_attr){
			    attr->name, parts.texts[j], attr->share, 0};
		}
	}
	return 0;
}

/* Everything but the parts of a patch or vulnerability that is split. */
static int
build(struct apply *apply, const struct mapping_event *event,
    const struct record *record, plore_attr attrs[PLORE_MAX_ATTRS],
    plore_event *out)
{
	*out = (plore_event){.size = sizeof *out, .attrs = attrs};
	if (evaluate_name(apply, &event->kind, record, &out->kind) < 0)
		return -1;
	if (out->kind == NULL || !kit_is_kind(out->kind)) {
		flaw(apply, "%.100s: there is no \"%.60s\"", event->kind.place,
		    out->kind == NULL ? "" : out->kind);
		return -1;
	}
	if (evaluate_times(apply, event, record, out) < 0 ||
	    evaluate_name(apply, &event->asset, record, &out->asset) < 0 ||
	    evaluate_name(apply, &event->patch, record, &out->patch) < 0 ||
	    evaluate_name(apply, &event->vuln, record, &out->vuln) < 0 ||
	    evaluate_name(apply, &event->product, record, &out->product) < 0 ||
	    evaluate_name(apply, &event->code, record, &out->code) < 0)
		return -1;
	kit_default_asset(out, apply->asset);
	return add_attrs(apply, event, record, attrs, &out->attr_count);
}

/* Are all texts that came from the record UTF-8? What the mapping adds is. */
static int
is_utf8(struct apply *apply)
{
	char error[100];
	struct kit_json texts = {apply->text, apply->text, error, sizeof error};

	return kit_json_utf8(&texts, apply->used) == 0;
}

static int
is_about_all(const char *kind)
{
	return strncmp(kind, "patch.", 6) == 0 ||
	       strncmp(kind, "vuln.", 5) == 0;
}

/* What the host would refuse without knowing the place. */
static int
check(struct apply *apply, const struct mapping_event *event,
    const plore_event *out)
{
	if (!is_utf8(apply))
		return flaw(apply,
		    "a text that is not UTF-8; convert the export first");
	if (out->asset == NULL && !is_about_all(out->kind))
		return flaw(apply,
		    "no asset: the mapping's columns are empty and asset= is "
		    "not given");
	if ((event->patch.place != NULL || event->vuln.place != NULL) &&
	    out->patch == NULL && out->vuln == NULL)
		return flaw(apply, "no patch and no vuln: the mapping's "
				   "columns are empty");
	return 0;
}

static int32_t
emit(struct apply *apply, const struct mapping_event *event,
    const struct record *record, const plore_event *out)
{

	if (check(apply, event, out) < 0)
		return apply->host->reject(
		    apply->host, record->place, apply->flaw, record->shown);
	return kit_emit(apply->host, out);
}

/* An event, or one for each part of its patch or vulnerability. */
static int32_t
emit_all(struct apply *apply, const struct mapping_event *event,
    const struct record *record, plore_event *out)
{
	const struct mapping_value *split =
	    event->patch.split != NULL ? &event->patch : &event->vuln;
	const char **name =
	    event->patch.split != NULL ? &out->patch : &out->vuln;
	struct parts parts;
	int32_t result = PLORE_OK;

	if (split->split == NULL)
		return emit(apply, event, record, out);
	if (evaluate_parts(apply, split, record, &parts) < 0)
		return apply->host->reject(
		    apply->host, record->place, apply->flaw, record->shown);
	if (parts.count == 0)
		return emit(apply, event, record, out);
	for (size_t i = 0; result == PLORE_OK && i < parts.count; i++) {
		*name = parts.texts[i];
		result = emit(apply, event, record, out);
	}
	return result;
}

int32_t
apply_record(struct apply *apply, const struct record *record)
{
	plore_attr attrs[PLORE_MAX_ATTRS];
	int32_t result = PLORE_OK;
	plore_event out;

	for (size_t i = 0;
	     result == PLORE_OK && i < apply->mapping->event_count; i++) {
		const struct mapping_event *event = &apply->mapping->events[i];

		apply->used = 0;
		if (!all_met(event, record))
			continue;
		if (build(apply, event, record, attrs, &out) < 0)
			result = apply->host->reject(apply->host, record->place,
			    apply->flaw, record->shown);
		else
			result = emit_all(apply, event, record, &out);
	}
	return result;
}
