#include "worker/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/wire.h"
#include "worker/witness.h"

struct filter {
	scmp_filter_ctx context;
	unsigned rights;
	uint32_t refuse; /* the action */
	int witness;
};

/* A call that this architecture does not have has a negative number that
 * libseccomp passes over. */
static const int always[] = {
    /* into other processes */
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise), SCMP_SYS(kcmp), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal), SCMP_SYS(migrate_pages), SCMP_SYS(move_pages),
    /* into the kernel */
    SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(keyctl), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot), SCMP_SYS(syslog), SCMP_SYS(acct), SCMP_SYS(quotactl),
    SCMP_SYS(quotactl_fd), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    SCMP_SYS(personality), SCMP_SYS(lookup_dcookie), SCMP_SYS(vhangup),
    /* the machine */
    SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex), SCMP_SYS(stime), SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    /* mounts and namespaces */
    SCMP_SYS(mount), SCMP_SYS(umount), SCMP_SYS(umount2), SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig), SCMP_SYS(fsmount), SCMP_SYS(fspick),
    SCMP_SYS(open_tree), SCMP_SYS(move_mount), SCMP_SYS(mount_setattr),
    SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(swapon), SCMP_SYS(swapoff),
    SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(name_to_handle_at),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(fanotify_init),
    /* what outlives processes and is found by a small number, so that not
     * the making of it alone matters */
    SCMP_SYS(shmget), SCMP_SYS(shmat), SCMP_SYS(shmctl), SCMP_SYS(semget),
    SCMP_SYS(semop), SCMP_SYS(semtimedop), SCMP_SYS(semctl), SCMP_SYS(msgget),
    SCMP_SYS(msgsnd), SCMP_SYS(msgrcv), SCMP_SYS(msgctl), SCMP_SYS(mq_open),
    SCMP_SYS(mq_unlink),
    /* out of the session that the host ends */
    SCMP_SYS(setsid),
    /* changes to files */
    SCMP_SYS(creat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink),
    SCMP_SYS(symlinkat), SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(chmod),
    SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown),
    SCMP_SYS(lchown), SCMP_SYS(fchownat), SCMP_SYS(truncate), SCMP_SYS(utime),
    SCMP_SYS(utimes), SCMP_SYS(utimensat), SCMP_SYS(futimesat),
    SCMP_SYS(setxattr), SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr),
    SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr)};

/* Calls that are younger than Debian 12's libraries, by their numbers, which
 * all architectures share: fchmodat2 (Linux 6.6), setxattrat and removexattrat
 * (6.13), open_tree_attr (6.15), file_setattr (6.17). Landlock does not look at
 * modes and attributes. */
static const int younger[] = {452, 463, 466, 467, 469};

/* Without PL_RIGHT_PROGRAMS: no program, no process, and so none to signal. */
static const int programs[] = {SCMP_SYS(execve), SCMP_SYS(execveat),
    SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(kill), SCMP_SYS(tkill),
    SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(setpgid)};

/* With it: these name whom they signal by their first argument. */
static const int signals[] = {SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(tgkill),
    SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)};

/* Their arguments lie in memory, where a filter cannot look. A library that is
 * told they do not exist falls back on calls whose arguments it can see. */
static const int unseen[] = {SCMP_SYS(clone3), SCMP_SYS(openat2)};

/* Calls that turn the limits and the turns of any process of the user, where
 * they are not 0: the argument that names it. A limit on the time of a
 * processor ends it as kill does. */
static const struct {
	int call;
	unsigned argument;
} others[] = {{SCMP_SYS(prlimit64), 0}, {SCMP_SYS(sched_setaffinity), 0},
    {SCMP_SYS(sched_setscheduler), 0}, {SCMP_SYS(sched_setparam), 0},
    {SCMP_SYS(sched_setattr), 0}, {SCMP_SYS(setpriority), 0},
    {SCMP_SYS(setpriority), 1}, {SCMP_SYS(ioprio_set), 1}};

