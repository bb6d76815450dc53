#include "worker/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"

/*
 * The kernel's interface, by number: Debian 12's headers know version 2, the
 * kernels it meets may have 7. include/uapi/linux/landlock.h; the numbers of
 * the system calls are the same on all architectures.
 */
enum {
	CALL_CREATE_RULESET = 444,
	CALL_ADD_RULE = 445,
	CALL_RESTRICT_SELF = 446,
	ASK_VERSION = 1,
	RULE_PATH = 1,
};

enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_VERSION_1 = (1 << 13) - 1,
	FS_REFER = 1 << 13,     /* from version 2 on */
	FS_TRUNCATE = 1 << 14,  /* 3 */
	FS_IOCTL_DEV = 1 << 15, /* 5 */
};

enum { NET_ALL = 3 };   /* bind and connect TCP, from version 4 on */
enum { SCOPE_ALL = 3 }; /* abstract sockets and signals, from version 6 on */

struct ruleset {
	uint64_t fs, net, scope;
};

struct __attribute__((packed)) path_rule {
	uint64_t access;
	int32_t parent;
};

/* What the C library reads on its own: programs, local times, messages, the
 * number of processors. */
static const char *const system_paths[] = {"/lib", "/lib64", "/usr/lib",
    "/usr/lib64", "/usr/share/zoneinfo", "/usr/share/locale",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone",
    "/sys/devices/system/cpu", "/dev/null", "/dev/zero", "/dev/urandom"};

/* What name look-ups and TLS read. */
static const char *const network_paths[] = {"/etc/hosts", "/etc/resolv.conf",
    "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/host.conf", "/etc/services",
    "/etc/ssl", "/usr/share/ca-certificates", "/run/systemd/resolve"};

/* What programs are made of. */
static const char *const program_paths[] = {
    "/bin", "/sbin", "/usr", "/etc/alternatives"};

int
pl_landlock_version(void)
{
	long version = syscall(CALL_CREATE_RULESET, NULL, 0, ASK_VERSION);

	return version < 0 ? 0 : (int)version;
}

/* A rule about a file must not name rights that only folders have. */
static int
allow(int rules, int fd, uint64_t access)
{
	struct path_rule rule = {.access = access, .parent = fd};
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -1;
	if (!S_ISDIR(status.st_mode))
		rule.access &= FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE;
	return (int)syscall(CALL_ADD_RULE, rules, RULE_PATH, &rule, 0);
}

static int
allow_path(int rules, const char *path, uint64_t access)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	int result;

	if (fd < 0)
		return 0; /* opening it will fail just the same */
	result = allow(rules, fd, access);
	close(fd);
	return result;
}

static int
allow_paths(int rules, const char *const *paths, size_t count, uint64_t access)
{
	for (size_t i = 0; i < count; i++)
		if (allow_path(rules, paths[i], access) < 0)
			return -1;
	return 0;
}

static int
allow_all(int rules, const struct pl_sandbox *sandbox)
{
	const uint64_t read = FS_READ_FILE | FS_READ_DIR;
	int programs = (sandbox->rights & PL_RIGHT_PROGRAMS) != 0;
	uint64_t start = programs ? read | FS_EXECUTE : read;

	if (allow(rules, sandbox->plugin, FS_READ_FILE | FS_EXECUTE) < 0 ||
	    allow_paths(rules, system_paths, PL_COUNT(system_paths), start) < 0)
		return -1;
	if (programs && (allow_paths(rules, program_paths,
			     PL_COUNT(program_paths), start) < 0 ||
			    /* Shells throw output away there. */
			    allow_path(rules, "/dev/null",
				FS_READ_FILE | FS_WRITE_FILE) < 0))
		return -1;
	if ((sandbox->rights & PL_RIGHT_NETWORK) != 0 &&
	    allow_paths(rules, network_paths, PL_COUNT(network_paths), read) <
		0)
		return -1;
	for (size_t i = 0; i < sandbox->grant_count; i++) {
		const struct pl_wire_grant *grant = &sandbox->grants[i];

		if (allow_path(
			rules, grant->path, grant->program ? start : read) < 0)
			return -1;
	}
	return 0;
}

int
pl_landlock_enter(const struct pl_sandbox *sandbox, int version)
{
	struct ruleset handled = {.fs = FS_VERSION_1};
	/* A kernel refuses a ruleset longer than it knows. */
	size_t size = version >= 6   ? sizeof handled
	              : version >= 4 ? offsetof(struct ruleset, scope)
	                             : offsetof(struct ruleset, net);
	int rules, result;

	if (version >= 2)
		handled.fs |= FS_REFER;
	if (version >= 3)
		handled.fs |= FS_TRUNCATE;
	if (version >= 5)
		handled.fs |= FS_IOCTL_DEV;
	if (version >= 4 && (sandbox->rights & PL_RIGHT_NETWORK) == 0)
		handled.net = NET_ALL;
	if (version >= 6)
		handled.scope = SCOPE_ALL;
	rules = (int)syscall(CALL_CREATE_RULESET, &handled, size, 0);
	if (rules < 0)
		return -1;
	result = allow_all(rules, sandbox);
	if (result == 0)
		result = (int)syscall(CALL_RESTRICT_SELF, rules, 0);
	close(rules);
	return result;
}
