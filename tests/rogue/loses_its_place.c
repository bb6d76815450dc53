/* Its cursor is ahead of what it reported. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	char asset[32], cursor[32];
	int from = request->cursor == NULL ? 0 : atoi(request->cursor);

	(void)self;
	for (int i = from; i < 20; i++) {
		snprintf(asset, sizeof asset, "a%d", i);
		snprintf(cursor, sizeof cursor, "%d", i + 2);
		rogue_emit("item.detected", asset);
		rogue_host->checkpoint(rogue_host, cursor);
	}
	return PLORE_OK;
}
