/* A line of native events, as anybody may have written it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/event_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The line reader gets a buffer that is exactly as long as the line, and must
 * leave every string inside it. */
static void
check_inside(const char *text, const char *begin, size_t size)
{
	if (text != NULL && (text < begin || text > begin + size))
		abort();
	if (text != NULL && strlen(text) > size)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kit_event_line line;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (kit_event_line_read(&line, text, size) == 0) {
		check_inside(line.event.kind, text, size);
		check_inside(line.event.asset, text, size);
		for (uint32_t i = 0; i < line.event.attr_count; i++) {
			check_inside(line.attrs[i].name, text, size);
			check_inside(line.attrs[i].value, text, size);
		}
	}
	free(text);
	return 0;
}
