/*
 * schema.h - does a document hold to a JSON Schema?
 *
 * For schemas of one file that use no more than $ref into it, type, enum,
 * pattern, required, properties, additionalProperties, items, and the limits of
 * numbers, lists, texts and members. Any other word fails the test, so that no
 * rule is passed over.
 */
#ifndef TESTS_SCHEMA_H
#define TESTS_SCHEMA_H

#include <regex.h>
#include <string.h>

#include <jansson.h>

static inline int schema_holds(json_t *root, json_t *schema, json_t *value);

static inline int
schema_has_type(const char *type, const json_t *value)
{
	return (strcmp(type, "object") == 0 && json_is_object(value)) ||
	       (strcmp(type, "array") == 0 && json_is_array(value)) ||
	       (strcmp(type, "string") == 0 && json_is_string(value)) ||
	       (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
	       (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
	       (strcmp(type, "number") == 0 && json_is_number(value));
}

static inline int
schema_type(json_t *types, json_t *value)
{
	size_t index;
	json_t *type;

	if (json_is_string(types))
		return schema_has_type(json_string_value(types), value);
	json_array_foreach(types, index, type)
	{
		if (schema_has_type(json_string_value(type), value))
			return 1;
	}
	return 0;
}

static inline int
schema_enum(json_t *words, json_t *value)
{
	size_t index;
	json_t *word;

	json_array_foreach(words, index, word)
	{
		if (json_equal(word, value))
			return 1;
	}
	return 0;
}

static inline int
schema_pattern(const char *pattern, const char *text)
{
	regex_t regex;
	int found;

	if (text == NULL)
		return 1;
	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		fail_msg("no pattern: %s", pattern);
	found = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static inline int
schema_members(json_t *root, json_t *schema, json_t *value)
{
	json_t *properties = json_object_get(schema, "properties");
	json_t *others = json_object_get(schema, "additionalProperties");
	const char *name;
	json_t *member;

	json_object_foreach(value, name, member)
	{
		json_t *rule = json_object_get(properties, name);

		if (rule == NULL && json_is_false(others))
			return 0;
		if (rule == NULL && others != NULL)
			rule = others;
		if (rule != NULL && !schema_holds(root, rule, member))
			return 0;
	}
	return 1;
}

static inline int
schema_required(json_t *names, json_t *value)
{
	size_t index;
	json_t *name;

	json_array_foreach(names, index, name)
	{
		if (json_is_object(value) &&
		    json_object_get(value, json_string_value(name)) == NULL)
			return 0;
	}
	return 1;
}

static inline int
schema_items(json_t *root, json_t *rule, json_t *value)
{
	size_t index;
	json_t *item;

	json_array_foreach(value, index, item)
	{
		if (!schema_holds(root, rule, item))
			return 0;
	}
	return 1;
}

static inline int
schema_ref(json_t *root, const char *ref, json_t *value)
{
	const char *name = strrchr(ref, '/') + 1;
	json_t *rule = json_object_get(json_object_get(root, "$defs"), name);

	if (rule == NULL)
		fail_msg("there is no %s", ref);
	return schema_holds(root, rule, value);
}

/* A limit holds for what it is about, and nothing else. */
static inline int
schema_limit(const char *word, double limit, const json_t *value)
{
	double is = json_number_value(value);

	if (strstr(word, "Items") != NULL) {
		if (!json_is_array(value))
			return 1;
		is = (double)json_array_size(value);
	} else if (strstr(word, "Properties") != NULL) {
		if (!json_is_object(value))
			return 1;
		is = (double)json_object_size(value);
	} else if (strstr(word, "Length") != NULL) {
		if (!json_is_string(value))
			return 1;
		is = (double)strlen(json_string_value(value));
	} else if (!json_is_number(value)) {
		return 1;
	}
	if (strncmp(word, "exclusiveMin", 12) == 0)
		return is > limit;
	return strncmp(word, "min", 3) == 0 ? is >= limit : is <= limit;
}

static inline int
schema_word(
    json_t *root, json_t *schema, const char *word, json_t *rule, json_t *value)
{
	if (strcmp(word, "$ref") == 0)
		return schema_ref(root, json_string_value(rule), value);
	if (strcmp(word, "type") == 0)
		return schema_type(rule, value);
	if (strcmp(word, "enum") == 0)
		return schema_enum(rule, value);
	if (strcmp(word, "pattern") == 0)
		return schema_pattern(
		    json_string_value(rule), json_string_value(value));
	if (strcmp(word, "required") == 0)
		return schema_required(rule, value);
	if (strcmp(word, "properties") == 0 ||
	    strcmp(word, "additionalProperties") == 0)
		return schema_members(root, schema, value);
	if (strcmp(word, "items") == 0)
		return schema_items(root, rule, value);
	if (json_is_number(rule))
		return schema_limit(word, json_number_value(rule), value);
	if (*word != '$' && strcmp(word, "title") != 0 &&
	    strcmp(word, "description") != 0)
		fail_msg("the schema says %s, which is not looked at", word);
	return 1;
}

static inline int
schema_holds(json_t *root, json_t *schema, json_t *value)
{
	const char *word;
	json_t *rule;

	json_object_foreach(schema, word, rule)
	{
		if (!schema_word(root, schema, word, rule, value))
			return 0;
	}
	return 1;
}

#endif
