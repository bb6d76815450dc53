/* Asks for a file and a program as the fallbacks of options. */
#include <sys/wait.h>
#include <unistd.h>

#define ROGUE_OPTIONS options
#include <patchlore/plugin.h>

static const plore_option options[3];

#include "tests/rogue/rogue.h"

static const plore_option options[] = {
    {"path", "a file", "/etc/passwd", PLORE_PATH, 0},
    {"program", "a program", "/bin/sh", PLORE_PROGRAM, 0}, {0}};

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	pid_t child = fork();

	(void)self;
	(void)request;
	if (child == 0)
		_exit(0);
	if (child > 0)
		(void)waitpid(child, NULL, 0);
	rogue_tell("fork", child > 0);
	rogue_try("passwd", "/etc/passwd");
	return rogue_host->checkpoint(rogue_host, "1");
}
