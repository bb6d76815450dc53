/* A plugin that does nothing but report: BENCH_EVENTS events of two
 * attributes, a checkpoint every thousand. */
#include <patchlore/plugin.h>
#include <stdio.h>
#include <stdlib.h>

static const plore_host *emitter_host;

static int32_t
emitter_open(const plore_host *host, void **self)
{
	emitter_host = host;
	*self = &emitter_host;
	return PLORE_OK;
}

static int32_t
emitter_collect(void *self, const plore_request *request)
{
	static const plore_attr attrs[] = {{"ring", "canary", PLORE_PUBLIC, 0},
	    {"severity", "important", PLORE_PUBLIC, 0}};
	const plore_host *host = emitter_host;
	long count = atol(host->option(host, "events", 0));
	plore_event event = {.size = sizeof event,
	    .kind = "item.detected",
	    .asset = "web-14",
	    .patch = "KB5034441",
	    .attrs = attrs,
	    .attr_count = 2};

	(void)self;
	(void)request;
	for (long i = 0; i < count; i++) {
		event.time_ms = INT64_C(1767225600000) + i;
		host->emit(host, &event);
		if (i % 1000 == 999)
			host->checkpoint(host, "on");
	}
	return host->checkpoint(host, "end");
}

static void
emitter_close(void *self)
{
	(void)self;
}

static const char *const kinds[] = {"item.detected", NULL};

static const plore_option options[] = {
    {"events", "how many", "1000", PLORE_NUMBER, 0}, {0}};

static const plore_plugin emitter = {.size = sizeof emitter,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.emitter",
    .name = "Emitter",
    .version = "1",
    .kinds = kinds,
    .options = options,
    .open = emitter_open,
    .collect = emitter_collect,
    .close = emitter_close};

PLORE_PLUGINS(&emitter);
