/* A frame of four gigabytes. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	static const unsigned char head[] = {255, 255, 255, 255, 34};

	if (write(3, head, sizeof head) < 0)
		return PLORE_E_FAILED;
	rogue_host->progress(rogue_host, 0, 0, NULL);
	return PLORE_OK;
}
