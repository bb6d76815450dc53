/* A cursor that nobody agreed to keep. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	static char cursor[PLORE_MAX_CURSOR + 2];

	for (size_t i = 0; i < sizeof cursor - 1; i++)
		cursor[i] = '7';
	rogue_emit("item.detected", "good");
	if (rogue_host->checkpoint(rogue_host, cursor) != PLORE_E_ARGUMENT)
		rogue_emit("item.detected", "bad");
	return rogue_host->checkpoint(rogue_host, "1");
}
