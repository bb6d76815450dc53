/* A report of trivy, and the JSON that it is made of. */
#include <string.h>

#include "kit/pull.h"
#include "plugins/trivy/report.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
take_finding(void *context, const struct trivy_finding *finding)
{
	size_t *total = context;

	*total += strlen(finding->vuln) + strlen(finding->purl) +
	          strlen(finding->redhat) + finding->advisory_count;
	return PLORE_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pieces pieces = {data, size, 1000};
	struct kit_pull *pull = kit_pull_new(read_piece, &pieces);
	size_t total = 0;
	struct trivy_report report = {0};
	struct trivy_reader reader = {
	    .report = &report, .found = take_finding, .context = &total};

	if (trivy_read(&reader, pull) != PLORE_OK)
		abort();
	if (kit_pull_end(pull) < 0 && kit_pull_error(pull)[0] == '\0')
		abort(); /* what is wrong has a sentence */
	kit_pull_free(pull);
	return 0;
}
