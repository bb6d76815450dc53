/* CSAF in pieces: any bytes. The first is the size of a piece. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "plugins/csaf/document.h"
#include "tests/fuzz/hearing.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document = {.host = &hearing};
	int32_t result = PLORE_E_UNSUPPORTED;
	char why[200];

	for (int i = 0; size > 0 && result == PLORE_E_UNSUPPORTED; i++) {
		struct pieces pieces = {data + 1, size - 1, 1 + data[0]};
		struct kit_pull *pull = kit_pull_new(read_piece, &pieces);

		if (i == 2)
			abort(); /* the second time all is known */
		result = document_read(&document, pull, why, sizeof why);
		kit_pull_free(pull);
	}
	document_clear(&document);
	document_free(&document);
	return 0;
}
