/* SPDX-License-Identifier: MIT */
#include "mock/mock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 1980 and 2100, in milliseconds: a time outside was never a patch's. */
#define EARLIEST_MS INT64_C(315532800000)
#define LATEST_MS   INT64_C(4102444800000)

enum { FLAW_TEXT = 1000, NEVER_STOPPED = 0, STOPPED = 1 };

struct option {
	char *name, *value;
};

struct plore_mock_inside {
	const plore_plugin *plugin;
	struct option *options;
	size_t option_count;
	size_t stop_after, refuse_after;
	int32_t refuse_with;
	size_t emitted; /* calls of emit in this run */
	int stopped;    /* the plugin was told E_STOPPED */
};

/* ---- Memory ------------------------------------------------------------- */

static void *
mock_memory(void *memory)
{
	if (memory == NULL) {
		fputs("plore_mock: out of memory\n", stderr);
		abort();
	}
	return memory;
}

static char *
mock_copy(const char *text)
{
	size_t size;

	if (text == NULL)
		return NULL;
	size = strlen(text) + 1;
	return memcpy(mock_memory(malloc(size)), text, size);
}

/* Room for one element more; the list grows by doubling. */
static void *
mock_grow(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return list;
	return mock_memory(realloc(list, (count == 0 ? 1 : 2 * count) * size));
}

