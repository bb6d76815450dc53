#include "worker/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "worker/filter.h"
#include "worker/landlock.h"

/* ---- Limits ------------------------------------------------------------- */

/* Address space bounds memory and, by their stacks, threads. It does not go
 * together with AddressSanitizer, which maps terabytes. */
static const struct {
	int resource;
	rlim_t limit;
} limits[] = {
    {RLIMIT_CORE, 0},
    {RLIMIT_FSIZE, 0},
    {RLIMIT_NOFILE, 256},
    {RLIMIT_MEMLOCK, 0},
#ifndef __SANITIZE_ADDRESS__
    {RLIMIT_AS, (rlim_t)2 << 30},
#endif
};

static int
set_limits(void)
{
	for (size_t i = 0; i < PL_COUNT(limits); i++) {
		struct rlimit both;

		if (getrlimit(limits[i].resource, &both) < 0)
			return -1;
		/* An ordinary user cannot raise what is lower already. */
		if (both.rlim_max > limits[i].limit)
			both.rlim_max = limits[i].limit;
		both.rlim_cur = both.rlim_max;
		if (setrlimit(limits[i].resource, &both) < 0)
			return -1;
	}
	return 0;
}

static int
die_with(pid_t host)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -1;
	if (getppid() != host)
		_exit(1); /* the host died before the signal was set */
	return 0;
}

int
pl_sandbox_begin(int first_descriptor)
{
	pid_t host = getppid();

	/* Kernels before 5.9 have no close_range; the host opens everything
	 * with O_CLOEXEC, so there it closes nothing that matters. */
	syscall(SYS_close_range, (unsigned)first_descriptor, ~0U, 0);
	setsid();
	if (set_limits() < 0 || die_with(host) < 0)
		return -1;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* ---- The user ----------------------------------------------------------- */

/* Keep no capability, or that of reading any file. */
static int
set_capabilities(int read_all)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}, {0}};

	if (read_all) {
		data[0].effective = 1U << CAP_DAC_READ_SEARCH;
		data[0].permitted = data[0].inheritable = data[0].effective;
	}
	return (int)syscall(SYS_capset, &head, data);
}

static void
drop_bounding_set(int read_all)
{
	for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (!read_all || i != CAP_DAC_READ_SEARCH)
			prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
}

/* Become another user. That takes the wish to die with the host away, which
 * is set again, and makes the process no business of that user's others. */
static int
drop_user(const struct pl_sandbox *sandbox, int read_all)
{
	pid_t host = getppid();

	drop_bounding_set(read_all);
	if (prctl(PR_SET_KEEPCAPS, read_all, 0, 0, 0) < 0 ||
	    setgroups(0, NULL) < 0 ||
	    setresgid(sandbox->gid, sandbox->gid, sandbox->gid) < 0 ||
	    setresuid(sandbox->uid, sandbox->uid, sandbox->uid) < 0 ||
	    set_capabilities(read_all) < 0)
		return -1;
	/* So that a program it starts can read the same. */
	if (read_all && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
			    CAP_DAC_READ_SEARCH, 0, 0) < 0)
		return -1;
	return die_with(host);
}

/* ---- All layers --------------------------------------------------------- */

/* What holds, and what does not, as two lists of words. */
enum { WORDS = 220 };

struct words {
	char held[WORDS], missing[WORDS];
};

static void add(char *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(char *list, const char *format, ...)
{
	size_t used = strlen(list);
	va_list args;

	if (used > 0)
		used += (size_t)snprintf(list + used, WORDS - used, ", ");
	if (used >= WORDS)
		return;
	va_start(args, format);
	vsnprintf(list + used, WORDS - used, format, args);
	va_end(args);
}

static void
enter_user(const struct pl_sandbox *sandbox, int landlock, struct words *words)
{
	/* Reading as root is bounded by Landlock, or it is not given. */
	int read_all = (sandbox->rights & PL_RIGHT_ROOT) != 0 && landlock > 0;

	if (geteuid() != 0)
		return;
	if (drop_user(sandbox, read_all) < 0)
		add(words->missing, "another user (%s)", strerror(errno));
	else
		add(words->held, "user %u%s", (unsigned)sandbox->uid,
		    read_all ? " reading as root" : "");
}

static void
enter_landlock(
    const struct pl_sandbox *sandbox, int version, struct words *words)
{
	if (version > 0 && pl_landlock_enter(sandbox, version) == 0) {
		add(words->held, "Landlock %d", version);
		return;
	}
	add(words->missing, "Landlock (%s)",
	    version == 0 ? "not in this kernel" : strerror(errno));
	/* Nothing would bound reading as root. */
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (geteuid() != 0)
		(void)set_capabilities(0); /* it has none, or gives them up */
}

static int
enter_filter(const struct pl_sandbox *sandbox, struct words *words)
{
	if (pl_filter_enter(sandbox->rights, sandbox->witness) < 0) {
		add(words->missing, "system calls (%s)", strerror(errno));
		return 0;
	}
	add(words->held, "system calls");
	return 1;
}

int
pl_sandbox_enter(
    const struct pl_sandbox *sandbox, struct pl_sandbox_state *state)
{
	struct words words = {.held = "limits"};
	int landlock = pl_landlock_version();

	*state = (struct pl_sandbox_state){.text = "off: limits alone"};
	if (sandbox->mode == PL_SANDBOX_OFF)
		return 0;
	enter_user(sandbox, landlock, &words);
	enter_landlock(sandbox, landlock, &words);
	state->filtered = enter_filter(sandbox, &words);
	if (sandbox->mode == PL_SANDBOX_REQUIRED && words.missing[0] != '\0') {
		snprintf(state->text, PL_SANDBOX_TEXT,
		    "the sandbox is required, and this machine does not offer "
		    "%s",
		    words.missing);
		return -1;
	}
	snprintf(state->text, PL_SANDBOX_TEXT, "%s%s%s", words.held,
	    words.missing[0] != '\0' ? "; missing: " : "", words.missing);
	return 0;
}
