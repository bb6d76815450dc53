/* A line of dpkg.log. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/apt/dpkglog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dpkg_line line;
	struct kit_local_clock clock = {0};
	const char *why = NULL;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (dpkg_line_read(&line, &clock, text, size, &why) < 0 && why == NULL)
		abort();
	free(text);
	return 0;
}
