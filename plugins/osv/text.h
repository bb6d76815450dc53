/*
 * text.h - the texts of a JSON object, by name
 */
#ifndef OSV_TEXT_H
#define OSV_TEXT_H

#include <jansson.h>

/* NULL where there is no such member or it is no string, or no object. */
static inline const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

#endif
