/*
 * rogue.h - what plugins that misbehave have in common, so that each shows
 * only its own way to do so: define rogue_collect, then include this
 */
#include <patchlore/plugin.h>
#include <stdlib.h>

static const plore_host *rogue_host;

static int32_t rogue_collect(void *self, const plore_request *request);

/* A well-formed event; every number is another asset. */
static inline int32_t
rogue_emit(const char *kind, const char *asset)
{
	const plore_event event = {.size = sizeof event,
	    .time_ms = 1767225600000,
	    .kind = kind,
	    .asset = asset,
	    .patch = "P-1"};

	return rogue_host->emit(rogue_host, &event);
}

static int32_t
rogue_open(const plore_host *host, void **self)
{
	rogue_host = host;
	*self = &rogue_host;
	return PLORE_OK;
}

static void
rogue_close(void *self)
{
	(void)self;
}

static const char *const rogue_kinds[] = {"item.detected", NULL};

static const plore_plugin rogue = {.size = sizeof rogue,
    .evidence = PLORE_BY_LOG,
    .id = "test.rogue",
    .name = "Rogue",
    .version = "1",
    .kinds = rogue_kinds,
    .open = rogue_open,
    .collect = rogue_collect,
    .close = rogue_close};

PLORE_PLUGINS(&rogue);
