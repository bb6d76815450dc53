/* CVRF in two pieces: any bytes. The first says where the second begins. */
#include <stddef.h>
#include <stdint.h>

#include "plugins/csaf/cvrf.h"
#include "tests/fuzz/hearing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvrf *cvrf = cvrf_new(&hearing);
	uint64_t events = 0;
	size_t first;
	char why[200];

	if (size > 0) {
		first = data[0] < size - 1 ? data[0] : size - 1;
		if (cvrf_take(cvrf, (const char *)data + 1, first, why,
			sizeof why) == 0 &&
		    cvrf_take(cvrf, (const char *)data + 1 + first,
			size - 1 - first, why, sizeof why) == 0)
			cvrf_end(cvrf, &events, why, sizeof why);
	}
	cvrf_free(cvrf);
	return 0;
}
