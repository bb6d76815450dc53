/*
 * patchlore-worker - runs one plugin for one source
 *
 * Started by patchlore with the socket to it as descriptor 3 and the plugin's
 * file, opened and checked, as descriptor 4. It is told what the plugin may
 * read, shuts itself in, loads the plugin, says what it holds, and does what
 * the host asks until the host closes the socket. It links neither the store
 * nor a JSON library.
 */
#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/wire.h"
#include "worker/channel.h"
#include "worker/sandbox.h"

enum { FD_HOST = 3, FD_PLUGIN = 4, FD_FIRST_OTHER = 5 };
enum { PLUGINS_MAX = 64 };

struct worker {
	struct pl_channel channel;
	const char *path; /* of the plugin, for messages */
	const plore_plugin *plugins[PLUGINS_MAX];
	uint32_t plugin_count;
	const plore_plugin *plugin; /* the one that is open, or NULL */
	void *self;
	struct pl_wire_option options[PL_WIRE_OPTIONS];
	uint32_t option_count;
	struct pl_wire_refuse refuse; /* result PLORE_OK: none */
	struct pl_wire_grant grants[PL_WIRE_GRANTS];
	size_t grant_count;
	plore_host host;
};

/* ---- What the plugin calls ---------------------------------------------- */

static struct worker *
worker_of(const plore_host *host)
{
	return host->impl;
}

static int32_t
sent(struct worker *worker)
{
	if (pl_channel_settle(&worker->channel) < 0)
		return PLORE_E_STOPPED;
	return PLORE_OK;
}

static int
fits(const char *text, size_t limit, size_t *total)
{
	size_t length = text == NULL ? 0 : strnlen(text, limit + 1);

	*total += length;
	return length <= limit;
}

/* The rule an event breaks that the wire itself relies on, or NULL. The host
 * looks at everything else. */
static const char *
event_flaw(const plore_event *event)
{
	size_t total = 0;
	int good = 1;

	if (event->kind == NULL)
		return "an event without a kind";
	if (event->attr_count > PLORE_MAX_ATTRS)
		return "more than 64 attributes";
	if (event->attr_count > 0 && event->attrs == NULL)
		return "attr_count is set and attrs is NULL";
	good &= fits(event->kind, PLORE_MAX_NAME, &total);
	good &= fits(event->asset, PLORE_MAX_NAME, &total);
	good &= fits(event->patch, PLORE_MAX_NAME, &total);
	good &= fits(event->vuln, PLORE_MAX_NAME, &total);
	good &= fits(event->code, PLORE_MAX_NAME, &total);
	if (!good)
		return "a name longer than 255 bytes";
	if (!fits(event->product, PLORE_MAX_TEXT, &total))
		return "a product longer than 4095 bytes";
	for (uint32_t i = 0; i < event->attr_count; i++) {
		const plore_attr *attr = &event->attrs[i];

		if (attr->name == NULL || attr->value == NULL)
			return "an attribute without a name or a value";
		if (!fits(attr->name, PLORE_MAX_NAME, &total) ||
		    !fits(attr->value, PLORE_MAX_TEXT, &total))
			return "an attribute that is too long";
	}
	return total > PLORE_MAX_EVENT ? "an event of more than 65535 bytes"
	                               : NULL;
}

