/* A CVE record, packed or not, or an archive of records. */
#include "tests/fuzz/plugin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run_plugin(data, size);
	return 0;
}
