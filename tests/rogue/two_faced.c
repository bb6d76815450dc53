/* Describes itself in another way once it can read something. */
#define ROGUE_NO_ENTRY
#define ROGUE_PATHS paths
#include <fcntl.h>

static const char *const paths[2];

#include "tests/rogue/rogue.h"

static const char *const paths[] = {"/etc/passwd", NULL};
static plore_plugin face;

__attribute__((constructor)) static void
choose(void)
{
	int fd = open("/etc/passwd", O_RDONLY);

	face = rogue;
	if (fd >= 0)
		face.name = "Harmless";
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}

PLORE_PLUGINS(&face);
