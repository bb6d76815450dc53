/* A report of grype. */
#include <string.h>

#include "kit/pull.h"
#include "plugins/grype/report.h"
#include "tests/fuzz/pieces.h"

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
	struct pieces pieces = {data, size, 1000};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
	size_t total = 0;
	struct grype_report report = {0};
	struct grype_reader reader = {
	    .report = &report, .found = take_match, .context = &total};

	if (grype_read(&reader, pull) != PLORE_OK)
		abort();
	if (kit_pull_end(pull) < 0 && kit_pull_error(pull)[0] == '\0')
		abort(); /* what is wrong has a sentence */
	kit_pull_free(pull);
	return 0;
}