/* Commands that have the kernel signal whom they name (fcntl), and that change
 * a file that was opened to be read (ioctl). */
static const unsigned owners[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG};
static const unsigned commands[] = {FIOSETOWN, SIOCSPGRP, FS_IOC_SETFLAGS,
    FS_IOC32_SETFLAGS, FS_IOC_FSSETXATTR};

static const unsigned namespaces[] = {CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC,
    CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP};

static int
refuse_all(
    struct filter *filter, const int *calls, size_t count, uint32_t action)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add(filter->context, action, calls[i], 0) < 0)
			return -1;
	return 0;
}

/* Refuse a call where the bits of one argument have the value. */
static int
refuse_bits(struct filter *filter, int call, unsigned argument, uint64_t mask,
    uint64_t value)
{
	return seccomp_rule_add(filter->context, filter->refuse, call, 1,
	    SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, mask, value));
}

/* All 64 bits are looked at, more than the kernel does. */
static int
refuse_unless(
    struct filter *filter, int call, unsigned argument, uint64_t value)
{
	return seccomp_rule_add(filter->context, filter->refuse, call, 1,
	    SCMP_CMP(argument, SCMP_CMP_NE, value));
}

/* The worker is the only process, and may signal its own threads: tgkill is
 * what abort and pthread_kill call. */
static int
filter_without_programs(struct filter *filter)
{
	if (refuse_all(filter, programs, PL_COUNT(programs), filter->refuse) <
		0 ||
	    refuse_bits(filter, SCMP_SYS(clone), 0, CLONE_THREAD, 0) < 0)
		return -1;
	return refuse_unless(filter, SCMP_SYS(tgkill), 0, (uint64_t)getpid());
}

/* Programs are signalled by numbers that nobody knows yet. What is known is
 * the host, which has one thread, its group, and -1, which is everybody. */
static int
filter_with_programs(struct filter *filter)
{
	const pid_t host = getppid();
	const uint64_t all = UINT32_MAX; /* of the bits of a pid_t */

	for (size_t i = 0; i < PL_COUNT(signals); i++)
		if (refuse_bits(filter, signals[i], 0, all, (uint32_t)host) < 0)
			return -1;
	if (refuse_bits(
		filter, SCMP_SYS(kill), 0, all, (uint32_t)-getpgid(host)) < 0)
		return -1;
	return refuse_bits(filter, SCMP_SYS(kill), 0, all, (uint32_t)-1);
}

static int
filter_processes(struct filter *filter)
{
	int programs_too = (filter->rights & PL_RIGHT_PROGRAMS) != 0;

	if ((programs_too ? filter_with_programs(filter)
			  : filter_without_programs(filter)) < 0)
		return -1;
	for (size_t i = 0; i < PL_COUNT(namespaces); i++)
		if (refuse_bits(filter, SCMP_SYS(clone), 0, namespaces[i],
			namespaces[i]) < 0)
			return -1;
	/* The wish to die with the host is not taken back, nor made into one
	 * for a signal that does no harm. */
	return seccomp_rule_add(filter->context, filter->refuse,
	    SCMP_SYS(prctl), 2,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, PR_SET_PDEATHSIG),
	    SCMP_A1(SCMP_CMP_NE, SIGKILL));
}

/* Other processes of the user, reached by what is not a signal. */
static int
filter_others(struct filter *filter)
{
	for (size_t i = 0; i < PL_COUNT(others); i++)
		if (refuse_unless(
			filter, others[i].call, others[i].argument, 0) < 0)
			return -1;
	for (size_t i = 0; i < PL_COUNT(owners); i++)
		if (refuse_bits(
			filter, SCMP_SYS(fcntl), 1, UINT32_MAX, owners[i]) < 0)
			return -1;
	for (size_t i = 0; i < PL_COUNT(commands); i++)
		if (refuse_bits(filter, SCMP_SYS(ioctl), 1, UINT32_MAX,
			commands[i]) < 0)
			return -1;
	return 0;
}

