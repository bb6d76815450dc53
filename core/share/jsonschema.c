#include "share/jsonschema.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/members.h"
#include "base/nearest.h"
#include "base/plain.h"

enum {
	SCHEMA_BYTES = 1024 * 1024,
	PATTERNS = 64,
	WORDS = 64, /* of an enumeration, for the sake of its message */
	SAID = 400,
};

struct pattern {
	const char *text; /* borrowed from the root */
	regex_t regex;
};

struct pl_jsonschema {
	json_t *root;
	struct pattern patterns[PATTERNS];
	size_t pattern_count;
};

static const struct type {
	const char *name, *said;
} types[] = {
    {"object", "an object"},
    {"array", "a list"},
    {"string", "a text"},
    {"integer", "a whole number"},
    {"number", "a number"},
    {"boolean", "true or false"},
    {"null", "null"},
};

/* ---- Opening ------------------------------------------------------------ */

static int open_rule(
    struct pl_jsonschema *schema, const json_t *rule, struct pl_error *err);

static const struct type *
type_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < PL_COUNT(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

static int
open_type(
    struct pl_jsonschema *schema, const json_t *type, struct pl_error *err)
{
	size_t index;
	json_t *one;

	(void)schema;
	if (json_is_string(type) && type_find(json_string_value(type)) != NULL)
		return PL_OK;
	json_array_foreach(type, index, one)
	{
		if (type_find(json_string_value(one)) == NULL)
			return pl_fail(err, PL_E_CONFIG, "no known type");
	}
	return json_array_size(type) > 0
	           ? PL_OK
	           : pl_fail(err, PL_E_CONFIG, "expected a type");
}

static int
open_list(
    struct pl_jsonschema *schema, const json_t *list, struct pl_error *err)
{
	(void)schema;
	if (json_array_size(list) == 0 || json_array_size(list) > WORDS)
		return pl_fail(
		    err, PL_E_CONFIG, "expected a list of 1 to %d", WORDS);
	return PL_OK;
}

static int
open_limit(
    struct pl_jsonschema *schema, const json_t *limit, struct pl_error *err)
{
	(void)schema;
	return json_is_number(limit)
	           ? PL_OK
	           : pl_fail(err, PL_E_CONFIG, "expected a number");
}

static const regex_t *
pattern_find(const struct pl_jsonschema *schema, const char *text)
{
	for (size_t i = 0; i < schema->pattern_count; i++)
		if (strcmp(schema->patterns[i].text, text) == 0)
			return &schema->patterns[i].regex;
	return NULL;
}

static int
open_pattern(
    struct pl_jsonschema *schema, const json_t *pattern, struct pl_error *err)
{
	const char *text = json_string_value(pattern);
	struct pattern *next = &schema->patterns[schema->pattern_count];

	if (text == NULL)
		return pl_fail(err, PL_E_CONFIG, "expected a text");
	if (pattern_find(schema, text) != NULL)
		return PL_OK;
	if (schema->pattern_count == PATTERNS)
		return pl_fail(err, PL_E_CONFIG, "more than %d", PATTERNS);
	if (regcomp(&next->regex, text, REG_EXTENDED | REG_NOSUB) != 0)
		return pl_fail(err, PL_E_CONFIG, "%.200s is none", text);
	next->text = text;
	schema->pattern_count++;
	return PL_OK;
}

static const json_t *
ref_target(const struct pl_jsonschema *schema, const json_t *ref)
{
	static const char defs[] = "#/$defs/";
	const char *text = json_string_value(ref);

	if (text == NULL || strncmp(text, defs, sizeof defs - 1) != 0)
		return NULL;
	return json_object_get(
	    json_object_get(schema->root, "$defs"), text + sizeof defs - 1);
}

/* None leads to another, and so none in a circle. */
static int
open_ref(struct pl_jsonschema *schema, const json_t *ref, struct pl_error *err)
{
	const json_t *target = ref_target(schema, ref);

	if (target == NULL || json_object_get(target, "$ref") != NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "expected \"#/$defs/\" and the name of a rule there");
	return PL_OK;
}

static int
open_rules(
    struct pl_jsonschema *schema, const json_t *rules, struct pl_error *err)
{
	const char *name;
	json_t *rule;

	if (!json_is_object(rules))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	json_object_foreach((json_t *)rules, name, rule)
	{
		if (open_rule(schema, rule, err) < 0)
			return pl_fail_at(err, "%s", name);
	}
	return PL_OK;
}

static int
open_others(
    struct pl_jsonschema *schema, const json_t *others, struct pl_error *err)
{
	return json_is_boolean(others) ? PL_OK : open_rule(schema, others, err);
}

static int
open_any(
    struct pl_jsonschema *schema, const json_t *value, struct pl_error *err)
{
	(void)schema;
	(void)value;
	(void)err;
	return PL_OK;
}

static const struct word {
	const char *name;
	int (*open)(struct pl_jsonschema *schema, const json_t *value,
	    struct pl_error *err);
} words[] = {
    {"$schema", open_any},
    {"$defs", open_rules},
    {"$ref", open_ref},
    {"title", open_any},
    {"description", open_any},
    {"type", open_type},
    {"enum", open_list},
    {"pattern", open_pattern},
    {"required", open_list},
    {"properties", open_rules},
    {"additionalProperties", open_others},
    {"items", open_rule},
    {"minimum", open_limit},
    {"exclusiveMinimum", open_limit},
    {"maximum", open_limit},
    {"minLength", open_limit},
    {"maxLength", open_limit},
    {"minItems", open_limit},
    {"maxItems", open_limit},
    {"minProperties", open_limit},
    {"maxProperties", open_limit},
};

static const struct word *
word_find(const char *name)
{
	for (size_t i = 0; i < PL_COUNT(words); i++)
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	return NULL;
}

static int
open_rule(
    struct pl_jsonschema *schema, const json_t *rule, struct pl_error *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(rule))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	json_object_foreach((json_t *)rule, name, value)
	{
		const struct word *word = word_find(name);

		if (word == NULL)
			return pl_fail(err, PL_E_CONFIG,
			    "%.100s: is not looked at here", name);
		if (word->open(schema, value, err) < 0)
			return pl_fail_at(err, "%s", name);
	}
	return PL_OK;
}

