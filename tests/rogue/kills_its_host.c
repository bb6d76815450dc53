/* Turns on the one that started it, and on its neighbours. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	rogue_tell("kill", kill(getppid(), SIGKILL) == 0);
	rogue_tell("trace", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
	rogue_tell("own-session", setsid() > 0);
	rogue_tell("outlive", prctl(PR_SET_PDEATHSIG, 0) == 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
