/* dpkg's status, an archive's Release and its list, in one: all three readers
 * get the same input. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>
#include <stdio.h>
#include <unistd.h>

#include "kit/lines.h"
#include "plugins/apt/lists.h"
#include "kit/stanza.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
ignore(void *context, const char *where, const char *reason)
{
	(void)context;
	(void)where;
	(void)reason;
	return 0;
}

static int
go_on(void *context, const char *doing)
{
	(void)context;
	(void)doing;
	return 0;
}

static struct kit_lines *
open_lines(int fd)
{
	char path[64], error[256];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return kit_lines_open(path, KIT_STANZA_LINE, error, sizeof error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lists_watch watch = {NULL, ignore, go_on};
	struct release release[1];
	struct lists lists = {.releases = release, .release_count = 1};
	int fd = memfd_create("lists", MFD_CLOEXEC);
	struct kit_lines *lines;

	if (fd < 0 || (size > 0 && write(fd, data, size) != (ssize_t)size))
		abort();
	lines = open_lines(fd);
	if (lines != NULL)
		release_read(&release[0], lines);
	kit_lines_close(lines);
	lines = lines == NULL ? NULL : open_lines(fd);
	if (lines != NULL)
		status_read(&lists, lines);
	kit_lines_close(lines);
	lines = lines == NULL ? NULL : open_lines(fd);
	if (lines != NULL)
		packages_read(&lists, lines, 0, &watch, "list");
	kit_lines_close(lines);
	for (size_t i = 0; i < lists.count; i++)
		lists_candidate(&lists, &lists.packages[i]);
	close(fd);
	lists.releases = NULL;
	lists_free(&lists);
	return 0;
}
