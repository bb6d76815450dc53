/* Says more than anybody can hear. */
#include "tests/rogue/rogue.h"

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	char *text = malloc(8 << 20);
	plore_attr attr = {"note", text, PLORE_PUBLIC, 0};
	plore_event event = {.size = sizeof event,
	    .time_ms = 1767225600000,
	    .kind = "item.detected",
	    .asset = "a",
	    .patch = "P",
	    .attrs = &attr,
	    .attr_count = 1};

	if (text == NULL)
		return PLORE_E_FAILED;
	for (int i = 0; i < (8 << 20) - 1; i++)
		text[i] = 'x';
	text[(8 << 20) - 1] = '\0';
	rogue_emit("item.detected", text);
	rogue_host->emit(rogue_host, &event);
	event.attr_count = 1000000;
	rogue_host->emit(rogue_host, &event);
	rogue_host->log(rogue_host, PLORE_LOG_WARN, text);
	rogue_host->progress(rogue_host, 1, 2, text);
	rogue_host->fail(rogue_host, text);
	free(text);
	rogue_emit("item.detected", "good");
	return rogue_host->checkpoint(rogue_host, "1");
}
