/* Calls home. */
#include <sys/socket.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

static void
try_socket(const char *what, int family, int type)
{
	int fd = socket(family, type, 0);

	rogue_tell(what, fd >= 0);
	if (fd >= 0)
		close(fd);
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	try_socket("tcp", AF_INET, SOCK_STREAM);
	try_socket("udp", AF_INET6, SOCK_DGRAM);
	try_socket("unix", AF_UNIX, SOCK_STREAM);
	return rogue_host->checkpoint(rogue_host, "1");
}
