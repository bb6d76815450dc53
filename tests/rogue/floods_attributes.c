/* Few events, each as large as an event may be, and no checkpoint. */
#include <string.h>

#include "tests/rogue/rogue.h"

enum { ATTRS = 15, LENGTH = 4000 };

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	static char names[ATTRS][8], values[ATTRS][LENGTH + 1];
	plore_attr attrs[ATTRS];
	const plore_event event = {.size = sizeof event,
	    .time_ms = 1767225600000,
	    .kind = "item.detected",
	    .asset = "a",
	    .patch = "P",
	    .attrs = attrs,
	    .attr_count = ATTRS};

	(void)self;
	(void)request;
	for (unsigned i = 0; i < ATTRS; i++) {
		snprintf(names[i], sizeof names[i], "n%u", i);
		memset(values[i], 'x', LENGTH);
		attrs[i] = (plore_attr){names[i], values[i], PLORE_PUBLIC, 0};
	}
	for (unsigned number = 0;;) {
		for (unsigned i = 0; i < ATTRS; i++) {
			int used = snprintf(values[i], LENGTH, "%u", number++);
			values[i][used] = 'x';
		}
		if (rogue_host->emit(rogue_host, &event) == PLORE_E_STOPPED)
			return PLORE_E_STOPPED;
	}
}