static void mock_flaw(plore_mock *mock, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static void
mock_flaw(plore_mock *mock, const char *format, ...)
{
	char text[FLAW_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	mock->flaws =
	    mock_grow(mock->flaws, mock->flaw_count, sizeof *mock->flaws);
	mock->flaws[mock->flaw_count++] = mock_copy(text);
}

/* ---- The rules of an event ---------------------------------------------- */

enum {
	NEEDS_ASSET = 1 << 0,
	NEEDS_SUBJECT = 1 << 1, /* a patch or a vuln */
	NEEDS_PATCH = 1 << 2,
	NEEDS_VULN = 1 << 3,
	NO_ASSET = 1 << 4,
	NO_SUBJECT = 1 << 5,
	ITEM = NEEDS_ASSET | NEEDS_SUBJECT
};

/* The kinds by their first word, and what events of that family must name. */
static const struct family {
	const char *word;
	const char *rest; /* the second words, each with a space behind it */
	unsigned rules;
} families[] = {
    {"asset", "seen changed retired merged ", NEEDS_ASSET | NO_SUBJECT},
    {"decision", "approved deferred rejected ", NEEDS_SUBJECT},
    {"deploy",
	"agent_lost cancelled downloaded effective failed installed offered "
	"reboot_required rebooted rolled_back scheduled started timed_out "
	"uninstalled ",
	ITEM},
    {"exception", "expired granted revoked ", ITEM},
    {"feedback", "vote ", NEEDS_PATCH},
    {"incident", "linked opened resolved ", NEEDS_SUBJECT},
    {"item", "detected not_applicable not_found reopened still_present ", ITEM},
    {"mitigation", "applied removed ", ITEM},
    {"patch",
	"hold_lifted hold_placed known_issue released revised superseded "
	"withdrawn ",
	NEEDS_PATCH | NO_ASSET},
    {"product", "failed installed removed ", ITEM},
    {"scan", "completed ", NEEDS_ASSET | NO_SUBJECT},
    {"test", "failed passed started ", NEEDS_SUBJECT},
    {"triage", "done ", ITEM},
    {"verify", "failed passed ", ITEM},
    {"vuln", "kev_added published rescored signal ", NEEDS_VULN | NO_ASSET},
};

static const struct family *
family_of(const char *kind)
{
	size_t first = strcspn(kind, ".");
	const char *second = kind + first + (kind[first] == '.');
	size_t length = strlen(second);

	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		const char *at = families[i].rest;

		if (strlen(families[i].word) != first ||
		    memcmp(families[i].word, kind, first) != 0)
			continue;
		for (; *at != '\0'; at += strcspn(at, " ") + 1)
			if (length == strcspn(at, " ") &&
			    memcmp(at, second, length) == 0)
				return &families[i];
	}
	return NULL;
}

static int
mock_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static const char *
names_flaw(unsigned rules, const plore_event *event)
{
	int asset = mock_given(event->asset);
	int patch = mock_given(event->patch);
	int vuln = mock_given(event->vuln);

	if ((rules & NEEDS_ASSET) != 0 && !asset)
		return "this kind needs an asset";
	if ((rules & NEEDS_SUBJECT) != 0 && !patch && !vuln)
		return "this kind needs a patch or a vuln";
	if ((rules & NEEDS_PATCH) != 0 && !patch)
		return "this kind needs a patch";
	if ((rules & NEEDS_VULN) != 0 && !vuln)
		return "this kind needs a vuln";
	if ((rules & NEEDS_VULN) != 0 && patch)
		return "this kind is about a vuln and takes no patch";
	if ((rules & NO_ASSET) != 0 && asset)
		return "this kind holds for all machines and takes no asset";
	if ((rules & NO_SUBJECT) != 0 && (patch || vuln))
		return "this kind is about an asset and takes no patch or vuln";
	return NULL;
}

static const char *
times_flaw(const plore_event *event)
{
	if (event->time_ms < EARLIEST_MS || event->time_ms > LATEST_MS)
		return "time_ms is not between 1980 and 2100 (it counts "
		       "milliseconds)";
	if (event->after_ms != 0 && event->after_ms < EARLIEST_MS)
		return "after_ms is before 1980";
	if (event->after_ms >= event->time_ms)
		return "after_ms is not before time_ms";
	if (event->took_ms < 0 || event->took_ms > LATEST_MS)
		return "took_ms is no duration";
	return NULL;
}

/* Bytes of the UTF-8 character at text; 0 where there is none, or a control
 * character. */
static size_t
character(const unsigned char *text)
{
	static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
	uint32_t code = text[0];
	size_t length = code < 0x80   ? 1
	                : code < 0xc2 ? 0
	                : code < 0xe0 ? 2
	                : code < 0xf0 ? 3
	                : code < 0xf5 ? 4
	                              : 0;

	if (length < 2)
		return length == 1 && code >= ' ' && code != 0x7f;
	code &= 0x7fU >> length;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3fU);
	}
	return code >= least[length] && code <= 0x10ffff &&
	               !(code >= 0xd800 && code < 0xe000)
	           ? length
	           : 0;
}

/* NULL or the rule that a text breaks; adds its length to *total. */
static const char *
text_flaw(const char *text, size_t limit, size_t *total)
{
	const unsigned char *at = (const unsigned char *)text;

	if (text == NULL)
		return NULL;
	while (*at != '\0') {
		size_t length = character(at);

		if (length == 0)
			return "has a control character or is not UTF-8";
		at += length;
	}
	*total += strlen(text);
	if (strlen(text) > limit)
		return limit == PLORE_MAX_NAME
		           ? "is longer than PLORE_MAX_NAME"
		           : "is longer than PLORE_MAX_TEXT";
	return NULL;
}

static const char *
attr_flaw(const plore_attr *attr, size_t *total, const char **what)
{
	size_t limit;
	const char *flaw;

	*what = "an attribute's name";
	if (!mock_given(attr->name))
		return "is missing";
	flaw = text_flaw(attr->name, PLORE_MAX_NAME, total);
	if (flaw != NULL)
		return flaw;
	*what = attr->name;
	if (attr->value == NULL)
		return "has no value";
	if (attr->share > PLORE_PUBLIC)
		return "has a share that does not exist";
	/* This attribute names a vulnerability, and is as long as a name. */
	limit =
	    strcmp(attr->name, "vuln") == 0 ? PLORE_MAX_NAME : PLORE_MAX_TEXT;
	return text_flaw(attr->value, limit, total);
}

