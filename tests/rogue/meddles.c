/* Does to its host and the user's other processes and files what no name of a
 * forbidden call says. */
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const meddles_paths[] = {
    "/tmp/patchlore-rogue-meddles", NULL};

#define ROGUE_PATHS meddles_paths
#include "tests/rogue/rogue.h"

enum { SHM_STAT_COMMAND = 13 };

/* Limits and turns; asking for what is set already keeps a host whole that
 * lets it through. */
static void
turn_down(pid_t host)
{
	struct rlimit limit = {0};
	cpu_set_t set;

	sched_getaffinity(host, sizeof set, &set);
	rogue_tell("affinity", sched_setaffinity(host, sizeof set, &set) == 0);
	getrlimit(RLIMIT_CPU, &limit);
	rogue_tell("limit",
	    syscall(SYS_prlimit64, host, RLIMIT_CPU, NULL, &limit) == 0);
	rogue_tell("turn", setpriority(PRIO_PROCESS, (id_t)host,
			       getpriority(PRIO_PROCESS, (id_t)host)) == 0);
}

/* Signals by other ways than kill. */
static void
signal_by_proxy(pid_t host)
{
	rogue_tell("owner", fcntl(3, F_SETOWN, host) == 0);
	rogue_tell("outlive", prctl(PR_SET_PDEATHSIG, SIGCHLD) == 0);
	rogue_tell("thread", syscall(SYS_tgkill, host, host, 0) == 0);
	rogue_tell("own-thread",
	    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0) == 0);
	rogue_tell("outlive-wide",
	    syscall(SYS_prctl, (1UL << 32) | PR_SET_PDEATHSIG, 0UL) == 0);
}

static void
change_files(void)
{
	int fd = open(meddles_paths[0], O_RDONLY | O_CLOEXEC);
	int flags = 0;

	rogue_tell("empty",
	    open(meddles_paths[0], O_RDONLY | O_TRUNC | O_CLOEXEC) >= 0);
	rogue_tell("flags", ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 &&
				ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0);
	close(fd);
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	struct shmid_ds info;

	(void)self;
	(void)request;
	turn_down(getppid());
	signal_by_proxy(getppid());
	change_files();
	rogue_tell("shared-memory",
	    syscall(SYS_shmctl, 0, SHM_STAT_COMMAND, &info) >= 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
