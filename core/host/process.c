#include "host/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/time.h"
#include "host/locate.h"
#include "host/session.h"

enum { IN_ROOM = 2 * (PL_WIRE_MAX + 4), END_WAIT_MS = 2000 };
enum { ENVIRONMENT_TEXT = 4096 };

struct pl_process {
	struct pl_process_settings settings;
	pid_t pid;
	int pidfd, socket, errors;
	uint8_t *in;
	size_t in_start, in_end; /* bytes received and not handed out */
	char line[PL_PROCESS_LINE];
	size_t line_length;
	unsigned lines;
	int told_to_stop, may_fork, overdue;
	int64_t stop_deadline, last_deadline;
};

/* ---- Starting ----------------------------------------------------------- */

/* The very descriptor that was checked is what the worker loads, so nobody can
 * change the file in between. */
static int
open_plugin(const char *path, struct pl_error *err)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return pl_fail(err, PL_E_CONFIG, "plugin %.400s: %s", path,
		    errno == ELOOP ? "is a symbolic link; name the file itself"
				   : strerror(errno));
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return pl_fail(err, PL_E_CONFIG,
		    "plugin %.400s: is not a regular file", path);
	}
	if ((status.st_uid != 0 && status.st_uid != geteuid()) ||
	    (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		close(fd);
		return pl_fail(err, PL_E_CONFIG,
		    "plugin %.400s: others may "
		    "change it; chown it to yourself or root and chmod go-w",
		    path);
	}
	return fd;
}

/* What the worker sees of our environment: nothing that may hold a secret. */
static char *const *
worker_environment(int exact_memory)
{
	/* glibc counts what a thread keeps for itself as used. */
	static char exact[] = "GLIBC_TUNABLES=glibc.malloc.tcache_count=0";
	static const char *const names[] = {"PATH", "LANG", "LC_ALL",
	    "LC_CTYPE", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS"};
	static char texts[PL_COUNT(names)][ENVIRONMENT_TEXT];
	static char *list[PL_COUNT(names) + 2];
	size_t count = 0;

	for (size_t i = 0; i < PL_COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL &&
		    snprintf(texts[i], ENVIRONMENT_TEXT, "%s=%s", names[i],
			value) < ENVIRONMENT_TEXT)
			list[count++] = texts[i];
	}
	if (exact_memory)
		list[count++] = exact;
	list[count] = NULL;
	return list;
}

/* In the child: put the three descriptors where the worker looks for them. A
 * detour above 9 keeps one from overwriting another. */
static void
exec_worker(const char *worker, const char *plugin, char *const *environment,
    int socket, int file, int errors)
{
	char *const argv[] = {(char *)"patchlore-worker", (char *)plugin, NULL};
	int null = open("/dev/null", O_RDWR);
	int high[3] = {fcntl(socket, F_DUPFD, 10), fcntl(file, F_DUPFD, 10),
	    fcntl(errors, F_DUPFD, 10)};

	if (null < 0 || high[0] < 0 || high[1] < 0 || high[2] < 0)
		_exit(126);
	if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(high[2], 2) < 0 ||
	    dup2(high[0], 3) < 0 || dup2(high[1], 4) < 0)
		_exit(126);
	signal(SIGINT, SIG_IGN); /* Ctrl-C is the host's to handle */
	execve(worker, argv, environment);
	_exit(127);
}

