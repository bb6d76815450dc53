/* Forges an event whose strings reach past its end. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	unsigned char forged[64] = {60, 0, 0, 0, 34};

	for (int i = 5; i < 64; i++)
		forged[i] = 0x7f;
	if (write(3, forged, sizeof forged) < 0)
		return PLORE_E_FAILED;
	rogue_host->progress(rogue_host, 0, 0, NULL);
	return PLORE_OK;
}
