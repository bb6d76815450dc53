/* Reads a number from its file and believes it. */
#define ROGUE_OPTIONS options
#include <patchlore/plugin.h>

static const plore_option options[2];

#include "tests/rogue/rogue.h"

static const plore_option options[] = {
    {"path", "the file", NULL, PLORE_PATH, PLORE_REQUIRED}, {0}};

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	FILE *file = fopen(rogue_host->option(rogue_host, "path", 0), "r");
	char names[4][32], line[32] = "";
	unsigned index = 0;

	(void)self;
	(void)request;
	if (file == NULL || fgets(line, sizeof line, file) == NULL)
		line[0] = (char)0x7f;
	if (file != NULL)
		fclose(file);
	index = (unsigned char)line[0] - (unsigned)'0';
	if (index > 3)
		abort(); /* as an overrun might */
	snprintf(names[index], sizeof names[index], "a%u", index);
	rogue_emit("item.detected", names[index]);
	return rogue_host->checkpoint(rogue_host, "1");
}
