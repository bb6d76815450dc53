/* Leaves something behind. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	int fd = open("/tmp/patchlore-rogue", O_WRONLY | O_CREAT, 0600);

	rogue_tell("create", fd >= 0);
	rogue_tell("mkdir", mkdir("/tmp/patchlore-rogue-dir", 0700) == 0);
	rogue_tell("unlink", unlink("/tmp/patchlore-rogue-kept") == 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