/* Texts and attributes. *what becomes the field that breaks the rule. */
static const char *
texts_flaw(const plore_event *event, const char **what)
{
	const struct {
		const char *name, *text;
	} fields[] = {{"asset", event->asset}, {"patch", event->patch},
	    {"vuln", event->vuln}, {"product", event->product},
	    {"code", event->code}};
	size_t total = strlen(event->kind);

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *flaw =
		    text_flaw(fields[i].text, PLORE_MAX_NAME, &total);

		*what = fields[i].name;
		if (flaw != NULL)
			return flaw;
	}
	*what = "attrs";
	if (event->attr_count > PLORE_MAX_ATTRS)
		return "are more than PLORE_MAX_ATTRS";
	if (event->attr_count > 0 && event->attrs == NULL)
		return "is NULL and attr_count is not 0";
	for (uint32_t i = 0; i < event->attr_count; i++) {
		const char *flaw = attr_flaw(&event->attrs[i], &total, what);

		if (flaw != NULL)
			return flaw;
	}
	*what = "the event";
	return total > PLORE_MAX_EVENT ? "is longer than PLORE_MAX_EVENT"
	                               : NULL;
}

static int
is_declared(const plore_plugin *plugin, const char *kind)
{
	for (size_t i = 0; plugin->kinds[i] != NULL; i++)
		if (strcmp(plugin->kinds[i], kind) == 0)
			return 1;
	return 0;
}

/* The rule that an event breaks, or NULL. */
static const char *
event_flaw(
    const plore_plugin *plugin, const plore_event *event, const char **what)
{
	const struct family *family;
	const char *flaw;

	*what = "kind";
	if (!mock_given(event->kind))
		return "is missing";
	family = family_of(event->kind);
	if (family == NULL)
		return "does not exist; patchlore-events(7) lists those that "
		       "do";
	if (!is_declared(plugin, event->kind))
		return "is not among the kinds of the descriptor";
	flaw = texts_flaw(event, what);
	if (flaw != NULL)
		return flaw;
	*what = "names";
	flaw = names_flaw(family->rules, event);
	if (flaw != NULL)
		return flaw;
	*what = "times";
	return times_flaw(event);
}

/* ---- What the plugin calls ---------------------------------------------- */

static plore_mock *
mock_of(const plore_host *host)
{
	return host->impl;
}

static int32_t
stopped(plore_mock *mock)
{
	mock->inside->stopped = STOPPED;
	return PLORE_E_STOPPED;
}

/* A plugin that was told E_STOPPED must not report any more. */
static void
note_call(plore_mock *mock, const char *function)
{
	if (mock->inside->stopped)
		mock_flaw(mock,
		    "%s was called after E_STOPPED: leave collect at once",
		    function);
}

static void
keep_event(plore_mock *mock, const plore_event *event)
{
	plore_event copy = *event;
	plore_attr *attrs = NULL;

	if (event->attr_count > 0)
		attrs = mock_memory(calloc(event->attr_count, sizeof *attrs));
	for (uint32_t i = 0; i < event->attr_count; i++)
		attrs[i] = (plore_attr){mock_copy(event->attrs[i].name),
		    mock_copy(event->attrs[i].value), event->attrs[i].share, 0};
	copy.size = sizeof copy;
	copy.attrs = attrs;
	copy.kind = mock_copy(event->kind);
	copy.asset = mock_copy(event->asset);
	copy.patch = mock_copy(event->patch);
	copy.vuln = mock_copy(event->vuln);
	copy.product = mock_copy(event->product);
	copy.code = mock_copy(event->code);
	mock->events =
	    mock_grow(mock->events, mock->event_count, sizeof *mock->events);
	mock->events[mock->event_count++] = copy;
}

