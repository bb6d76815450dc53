#include "report/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static void
exec_gnuplot(const char *dir, const char *settings, const char *script)
{
	char *const argv[] = {(char *)"gnuplot", (char *)"-d", (char *)"-e",
	    (char *)settings, (char *)script, NULL};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0 || chdir(dir) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

/* Its exit status, or -1 where it had to be ended. */
static int
wait_for(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = {.fd = pidfd, .events = POLLIN};
	int status, late;

	/* Without pidfd (before Linux 5.3) there is no deadline to keep. */
	do
		late = pidfd < 0 ? 1 : poll(&end, 1, PL_PLOT_SECONDS * 1000);
	while (late < 0 && errno == EINTR);
	if (late == 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pidfd >= 0)
		close(pidfd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
pl_plot(const char *dir, const char *settings, const char *script,
    struct pl_error *err)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return pl_fail(err, PL_E_IO, "fork: %s", strerror(errno));
	if (pid == 0)
		exec_gnuplot(dir, settings, script);
	status = wait_for(pid);
	if (status == 0)
		return PL_OK;
	if (status == 127)
		return pl_fail(
		    err, PL_E_UNAVAILABLE, "gnuplot is not installed");
	if (status < 0)
		return pl_fail(err, PL_E_UNAVAILABLE,
		    "gnuplot did not end within %d seconds", PL_PLOT_SECONDS);
	return pl_fail(
	    err, PL_E_UNAVAILABLE, "gnuplot failed (exit status %d)", status);
}