static int
spawn(struct pl_process *process, const char *worker, int file,
    struct pl_error *err)
{
	char *const *environment =
	    worker_environment(process->settings.exact_memory);
	int sockets[2], errors[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return pl_fail(err, PL_E_IO, "socketpair: %s", strerror(errno));
	if (pipe2(errors, O_CLOEXEC) < 0) {
		close(sockets[0]);
		close(sockets[1]);
		return pl_fail(err, PL_E_IO, "pipe: %s", strerror(errno));
	}
	process->pid = fork();
	if (process->pid == 0)
		exec_worker(worker, process->settings.plugin, environment,
		    sockets[1], file, errors[1]);
	close(sockets[1]);
	close(errors[1]);
	process->socket = sockets[0];
	process->errors = errors[0];
	if (process->pid < 0)
		return pl_fail(err, PL_E_IO, "fork: %s", strerror(errno));
	fcntl(process->errors, F_SETFL, O_NONBLOCK);
	process->pidfd = (int)syscall(SYS_pidfd_open, process->pid, 0);
	return PL_OK;
}

int
pl_process_start(struct pl_process **out,
    const struct pl_process_settings *settings, struct pl_error *err)
{
	char worker[PATH_MAX];
	struct pl_process *process;
	int file, result;

	result = pl_locate_worker(worker, err);
	if (result < 0)
		return result;
	file = open_plugin(settings->plugin, err);
	if (file < 0)
		return file;
	process = pl_alloc(sizeof *process);
	process->settings = *settings;
	process->last_deadline = pl_time_steady() + settings->whole_ms;
	process->pid = process->pidfd = process->socket = process->errors = -1;
	process->in = pl_alloc(IN_ROOM);
	result = spawn(process, worker, file, err);
	close(file);
	if (result < 0) {
		pl_process_end(process);
		return result;
	}
	*out = process;
	return PL_OK;
}

/* ---- Standard error ----------------------------------------------------- */

/* "<4>text" carries a level, as with syslog; other lines are warnings. */
static void
log_line(struct pl_process *process)
{
	const char *text = process->line;
	unsigned level = PLORE_LOG_WARN;

	process->line[process->line_length] = '\0';
	process->line_length = 0;
	if (text[0] == '<' && text[1] >= '0' && text[1] <= '4' &&
	    text[2] == '>') {
		level = (unsigned)(text[1] - '0');
		text += 3;
	}
	if (process->settings.log == NULL || *text == '\0')
		return;
	if (process->lines++ < PL_PROCESS_LINES)
		process->settings.log(process->settings.context, level, text);
	else if (process->lines == PL_PROCESS_LINES + 1)
		process->settings.log(process->settings.context, PLORE_LOG_WARN,
		    "writes too much; no further line is shown");
}

static void
read_errors(struct pl_process *process)
{
	char bytes[4096];
	ssize_t n = read(process->errors, bytes, sizeof bytes);

	if (n <= 0) {
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		close(process->errors);
		process->errors = -1;
		return;
	}
	for (ssize_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\n' || process->line_length == PL_PROCESS_LINE - 1)
			log_line(process);
		if (c != '\n') /* no escape sequence reaches a terminal */
			process->line[process->line_length++] =
			    c < ' ' || c == 0x7f ? ' ' : (char)c;
	}
}

/* ---- Talking ------------------------------------------------------------ */

/* Has the worker ended? It is not reaped before pl_process_end, so that its
 * number stays its own. */
static int
has_ended(const struct pl_process *process, siginfo_t *how)
{
	how->si_pid = 0;
	return waitid(P_PID, (id_t)process->pid, how,
		   WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       how->si_pid == process->pid;
}

/* How the worker died, for people. */
static int
died(struct pl_process *process, struct pl_error *err)
{
	int64_t deadline = pl_time_steady() + END_WAIT_MS;
	siginfo_t how;

	while (pl_time_steady() < deadline) {
		struct pollfd end = {.fd = process->pidfd, .events = POLLIN};

		if (!has_ended(process, &how)) {
			poll(&end, 1, 20);
			continue;
		}
		if (how.si_code != CLD_EXITED)
			return pl_fail(err, PL_E_PLUGIN,
			    "the plugin crashed (signal %d, %s)", how.si_status,
			    strsignal(how.si_status));
		return pl_fail(err, PL_E_PLUGIN,
		    "the worker ended without a word (exit status %d)",
		    how.si_status);
	}
	return pl_fail(err, PL_E_PLUGIN, "the worker closed its connection");
}

pid_t
pl_process_id(const struct pl_process *process)
{
	return process->pid;
}

void
pl_process_may_fork(struct pl_process *process)
{
	process->may_fork = 1;
}

int
pl_process_send(
    struct pl_process *process, struct pl_wire *wire, struct pl_error *err)
{
	int64_t deadline = pl_time_steady() + PL_PROCESS_SEND_MS;
	size_t sent = 0;

	while (sent < wire->length) {
		struct pollfd out = {.fd = process->socket, .events = POLLOUT};
		ssize_t n = send(process->socket, wire->bytes + sent,
		    wire->length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0) {
			sent += (size_t)n;
			continue;
		}
		if (errno != EINTR && errno != EAGAIN)
			return died(process, err);
		if (pl_time_steady() >= deadline)
			return pl_fail(err, PL_E_PLUGIN,
			    "the worker did not take what it was sent within "
			    "%d seconds",
			    PL_PROCESS_SEND_MS / 1000);
		poll(&out, 1, 200);
	}
	wire->length = 0;
	return PL_OK;
}

static void
tell_to_stop(struct pl_process *process)
{
	struct pl_wire wire = {0};

	process->told_to_stop = 1;
	process->stop_deadline = pl_time_steady() + PL_PROCESS_GRACE_MS;
	pl_wire_stop(&wire);
	(void)pl_process_send(process, &wire, NULL); /* its death shows soon */
	pl_wire_free(&wire);
}

/* Wait until the socket has something, at most until the deadline. 1, 0 when
 * the time is over. Standard error is read on the way. */
static int
wait_readable(struct pl_process *process, int64_t deadline)
{
	for (;;) {
		struct pollfd fds[2] = {
		    {.fd = process->socket, .events = POLLIN},
		    {.fd = process->errors, .events = POLLIN}};
		int64_t left = deadline - pl_time_steady();

		if (process->settings.stop != NULL && *process->settings.stop &&
		    !process->told_to_stop)
			tell_to_stop(process);
		if (process->told_to_stop &&
		    process->stop_deadline - pl_time_steady() < left)
			left = process->stop_deadline - pl_time_steady();
		if (left <= 0)
			return 0;
		/* Not longer than 200 ms, so that stop is seen soon. */
		if (poll(fds, 2, left < 200 ? (int)left : 200) < 0)
			continue;
		if (fds[1].revents != 0)
			read_errors(process);
		if (fds[0].revents != 0)
			return 1;
	}
}

static void
make_room(struct pl_process *process)
{
	if (process->in_start == 0)
		return;
	memmove(process->in, process->in + process->in_start,
	    process->in_end - process->in_start);
	process->in_end -= process->in_start;
	process->in_start = 0;
}

static int
overdue(struct pl_process *process, int silence_ms, struct pl_error *err)
{
	process->overdue = 1;
	if (process->told_to_stop)
		return pl_fail(err, PL_E_PLUGIN,
		    "the plugin did not stop within %d seconds and was ended",
		    PL_PROCESS_GRACE_MS / 1000);
	return pl_fail(err, PL_E_PLUGIN,
	    "the plugin said nothing for %d "
	    "seconds and was ended",
	    silence_ms / 1000);
}

static int
fill(struct pl_process *process, int64_t deadline, int silence_ms,
    struct pl_error *err)
{
	ssize_t n;

	make_room(process);
	if (!wait_readable(process, deadline))
		return overdue(process, silence_ms, err);
	n = recv(process->socket, process->in + process->in_end,
	    IN_ROOM - process->in_end, MSG_DONTWAIT);
	if (n > 0)
		process->in_end += (size_t)n;
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		return died(process, err);
	return PL_OK;
}

int
pl_process_receive(struct pl_process *process, int silence_ms,
    enum pl_frame *type, struct pl_wire_in *payload, struct pl_error *err)
{
	int64_t deadline = 0;

	for (;;) {
		size_t used;
		int result = pl_wire_frame(process->in + process->in_start,
		    process->in_end - process->in_start, type, payload, &used);

		if (result < 0)
			return pl_fail(err, PL_E_PLUGIN,
			    "the worker sent a frame of a forbidden length");
		if (result == 1) {
			process->in_start += used;
			return PL_OK;
		}
		if (pl_time_steady() > process->last_deadline)
			return pl_fail(err, PL_E_PLUGIN,
			    "the plugin ran for %" PRId64
			    " seconds and was ended",
			    process->settings.whole_ms / 1000);
		if (deadline == 0)
			deadline = pl_time_steady() + silence_ms;
		result = fill(process, deadline, silence_ms, err);
		if (result < 0)
			return result;
	}
}

/* ---- The end ------------------------------------------------------------ */

/* Did the worker end within the time? Its last words are read meanwhile. */
static int
ended_within(struct pl_process *process, int ms)
{
	int64_t deadline = pl_time_steady() + ms;
	siginfo_t how;

	do {
		struct pollfd fds[2] = {
		    {.fd = process->pidfd, .events = POLLIN},
		    {.fd = process->errors, .events = POLLIN}};

		if (has_ended(process, &how))
			return 1;
		/* Without pidfd (before Linux 5.3) look every 20 ms. */
		poll(fds, 2, process->pidfd < 0 ? 20 : 200);
		if (process->errors >= 0 && fds[1].revents != 0)
			read_errors(process);
	} while (pl_time_steady() < deadline);
	return 0;
}

/* The worker leads its group, so children that stayed in it go with it. */
static void
signal_worker(const struct pl_process *process, int number)
{
	kill(-process->pid, number);
	kill(process->pid, number);
}

static void
end_worker(struct pl_process *process)
{
	if (process->overdue || !ended_within(process, END_WAIT_MS)) {
		signal_worker(process, SIGTERM);
		if (!ended_within(process, END_WAIT_MS))
			signal_worker(process, SIGKILL);
		/* Nothing survives KILL, so this wait has an end. */
		while (!ended_within(process, END_WAIT_MS))
			;
	}
	if (process->may_fork)
		pl_session_end(process->pid);
	waitpid(process->pid, NULL, 0);
}

static void
close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void
pl_process_end(struct pl_process *process)
{
	if (process == NULL)
		return;
	close_if_open(process->socket);
	if (process->pid > 0)
		end_worker(process);
	if (process->errors >= 0)
		read_errors(process);
	if (process->line_length > 0)
		log_line(process);
	close_if_open(process->errors);
	close_if_open(process->pidfd);
	free(process->in);
	free(process);
}