static int32_t
mock_emit(const plore_host *host, const plore_event *given)
{
	plore_mock *mock = mock_of(host);
	struct plore_mock_inside *inside = mock->inside;
	plore_event event = {0};
	const char *flaw, *what;

	note_call(mock, "emit");
	inside->emitted++;
	if (inside->emitted > inside->refuse_after)
		return inside->refuse_with == PLORE_E_STOPPED
		           ? stopped(mock)
		           : inside->refuse_with;
	if (given == NULL || given->size < offsetof(plore_event, kind)) {
		mock_flaw(mock, "emit %zu: size is not that of the event",
		    inside->emitted);
		return PLORE_E_ARGUMENT;
	}
	memcpy(&event, given,
	    given->size < sizeof event ? given->size : sizeof event);
	flaw = event_flaw(inside->plugin, &event, &what);
	if (flaw != NULL) {
		mock_flaw(mock, "emit %zu, %.100s: %.100s %s", inside->emitted,
		    event.kind == NULL ? "no kind" : event.kind, what, flaw);
		return PLORE_E_ARGUMENT;
	}
	keep_event(mock, &event);
	return PLORE_OK;
}

static int32_t
mock_reject(const plore_host *host, const char *where, const char *reason,
    const char *input)
{
	plore_mock *mock = mock_of(host);

	note_call(mock, "reject");
	if (!mock_given(where) || !mock_given(reason))
		mock_flaw(mock, "reject %zu: tell where it stood and why",
		    mock->reject_count + 1);
	mock->rejects =
	    mock_grow(mock->rejects, mock->reject_count, sizeof *mock->rejects);
	mock->rejects[mock->reject_count++] = (plore_mock_reject){
	    mock_copy(where), mock_copy(reason), mock_copy(input)};
	return PLORE_OK;
}

static int32_t
mock_stopping(const plore_host *host)
{
	const plore_mock *mock = mock_of(host);

	return mock->event_count >= mock->inside->stop_after;
}

static int32_t
mock_checkpoint(const plore_host *host, const char *cursor)
{
	plore_mock *mock = mock_of(host);

	note_call(mock, "checkpoint");
	if (cursor == NULL || strlen(cursor) > PLORE_MAX_CURSOR) {
		mock_flaw(mock, "checkpoint %zu: the cursor is %s",
		    mock->checkpoint_count + 1,
		    cursor == NULL ? "NULL" : "longer than PLORE_MAX_CURSOR");
		return PLORE_E_ARGUMENT;
	}
	mock->checkpoints = mock_grow(mock->checkpoints, mock->checkpoint_count,
	    sizeof *mock->checkpoints);
	mock->checkpoints[mock->checkpoint_count++] = (plore_mock_checkpoint){
	    mock_copy(cursor), mock->event_count, mock->reject_count};
	return mock_stopping(host) ? stopped(mock) : PLORE_OK;
}

static const plore_option *
declared_option(const plore_plugin *plugin, const char *name)
{
	const plore_option *option = plugin->options;

	for (; option != NULL && option->name != NULL; option++)
		if (strcmp(option->name, name) == 0)
			return option;
	return NULL;
}

/* In the form that patchlore gives it. */
static const char *
fallback_of(const plore_option *option)
{
	if (option->type != PLORE_SWITCH || option->fallback == NULL)
		return option->fallback;
	return strcmp(option->fallback, "yes") == 0 ||
	               strcmp(option->fallback, "1") == 0
	           ? "1"
	           : "0";
}

static const char *
mock_option(const plore_host *host, const char *name, uint32_t index)
{
	plore_mock *mock = mock_of(host);
	const struct plore_mock_inside *inside = mock->inside;
	const plore_option *declared = declared_option(inside->plugin, name);
	uint32_t found = 0;

	if (declared == NULL) {
		mock_flaw(mock,
		    "option %s is asked for and not among the descriptor's",
		    name);
		return NULL;
	}
	for (size_t i = 0; i < inside->option_count; i++)
		if (strcmp(inside->options[i].name, name) == 0 &&
		    found++ == index)
			return inside->options[i].value;
	return found == 0 && index == 0 ? fallback_of(declared) : NULL;
}

