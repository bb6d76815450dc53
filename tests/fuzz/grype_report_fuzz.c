/* A report of grype. */
#include <string.h>

#include "plugins/grype/report.h"
#include "tests/fuzz/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
take_match(void *context, const struct grype_match *match)
{
	size_t *total = context;

	*total += strlen(match->vuln) + strlen(match->fixes) +
	          strlen(match->score) + match->related.count;
	for (size_t i = 0; i < match->advisories.count; i++)
		*total += strlen(match->advisories.list[i]);
	return PLORE_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t total = 0;
	struct grype_report report = {0};
	struct grype_reader reader = {
	    .report = &report, .found = take_match, .context = &total};

	read_report(data, size, grype_read, &reader);
	return 0;
}
