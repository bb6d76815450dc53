/* Never says a word, and keeps a core busy. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	volatile unsigned long turns = 0;

	while (rogue_host != NULL)
		turns++;
	return PLORE_OK;
}