static void
mock_fail(const plore_host *host, const char *text)
{
	plore_mock *mock = mock_of(host);

	free(mock->failure);
	mock->failure = mock_copy(text);
}

static void
mock_log(const plore_host *host, uint32_t level, const char *text)
{
	plore_mock *mock = mock_of(host);

	if (level < PLORE_LOG_ERROR || level > PLORE_LOG_DEBUG)
		mock_flaw(mock, "log: there is no level %" PRIu32, level);
	mock->lines =
	    mock_grow(mock->lines, mock->line_count, sizeof *mock->lines);
	mock->lines[mock->line_count++] =
	    (plore_mock_line){level, mock_copy(text)};
}

static void
mock_progress(
    const plore_host *host, uint64_t done, uint64_t total, const char *text)
{
	plore_mock *mock = mock_of(host);

	(void)text;
	if (total != 0 && done > total)
		mock_flaw(
		    mock, "progress: %" PRIu64 " of %" PRIu64, done, total);
	mock->done = done;
	mock->total = total;
	mock->progress_count++;
}

static const void *
mock_extension(const plore_host *host, const char *id)
{
	(void)host;
	(void)id;
	return NULL;
}

/* ---- A mock ------------------------------------------------------------- */

plore_mock *
plore_mock_new(const plore_plugin *plugin)
{
	plore_mock *mock = mock_memory(calloc(1, sizeof *mock));

	mock->inside = mock_memory(calloc(1, sizeof *mock->inside));
	mock->inside->plugin = plugin;
	mock->inside->stop_after = SIZE_MAX;
	mock->inside->refuse_after = SIZE_MAX;
	mock->request.size = sizeof mock->request;
	mock->host = (plore_host){.size = sizeof mock->host,
	    .minor = PLORE_ABI_MINOR,
	    .version = "mock",
	    .impl = mock,
	    .emit = mock_emit,
	    .reject = mock_reject,
	    .checkpoint = mock_checkpoint,
	    .option = mock_option,
	    .fail = mock_fail,
	    .log = mock_log,
	    .progress = mock_progress,
	    .stopping = mock_stopping,
	    .extension = mock_extension};
	return mock;
}

static void
free_event(plore_event *event)
{
	for (uint32_t i = 0; i < event->attr_count; i++) {
		free((char *)event->attrs[i].name);
		free((char *)event->attrs[i].value);
	}
	free((plore_attr *)event->attrs);
	free((char *)event->kind);
	free((char *)event->asset);
	free((char *)event->patch);
	free((char *)event->vuln);
	free((char *)event->product);
	free((char *)event->code);
}

static void
forget_lists(plore_mock *mock)
{
	for (size_t i = 0; i < mock->event_count; i++)
		free_event(&mock->events[i]);
	for (size_t i = 0; i < mock->reject_count; i++) {
		free(mock->rejects[i].where);
		free(mock->rejects[i].reason);
		free(mock->rejects[i].input);
	}
	for (size_t i = 0; i < mock->checkpoint_count; i++)
		free(mock->checkpoints[i].cursor);
	for (size_t i = 0; i < mock->line_count; i++)
		free(mock->lines[i].text);
	for (size_t i = 0; i < mock->flaw_count; i++)
		free(mock->flaws[i]);
}

static void
forget(plore_mock *mock)
{
	plore_mock kept = {.host = mock->host,
	    .request = mock->request,
	    .inside = mock->inside};

	forget_lists(mock);
	free(mock->events);
	free(mock->rejects);
	free(mock->checkpoints);
	free(mock->lines);
	free(mock->flaws);
	free(mock->failure);
	*mock = kept;
	mock->inside->emitted = 0;
	mock->inside->stopped = NEVER_STOPPED;
}

