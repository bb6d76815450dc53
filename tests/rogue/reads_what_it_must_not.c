/* Reads files that it never declared. */
#include <fcntl.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

static void
try_file(const char *what, const char *path)
{
	int fd = open(path, O_RDONLY);

	rogue_tell(what, fd >= 0);
	if (fd >= 0)
		close(fd);
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	try_file("passwd", "/etc/passwd");
	try_file("root", "/");
	try_file("home", "/root");
	try_file("environ", "/proc/self/environ");
	return rogue_host->checkpoint(rogue_host, "1");
}
