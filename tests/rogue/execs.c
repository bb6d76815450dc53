/* Becomes another program. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	char *const argv[] = {(char *)"true", NULL};

	execv("/bin/true", argv);
	rogue_tell("exec", 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
