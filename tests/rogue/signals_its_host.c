/* Has the right to start programs, and so to signal them, and tries to signal
 * others. */
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const programs[2];

#define ROGUE_PROGRAMS programs
#include "tests/rogue/rogue.h"

static const char *const programs[] = {"/bin/sleep", NULL};

static int
ends_its_child(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		for (;;)
			pause();
	return child > 0 && kill(child, SIGTERM) == 0 &&
	       waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

/* Signal 0 is refused like any other, and spares a host that is in reach. */
static int32_t
rogue_collect(void *self, const plore_request *request)
{
	const pid_t host = getppid();
	siginfo_t info = {.si_code = SI_QUEUE};
	long pidfd = syscall(SYS_pidfd_open, host, 0);

	(void)self;
	(void)request;
	rogue_tell("host", kill(host, 0) == 0);
	rogue_tell("group", kill(-getpgid(host), 0) == 0);
	rogue_tell("everybody", kill(-1, 0) == 0);
	rogue_tell("thread", syscall(SYS_tkill, host, 0) == 0 ||
				 syscall(SYS_tgkill, host, host, 0) == 0);
	rogue_tell("queue", syscall(SYS_rt_sigqueueinfo, host, 0, &info) == 0);
	rogue_tell(
	    "pidfd", syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0);
	close((int)pidfd);
	rogue_tell("child", ends_its_child());
	return rogue_host->checkpoint(rogue_host, "1");
}
