/* Dies in open. */
#define ROGUE_OPEN open_badly
#include <patchlore/plugin.h>
#include <stdlib.h>

static int32_t open_badly(const plore_host *host, void **self);

#include "tests/rogue/rogue.h"

static int32_t
open_badly(const plore_host *host, void **self)
{
	(void)host;
	(void)self;
	abort();
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}
