/* A stream of frames, as a plugin that took over its worker could send it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/wire_messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read well is written again to the byte. */
static void
try_frame(const uint8_t *frame, size_t length, enum pl_frame type,
    const struct pl_wire_in *payload)
{
	const struct wire_message *message = wire_message_of(type);
	struct pl_wire_in in = *payload;
	struct pl_wire out = {0};

	if (in.bytes + in.left != frame + length)
		abort();
	if (message != NULL && message->again(&in, &out) == 0 &&
	    (out.length != length || memcmp(out.bytes, frame, length) != 0))
		abort();
	pl_wire_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_wire_in payload;
	enum pl_frame type;
	size_t used;

	while (pl_wire_frame(data, size, &type, &payload, &used) == 1) {
		if (used > size)
			abort();
		try_frame(data, used, type, &payload);
		data += used;
		size -= used;
	}
	return 0;
}
