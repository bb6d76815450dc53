/* Takes all the memory there is. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	for (size_t taken = 0; taken < (size_t)16 << 30; taken += 1 << 20) {
		char *piece = malloc(1 << 20);

		if (piece == NULL)
			abort();
		for (int i = 0; i < 1 << 20; i += 4096)
			piece[i] = 1;
	}
	rogue_tell("eat", 1);
	return rogue_host->checkpoint(rogue_host, "1");
}
