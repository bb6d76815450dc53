/* Says in the worker's name that it is well shut in. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

__attribute__((constructor)) static void
forge(void)
{
	static const unsigned char forged[] = {
	    13, 0, 0, 0, 32, 4, 0, 0, 0, 'a', 'l', 'l', 0, 1, 0, 0, 0};

	if (write(3, forged, sizeof forged) < 0)
		_exit(1);
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}
