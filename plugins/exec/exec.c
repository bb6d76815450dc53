/*
 * exec.c - any program as a source: it writes native events, line by line
 *
 * The program gets the cursor it gave last in PATCHLORE_CURSOR, and nothing of
 * the environment but what is listed below. Whatever it wrote is kept, also
 * when it fails: events are facts, and a cursor that did not move means that
 * the next run may repeat them, which changes nothing.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/kinds.h"
#include "kit/tell.h"
#include "plugins/exec/child.h"
#include "plugins/exec/message.h"
#include "plugins/exec/stream.h"

enum {
	LINE_LIMIT = 1024 * 1024,
	LOG_LIMIT = 4000,
	SHOWN = 500,         /* bytes of a bad line that are kept */
	UNSAVED = 1000,      /* events and rejects without a checkpoint */
	POLL_MS = 200,       /* a request to stop is seen so soon */
	HEARTBEAT_MS = 5000, /* patchlore hears of us so often */
	ARGUMENTS = 200,
	VARIABLES = 8,
};

struct source {
	const plore_host *host;
	const char *program, *name; /* name: without its folder */
	const char *asset;          /* for events that name none, or NULL */
	int64_t timeout_ms;
	char cursor[PLORE_MAX_CURSOR + 1];
	char last_words[LOG_LIMIT + 1]; /* on standard error */
	uint64_t unsaved;               /* events since the last checkpoint */
	uint64_t lines;
	int64_t heard_ms, told_ms; /* monotonic: of the program; the host */
	struct child child;
	struct stream output, errors;
};

static const plore_option options[] = {
    {"program", "the program to run: a path, or a name found in PATH", NULL,
	PLORE_PROGRAM, PLORE_REQUIRED},
    {"arg", "an argument for it; may be given again for the next one", NULL,
	PLORE_TEXT, PLORE_REPEATED},
    {"path", "a file or folder that it may read; tell it by arg=", NULL,
	PLORE_PATH, PLORE_REPEATED},
    {"asset", "whose events these are, where a line names nobody", NULL,
	PLORE_TEXT, 0},
    {"timeout", "seconds without a line after which it is ended", "300",
	PLORE_SECONDS, 0},
    {0}};

static int32_t
exec_open(const plore_host *host, void **self)
{
	enum { LONGEST = 7 * 24 * 3600 };
	long long timeout = strtoll(host->option(host, "timeout", 0), NULL, 10);
	struct source *source;

	if (timeout < 1 || timeout > LONGEST) {
		host->fail(host, "timeout: expected between a second and the "
				 "604800 seconds of a week");
		return PLORE_E_CONFIG;
	}
	source = calloc(1, sizeof *source);
	if (source == NULL)
		return PLORE_E_FAILED;
	source->host = host;
	source->program = host->option(host, "program", 0);
	source->name = strrchr(source->program, '/');
	source->name =
	    source->name == NULL ? source->program : source->name + 1;
	source->asset = host->option(host, "asset", 0);
	source->timeout_ms = timeout * 1000;
	*self = source;
	return PLORE_OK;
}

static void
exec_close(void *self)
{
	free(self);
}

/* ---- What the program says ---------------------------------------------- */

static int32_t
checkpoint(struct source *source)
{
	source->unsaved = 0;
	return source->host->checkpoint(source->host, source->cursor);
}

/* One more that is not behind a checkpoint. A program may write any number
 * without a cursor, patchlore holds so many only. */
static int32_t
count(struct source *source, int32_t result)
{
	source->unsaved++;
	if (result == PLORE_OK && source->unsaved >= UNSAVED)
		result = checkpoint(source);
	return result;
}

static int32_t
set_aside(struct source *source, const char *where, const char *reason,
    const char *input)
{
	return count(
	    source, source->host->reject(source->host, where, reason, input));
}

static int32_t
take_event(struct source *source, plore_event *event)
{
	int32_t result;

	kit_default_asset(event, source->asset);
	result = source->host->emit(source->host, event);
	if (result == PLORE_E_ARGUMENT)
		result = PLORE_OK; /* set aside by the host; read on */
	return count(source, result);
}

static int32_t
take_message(struct source *source, struct message *message, const char *place)
{
	const plore_host *host = source->host;

	switch (message->kind) {
	case MESSAGE_EVENT:
		return take_event(source, &message->line.event);
	case MESSAGE_CURSOR:
		snprintf(
		    source->cursor, sizeof source->cursor, "%s", message->text);
		return checkpoint(source);
	case MESSAGE_LOG:
		host->log(host, message->level, message->text);
		return PLORE_OK;
	case MESSAGE_REJECT:
		return set_aside(source,
		    message->where == NULL ? place : message->where,
		    message->reason,
		    message->input == NULL ? "" : message->input);
	}
	return PLORE_OK;
}

