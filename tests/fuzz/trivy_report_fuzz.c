/* A report of trivy, and the JSON that it is made of. */
#include <string.h>

#include "plugins/trivy/report.h"
#include "tests/fuzz/report.h"

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
	size_t total = 0;
	struct trivy_report report = {0};
	struct trivy_reader reader = {
	    .report = &report, .found = take_finding, .context = &total};

	read_report(data, size, trivy_read, &reader);
	return 0;
}
