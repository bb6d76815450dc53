#include "plugins/exec/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Descriptors up to here are closed one by one where the kernel has no
 * close_range; the worker may have no more of them. */
enum { DESCRIPTORS = 256 };

enum { INPUT, OUTPUT, ERRORS, FAILURE, PIPES };

/* ---- The program's side ------------------------------------------------- */

static void
close_range_of(int first, int last)
{
	if (syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0)
		return;
	for (int fd = first; fd <= last && fd < DESCRIPTORS; fd++)
		close(fd);
}

/* What the worker ignores the program must not ignore as well. */
static void
reset_signals(void)
{
	static const int numbers[] = {
	    SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT, SIGCHLD, SIGXFSZ};
	sigset_t none;

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		signal(numbers[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Between fork and exec only what a signal handler may call. The failure pipe
 * closes by itself when exec succeeds. */
static void
become(int pipes[PIPES][2], pid_t worker, char *const argv[], char *const env[])
{
	int failure = pipes[FAILURE][1], why;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != worker)
		_exit(126); /* it died before the signal was set */
	reset_signals();
	if (dup2(pipes[INPUT][0], STDIN_FILENO) >= 0 &&
	    dup2(pipes[OUTPUT][1], STDOUT_FILENO) >= 0 &&
	    dup2(pipes[ERRORS][1], STDERR_FILENO) >= 0) {
		close_range_of(STDERR_FILENO + 1, failure - 1);
		close_range_of(failure + 1, INT_MAX);
		execve(argv[0], argv, env);
	}
	why = errno;
	(void)!write(failure, &why, sizeof why);
	_exit(127);
}

/* ---- The worker's side -------------------------------------------------- */

static void
close_pipes(int pipes[PIPES][2])
{
	for (int i = 0; i < PIPES; i++)
		for (int side = 0; side < 2; side++)
			if (pipes[i][side] >= 0)
				close(pipes[i][side]);
}

/* Both ends above 9, so that none is in the way of the standard ones. */
static int
open_pipe(int ends[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) < 0)
		return -1;
	ends[0] = fcntl(low[0], F_DUPFD_CLOEXEC, 10);
	ends[1] = fcntl(low[1], F_DUPFD_CLOEXEC, 10);
	close(low[0]);
	close(low[1]);
	return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

static int
take(int *end)
{
	int fd = *end;

	*end = -1;
	return fd;
}

/* The errno that the program's side sent before it gave up, or 0 once exec has
 * closed the pipe. */
static int
read_failure(int fd)
{
	int why = 0;
	ssize_t n;

	do
		n = read(fd, &why, sizeof why);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof why ? why : 0;
}

static int
spawn(struct child *child, int pipes[PIPES][2], char *const argv[],
    char *const env[])
{
	pid_t worker = getpid();
	int why;

	child->pid = fork();
	if (child->pid < 0)
		return errno;
	if (child->pid == 0)
		become(pipes, worker, argv, env);
	setpgid(child->pid, child->pid); /* whichever of the two comes first */
	close(take(&pipes[FAILURE][1]));
	why = read_failure(pipes[FAILURE][0]);
	if (why != 0) {
		waitpid(child->pid, NULL, 0);
		return why;
	}
	child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	child->output = take(&pipes[OUTPUT][0]);
	child->errors = take(&pipes[ERRORS][0]);
	fcntl(child->output, F_SETFL, O_NONBLOCK);
	fcntl(child->errors, F_SETFL, O_NONBLOCK);
	return 0;
}

int
child_start(struct child *child, char *const argv[], char *const env[])
{
	int pipes[PIPES][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
	int result = 0;

	for (int i = 0; i < PIPES && result == 0; i++)
		if (open_pipe(pipes[i]) < 0)
			result = errno;
	if (result == 0)
		result = spawn(child, pipes, argv, env);
	close_pipes(pipes);
	return result;
}

/* Without pidfd the end of the program is looked for every 20 ms. */
void
child_poll(const struct child *child, int output, int errors, int ms)
{
	struct pollfd fds[3] = {{.fd = output, .events = POLLIN},
	    {.fd = errors, .events = POLLIN},
	    {.fd = child->pidfd, .events = POLLIN}};

	poll(fds, 3, child->pidfd < 0 && ms > 20 ? 20 : ms);
}

int
child_ended(const struct child *child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child->pid, &info,
		   WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == child->pid;
}

int64_t
child_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Read and forget; -1 in *fd at the end. */
static void
forget(int *fd)
{
	char bytes[4096];
	ssize_t n = *fd < 0 ? -1 : read(*fd, bytes, sizeof bytes);

	if (n == 0)
		*fd = -1; /* its owner closes it */
}

void
child_ask(const struct child *child, int output, int errors)
{
	int64_t deadline = child_clock_ms() + CHILD_GRACE_MS;
	int64_t left = CHILD_GRACE_MS;

	kill(-child->pid, SIGTERM);
	for (; left > 0 && !child_ended(child);
	     left = deadline - child_clock_ms()) {
		child_poll(child, output, errors, (int)left);
		forget(&output);
		forget(&errors);
	}
}

/* The program is still there, as a zombie at least, so its number and its
 * group's belong to nobody else yet. */
int
child_finish(struct child *child)
{
	int status = 0;

	kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (child->pidfd >= 0)
		close(child->pidfd);
	return status;
}