/* The reader unescapes in place, so what is shown of a bad line is kept
 * before. */
static int32_t
take_line(struct source *source, const struct stream_line *line)
{
	char place[PLORE_MAX_NAME + 1], shown[SHOWN + 1];
	struct message message;
	const char *flaw = NULL;

	if (line->text[strspn(line->text, " \t")] == '\0')
		return PLORE_OK;
	snprintf(
	    place, sizeof place, "%.200s:%" PRIu64, source->name, line->number);
	snprintf(shown, sizeof shown, "%s", line->text);
	if (line->truncated)
		flaw = "a line longer than 1 MiB";
	else if (message_read(&message, line->text, line->length) < 0)
		flaw = message.line.error;
	else if (message.kind == MESSAGE_EVENT &&
		 !kit_is_kind(message.line.event.kind))
		flaw = "an event of a kind that does not exist";
	if (flaw == NULL)
		return take_message(source, &message, place);
	return set_aside(source, place, flaw, shown);
}

static int32_t
take_output(struct source *source)
{
	struct stream_line line;
	int32_t result = PLORE_OK;

	while (result == PLORE_OK && stream_next(&source->output, &line)) {
		source->lines++;
		result = take_line(source, &line);
	}
	return result;
}

static void
take_errors(struct source *source)
{
	struct stream_line line;

	while (stream_next(&source->errors, &line)) {
		if (line.length == 0)
			continue;
		snprintf(source->last_words, sizeof source->last_words, "%s",
		    line.text);
		source->host->log(
		    source->host, PLORE_LOG_WARN, source->last_words);
	}
}

/* ---- While it runs ------------------------------------------------------ */

static int32_t
check_time(struct source *source)
{
	int64_t now = child_clock_ms();

	if (now - source->told_ms >= HEARTBEAT_MS) {
		source->told_ms = now;
		source->host->progress(
		    source->host, source->lines, 0, source->name);
	}
	if (now - source->heard_ms < source->timeout_ms)
		return PLORE_OK;
	return kit_fail(source->host, PLORE_E_UNAVAILABLE,
	    "%s wrote nothing for %" PRId64
	    " seconds and was ended; see what it waits for, or give it more "
	    "with timeout=",
	    source->name, source->timeout_ms / 1000);
}

/* All that can be read without waiting. */
static int32_t
drain(struct source *source)
{
	int32_t result = PLORE_OK;
	int more = 1;

	while (more && result == PLORE_OK) {
		more = stream_fill(&source->output);
		if (more)
			source->heard_ms = child_clock_ms();
		result = take_output(source);
		more |= stream_fill(&source->errors);
		take_errors(source);
		if (result == PLORE_OK)
			result = source->host->stopping(source->host)
			             ? PLORE_E_STOPPED
			             : check_time(source);
	}
	return result;
}

/* Read until the program has ended and nothing is left in its pipes. What it
 * started and left behind does not keep us. */
static int32_t
follow(struct source *source)
{
	int32_t result;

	for (;;) {
		int ended = child_ended(&source->child);

		result = drain(source);
		if (result != PLORE_OK || ended)
			return result;
		child_poll(&source->child, source->output.fd, source->errors.fd,
		    POLL_MS);
	}
}

/* ---- Start and end ------------------------------------------------------ */

/* What the program finds in its environment, and nothing else. The worker has
 * little more of it itself. */
static const char *const passed[] = {"LANG", "LC_ALL", "LC_CTYPE", "TZ"};

struct environment {
	char *list[VARIABLES + 1]; /* closes with NULL */
	size_t count;
};

/* 0, or -1 where there is no memory. */
static int
set_variable(struct environment *out, const char *name, const char *value)
{
	char *variable;

	if (value == NULL || *value == '\0')
		return 0;
	if (asprintf(&variable, "%s=%s", name, value) < 0)
		return -1;
	out->list[out->count++] = variable;
	out->list[out->count] = NULL;
	return 0;
}

static int
fill_environment(struct environment *out, const char *cursor)
{
	const char *path = getenv("PATH");

	if (set_variable(out, "PATH",
		path == NULL ? "/usr/local/bin:/usr/bin:/bin" : path) < 0 ||
	    set_variable(out, "PATCHLORE_CURSOR", cursor) < 0)
		return -1;
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
		if (set_variable(out, passed[i], getenv(passed[i])) < 0)
			return -1;
	return 0;
}