/* Not more than limit bytes of text, cut between characters. Free it. */
static char *
cut(const char *text, size_t limit)
{
	size_t length = text == NULL ? 0 : strnlen(text, limit + 1);
	char *copy;

	if (length > limit) {
		length = limit;
		while (
		    length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	copy = pl_alloc(length + 1);
	if (length > 0)
		memcpy(copy, text, length);
	return copy;
}

static int32_t
host_reject(const plore_host *host, const char *where, const char *reason,
    const char *input)
{
	struct worker *worker = worker_of(host);
	char *parts[3] = {cut(where, PLORE_MAX_TEXT),
	    cut(reason, PLORE_MAX_TEXT), cut(input, PLORE_MAX_TEXT)};
	const struct pl_wire_reject reject = {parts[0], parts[1], parts[2]};

	pl_wire_reject(&worker->channel.out, &reject);
	for (size_t i = 0; i < PL_COUNT(parts); i++)
		free(parts[i]);
	return sent(worker);
}

static int32_t
host_emit(const plore_host *host, const plore_event *given)
{
	struct worker *worker = worker_of(host);
	plore_event event = {0};
	const char *flaw;

	if (worker->refuse.result != PLORE_OK && worker->refuse.after-- == 0) {
		worker->refuse.after = 0;
		return worker->refuse.result;
	}
	if (given == NULL || given->size < offsetof(plore_event, kind)) {
		host_reject(host, "", "an event without its size", "");
		return PLORE_E_ARGUMENT;
	}
	memcpy(&event, given,
	    given->size < sizeof event ? given->size : sizeof event);
	flaw = event_flaw(&event);
	if (flaw != NULL) {
		host_reject(host, "", flaw, event.kind);
		return PLORE_E_ARGUMENT;
	}
	pl_wire_event(&worker->channel.out, &event);
	return sent(worker);
}

static int32_t
host_stopping(const plore_host *host)
{
	return pl_channel_stopping(&worker_of(host)->channel);
}

static int32_t
host_checkpoint(const plore_host *host, const char *cursor)
{
	struct worker *worker = worker_of(host);
	size_t total = 0;

	if (cursor == NULL || !fits(cursor, PLORE_MAX_CURSOR, &total)) {
		host_reject(host, "",
		    "a cursor that is NULL or longer than "
		    "4095 bytes",
		    cursor);
		return PLORE_E_ARGUMENT;
	}
	pl_wire_text(&worker->channel.out, PL_FRAME_CHECKPOINT, cursor);
	/* Sent at once: a crash behind it must not take it along. */
	if (pl_channel_flush(&worker->channel) < 0 || host_stopping(host))
		return PLORE_E_STOPPED;
	return PLORE_OK;
}

static const char *
host_option(const plore_host *host, const char *name, uint32_t index)
{
	const struct worker *worker = worker_of(host);

	for (uint32_t i = 0; name != NULL && i < worker->option_count; i++)
		if (strcmp(worker->options[i].name, name) == 0 && index-- == 0)
			return worker->options[i].value;
	return NULL;
}

static void
host_fail(const plore_host *host, const char *text)
{
	struct worker *worker = worker_of(host);
	char *sentence = cut(text, PLORE_MAX_TEXT);

	pl_wire_text(&worker->channel.out, PL_FRAME_FAIL, sentence);
	free(sentence);
}

/* [any thread]: through standard error, one write a line, because the
 * channel's buffer belongs to the thread that collects. The number in front
 * carries the level as syslog's does. */
static void
host_log(const plore_host *host, uint32_t level, const char *text)
{
	(void)host;
	dprintf(
	    STDERR_FILENO, "<%u>%.4000s\n", level, text == NULL ? "" : text);
}

static void
host_progress(
    const plore_host *host, uint64_t done, uint64_t total, const char *text)
{
	struct worker *worker = worker_of(host);
	char *words = cut(text, PLORE_MAX_NAME);
	const struct pl_wire_progress progress = {done, total, words};

	pl_wire_progress(&worker->channel.out, &progress);
	free(words);
	(void)pl_channel_flush(&worker->channel);
}

static const void *
host_extension(const plore_host *host, const char *id)
{
	(void)host;
	(void)id;
	return NULL;
}

/* ---- What the host asks ------------------------------------------------- */

static void
done(struct worker *worker, int32_t result)
{
	pl_wire_done(&worker->channel.out, result);
}

static void fail(struct worker *worker, int32_t result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
fail(struct worker *worker, int32_t result, const char *format, ...)
{
	char text[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	host_fail(&worker->host, text);
	done(worker, result);
}

/* An entry compiled from 1.0 ends behind plugins, however long ours is; one of
 * a newer minor version is longer, and is read up to where ours ends. */
static int
entry_is_good(struct worker *worker, const plore_entry *entry)
{
	const size_t least =
	    offsetof(plore_entry, plugins) + sizeof entry->plugins;

	if (entry->size < least || entry->plugins == NULL) {
		fail(worker, PLORE_E_UNSUPPORTED,
		    "%s: its patchlore_plugin_1 is shorter than version 1.0 of "
		    "the contract; declare it with PLORE_PLUGINS",
		    worker->path);
		return 0;
	}
	if (entry->minor_needed > PLORE_ABI_MINOR) {
		fail(worker, PLORE_E_UNSUPPORTED,
		    "%s needs version 1.%u of the plugin contract and this "
		    "patchlore has 1.%u; update patchlore",
		    worker->path, entry->minor_needed, PLORE_ABI_MINOR);
		return 0;
	}
	return 1;
}

/* The rule a descriptor breaks, or NULL. */
static const char *
plugin_flaw(const plore_plugin *plugin)
{
	if (plugin->size < offsetof(plore_plugin, extension))
		return "size is less than that of version 1.0";
	if (plugin->id == NULL || plugin->name == NULL ||
	    plugin->version == NULL)
		return "id, name and version are required";
	if (plugin->evidence == 0)
		return "evidence is required";
	if (plugin->kinds == NULL || plugin->kinds[0] == NULL)
		return "kinds lists no kind of event";
	if (plugin->open == NULL || plugin->collect == NULL ||
	    plugin->close == NULL)
		return "open, collect and close are required";
	return NULL;
}

static int
take_grant(struct worker *worker, struct pl_wire_in *in)
{
	struct pl_wire_grant grant;

	if (worker->grant_count == PL_WIRE_GRANTS ||
	    pl_wire_read_grant(in, &grant) < 0)
		return -1;
	grant.path = pl_strdup(grant.path);
	worker->grants[worker->grant_count++] = grant;
	return 0;
}

/* Tell what protects the host, or why that is not enough. */
static int
shut_in(struct worker *worker, const struct pl_wire_hello *hello)
{
	const struct pl_sandbox sandbox = {
	    .mode = (enum pl_sandbox_mode)hello->mode,
	    .rights = hello->rights,
	    .uid = hello->uid,
	    .gid = hello->gid,
	    .plugin = FD_PLUGIN,
	    .grants = worker->grants,
	    .grant_count = worker->grant_count,
	    .witness = hello->witness != 0};
	struct pl_sandbox_state state;
	struct pl_wire_sandbox told = {.state = state.text};

	if (pl_sandbox_enter(&sandbox, &state) < 0) {
		fail(worker, PLORE_E_UNSUPPORTED, "%s", state.text);
		return -1;
	}
	told.filtered = (uint32_t)state.filtered;
	pl_wire_sandbox(&worker->channel.out, &told);
	/* Sent before the plugin can send anything of its own. */
	return pl_channel_flush(&worker->channel);
}

static void
load(struct worker *worker)
{
	void *object;
	const plore_entry *entry;

	object = dlopen("/proc/self/fd/4", RTLD_NOW | RTLD_LOCAL);
	if (object == NULL) {
		fail(worker, PLORE_E_UNSUPPORTED, "%s cannot be loaded: %s",
		    worker->path, dlerror());
		return;
	}
	entry = dlsym(object, "patchlore_plugin_1");
	if (entry == NULL) {
		fail(worker, PLORE_E_UNSUPPORTED,
		    "%s exports no patchlore_plugin_1: it is no plugin, or one "
		    "for another major version of the contract (this is 1)",
		    worker->path);
		return;
	}
	if (!entry_is_good(worker, entry))
		return;
	for (size_t i = 0; i < PLUGINS_MAX && entry->plugins[i] != NULL; i++) {
		const char *flaw = plugin_flaw(entry->plugins[i]);

		if (flaw != NULL) {
			fail(worker, PLORE_E_UNSUPPORTED, "%s, plugin %zu: %s",
			    worker->path, i + 1, flaw);
			return;
		}
		worker->plugins[worker->plugin_count++] = entry->plugins[i];
		pl_wire_plugin(&worker->channel.out, entry->plugins[i]);
	}
	done(worker, PLORE_OK);
}

static void
drop_options(struct worker *worker)
{
	for (uint32_t i = 0; i < worker->option_count; i++) {
		free((char *)worker->options[i].name);
		free((char *)worker->options[i].value);
	}
	worker->option_count = 0;
}

static void
open_plugin(struct worker *worker, struct pl_wire_in *in)
{
	struct pl_wire_option options[PL_WIRE_OPTIONS];
	uint32_t index, count;
	int32_t result;

	if (worker->plugin != NULL ||
	    pl_wire_read_open(in, &index, options, &count) < 0 ||
	    index >= worker->plugin_count) {
		fail(worker, PLORE_E_ARGUMENT, "cannot open that");
		return;
	}
	drop_options(worker);
	for (uint32_t i = 0; i < count; i++) {
		worker->options[i].name = pl_strdup(options[i].name);
		worker->options[i].value = pl_strdup(options[i].value);
	}
	worker->option_count = count;
	result = worker->plugins[index]->open(&worker->host, &worker->self);
	if (result == PLORE_OK)
		worker->plugin = worker->plugins[index];
	done(worker, result);
}

static void
collect(struct worker *worker, struct pl_wire_in *in)
{
	plore_request request;
	char *cursor;
	int32_t result;

	if (worker->plugin == NULL || pl_wire_read_collect(in, &request) < 0) {
		fail(worker, PLORE_E_ARGUMENT, "cannot collect that");
		return;
	}
	cursor = pl_strdup(request.cursor);
	request.cursor = cursor;
	result = worker->plugin->collect(worker->self, &request);
	free(cursor);
	done(worker, result);
}

/* Bytes in use on the heap, to tell a leak by. */
static uint64_t
allocated(void)
{
	const struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void
close_plugin(struct worker *worker)
{
	if (worker->plugin != NULL)
		worker->plugin->close(worker->self);
	worker->plugin = NULL;
	worker->self = NULL;
	drop_options(worker);
	pl_wire_closed(&worker->channel.out, allocated());
}

static void
serve(struct worker *worker)
{
	enum pl_frame type;
	struct pl_wire_in in;
	struct pl_wire_hello hello;

	while (pl_channel_receive(&worker->channel, &type, &in) == 1) {
		switch (type) {
		case PL_FRAME_GRANT:
			if (take_grant(worker, &in) < 0)
				return;
			break;
		case PL_FRAME_HELLO:
			if (worker->plugin_count > 0 ||
			    pl_wire_read_hello(&in, &hello) < 0)
				return;
			worker->host.version = pl_strdup(hello.version);
			if (shut_in(worker, &hello) == 0)
				load(worker);
			break;
		case PL_FRAME_OPEN:
			open_plugin(worker, &in);
			break;
		case PL_FRAME_COLLECT:
			collect(worker, &in);
			break;
		case PL_FRAME_CLOSE:
			close_plugin(worker);
			break;
		case PL_FRAME_REFUSE:
			if (pl_wire_read_refuse(&in, &worker->refuse) < 0)
				return;
			break;
		case PL_FRAME_STOP:
			break; /* nothing is running */
		default:
			return;
		}
	}
}

int
main(int argc, char **argv)
{
	static struct worker worker;

	if (argc != 2) {
		fputs("patchlore-worker is started by patchlore\n", stderr);
		return 2;
	}
	if (pl_sandbox_begin(FD_FIRST_OTHER) < 0) {
		perror("patchlore-worker: cannot limit itself");
		return 1;
	}
	worker.path = argv[1];
	worker.host = (plore_host){.size = sizeof worker.host,
	    .minor = PLORE_ABI_MINOR,
	    .version = PL_VERSION,
	    .impl = &worker,
	    .emit = host_emit,
	    .reject = host_reject,
	    .checkpoint = host_checkpoint,
	    .option = host_option,
	    .fail = host_fail,
	    .log = host_log,
	    .progress = host_progress,
	    .stopping = host_stopping,
	    .extension = host_extension};
	pl_channel_init(&worker.channel, FD_HOST);
	serve(&worker);
	if (worker.plugin != NULL)
		worker.plugin->close(worker.self);
	/* Without running exit handlers that a plugin may have left. */
	fflush(NULL);
	_exit(0);
}
