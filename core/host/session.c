#include "host/session.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Children may be born while we look; a family that still grows after so many
 * looks is left to the limits it has. */
enum { LOOKS = 200, STAT_LINE = 512 };

/* Is the process alive and in the session? /proc/PID/stat has its name, which
 * may hold anything, in parentheses before the state, the parent, the group
 * and the session. */
static int
is_member(const char *pid, pid_t leader)
{
	char path[64], line[STAT_LINE];
	const char *after;
	ssize_t length;
	char state;
	int session, fd;

	snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, line, sizeof line - 1);
	close(fd);
	if (length <= 0)
		return 0;
	line[length] = '\0';
	after = strrchr(line, ')');
	return after != NULL &&
	       sscanf(after + 1, " %c %*d %*d %9d", &state, &session) == 2 &&
	       session == (int)leader && state != 'Z' && state != 'X';
}

/* The descriptor stands for this very process, so what is checked once more
 * through it cannot have become another. */
static int
end_member(const char *pid, pid_t leader)
{
	int number = atoi(pid);
	int fd = (int)syscall(SYS_pidfd_open, number, 0);

	if (fd < 0)
		return errno == ENOSYS ? kill(number, SIGKILL) == 0 : 0;
	if (is_member(pid, leader))
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	close(fd);
	return 1;
}

/* How many members there are beside the leader; with end, they are killed. */
static int
look(pid_t leader, int end)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	if (proc == NULL) {
		if (end)
			kill(-leader, SIGKILL);
		return 0;
	}
	while ((entry = readdir(proc)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    atoi(entry->d_name) != leader &&
		    is_member(entry->d_name, leader))
			found += end ? end_member(entry->d_name, leader) : 1;
	closedir(proc);
	return found;
}

void
pl_session_end(pid_t leader)
{
	for (int i = 0; i < LOOKS && look(leader, 1) > 0; i++)
		;
}

int
pl_session_count(pid_t leader)
{
	return look(leader, 0);
}
