/* Declares what only root may read, and waits for root to name another path. */
#define ROGUE_OPTIONS options
#define ROGUE_PATHS   paths
#include <patchlore/plugin.h>

static const plore_option options[2];
static const char *const paths[3];

#include "tests/rogue/rogue.h"

static const plore_option options[] = {
    {"path", "a file", NULL, PLORE_PATH, 0}, {0}};
static const char *const paths[] = {"/etc/shadow", "/usr/share/doc", NULL};

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	const char *path = rogue_host->option(rogue_host, "path", 0);

	(void)self;
	(void)request;
	rogue_try("shadow", "/etc/shadow");
	rogue_try("doc", "/usr/share/doc");
	rogue_try("named", path == NULL ? "" : path);
	return rogue_host->checkpoint(rogue_host, "1");
}