int
pl_jsonschema_open(struct pl_jsonschema **out, const char *name,
    const char *text, size_t length, struct pl_error *err)
{
	struct pl_jsonschema *schema = pl_alloc(sizeof *schema);
	int result;

	result = pl_members_load(
	    &schema->root, name, text, length, SCHEMA_BYTES, err);
	if (result == PL_OK && open_rule(schema, schema->root, err) < 0)
		result = pl_fail_at(err, "%.400s", name);
	if (result < 0) {
		pl_jsonschema_free(schema);
		return result;
	}
	*out = schema;
	return PL_OK;
}

void
pl_jsonschema_free(struct pl_jsonschema *schema)
{
	if (schema == NULL)
		return;
	for (size_t i = 0; i < schema->pattern_count; i++)
		regfree(&schema->patterns[i].regex);
	json_decref(schema->root);
	free(schema);
}

/* ---- What is said ------------------------------------------------------- */

/* Where in the document: a member, or an item where the name is NULL. */
struct place {
	const struct place *up; /* NULL: of the document itself */
	const char *name;
	size_t index;
};

static void
tell_place(struct pl_buf *out, const struct place *place)
{
	if (place == NULL)
		return;
	tell_place(out, place->up);
	if (place->name == NULL)
		pl_buf_addf(out, "[%zu]", place->index);
	else
		pl_buf_addf(
		    out, "%s%.40s", place->up == NULL ? "" : ": ", place->name);
}

static int
fail_at(const struct place *place, const char *what, struct pl_error *err)
{
	struct pl_buf where;

	pl_buf_init(&where, SAID);
	tell_place(&where, place);
	pl_plain(where.text);
	pl_fail(err, PL_E_DATA, "%s%s%s", where.text, place == NULL ? "" : ": ",
	    what);
	pl_buf_free(&where);
	return PL_E_DATA;
}

static double
limit_of(const json_t *rule, const char *word)
{
	return json_number_value(json_object_get(rule, word));
}

static void
tell_numbers(struct pl_buf *out, const json_t *rule)
{
	if (json_object_get(rule, "minimum") != NULL)
		pl_buf_addf(out, " from %.16g", limit_of(rule, "minimum"));
	if (json_object_get(rule, "exclusiveMinimum") != NULL)
		pl_buf_addf(
		    out, " above %.16g", limit_of(rule, "exclusiveMinimum"));
	if (json_object_get(rule, "maximum") != NULL)
		pl_buf_addf(out, " to %.16g", limit_of(rule, "maximum"));
}