static void
free_environment(struct environment *environment)
{
	for (size_t i = 0; i < environment->count; i++)
		free(environment->list[i]);
}

static int32_t
start(struct source *source)
{
	const plore_host *host = source->host;
	char *argv[ARGUMENTS + 2] = {(char *)source->program};
	struct environment environment = {{NULL}, 0};
	int why = ENOMEM;

	for (uint32_t i = 0; i < ARGUMENTS; i++)
		argv[i + 1] = (char *)host->option(host, "arg", i);
	if (host->option(host, "arg", ARGUMENTS) != NULL)
		return kit_fail(source->host, PLORE_E_CONFIG,
		    "arg: more than %d arguments", ARGUMENTS);
	if (fill_environment(&environment, source->cursor) == 0)
		why = child_start(&source->child, argv, environment.list);
	free_environment(&environment);
	if (why == EACCES)
		return kit_fail(source->host, PLORE_E_ACCESS,
		    "%s cannot be started: %s; the user that plugins run as "
		    "must be able to execute it, and its interpreter must lie "
		    "in /usr",
		    source->program, strerror(why));
	if (why != 0)
		return kit_fail(source->host, PLORE_E_CONFIG,
		    "%s cannot be started: %s", source->program, strerror(why));
	return PLORE_OK;
}

/* What an exit status means; those of sysexits.h have names. */
static const struct {
	int status;
	int32_t result;
	const char *meaning;
} statuses[] = {
    {64, PLORE_E_CONFIG, "it was called wrongly"},
    {65, PLORE_E_DATA, "its input makes no sense"},
    {66, PLORE_E_CONFIG, "its input cannot be opened"},
    {68, PLORE_E_UNAVAILABLE, "a host is unknown"},
    {69, PLORE_E_UNAVAILABLE, "a service is unavailable"},
    {75, PLORE_E_UNAVAILABLE, "it may work later"},
    {76, PLORE_E_DATA, "the other side spoke unintelligibly"},
    {77, PLORE_E_ACCESS, "it was not allowed to"},
    {78, PLORE_E_CONFIG, "its settings are wrong"},
};

static int32_t
verdict(struct source *source, int status)
{
	const char *colon = source->last_words[0] == '\0' ? "" : ": ";
	int number = WIFEXITED(status) ? WEXITSTATUS(status) : 0;

	if (WIFSIGNALED(status))
		return kit_fail(source->host, PLORE_E_FAILED,
		    "%s was ended by signal %d (%s)%s%s", source->name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)), colon,
		    source->last_words);
	if (number == 0)
		return PLORE_OK;
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == number)
			return kit_fail(source->host, statuses[i].result,
			    "%s ended with exit status %d, %s%s%s",
			    source->name, number, statuses[i].meaning, colon,
			    source->last_words);
	return kit_fail(source->host, PLORE_E_FAILED,
	    "%s ended with exit status %d%s%s", source->name, number, colon,
	    source->last_words);
}

static int32_t
run(struct source *source)
{
	int32_t result = PLORE_E_FAILED, kept;
	int status;

	if (stream_open(&source->output, source->child.output, LINE_LIMIT) ==
		0 &&
	    stream_open(&source->errors, source->child.errors, LOG_LIMIT) == 0)
		result = follow(source);
	if (result != PLORE_OK)
		child_ask(&source->child, source->output.fd, source->errors.fd);
	status = child_finish(&source->child);
	stream_close(&source->output);
	stream_close(&source->errors);
	if (result == PLORE_OK)
		result = verdict(source, status);
	if (source->unsaved == 0)
		return result;
	kept = checkpoint(source);
	return result == PLORE_OK ? kept : result;
}

static int32_t
exec_collect(void *self, const plore_request *request)
{
	struct source *source = self;
	int32_t result;

	snprintf(source->cursor, sizeof source->cursor, "%s",
	    request->cursor == NULL ? "" : request->cursor);
	source->last_words[0] = '\0';
	source->unsaved = source->lines = 0;
	result = start(source);
	if (result != PLORE_OK)
		return result;
	source->heard_ms = source->told_ms = child_clock_ms();
	source->output = source->errors = (struct stream){.fd = -1};
	return run(source);
}

static const plore_plugin exec = {
    .size = sizeof exec,
    .needs = PLORE_NEED_NETWORK,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.exec",
    .name = "Any program",
    .version = "0.1.0",
    .summary = "runs a program and reads the native events that it writes",
    .license = "Apache-2.0",
    .kinds = kit_kinds,
    .options = options,
    .open = exec_open,
    .collect = exec_collect,
    .close = exec_close,
};

PLORE_PLUGINS(&exec);
