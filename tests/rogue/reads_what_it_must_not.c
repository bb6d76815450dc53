/* Reads files that it never declared. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_try("passwd", "/etc/passwd");
	rogue_try("root", "/");
	rogue_try("home", "/root");
	rogue_try("environ", "/proc/self/environ");
	return rogue_host->checkpoint(rogue_host, "1");
}
