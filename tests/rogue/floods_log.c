/* Fills standard error, with escape sequences in it. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	for (int i = 0; i < 20000; i++)
		fprintf(stderr, "\033[2Jline %d\n", i);
	rogue_emit("item.detected", "a");
	return rogue_host->checkpoint(rogue_host, "1");
}
