/* Sets aside a million lines and makes its checkpoints, so that nothing but
 * the host decides when they are stored. */
#include "tests/rogue/rogue.h"

enum { LINES = 1000000, EACH = 500 };

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	char place[32];

	(void)self;
	if (request->cursor != NULL)
		return PLORE_OK;
	for (int i = 1; i <= LINES; i++) {
		snprintf(place, sizeof place, "here:%d", i);
		if (rogue_host->reject(rogue_host, place, "no reason", "x") ==
		    PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
		if (i % EACH == 0 && rogue_host->checkpoint(
					 rogue_host, place) == PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
	}
	return PLORE_OK;
}
