/* A report of trivy, and the JSON that it is made of. */
#include <string.h>

#include "kit/jsonwalk.h"
#include "plugins/trivy/report.h"
#include "tests/fuzz/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
take_finding(void *context, const struct trivy_finding *finding)
{
	size_t *total = context;

	if (finding != NULL)
		*total += strlen(finding->vuln) + strlen(finding->purl) +
		          strlen(finding->redhat) + finding->advisory_count;
	return PLORE_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trivy_report report;
	char path[FUZZ_PATH], error[200];
	int fd = make_file(data, size, path);
	struct kit_jsonwalk *walk =
	    kit_jsonwalk_open(path, error, sizeof error);
	size_t total = 0;

	if (walk != NULL &&
	    trivy_read(&report, walk, take_finding, &total) == PLORE_E_DATA &&
	    kit_jsonwalk_error(walk)[0] == '\0')
		abort(); /* what is wrong has a sentence */
	kit_jsonwalk_close(walk);
	close(fd);
	return 0;
}
