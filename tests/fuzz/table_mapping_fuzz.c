/* A mapping, and what it makes of a record of odd texts. The host takes all. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/table/apply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t
take_event(const plore_host *host, const plore_event *event)
{
	(void)host;
	if (event->kind == NULL || event->attr_count > PLORE_MAX_ATTRS)
		abort();
	for (uint32_t i = 0; i < event->attr_count; i++)
		if (strlen(event->attrs[i].value) > PLORE_MAX_TEXT)
			abort();
	return PLORE_OK;
}

static int32_t
take_reject(const plore_host *host, const char *where, const char *reason,
    const char *input)
{
	(void)host;
	if (*reason == '\0' || *where == '\0' || input == NULL)
		abort();
	return PLORE_OK;
}

static void
apply_to_texts(const struct mapping *mapping)
{
	static const char *const texts[] = {"CVE-1, CVE-2,,", " 1546992000 ",
	    NULL, "2026-03-12T02:14:07Z", "a\nb\x01", "/Date(1)/", ""};
	static const plore_host host = {
	    .emit = take_event, .reject = take_reject};
	static struct apply apply;
	struct record record = {.place = "x:1", .shown = ""};

	apply.host = &host;
	apply.mapping = mapping;
	apply.asset = "a";
	for (size_t shift = 0; shift < 7; shift++) {
		for (size_t i = 0; i < mapping->column_count; i++)
			record.values[i] = texts[(i + shift) % 7];
		if (apply_record(&apply, &record) != PLORE_OK)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[300] = "";
	struct mapping *mapping =
	    mapping_read((const char *)data, size, error, sizeof error);

	if (mapping == NULL && error[0] == '\0')
		abort();
	if (mapping != NULL)
		apply_to_texts(mapping);
	mapping_free(mapping);
	return 0;
}
