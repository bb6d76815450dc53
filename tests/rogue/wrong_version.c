/* Speaks the next major version of the contract. */
#define ROGUE_NO_ENTRY
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return rogue.size > 0 ? PLORE_OK : PLORE_E_FAILED;
}

PLORE_EXPORT extern const plore_plugin *const patchlore_plugin_2;
const plore_plugin *const patchlore_plugin_2 = &rogue;
