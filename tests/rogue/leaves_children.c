/* Starts a program that it may start, in a group of its own, and forgets it. */
#define ROGUE_PROGRAMS programs
#include <unistd.h>

static const char *const programs[2];

#include "tests/rogue/rogue.h"

static const char *const programs[] = {"/bin/sleep", NULL};

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	char *const argv[] = {(char *)"sleep", (char *)"4242", NULL};
	pid_t child = fork();

	if (child == 0) {
		setpgid(0, 0);
		rogue_tell("own-session", setsid() > 0);
		execv("/bin/sleep", argv);
		_exit(1);
	}
	rogue_tell("start", child > 0);
	return rogue_host->checkpoint(rogue_host, "1");
}
