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

	*total += strlen(finding->vuln) + strlen(finding->purl) +
	          strlen(finding->redhat) + finding->advisory_count;
	return PLORE_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[FUZZ_PATH], error[200];
	int fd = make_file(data, size, path), more = 0;
	struct kit_jsonwalk *walk =
	    kit_jsonwalk_open(path, error, sizeof error);
	size_t total = 0;
	struct trivy_report report = {0};
	struct trivy_reader reader = {
	    .report = &report, .found = take_finding, .context = &total};
	struct kit_json_step step;

	while (walk != NULL && (more = kit_jsonwalk_next(walk, &step)) > 0)
		trivy_take(&reader, &step);
	if (more < 0 && kit_jsonwalk_error(walk)[0] == '\0')
		abort(); /* what is wrong has a sentence */
	kit_jsonwalk_close(walk);
	close(fd);
	return 0;
}
