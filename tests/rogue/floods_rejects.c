/* Sets aside what nobody gave it, without an end. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	static char text[4000];

	for (int i = 0; i < 3999; i++)
		text[i] = 'x';
	for (;;)
		if (rogue_host->reject(rogue_host, "here", "no reason", text) ==
		    PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
}
