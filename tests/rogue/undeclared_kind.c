#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("deploy.installed", "a");
	rogue_emit("no.such.kind", "a");
	rogue_emit(NULL, "a");
	rogue_emit("item.detected", "bad utf-8 \xff");
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
