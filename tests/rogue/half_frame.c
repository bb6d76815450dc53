/* Speaks to the host behind the worker's back, and stops in the middle. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	static const unsigned char half[] = {200, 0, 0, 0, 33, 1, 2, 3};

	if (write(3, half, sizeof half) < 0)
		return PLORE_E_FAILED;
	_exit(0);
}
