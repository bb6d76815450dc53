#include "worker/filter.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire.h"

/*
 * The filter alone, without Landlock and as the same user: what is refused here
 * is refused on every kernel. The process of the test is the host. Signal 0 is
 * permitted or refused like any other and does nothing.
 */

/* 0 where it holds in a child under the filter. */
static int
filtered(unsigned rights, int (*holds)(void))
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		setsid();
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		    pl_filter_enter(rights, 0) < 0)
			_exit(2);
		_exit(holds() ? 0 : 1);
	}
	waitpid(child, &status, 0);
	return status;
}

/* No way to signal a process by its number, nor by its only thread's. */
static int
is_out_of_reach(pid_t pid)
{
	siginfo_t info = {.si_code = SI_QUEUE};
	long pidfd = syscall(SYS_pidfd_open, pid, 0);

	return kill(pid, 0) < 0 && syscall(SYS_tkill, pid, 0) < 0 &&
	       syscall(SYS_tgkill, pid, pid, 0) < 0 &&
	       syscall(SYS_rt_sigqueueinfo, pid, 0, &info) < 0 &&
	       syscall(SYS_rt_tgsigqueueinfo, pid, pid, 0, &info) < 0 &&
	       syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0;
}

static int
host_is_out_of_reach(void)
{
	pid_t host = getppid();

	return is_out_of_reach(host) && kill(-getpgid(host), 0) < 0 &&
	       kill(-1, 0) < 0;
}

static int
init_is_out_of_reach(void)
{
	return is_out_of_reach(1);
}

static int
own_thread_is_in_reach(void)
{
	return syscall(SYS_tgkill, getpid(), gettid(), 0) == 0 && raise(0) == 0;
}

static int
child_reaches_its_own_thread(void)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0)
		_exit(own_thread_is_in_reach() ? 0 : 1);
	return waitpid(child, &status, 0) == child && status == 0;
}

static int
child_can_be_ended(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		setpgid(0, 0);
		for (;;)
			pause();
	}
	setpgid(child, child);
	return child > 0 && kill(-child, SIGTERM) == 0 &&
	       waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

static void
without_programs_only_own_threads_can_be_signalled(void **state)
{
	(void)state;
	assert_int_equal(filtered(0, host_is_out_of_reach), 0);
	assert_int_equal(filtered(0, init_is_out_of_reach), 0);
	assert_int_equal(filtered(0, own_thread_is_in_reach), 0);
}

static void
with_programs_the_host_cannot_be_signalled_and_children_can(void **state)
{
	const unsigned rights = PL_RIGHT_PROGRAMS;

	(void)state;
	assert_int_equal(filtered(rights, host_is_out_of_reach), 0);
	assert_int_equal(filtered(rights, own_thread_is_in_reach), 0);
	assert_int_equal(filtered(rights, child_reaches_its_own_thread), 0);
	assert_int_equal(filtered(rights, child_can_be_ended), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		without_programs_only_own_threads_can_be_signalled),
	    cmocka_unit_test(
		with_programs_the_host_cannot_be_signalled_and_children_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
