/* Leaves something behind. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
	/* Files may be of the worker's own user, and Landlock does not look at
	 * modes, so the newest chmod (fchmodat2) must be refused as well. */
	rogue_tell("chmod", syscall(452, -1, "/nowhere", 0666, 0) == 0 ||
				(errno != EPERM && errno != ENOSYS));
	return rogue_host->checkpoint(rogue_host, "1");
}
