/*
 * hearing.h - a host for fuzz targets of plugins, which reads all it is told
 */
#ifndef FUZZ_HEARING_H
#define FUZZ_HEARING_H

#include <patchlore/plugin.h>
#include <stdlib.h>
#include <string.h>

/* Every string is touched; an event without kind or time is a mistake. */
static inline int32_t
hearing_emit(const plore_host *host, const plore_event *event)
{
	size_t length = 0;

	(void)host;
	if (event->kind == NULL || event->attr_count > PLORE_MAX_ATTRS ||
	    (event->patch == NULL) == (event->vuln == NULL))
		abort();
	if (event->patch != NULL)
		length += strlen(event->patch);
	if (event->product != NULL)
		length += strlen(event->product);
	for (uint32_t i = 0; i < event->attr_count; i++)
		length += strlen(event->attrs[i].name) +
		          strlen(event->attrs[i].value);
	return length == 0 && event->vuln == NULL ? PLORE_E_ARGUMENT : PLORE_OK;
}

static inline const char *
hearing_option(const plore_host *host, const char *name, uint32_t index)
{
	(void)host;
	(void)name;
	(void)index;
	return NULL;
}

static const plore_host hearing = {
    .size = sizeof hearing, .emit = hearing_emit, .option = hearing_option};

#endif
