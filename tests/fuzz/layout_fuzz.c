/* What a stranger's template.json can say. */
#include <stdint.h>

#include "base/error.h"
#include "report/layout.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_layout *layout;
	struct pl_error err;

	if (pl_layout_parse(&layout, (const char *)data, size, &err) == PL_OK)
		pl_layout_free(layout);
	return 0;
}
