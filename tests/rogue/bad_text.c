/* Names that are no UTF-8, or hold control characters. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "\xff\xfe");
	rogue_emit("item.detected", "cut \xe2\x82");
	rogue_emit("item.detected", "two\nlines");
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