void
plore_mock_free(plore_mock *mock)
{
	if (mock == NULL)
		return;
	forget(mock);
	for (size_t i = 0; i < mock->inside->option_count; i++) {
		free(mock->inside->options[i].name);
		free(mock->inside->options[i].value);
	}
	free(mock->inside->options);
	free(mock->inside);
	free(mock);
}

void
plore_mock_option(plore_mock *mock, const char *name, const char *value)
{
	struct plore_mock_inside *inside = mock->inside;

	inside->options = mock_grow(
	    inside->options, inside->option_count, sizeof *inside->options);
	inside->options[inside->option_count++] =
	    (struct option){mock_copy(name), mock_copy(value)};
}

void
plore_mock_stop_after(plore_mock *mock, size_t events)
{
	mock->inside->stop_after = events;
}

void
plore_mock_refuse_after(plore_mock *mock, size_t events, int32_t result)
{
	mock->inside->refuse_after = events;
	mock->inside->refuse_with = result;
}

/* ---- A run -------------------------------------------------------------- */

/* What a person would miss after a run that ended so. */
static void
judge_end(plore_mock *mock, const char *call, int32_t result)
{
	size_t kept =
	    mock->checkpoint_count == 0
		? 0
		: mock->checkpoints[mock->checkpoint_count - 1].events;

	if (result > PLORE_OK || result < PLORE_E_UNSUPPORTED)
		mock_flaw(mock, "%s returned %" PRId32 ", which is no result",
		    call, result);
	if (result < PLORE_OK && result != PLORE_E_STOPPED &&
	    !mock_given(mock->failure))
		mock_flaw(mock,
		    "%s returned %" PRId32 " and did not say why: call fail "
		    "with a sentence first",
		    call, result);
	if (result == PLORE_OK && kept < mock->event_count)
		mock_flaw(mock,
		    "%zu events came after the last checkpoint and would be "
		    "read again by every run",
		    mock->event_count - kept);
}

int32_t
plore_mock_run(plore_mock *mock, const char *cursor)
{
	const plore_plugin *plugin = mock->inside->plugin;
	char *copy = mock_copy(cursor); /* it may be one that we forget */
	void *self = NULL;
	int32_t result;

	forget(mock);
	result = plugin->open(&mock->host, &self);
	judge_end(mock, "open", result);
	if (result == PLORE_OK) {
		mock->request.cursor = copy;
		result = plugin->collect(self, &mock->request);
		judge_end(mock, "collect", result);
		plugin->close(self);
	}
	mock->request.cursor = NULL;
	free(copy);
	return result;
}

/* ---- Events as text ----------------------------------------------------- */

struct text {
	char *bytes;
	size_t length, room;
};

