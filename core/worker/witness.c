#include "worker/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { LINE = 1024 };

#if defined(__x86_64__)

static long
argument(const ucontext_t *context, int index)
{
	static const int registers[] = {
	    REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};

	return (long)context->uc_mcontext.gregs[registers[index]];
}

static void
set_result(ucontext_t *context, long result)
{
	context->uc_mcontext.gregs[REG_RAX] = result;
}

#elif defined(__aarch64__)

static long
argument(const ucontext_t *context, int index)
{
	return (long)context->uc_mcontext.regs[index];
}

static void
set_result(ucontext_t *context, long result)
{
	context->uc_mcontext.regs[0] = (unsigned long long)result;
}

#else
#define PL_WITNESS_BLIND
#endif

#ifndef PL_WITNESS_BLIND

static int may_write;

/* Plain bytes, because the call that is refused may be anybody's: nothing here
 * allocates or takes a lock. */
static void
tell(const char *call, const char *object)
{
	char line[LINE];
	int length = snprintf(line, sizeof line, "<0>%s%s%.900s\n", call,
	    *object != '\0' ? " " : "", object);

	if (write(STDERR_FILENO, line, (size_t)length) < 0)
		return; /* the host is gone */
}

/* An opening, with the arguments of openat. */
static long
carry_out(int folder, const char *path, int flags, mode_t mode)
{
	long result;

	if (!may_write && (flags & O_ACCMODE) != O_RDONLY) {
		tell("write", path);
		return -EPERM;
	}
	result =
	    syscall(SYS_openat, folder, path, flags, mode, 0, PL_WITNESS_PASS);
	if (result >= 0)
		return result;
	if (errno == EACCES || errno == EPERM)
		tell("open", path);
	return -errno;
}

static void
refuse(ucontext_t *context, int number)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

	tell(name == NULL ? "a system call" : name, "");
	free(name);
	set_result(context, -EPERM);
}

static void
on_refusal(int number, siginfo_t *info, void *data)
{
	ucontext_t *context = data;
	int kept = errno;

	(void)number;
	if (info->si_syscall == SYS_openat)
		set_result(context, carry_out((int)argument(context, 0),
					(const char *)argument(context, 1),
					(int)argument(context, 2),
					(mode_t)argument(context, 3)));
#ifdef SYS_open
	else if (info->si_syscall == SYS_open)
		set_result(context,
		    carry_out(AT_FDCWD, (const char *)argument(context, 0),
			(int)argument(context, 1),
			(mode_t)argument(context, 2)));
#endif
	else
		refuse(context, info->si_syscall);
	errno = kept;
}

int
pl_witness_start(int writes)
{
	const struct sigaction action = {
	    .sa_sigaction = on_refusal, .sa_flags = SA_SIGINFO | SA_NODEFER};

	may_write = writes;
	return sigaction(SIGSYS, &action, NULL);
}

#else

int
pl_witness_start(int writes)
{
	(void)writes;
	errno = ENOSYS;
	return -1;
}

#endif
