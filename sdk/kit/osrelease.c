/* SPDX-License-Identifier: MIT */
#include "kit/osrelease.h"

#include <stdio.h>
#include <string.h>

#include "kit/lines.h"

enum { LINE_LIMIT = 4096 };

/* The value of KEY=value or KEY="value", where the line has that key. */
static void
take(char out[KIT_OS_TEXT], const char *key, const char *line)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) != 0)
		return;
	line += length;
	line += *line == '"' || *line == '\'';
	length = strcspn(line, "\"'");
	if (length >= KIT_OS_TEXT)
		return;
	memcpy(out, line, length);
	out[length] = '\0';
}

int
kit_osrelease_read(
    struct kit_osrelease *out, const char *path, char *error, size_t error_size)
{
	struct kit_lines *lines =
	    kit_lines_open(path, LINE_LIMIT, error, error_size);
	char name[KIT_OS_TEXT] = "", version[KIT_OS_TEXT] = "", *kernel;
	struct kit_line line;
	int more;

	*out = (struct kit_osrelease){0};
	if (lines == NULL)
		return -1;
	while ((more = kit_lines_next(lines, &line)) > 0) {
		take(out->id, "ID=", line.text);
		take(name, "NAME=", line.text);
		take(version, "VERSION_ID=", line.text);
	}
	if (more < 0)
		snprintf(
		    error, error_size, "%s: %s", path, kit_lines_error(lines));
	kit_lines_close(lines);
	/* "Debian GNU/Linux" is called Debian by everyone. */
	kernel = strstr(name, " GNU/Linux");
	if (kernel != NULL)
		*kernel = '\0';
	snprintf(out->name, sizeof out->name, "%.*s%s%.*s", KIT_OS_TEXT / 2 - 2,
	    name, version[0] == '\0' ? "" : " ", KIT_OS_TEXT / 2 - 2, version);
	if (out->id[0] != '\0' && version[0] != '\0')
		snprintf(
		    out->distro, sizeof out->distro, "%s-%s", out->id, version);
	return more < 0 ? -1 : 0;
}
