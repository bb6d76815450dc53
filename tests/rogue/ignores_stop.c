/* Reports and never listens: ended after the grace that stop gives. Says when
 * there is something to keep. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_emit("item.detected", "a");
	rogue_host->checkpoint(rogue_host, "1");
	rogue_host->log(rogue_host, PLORE_LOG_WARN, "checkpointed");
	while (rogue_host != NULL) {
		rogue_emit("item.detected", "a");
		rogue_host->checkpoint(rogue_host, "1");
		rogue_host->progress(rogue_host, 0, 0, NULL);
		usleep(20000);
	}
	return PLORE_OK;
}