static void
tell_size(struct pl_buf *out, const json_t *rule, const char *least,
    const char *most, const char *unit)
{
	if (json_object_get(rule, most) != NULL)
		pl_buf_addf(out, " of %.16g to %.16g %s", limit_of(rule, least),
		    limit_of(rule, most), unit);
}

static void
tell_type(struct pl_buf *out, const json_t *rule, const char *name)
{
	const struct type *type = type_find(name);

	pl_buf_adds(out, type == NULL ? "another value" : type->said);
	if (type == NULL)
		return;
	if (strcmp(name, "integer") == 0 || strcmp(name, "number") == 0)
		tell_numbers(out, rule);
	else if (strcmp(name, "array") == 0)
		tell_size(out, rule, "minItems", "maxItems", "values");
	else if (strcmp(name, "object") == 0)
		tell_size(
		    out, rule, "minProperties", "maxProperties", "members");
	else if (strcmp(name, "string") == 0)
		tell_size(out, rule, "minLength", "maxLength", "characters");
}

/* What a rule takes, in its own words where it has any. */
static void
tell_expected(struct pl_buf *out, const json_t *rule)
{
	const json_t *said = json_object_get(rule, "description");
	const json_t *type = json_object_get(rule, "type");
	size_t index;
	json_t *one;

	pl_buf_adds(out, "expected ");
	if (json_is_string(said)) {
		pl_buf_adds(out, json_string_value(said));
		return;
	}
	if (!json_is_array(type))
		tell_type(out, rule, json_string_value(type));
	json_array_foreach(type, index, one)
	{
		pl_buf_adds(out, index > 0 ? " or " : "");
		tell_type(out, rule, json_string_value(one));
	}
}

static int
fail_expected(
    const json_t *rule, const struct place *place, struct pl_error *err)
{
	struct pl_buf said;

	pl_buf_init(&said, SAID);
	tell_expected(&said, rule);
	fail_at(place, said.text, err);
	pl_buf_free(&said);
	return PL_E_DATA;
}

/* ---- Checking ----------------------------------------------------------- */

static int check(const struct pl_jsonschema *schema, const json_t *rule,
    const json_t *value, const struct place *place, struct pl_error *err);

