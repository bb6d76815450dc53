/*
 * file.h - a fuzzer's input as a file, for parsers that open one
 */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FUZZ_PATH = 64 };

/* A file in memory that holds the input, and its path; close it. */
static inline int
make_file(const uint8_t *data, size_t size, char path[FUZZ_PATH])
{
	int fd = memfd_create("input", 0);

	if (fd < 0 || (size > 0 && write(fd, data, size) != (ssize_t)size))
		abort();
	snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", fd);
	return fd;
}

#endif