static void
add(struct text *text, const char *bytes, size_t length)
{
	while (text->length + length + 1 > text->room) {
		text->room = text->room == 0 ? 256 : 2 * text->room;
		text->bytes = mock_memory(realloc(text->bytes, text->room));
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

static void
adds(struct text *text, const char *string)
{
	add(text, string, strlen(string));
}

/* Events hold no control characters, so these two are all to be escaped. */
static void
add_string(struct text *text, const char *string)
{
	adds(text, "\"");
	for (; *string != '\0'; string++) {
		if (*string == '"' || *string == '\\')
			adds(text, "\\");
		add(text, string, 1);
	}
	adds(text, "\"");
}

static void
add_member(struct text *text, const char *name, const char *value)
{
	if (!mock_given(value))
		return;
	adds(text, ",\"");
	adds(text, name);
	adds(text, "\":");
	add_string(text, value);
}

static void
add_time(struct text *text, const char *name, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	const struct tm *tm = gmtime(&seconds);
	char shown[48];
	size_t used;

	if (ms == 0 || tm == NULL)
		return;
	used = strftime(shown, sizeof shown, "%Y-%m-%dT%H:%M:%S", tm);
	if (ms % 1000 != 0)
		used += (size_t)snprintf(shown + used, sizeof shown - used,
		    ".%03d", (int)(ms % 1000));
	snprintf(shown + used, sizeof shown - used, "Z");
	add_member(text, name, shown);
}

/* The values of an attribute; several become an array where the first is. */
static void
add_attr(struct text *text, const plore_event *event, uint32_t first)
{
	const char *name = event->attrs[first].name;
	size_t values = 0;

	for (uint32_t i = 0; i < event->attr_count; i++)
		values += strcmp(event->attrs[i].name, name) == 0;
	add_string(text, name);
	adds(text, values > 1 ? ":[" : ":");
	for (uint32_t i = first; i < event->attr_count; i++) {
		if (strcmp(event->attrs[i].name, name) != 0)
			continue;
		if (i > first)
			adds(text, ",");
		add_string(text, event->attrs[i].value);
	}
	if (values > 1)
		adds(text, "]");
}

static int
came_before(const plore_event *event, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(event->attrs[i].name, event->attrs[n].name) == 0)
			return 1;
	return 0;
}

/* An event as a line, without its end, in place of what text held. */
static const char *
event_line(struct text *text, const plore_event *event)
{
	char took[32];

	text->length = 0;
	adds(text, "{\"kind\":");
	add_string(text, event->kind);
	add_time(text, "time", event->time_ms);
	add_time(text, "after", event->after_ms);
	if (event->took_ms != 0) {
		snprintf(
		    took, sizeof took, ",\"took_ms\":%" PRId64, event->took_ms);
		adds(text, took);
	}
	add_member(text, "asset", event->asset);
	add_member(text, "patch", event->patch);
	add_member(text, "vuln", event->vuln);
	add_member(text, "product", event->product);
	add_member(text, "code", event->code);
	for (uint32_t i = 0; i < event->attr_count; i++) {
		if (came_before(event, i))
			continue;
		adds(text, i == 0 ? ",\"attrs\":{" : ",");
		add_attr(text, event, i);
	}
	adds(text, event->attr_count > 0 ? "}}" : "}");
	return text->bytes;
}

void
plore_mock_print(const plore_mock *mock, FILE *out)
{
	struct text text = {0};

	for (size_t i = 0; i < mock->event_count; i++)
		fprintf(out, "%s\n", event_line(&text, &mock->events[i]));
	free(text.bytes);
}

void
plore_mock_flaws(const plore_mock *mock, FILE *out)
{
	for (size_t i = 0; i < mock->flaw_count; i++)
		fprintf(out, "%s\n", mock->flaws[i]);
}

/* The next line of a file, without its end. 0 at the end of the file. */
static int
next_line(struct text *text, FILE *file)
{
	int c;

	text->length = 0;
	adds(text, "");
	while ((c = getc(file)) != EOF && c != '\n') {
		const char byte = (char)c;

		add(text, &byte, 1);
	}
	return c == '\n' || text->length > 0;
}

int
plore_mock_same(const plore_mock *mock, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct text expected = {0}, got = {0};
	int same = 1;

	if (file == NULL) {
		perror(path);
		return 0;
	}
	for (size_t i = 0; same; i++) {
		int more = next_line(&expected, file);
		const char *line = i < mock->event_count
		                       ? event_line(&got, &mock->events[i])
		                       : NULL;

		if (!more && line == NULL)
			break;
		same =
		    more && line != NULL && strcmp(line, expected.bytes) == 0;
		if (!same)
			fprintf(stderr,
			    "%s:%zu differs\n  expected  %s\n  reported  "
			    "%s\n",
			    path, i + 1, more ? expected.bytes : "(the end)",
			    line != NULL ? line : "(the end)");
	}
	fclose(file);
	free(expected.bytes);
	free(got.bytes);
	return same;
}

/* ---- Finding ------------------------------------------------------------ */

static int
matches(const char *wanted, const char *text)
{
	return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

const plore_event *
plore_mock_find(const plore_mock *mock, size_t n, const char *kind,
    const char *asset, const char *patch)
{
	for (size_t i = 0; i < mock->event_count; i++) {
		const plore_event *event = &mock->events[i];

		if (matches(kind, event->kind) &&
		    matches(asset, event->asset) &&
		    matches(patch, event->patch) && n-- == 0)
			return event;
	}
	return NULL;
}

size_t
plore_mock_count(const plore_mock *mock, const char *kind, const char *asset,
    const char *patch)
{
	size_t count = 0;

	while (plore_mock_find(mock, count, kind, asset, patch) != NULL)
		count++;
	return count;
}

/* ---- Repeating ---------------------------------------------------------- */

/* What the first run said: its events as lines, and its checkpoints. */
struct first_run {
	char **lines;
	size_t line_count;
	plore_mock_checkpoint *checkpoints;
	size_t checkpoint_count;
};

static void
remember(struct first_run *first, const plore_mock *mock)
{
	struct text text = {0};

	first->line_count = mock->event_count;
	first->lines =
	    mock_memory(calloc(mock->event_count + 1, sizeof *first->lines));
	for (size_t i = 0; i < mock->event_count; i++)
		first->lines[i] =
		    mock_copy(event_line(&text, &mock->events[i]));
	free(text.bytes);
	first->checkpoint_count = mock->checkpoint_count;
	first->checkpoints = mock_memory(
	    calloc(mock->checkpoint_count + 1, sizeof *first->checkpoints));
	for (size_t i = 0; i < mock->checkpoint_count; i++) {
		first->checkpoints[i] = mock->checkpoints[i];
		first->checkpoints[i].cursor =
		    mock_copy(mock->checkpoints[i].cursor);
	}
}

static void
forget_first(struct first_run *first)
{
	for (size_t i = 0; i < first->line_count; i++)
		free(first->lines[i]);
	for (size_t i = 0; i < first->checkpoint_count; i++)
		free(first->checkpoints[i].cursor);
	free(first->lines);
	free(first->checkpoints);
}

/* Does what the mock holds end with the first run's lines from one on? */
static int
ends_alike(const plore_mock *mock, const struct first_run *first, size_t from)
{
	size_t wanted = first->line_count - from;
	struct text text = {0};
	int alike = mock->event_count >= wanted;

	for (size_t i = 0; alike && i < wanted; i++)
		alike =
		    strcmp(first->lines[from + i],
			event_line(&text,
			    &mock->events[mock->event_count - wanted + i])) ==
		    0;
	free(text.bytes);
	return alike;
}

int
plore_mock_repeats(plore_mock *mock)
{
	struct first_run first;
	size_t bad = SIZE_MAX;
	int good = plore_mock_run(mock, NULL) == PLORE_OK;

	remember(&first, mock);
	for (size_t i = 0; good && i < first.checkpoint_count; i++) {
		good = plore_mock_run(mock, first.checkpoints[i].cursor) ==
		           PLORE_OK &&
		       ends_alike(mock, &first, first.checkpoints[i].events);
		bad = good ? bad : i;
	}
	if (bad == SIZE_MAX)
		good &= plore_mock_run(mock, NULL) == PLORE_OK &&
		        ends_alike(mock, &first, 0) &&
		        mock->event_count == first.line_count;
	else
		plore_mock_run(mock, NULL);
	if (!good && bad != SIZE_MAX)
		mock_flaw(mock,
		    "a run from the cursor \"%.200s\" does not report the %zu "
		    "events that came after it",
		    first.checkpoints[bad].cursor,
		    first.line_count - first.checkpoints[bad].events);
	else if (!good)
		mock_flaw(mock, "two runs from the start are not the same");
	forget_first(&first);
	return good;
}
