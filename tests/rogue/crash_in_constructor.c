#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void
crash(void)
{
	abort();
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}
