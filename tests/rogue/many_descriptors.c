/* Opens until nothing is left to open. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	int count = 0;

	while (count < 100000 && dup(2) >= 0)
		count++;
	rogue_tell("descriptors", count > 1000);
	return rogue_host->checkpoint(rogue_host, "1");
}