/* Families come in 32 bits; what stands above them does not count. */
static int
filter_sockets(struct filter *filter)
{
	const uint64_t family = UINT32_MAX;

	if ((filter->rights & PL_RIGHT_NETWORK) == 0)
		return seccomp_rule_add(
		    filter->context, filter->refuse, SCMP_SYS(socket), 0);
	/* Names are looked up with AF_NETLINK as well. All else is refused:
	 * AF_UNIX leads to every daemon of the machine. */
	for (unsigned i = 0; i < AF_MAX; i++)
		if (i != AF_INET && i != AF_INET6 && i != AF_NETLINK &&
		    refuse_bits(filter, SCMP_SYS(socket), 0, family, i) < 0)
			return -1;
	return 0;
}

/* Refuse to open a file where the bits of the flags have the value. */
static int
refuse_opening(struct filter *filter, uint64_t mask, uint64_t value)
{
	if (refuse_bits(filter, SCMP_SYS(open), 1, mask, value) < 0)
		return -1;
	return refuse_bits(filter, SCMP_SYS(openat), 2, mask, value);
}

/* Programs redirect to /dev/null, so with them only Landlock looks, except
 * where a file is emptied that is opened to be read: Landlock sees that from
 * version 3 on, and no program does it. */
static int
filter_writes(struct filter *filter)
{
	if ((filter->rights & PL_RIGHT_PROGRAMS) != 0)
		return refuse_opening(filter, O_TRUNC | O_ACCMODE, O_TRUNC);
	if (refuse_opening(filter, O_ACCMODE, O_WRONLY) < 0 ||
	    refuse_opening(filter, O_ACCMODE, O_RDWR) < 0 ||
	    refuse_opening(filter, O_TRUNC, O_TRUNC) < 0)
		return -1;
	return refuse_opening(filter, O_CREAT, O_CREAT);
}

/* The witness carries every opening out itself. */
static int
filter_openings(struct filter *filter)
{
	static const int calls[] = {SCMP_SYS(open), SCMP_SYS(openat)};

	for (size_t i = 0; i < PL_COUNT(calls); i++)
		if (seccomp_rule_add(filter->context, SCMP_ACT_TRAP, calls[i],
			1, SCMP_A5(SCMP_CMP_NE, PL_WITNESS_PASS)) < 0)
			return -1;
	return pl_witness_start((filter->rights & PL_RIGHT_PROGRAMS) != 0);
}

static int
filter_files(struct filter *filter)
{
	return filter->witness ? filter_openings(filter)
	                       : filter_writes(filter);
}

static int
filter_fill(struct filter *filter)
{
	if (refuse_all(filter, always, PL_COUNT(always), filter->refuse) < 0 ||
	    refuse_all(filter, younger, PL_COUNT(younger), filter->refuse) <
		0 ||
	    refuse_all(
		filter, unseen, PL_COUNT(unseen), SCMP_ACT_ERRNO(ENOSYS)) < 0 ||
	    filter_processes(filter) < 0 || filter_others(filter) < 0 ||
	    filter_sockets(filter) < 0)
		return -1;
	return filter_files(filter);
}

int
pl_filter_enter(unsigned rights, int witness)
{
	struct filter filter = {.context = seccomp_init(SCMP_ACT_ALLOW),
	    .rights = rights,
	    .refuse = witness ? SCMP_ACT_TRAP : SCMP_ACT_ERRNO(EPERM),
	    .witness = witness};
	int result = -EINVAL;

	if (filter.context == NULL) {
		errno = ENOMEM;
		return -1;
	}
	if (filter_fill(&filter) == 0)
		result = seccomp_load(filter.context);
	seccomp_release(filter.context);
	errno = -result;
	return result < 0 ? -1 : 0;
}
