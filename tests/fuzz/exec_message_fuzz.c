/* A line from a program that anybody may have written. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/exec/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_inside(const char *text, const char *begin, size_t size)
{
	if (text != NULL &&
	    (text < begin || text > begin + size || strlen(text) > size))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message message;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (message_read(&message, text, size) == 0 &&
	    message.kind != MESSAGE_EVENT) {
		check_inside(message.text, text, size);
		check_inside(message.where, text, size);
		check_inside(message.reason, text, size);
		check_inside(message.input, text, size);
	}
	free(text);
	return 0;
}
