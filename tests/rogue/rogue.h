/*
 * rogue.h - what plugins that misbehave have in common, so that each shows
 * only its own way to do so: define rogue_collect, then include this
 *
 * A rogue that is caught by its sandbox reports what it could do as the asset
 * "did-..." and what was refused as "refused-..."; the test looks at those.
 * ROGUE_OPEN, ROGUE_CLOSE, ROGUE_OPTIONS, ROGUE_PATHS, ROGUE_PROGRAMS and
 * ROGUE_NEEDS, defined before the include, replace a part of the descriptor.
 */
#include <fcntl.h>
#include <patchlore/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef ROGUE_OPEN
#define ROGUE_OPEN rogue_open
#endif
#ifndef ROGUE_CLOSE
#define ROGUE_CLOSE rogue_close
#endif
#ifndef ROGUE_OPTIONS
#define ROGUE_OPTIONS NULL
#endif
#ifndef ROGUE_PATHS
#define ROGUE_PATHS NULL
#endif
#ifndef ROGUE_PROGRAMS
#define ROGUE_PROGRAMS NULL
#endif
#ifndef ROGUE_NEEDS
#define ROGUE_NEEDS 0
#endif

static const plore_host *rogue_host;

static int32_t rogue_collect(void *self, const plore_request *request);

/* A well-formed event; every name is another asset. */
static inline int32_t
rogue_emit(const char *kind, const char *asset)
{
	const plore_event event = {.size = sizeof event,
	    .time_ms = 1767225600000,
	    .kind = kind,
	    .asset = asset,
	    .patch = "P-1"};

	return rogue_host->emit(rogue_host, &event);
}

/* Report whether an attack worked. */
static inline void
rogue_tell(const char *what, int worked)
{
	char asset[100];

	snprintf(
	    asset, sizeof asset, "%s-%s", worked ? "did" : "refused", what);
	rogue_emit("item.detected", asset);
}

/* Report whether a file or folder can be opened to be read. */
static inline void
rogue_try(const char *what, const char *path)
{
	int fd = open(path, O_RDONLY);

	rogue_tell(what, fd >= 0);
	if (fd >= 0)
		close(fd);
}

static inline int32_t
rogue_open(const plore_host *host, void **self)
{
	rogue_host = host;
	*self = &rogue_host;
	return PLORE_OK;
}

static inline void
rogue_close(void *self)
{
	(void)self;
}

static int32_t
rogue_call(void *self, const plore_request *request)
{
	return rogue_collect(self, request);
}

static const char *const rogue_kinds[] = {"item.detected", NULL};

static const plore_plugin rogue = {.size = sizeof rogue,
    .needs = ROGUE_NEEDS,
    .evidence = PLORE_BY_LOG,
    .id = "test.rogue",
    .name = "Rogue",
    .version = "1",
    .summary = "misbehaves",
    .license = "Apache-2.0",
    .kinds = rogue_kinds,
    .paths = ROGUE_PATHS,
    .programs = ROGUE_PROGRAMS,
    .options = ROGUE_OPTIONS,
    .open = ROGUE_OPEN,
    .collect = rogue_call,
    .close = ROGUE_CLOSE};

#ifndef ROGUE_NO_ENTRY
PLORE_PLUGINS(&rogue);
#endif
