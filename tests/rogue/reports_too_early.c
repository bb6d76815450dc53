/* Reports while it is opened, before anybody asked for events. */
#define ROGUE_OPEN open_early
#include <patchlore/plugin.h>

static int32_t open_early(const plore_host *host, void **self);

#include "tests/rogue/rogue.h"

static int32_t
open_early(const plore_host *host, void **self)
{
	rogue_open(host, self);
	rogue_emit("item.detected", "early");
	return PLORE_OK;
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return rogue_host->checkpoint(rogue_host, "1");
}
