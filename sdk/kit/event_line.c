/* SPDX-License-Identifier: MIT */
#include "kit/event_line.h"

#include <string.h>

#include "kit/instant.h"
#include "kit/json.h"

struct scan {
	struct kit_json json;
	struct kit_event_line *out;
	unsigned seen; /* bit n: member n was there */
};

enum member {
	KIND,
	TIME,
	AFTER,
	TOOK_MS,
	ASSET,
	PATCH,
	VULN,
	PRODUCT,
	CODE,
	ATTRS,
	MEMBERS
};

static const char *const member_names[MEMBERS] = {"kind", "time", "after",
    "took_ms", "asset", "patch", "vuln", "product", "code", "attrs"};

/* Coded values that are the same everywhere may be shared; free text may
 * not. */
static const char *const public_attrs[] = {"class", "exposed", "importance",
    "os", "reboot", "ring", "severity", "type", "vendor"};

/* Most names differ in their first letter, which saves a call. */
static int
is_same(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

static int
read_time(struct scan *scan, int64_t *out)
{
	const char *text;
	char *begin;

	if (kit_json_peek(&scan->json) != '"')
		return kit_json_integer(&scan->json, out);
	begin = scan->json.at;
	if (kit_json_string(&scan->json, &text) < 0)
		return -1;
	if (kit_instant_read(text, out) == 0)
		return 0;
	scan->json.at = begin;
	return kit_json_flaw(&scan->json,
	    "expected a time such as 2026-03-12T02:14:07Z, or milliseconds");
}

/* How long the number, true or false is that stands there; 0: none. */
static size_t
bare_length(const char *text)
{
	if (strncmp(text, "true", 4) == 0)
		return 4;
	if (strncmp(text, "false", 5) == 0)
		return 5;
	return kit_json_number(text);
}

/* A number or a literal as the text that stands there. It cannot be closed in
 * place, because the byte behind it is still to be read: *end is to become
 * NUL later. */
static int
read_bare(struct scan *scan, const char **out, char **end)
{
	size_t length = bare_length(scan->json.at);

	if (length == 0)
		return kit_json_flaw(
		    &scan->json, "expected a string, a number, true or false");
	*out = scan->json.at;
	scan->json.at += length;
	*end = scan->json.at;
	return 0;
}

uint32_t
kit_attr_share(const char *name)
{
	for (size_t i = 0; i < sizeof public_attrs / sizeof *public_attrs; i++)
		if (is_same(public_attrs[i], name))
			return PLORE_PUBLIC;
	return PLORE_PRIVATE;
}

static int
add_attr(struct scan *scan, const char *name, const char *value)
{
	plore_event *event = &scan->out->event;

	if (event->attr_count == PLORE_MAX_ATTRS)
		return kit_json_flaw(
		    &scan->json, "more than %d attributes", PLORE_MAX_ATTRS);
	scan->out->attrs[event->attr_count++] =
	    (plore_attr){name, value, kit_attr_share(name), 0};
	return 0;
}

/* A name may have several values, but in one list. */
static int
read_attr_name(struct scan *scan, const char **name)
{
	char *begin;

	kit_json_peek(&scan->json);
	begin = scan->json.at;
	if (kit_json_string(&scan->json, name) < 0)
		return -1;
	for (size_t i = 0; i < scan->out->event.attr_count; i++)
		if (strcmp(scan->out->attrs[i].name, *name) == 0) {
			scan->json.at = begin;
			return kit_json_flaw(&scan->json,
			    "attribute \"%.60s\" is there twice; expected "
			    "one list of its values",
			    *name);
		}
	return kit_json_expect(&scan->json, ':');
}

/* One value of an attribute, and the character after it. */
static int
read_attr_value(struct scan *scan, const char *name, char *after)
{
	const char *value;
	char *end = NULL;

	if (kit_json_peek(&scan->json) == '"') {
		if (kit_json_string(&scan->json, &value) < 0)
			return -1;
	} else if (read_bare(scan, &value, &end) < 0) {
		return -1;
	}
	*after = kit_json_peek(&scan->json);
	if (*after != ',' && *after != '}' && *after != ']')
		return kit_json_flaw(
		    &scan->json, "expected a comma or the end");
	scan->json.at++;
	if (end != NULL)
		*end = '\0';
	return add_attr(scan, name, value);
}

static int
read_attr_list(struct scan *scan, const char *name, char *after)
{
	scan->json.at++;
	if (kit_json_peek(&scan->json) == ']') {
		scan->json.at++;
		*after = ']';
	} else {
		do {
			if (read_attr_value(scan, name, after) < 0)
				return -1;
		} while (*after == ',');
	}
	if (*after != ']')
		return kit_json_flaw(&scan->json, "expected ] before this");
	*after = kit_json_peek(&scan->json);
	if (*after != ',' && *after != '}')
		return kit_json_flaw(&scan->json, "expected a comma or }");
	scan->json.at++;
	return 0;
}

static int
read_attrs(struct scan *scan)
{
	char after = ',';

	if (kit_json_expect(&scan->json, '{') < 0)
		return -1;
	if (kit_json_peek(&scan->json) == '}') {
		scan->json.at++;
		return 0;
	}
	while (after == ',') {
		const char *name;
		int result;

		if (read_attr_name(scan, &name) < 0)
			return -1;
		result = kit_json_peek(&scan->json) == '['
		             ? read_attr_list(scan, name, &after)
		             : read_attr_value(scan, name, &after);
		if (result < 0)
			return -1;
	}
	return after == '}'
	           ? 0
	           : kit_json_flaw(&scan->json, "expected } before this");
}

/* ---- Members ------------------------------------------------------------ */

static int
read_value(struct scan *scan, enum member member)
{
	plore_event *event = &scan->out->event;

	switch (member) {
	case KIND:
		return kit_json_string(&scan->json, &event->kind);
	case TIME:
		return read_time(scan, &event->time_ms);
	case AFTER:
		return read_time(scan, &event->after_ms);
	case TOOK_MS:
		return kit_json_integer(&scan->json, &event->took_ms);
	case ASSET:
		return kit_json_string(&scan->json, &event->asset);
	case PATCH:
		return kit_json_string(&scan->json, &event->patch);
	case VULN:
		return kit_json_string(&scan->json, &event->vuln);
	case PRODUCT:
		return kit_json_string(&scan->json, &event->product);
	case CODE:
		return kit_json_string(&scan->json, &event->code);
	default:
		return read_attrs(scan);
	}
}

static int
read_member(struct scan *scan)
{
	const char *name;
	char *begin;
	unsigned member = 0;

	kit_json_peek(&scan->json);
	begin = scan->json.at;
	if (kit_json_string(&scan->json, &name) < 0)
		return -1;
	while (member < MEMBERS && !is_same(member_names[member], name))
		member++;
	if (member == MEMBERS) {
		scan->json.at = begin;
		return kit_json_flaw(
		    &scan->json, "unknown member \"%.60s\"", name);
	}
	if ((scan->seen & 1U << member) != 0) {
		scan->json.at = begin;
		return kit_json_flaw(
		    &scan->json, "member \"%s\" is there twice", name);
	}
	scan->seen |= 1U << member;
	if (kit_json_expect(&scan->json, ':') < 0)
		return -1;
	return read_value(scan, (enum member)member);
}

static int
read_object(struct scan *scan)
{
	if (kit_json_expect(&scan->json, '{') < 0)
		return -1;
	do {
		if (read_member(scan) < 0)
			return -1;
	} while (kit_json_peek(&scan->json) == ',' && scan->json.at++ != NULL);
	if (kit_json_expect(&scan->json, '}') < 0)
		return -1;
	if (kit_json_peek(&scan->json) != '\0')
		return kit_json_flaw(
		    &scan->json, "expected the end of the line");
	if ((scan->seen & 1U << KIND) == 0)
		return kit_json_flaw(
		    &scan->json, "expected a member \"kind\" before this");
	if ((scan->seen & 1U << TIME) == 0)
		return kit_json_flaw(
		    &scan->json, "expected a member \"time\" before this");
	return 0;
}

int
kit_event_line_read(struct kit_event_line *out, char *text, size_t length)
{
	struct scan scan = {
	    .json = {text, text, out->error, sizeof out->error}, .out = out};

	out->event = (plore_event){.size = sizeof out->event};
	out->event.attrs = out->attrs;
	out->error[0] = '\0';
	if (kit_json_utf8(&scan.json, length) < 0 || read_object(&scan) < 0)
		return -1;
	return (size_t)(scan.json.at - text) == length
	           ? 0
	           : kit_json_flaw(&scan.json, "a NUL in the line");
}
