/* What oscap writes, and the XML that it is made of. */
#include <string.h>

#include "kit/xmlwalk.h"
#include "plugins/openscap/results.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
take_result(void *context, const char *id, enum scap_verdict verdict)
{
	size_t *total = context;

	*total += strlen(id) + (size_t)verdict;
	return PLORE_OK;
}

static int32_t
take_check(void *context, const struct scap_check *check)
{
	size_t *total = context;

	*total += strlen(check->id) + strlen(check->advisory);
	for (size_t i = 0; i < check->cve_count; i++)
		*total += strlen(check->cves[i]);
	if (!scap_is_ours(check) || check->id[0] == '\0')
		abort(); /* no other is told */
	return PLORE_OK;
}

static int
take(void *context, const struct kit_xml_step *step)
{
	return scap_take(context, step);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pieces pieces = {data, size, 1000};
	char error[200] = "";
	struct scap_report report = {0};
	size_t total = 0;
	struct scap_reader reader = {.report = &report,
	    .result = take_result,
	    .check = take_check,
	    .context = &total};
	uint64_t line;

	if (kit_xml_walk(read_piece, &pieces, take, &reader, &line, error,
		sizeof error) == KIT_XML_BROKEN &&
	    error[0] == '\0')
		abort(); /* what is wrong has a sentence */
	return 0;
}
