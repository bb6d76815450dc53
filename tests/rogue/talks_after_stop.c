/* Is told to stop by the results of its calls, and only then goes on for ever.
 */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	int told = 0;

	(void)self;
	(void)request;
	for (int i = 0; i < 200 || told; i++) {
		rogue_emit("item.detected", "a");
		told |=
		    rogue_host->checkpoint(rogue_host, "1") == PLORE_E_STOPPED;
		usleep(2000);
	}
	return PLORE_OK;
}
