/* A database and its write-ahead log: two bytes say how many pages of 512 bytes
 * the database has, and the log is what follows. */
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/dnf/database.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
pass_over(void *context, const char *where, const char *reason)
{
	(void)context;
	(void)where;
	(void)reason;
	return 0;
}

/* A view can be made to run for ever. */
static int
is_patient(void *context)
{
	return ++*(int *)context > 20;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history history = {0};
	struct snapshot snapshot = {0};
	int looks = 0;
	struct database_watch watch = {&looks, pass_over, is_patient, 0};
	char error[300];
	size_t length;

	if (size < 2)
		return 0;
	length = ((size_t)data[0] << 8 | data[1]) * 512;
	if (length > size - 2)
		length = size - 2;
	if (length > 0) {
		snapshot.bytes = sqlite3_malloc64(length);
		if (snapshot.bytes == NULL)
			return 0;
		memcpy(snapshot.bytes, data + 2, length);
		snapshot.size = length;
	}
	if (snapshot_apply(&snapshot, data + 2 + length, size - 2 - length) ==
		0 &&
	    snapshot_settle(&snapshot) == 0) {
		database_read(&history, &snapshot, INT64_C(1773281647000),
		    &watch, error, sizeof error);
		if (history_close(&history) < 0)
			abort();
	}
	sqlite3_free(snapshot.bytes);
	history_free(&history);
	return 0;
}
