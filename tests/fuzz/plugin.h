/*
 * plugin.h - a fuzzer's input as the file that a plugin reads
 */
#ifndef FUZZ_PLUGIN_H
#define FUZZ_PLUGIN_H

#include <stdlib.h>

#include "mock/mock.h"
#include "tests/fuzz/file.h"

/* Run the plugin that is linked, with its path leading to the input. It may
 * set aside what it likes, but has to end, and by itself. */
static inline void
run_plugin(const uint8_t *data, size_t size)
{
	plore_mock *mock = plore_mock_new(patchlore_plugin_1.plugins[0]);
	char path[FUZZ_PATH];
	int fd = make_file(data, size, path);

	plore_mock_option(mock, "path", path);
	if (plore_mock_run(mock, NULL) != PLORE_OK && mock->failure == NULL)
		abort(); /* an error has a sentence */
	plore_mock_free(mock);
	close(fd);
}

#endif
