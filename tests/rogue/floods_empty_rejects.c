/* Sets aside what has no bytes to be counted, without an end. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	for (;;)
		if (rogue_host->reject(rogue_host, "", "", "") ==
		    PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
}
