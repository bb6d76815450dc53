/* Reports and reports, without a checkpoint. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	char asset[32];

	for (int i = 0;; i++) {
		snprintf(asset, sizeof asset, "a%d", i % 1000);
		if (rogue_emit("item.detected", asset) == PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
	}
}
