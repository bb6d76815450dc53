/* Allocates in open what nobody frees. */
#define ROGUE_OPEN open_wide
#include <patchlore/plugin.h>

static int32_t open_wide(const plore_host *host, void **self);

#include "tests/rogue/rogue.h"

static int32_t
open_wide(const plore_host *host, void **self)
{
	static char *volatile lost;

	lost = malloc(1000);

	if (lost != NULL)
		lost[0] = 1;
	rogue_host = host;
	*self = &rogue_host;
	return PLORE_OK;
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "a");
	return rogue_host->checkpoint(rogue_host, "1");
}
