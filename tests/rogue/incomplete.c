/* A descriptor without what is required. */
#define ROGUE_NO_ENTRY
#include "tests/rogue/rogue.h"

static const plore_plugin half = {.size = sizeof half, .id = "test.half"};

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return rogue.size > 0 ? PLORE_OK : PLORE_E_FAILED;
}

PLORE_PLUGINS(&half);
