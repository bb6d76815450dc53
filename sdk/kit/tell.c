/* SPDX-License-Identifier: MIT */
#include "kit/tell.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

int32_t
kit_emit(const plore_host *host, const plore_event *event)
{
	int32_t result = host->emit(host, event);

	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

int32_t
kit_reject(const plore_host *host, const char *file, uint64_t line,
    const char *reason, const char *input)
{
	char where[PLORE_MAX_NAME + 1];

	if (line == 0)
		snprintf(where, sizeof where, "%.250s", file);
	else
		snprintf(where, sizeof where, "%.200s:%" PRIu64, file, line);
	return host->reject(host, where, reason, input);
}

int32_t
kit_fail(const plore_host *host, int32_t result, const char *format, ...)
{
	char text[PLORE_MAX_TEXT + 1];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	host->fail(host, text);
	return result;
}
