/*
 * reading - how fast a plugin reads, without a border or a store
 *
 *   reading PLUGIN.so BYTES [NAME=VALUE]...
 *
 * Runs the plugin once in this process, with these options, and prints the
 * seconds of processor time that took, and the MB of BYTES a second.
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <patchlore/plugin.h>

static int64_t events, rejects;
static char **options; /* "NAME=VALUE", closed by NULL */

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "reading: %s\n", what);
	exit(1);
}

/* ---- The host ----------------------------------------------------------- */

static int32_t
take_event(const plore_host *host, const plore_event *event)
{
	(void)host;
	(void)event;
	events++;
	return PLORE_OK;
}

static int32_t
take_reject(const plore_host *host, const char *where, const char *reason,
    const char *input)
{
	(void)host;
	(void)where;
	(void)reason;
	(void)input;
	rejects++;
	return PLORE_OK;
}

static int32_t
take_checkpoint(const plore_host *host, const char *cursor)
{
	(void)host;
	(void)cursor;
	return PLORE_OK;
}

static const char *
option(const plore_host *host, const char *name, uint32_t index)
{
	size_t length = strlen(name);

	(void)host;
	for (char **at = options; *at != NULL; at++)
		if (strncmp(*at, name, length) == 0 && (*at)[length] == '=' &&
		    index-- == 0)
			return *at + length + 1;
	return NULL;
}

static void
fail(const plore_host *host, const char *text)
{
	(void)host;
	die(text);
}

static void
take_line(const plore_host *host, uint32_t level, const char *text)
{
	(void)host;
	(void)level;
	fprintf(stderr, "reading: %s\n", text);
}

static void
take_progress(
    const plore_host *host, uint64_t done, uint64_t total, const char *text)
{
	(void)host;
	(void)done;
	(void)total;
	(void)text;
}

static int32_t
is_stopping(const plore_host *host)
{
	(void)host;
	return 0;
}

static const plore_host host = {.size = sizeof host,
    .emit = take_event,
    .reject = take_reject,
    .checkpoint = take_checkpoint,
    .option = option,
    .fail = fail,
    .log = take_line,
    .progress = take_progress,
    .stopping = is_stopping};

/* ---- The run ------------------------------------------------------------ */

static const plore_plugin *
load(const char *file)
{
	void *object = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	const plore_entry *entry =
	    object == NULL ? NULL : dlsym(object, "patchlore_plugin_1");

	if (entry == NULL)
		die(dlerror());
	return entry->plugins[0];
}

static double
processor_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	const plore_request request = {.size = sizeof request};
	const plore_plugin *plugin;
	double seconds;
	void *self;

	if (argc < 3)
		die("expected PLUGIN.so BYTES [NAME=VALUE]...");
	plugin = load(argv[1]);
	options = argv + 3;
	seconds = processor_seconds();
	if (plugin->open(&host, &self) != PLORE_OK ||
	    plugin->collect(self, &request) != PLORE_OK)
		die("the plugin failed");
	plugin->close(self);
	seconds = processor_seconds() - seconds;
	printf("%.6f s, %.1f MB/s; %" PRId64 " events, %" PRId64 " rejects\n",
	    seconds, strtod(argv[2], NULL) / seconds / 1e6, events, rejects);
	return 0;
}
