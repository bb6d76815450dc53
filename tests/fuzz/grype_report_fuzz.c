/* A report of grype. */
#include <string.h>

#include "kit/jsonwalk.h"
#include "plugins/grype/report.h"
#include "tests/fuzz/file.h"

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
	char path[FUZZ_PATH], error[200];
	int fd = make_file(data, size, path), more = 0;
	struct kit_jsonwalk *walk =
	    kit_jsonwalk_open(path, error, sizeof error);
	size_t total = 0;
	struct grype_report report = {0};
	struct grype_reader reader = {
	    .report = &report, .found = take_match, .context = &total};
	struct kit_json_step step;

	while (walk != NULL && (more = kit_jsonwalk_next(walk, &step)) > 0)
		grype_take(&reader, &step);
	if (more < 0 && kit_jsonwalk_error(walk)[0] == '\0')
		abort(); /* what is wrong has a sentence */
	kit_jsonwalk_close(walk);
	close(fd);
	return 0;
}
