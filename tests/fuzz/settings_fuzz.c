/* A file of configured sources. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "collect/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is whole, and what was not says why. */
static void
try_file(const char *path)
{
	struct pl_settings settings;
	struct pl_error err = {0};

	if (pl_settings_read(&settings, path, &err) < 0) {
		if (err.text[0] == '\0' || settings.sources != NULL)
			abort();
		return;
	}
	for (size_t i = 0; i < settings.count; i++)
		if (settings.sources[i].name[0] == '\0' ||
		    settings.sources[i].plugin[0] == '\0')
			abort();
	pl_settings_free(&settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("settings", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	try_file(path);
	close(fd);
	return 0;
}
