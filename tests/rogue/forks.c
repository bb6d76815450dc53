/* Wants company. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	rogue_tell("fork", child > 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
