/* SPDX-License-Identifier: MIT */
#include "kit/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 10 };

static int
is_zone(const char *name)
{
	char path[KIT_ZONE_NAME + sizeof "/usr/share/zoneinfo/"];

	if (strcmp(name, "UTC") == 0)
		return 1;
	if (*name == '\0' || *name == '/' || strstr(name, "..") != NULL ||
	    strlen(name) > KIT_ZONE_NAME)
		return 0;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	return access(path, R_OK) == 0;
}

int
kit_zone_use(const char *name)
{
	if (!is_zone(name))
		return -1;
	setenv("TZ", name, 1);
	tzset();
	return 0;
}

/* Is it like "2025-03-01"? */
static int
is_day(const char *text)
{
	static const char form[] = "0000-00-00";

	for (size_t i = 0; i < sizeof form; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9'
				   : text[i] != form[i])
			return 0;
	return 1;
}

static int
fail(char *error, size_t error_size, const char *text, const char *what)
{
	snprintf(error, error_size, "timezone=%.150s: %s", text, what);
	return -1;
}

static int
insert(struct kit_zones *zones, const struct kit_zone_span *span)
{
	size_t at = 0;

	while (
	    at < zones->count && strcmp(zones->spans[at].from, span->from) < 0)
		at++;
	if (zones->count == KIT_ZONES ||
	    (at < zones->count &&
		strcmp(zones->spans[at].from, span->from) == 0))
		return -1;
	memmove(&zones->spans[at + 1], &zones->spans[at],
	    (zones->count - at) * sizeof *span);
	zones->spans[at] = *span;
	zones->count++;
	return 0;
}

int
kit_zones_add(
    struct kit_zones *zones, const char *text, char *error, size_t error_size)
{
	const char *at = strchr(text, '@');
	size_t length = at == NULL ? strlen(text) : (size_t)(at - text);
	struct kit_zone_span span = {0};

	if (length <= KIT_ZONE_NAME)
		memcpy(span.name, text, length);
	if (!is_zone(span.name))
		return fail(error, error_size, text,
		    "this machine knows no such zone; expected a name such as "
		    "Europe/Berlin (package tzdata)");
	if (at != NULL && !is_day(at + 1))
		return fail(error, error_size, text,
		    "expected the day from which it holds behind the @, such "
		    "as UTC@2025-03-01");
	if (at != NULL)
		memcpy(span.from, at + 1, DAY);
	else if (zones->count > 0 && zones->spans[0].from[0] == '\0')
		return fail(error, error_size, text,
		    "a second zone needs the day from which it holds, such "
		    "as UTC@2025-03-01");
	if (insert(zones, &span) < 0)
		return fail(error, error_size, text,
		    "another zone begins on that day, or there are more than "
		    "16");
	return 0;
}

/* Before the first day that is named, the process' own zone holds. */
void
kit_zones_use(struct kit_zones *zones, const char *day)
{
	size_t i = zones->count;

	while (i > 0 && strncmp(zones->spans[i - 1].from, day, DAY) > 0)
		i--;
	if (zones->count == 0 || zones->in_use == i + 1)
		return;
	if (zones->in_use == 0 && getenv("TZ") != NULL)
		snprintf(zones->own, sizeof zones->own, "%s", getenv("TZ"));
	zones->in_use = i + 1;
	if (i > 0)
		setenv("TZ", zones->spans[i - 1].name, 1);
	else if (zones->own[0] != '\0')
		setenv("TZ", zones->own, 1);
	else
		unsetenv("TZ");
	tzset();
}
