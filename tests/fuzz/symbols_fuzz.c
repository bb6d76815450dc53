/* A file that says it is a shared object. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "host/symbols.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
take_symbol(void *context, const char *name)
{
	size_t *bytes = context;

	*bytes += strlen(name);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("object", MFD_CLOEXEC);
	struct pl_error err = {0};
	size_t bytes = 0;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (pl_symbols_exported(path, take_symbol, &bytes, &err) < 0 &&
	    err.text[0] == '\0')
		abort();
	close(fd);
	return 0;
}