static int
is_of_type(const json_t *value, const char *type)
{
	return (strcmp(type, "object") == 0 && json_is_object(value)) ||
	       (strcmp(type, "array") == 0 && json_is_array(value)) ||
	       (strcmp(type, "string") == 0 && json_is_string(value)) ||
	       (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
	       (strcmp(type, "null") == 0 && json_is_null(value)) ||
	       (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
	       (strcmp(type, "number") == 0 && json_is_number(value));
}

static int
fits_type(const json_t *rule, const json_t *value)
{
	const json_t *type = json_object_get(rule, "type");
	size_t index;
	json_t *one;

	if (type == NULL)
		return 1;
	if (json_is_string(type))
		return is_of_type(value, json_string_value(type));
	json_array_foreach(type, index, one)
	{
		if (is_of_type(value, json_string_value(one)))
			return 1;
	}
	return 0;
}

static int
fits_pattern(
    const struct pl_jsonschema *schema, const json_t *rule, const json_t *value)
{
	const json_t *pattern = json_object_get(rule, "pattern");

	if (pattern == NULL || !json_is_string(value))
		return 1;
	return regexec(pattern_find(schema, json_string_value(pattern)),
		   json_string_value(value), 0, NULL, 0) == 0;
}

static int
is_within(
    const json_t *rule, const char *least, const char *most, double number)
{
	return (json_object_get(rule, least) == NULL ||
		   number >= limit_of(rule, least)) &&
	       (json_object_get(rule, most) == NULL ||
		   number <= limit_of(rule, most));
}

/* Of UTF-8. */
static size_t
character_count(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static int
fits_limits(const json_t *rule, const json_t *value)
{
	if (json_is_array(value))
		return is_within(rule, "minItems", "maxItems",
		    (double)json_array_size(value));
	if (json_is_object(value))
		return is_within(rule, "minProperties", "maxProperties",
		    (double)json_object_size(value));
	if (json_is_string(value))
		return is_within(rule, "minLength", "maxLength",
		    (double)character_count(json_string_value(value)));
	if (!json_is_number(value))
		return 1;
	if (json_object_get(rule, "exclusiveMinimum") != NULL &&
	    json_number_value(value) <= limit_of(rule, "exclusiveMinimum"))
		return 0;
	return is_within(rule, "minimum", "maximum", json_number_value(value));
}

/* Say which words there are, or that there is but one value. */
static int
fail_enum(const json_t *list, const json_t *value, const struct place *place,
    struct pl_error *err)
{
	const char *known[WORDS + 1] = {NULL};
	const char *word = json_string_value(value);
	struct pl_buf said;
	size_t index;
	json_t *one;

	pl_buf_init(&said, SAID);
	json_array_foreach(list, index, one)
	{
		known[index] = json_string_value(one);
	}
	if (json_is_integer(json_array_get(list, 0)))
		pl_buf_addf(&said, "expected %" JSON_INTEGER_FORMAT,
		    json_integer_value(json_array_get(list, 0)));
	else
		pl_nearest_tell(&said, word == NULL ? "" : word, known);
	fail_at(place, said.text, err);
	pl_buf_free(&said);
	return PL_E_DATA;
}

static int
check_enum(const json_t *rule, const json_t *value, const struct place *place,
    struct pl_error *err)
{
	const json_t *list = json_object_get(rule, "enum");
	size_t index;
	json_t *one;

	json_array_foreach(list, index, one)
	{
		if (json_equal(one, value))
			return PL_OK;
	}
	return list == NULL ? PL_OK : fail_enum(list, value, place, err);
}

static int
check_names(const json_t *rule, const json_t *value, const struct place *place,
    struct pl_error *err)
{
	const json_t *known = json_object_get(rule, "properties");
	const json_t *others = json_object_get(rule, "additionalProperties");
	const json_t *needed = json_object_get(rule, "required");
	const char *name;
	json_t *member;
	size_t index;

	json_array_foreach(needed, index, member)
	{
		const struct place at = {place, json_string_value(member), 0};

		if (json_object_get(value, at.name) == NULL)
			return fail_at(&at, "is missing", err);
	}
	json_object_foreach((json_t *)value, name, member)
	{
		const struct place at = {place, name, 0};

		if (json_is_false(others) &&
		    json_object_get(known, name) == NULL)
			return fail_at(&at, "is no member that is known", err);
	}
	return PL_OK;
}

static int
check_members(const struct pl_jsonschema *schema, const json_t *rule,
    const json_t *value, const struct place *place, struct pl_error *err)
{
	json_t *known = json_object_get(rule, "properties");
	json_t *others = json_object_get(rule, "additionalProperties");
	int result = check_names(rule, value, place, err);
	json_t *member;
	const char *name;
	json_t *one;

	json_object_foreach(known, name, one)
	{
		const struct place at = {place, name, 0};

		member = json_object_get(value, name);
		if (result == PL_OK && member != NULL)
			result = check(schema, one, member, &at, err);
	}
	if (!json_is_object(others))
		return result;
	json_object_foreach((json_t *)value, name, member)
	{
		const struct place at = {place, name, 0};

		if (result == PL_OK && json_object_get(known, name) == NULL)
			result = check(schema, others, member, &at, err);
	}
	return result;
}

static int
check_items(const struct pl_jsonschema *schema, const json_t *rule,
    const json_t *value, const struct place *place, struct pl_error *err)
{
	const json_t *items = json_object_get(rule, "items");
	int result = PL_OK;
	size_t index;
	json_t *item;

	if (items == NULL)
		return PL_OK;
	json_array_foreach(value, index, item)
	{
		const struct place at = {place, NULL, index};

		result = check(schema, items, item, &at, err);
		if (result < 0)
			break;
	}
	return result;
}

static int
check(const struct pl_jsonschema *schema, const json_t *rule,
    const json_t *value, const struct place *place, struct pl_error *err)
{
	const json_t *ref = json_object_get(rule, "$ref");
	int result = PL_OK;

	if (ref != NULL)
		result =
		    check(schema, ref_target(schema, ref), value, place, err);
	if (result == PL_OK &&
	    (!fits_type(rule, value) || !fits_pattern(schema, rule, value) ||
		!fits_limits(rule, value)))
		result = fail_expected(rule, place, err);
	if (result == PL_OK)
		result = check_enum(rule, value, place, err);
	if (result == PL_OK && json_is_object(value))
		result = check_members(schema, rule, value, place, err);
	if (result == PL_OK && json_is_array(value))
		result = check_items(schema, rule, value, place, err);
	return result;
}

int
pl_jsonschema_check(const struct pl_jsonschema *schema, const json_t *document,
    struct pl_error *err)
{
	return check(schema, schema->root, document, NULL, err);
}
