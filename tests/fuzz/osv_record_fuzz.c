/* Records and notices: any JSON. */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "plugins/osv/notice.h"
#include "plugins/osv/record.h"
#include "plugins/osv/report.h"
#include "tests/fuzz/hearing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {.host = &hearing};
	json_t *object = json_loadb((const char *)data, size, 0, NULL);
	char why[200];

	if (object == NULL)
		return 0;
	record_tell(&report, object, why, sizeof why);
	notice_tell(&report, object, why, sizeof why);
	report_free(&report);
	json_decref(object);
	return 0;
}
