#include "worker/sandbox.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"

/* Address space has no limit here: it does not go together with ASan. */
static const struct {
	int resource;
	rlim_t limit;
} limits[] = {
    {RLIMIT_CORE, 0},
    {RLIMIT_FSIZE, 0},
    {RLIMIT_NOFILE, 256},
};

static int
sandbox_limits(void)
{
	for (size_t i = 0; i < PL_COUNT(limits); i++) {
		const struct rlimit both = {limits[i].limit, limits[i].limit};

		if (setrlimit(limits[i].resource, &both) < 0)
			return -1;
	}
	return 0;
}

int
pl_sandbox_enter(int first_descriptor)
{
	pid_t host = getppid();

	/* Kernels before 5.9 have no close_range; the host opens everything
	 * with O_CLOEXEC, so there it closes nothing that matters. */
	syscall(SYS_close_range, (unsigned)first_descriptor, ~0U, 0);
	setsid();
	if (sandbox_limits() < 0)
		return -1;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -1;
	if (getppid() != host)
		_exit(1); /* the host died before the signal was set */
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

const char *
pl_sandbox_state(void)
{
	return "own session, resource limits, no new privileges";
}
