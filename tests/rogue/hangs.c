/* Never says a word. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	while (rogue_host != NULL)
		pause();
	return PLORE_OK;
}
