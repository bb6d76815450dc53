#include "plugins/exec/message.h"

#include <string.h>

#include "kit/json.h"

/* The names that begin a line other than an event's. No event has a member of
 * such a name, so the first one tells the lines apart. */
static const struct {
	const char *name;
	enum message_kind kind;
} beginnings[] = {
    {"\"cursor\"", MESSAGE_CURSOR},
    {"\"log\"", MESSAGE_LOG},
    {"\"level\"", MESSAGE_LOG},
    {"\"reject\"", MESSAGE_REJECT},
};

static enum message_kind
kind_of(const char *text)
{
	text += strspn(text, " \t");
	if (*text != '{')
		return MESSAGE_EVENT;
	text += 1 + strspn(text + 1, " \t");
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (strncmp(text, beginnings[i].name,
			strlen(beginnings[i].name)) == 0)
			return beginnings[i].kind;
	return MESSAGE_EVENT;
}

/* An object whose members are all strings. Each goes where its name says; -1
 * where one is not among names or is there twice. */
static int
read_texts(struct kit_json *json, const char *const *names,
    const char **const *values, size_t count)
{
	if (kit_json_expect(json, '{') < 0)
		return -1;
	do {
		const char *name;
		size_t i = 0;

		if (kit_json_string(json, &name) < 0)
			return -1;
		while (i < count && strcmp(names[i], name) != 0)
			i++;
		if (i == count)
			return kit_json_flaw(
			    json, "unknown member \"%.60s\"", name);
		if (*values[i] != NULL)
			return kit_json_flaw(
			    json, "member \"%s\" is there twice", name);
		if (kit_json_expect(json, ':') < 0 ||
		    kit_json_string(json, values[i]) < 0)
			return -1;
	} while (kit_json_peek(json) == ',' && json->at++ != NULL);
	return kit_json_expect(json, '}');
}

static int
read_cursor(struct message *out, struct kit_json *json)
{
	static const char *const names[] = {"cursor"};
	const char **const values[] = {&out->text};

	if (read_texts(json, names, values, 1) < 0)
		return -1;
	return strlen(out->text) <= PLORE_MAX_CURSOR
	           ? 0
	           : kit_json_flaw(json, "a cursor of more than %d bytes",
			 PLORE_MAX_CURSOR);
}

static int
read_log(struct message *out, struct kit_json *json)
{
	static const char *const levels[] = {"error", "warn", "info", "debug"};
	static const char *const names[] = {"log", "level"};
	const char *level = NULL;
	const char **const values[] = {&out->text, &level};

	if (read_texts(json, names, values, 2) < 0)
		return -1;
	if (out->text == NULL)
		return kit_json_flaw(json, "a level without \"log\"");
	for (uint32_t i = 0; level != NULL && i < 4; i++)
		if (strcmp(level, levels[i]) == 0) {
			out->level = PLORE_LOG_ERROR + i;
			return 0;
		}
	return level == NULL ? 0
	                     : kit_json_flaw(json,
				   "expected the level error, warn, info or "
				   "debug");
}

static int
read_reject(struct message *out, struct kit_json *json)
{
	static const char *const names[] = {"where", "reason", "input"};
	const char **const values[] = {&out->where, &out->reason, &out->input};
	const char *name;

	if (kit_json_expect(json, '{') < 0 ||
	    kit_json_string(json, &name) < 0 ||
	    kit_json_expect(json, ':') < 0 ||
	    read_texts(json, names, values, 3) < 0 ||
	    kit_json_expect(json, '}') < 0)
		return -1;
	return out->reason != NULL
	           ? 0
	           : kit_json_flaw(json, "a reject without a \"reason\"");
}

static int
read_word(struct message *out, struct kit_json *json)
{
	switch (out->kind) {
	case MESSAGE_CURSOR:
		return read_cursor(out, json);
	case MESSAGE_LOG:
		return read_log(out, json);
	default:
		return read_reject(out, json);
	}
}

int
message_read(struct message *out, char *text, size_t length)
{
	struct kit_json json = {
	    text, text, out->line.error, sizeof out->line.error};

	out->kind = kind_of(text);
	if (out->kind == MESSAGE_EVENT)
		return kit_event_line_read(&out->line, text, length);
	out->line.error[0] = '\0';
	out->text = out->where = out->reason = out->input = NULL;
	out->level = PLORE_LOG_INFO;
	if (read_word(out, &json) < 0)
		return -1;
	if (kit_json_peek(&json) != '\0')
		return kit_json_flaw(&json, "expected the end of the line");
	return (size_t)(json.at - text) == length
	           ? 0
	           : kit_json_flaw(&json, "a NUL in the line");
}
