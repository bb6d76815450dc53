/* Three versions, one a line: each order is the same from both sides, and
 * dpkg's never goes in a circle. rpm's can, by marks that no packager writes.
 */
#include "kit/version.h"

#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length;
	char *a = next_line(&data, &size, &length);
	char *b = next_line(&data, &size, &length);
	char *c = next_line(&data, &size, &length);
	int (*const orders[])(const char *, const char *) = {
	    kit_version_deb, kit_version_rpm};

	for (int i = 0; i < 2; i++) {
		int ab = sign(orders[i](a, b)), bc = sign(orders[i](b, c));

		if (orders[i](a, a) != 0 || ab != -sign(orders[i](b, a)))
			abort();
		if (ab == bc && ab != sign(orders[i](a, c)) && i == 0)
			abort();
	}
	free(a);
	free(b);
	free(c);
	return 0;
}
