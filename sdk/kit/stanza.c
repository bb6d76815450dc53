/* SPDX-License-Identifier: MIT */
#include "kit/stanza.h"

#include <string.h>

#include "kit/lines.h"

static int
field_take(struct kit_stanza_field *field, const struct kit_line *line)
{
	size_t length = strlen(field->name);
	const char *value;

	if (line->text[0] != field->name[0] || line->length < length ||
	    memcmp(line->text, field->name, length) != 0)
		return 0;
	value = line->text + length + strspn(line->text + length, " \t");
	length = line->length - (size_t)(value - line->text);
	/* Half a version would be another version. */
	if (length >= KIT_STANZA_VALUE)
		length = 0;
	memcpy(field->value, value, length);
	field->value[length] = '\0';
	return 1;
}

int
kit_stanza_next(
    struct kit_lines *lines, struct kit_stanza_field *fields, size_t count)
{
	struct kit_line line;
	int found = 0, more;

	for (size_t i = 0; i < count; i++)
		fields[i].value[0] = '\0';
	while ((more = kit_lines_next(lines, &line)) > 0) {
		if (line.length == 0 && found)
			return 1;
		for (size_t i = 0; i < count; i++)
			found |= field_take(&fields[i], &line);
	}
	return more < 0 ? -1 : found;
}
