/* Which schemas are taken, and what is said of a document that does not hold to
 * one. */
#include "share/jsonschema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/alloc.h"
#include "base/error.h"

static struct pl_error err;

static int
open_text(struct pl_jsonschema **out, const char *text)
{
	return pl_jsonschema_open(out, "s.json", text, strlen(text), &err);
}

static void
a_schema_that_says_more_is_refused(void **state)
{
	static const struct {
		const char *schema, *says;
	} cases[] = {
	    {"[]", "s.json: expected an object"},
	    {"{", "s.json:1:1"},
	    {"{\"uniqueItems\": true}",
		"s.json: uniqueItems: is not looked at here"},
	    {"{\"properties\": {\"a\": {\"const\": 1}}}",
		"s.json: properties: a: const: is not looked at here"},
	    {"{\"items\": {\"if\": {}}}", "items: if: is not looked at"},
	    {"{\"additionalProperties\": {\"not\": {}}}",
		"additionalProperties: not: is not looked at"},
	    {"{\"$defs\": {\"a\": {\"oneOf\": []}}}",
		"$defs: a: oneOf: is not"},
	    {"{\"type\": \"text\"}", "type: expected a type"},
	    {"{\"type\": [\"string\", \"text\"]}", "type: no known type"},
	    {"{\"type\": []}", "type: expected a type"},
	    {"{\"enum\": []}", "enum: expected a list of 1 to 64"},
	    {"{\"required\": \"a\"}", "required: expected a list"},
	    {"{\"maximum\": \"1\"}", "maximum: expected a number"},
	    {"{\"pattern\": \"(\"}", "pattern: ( is none"},
	    {"{\"pattern\": 1}", "pattern: expected a text"},
	    {"{\"$ref\": \"#/$defs/a\"}", "$ref: expected \"#/$defs/\""},
	    {"{\"$ref\": \"other.json\"}", "$ref: expected \"#/$defs/\""},
	    {"{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}}",
		"$ref: expected \"#/$defs/\""},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_jsonschema *schema = NULL;

		assert_int_equal(
		    open_text(&schema, cases[i].schema), PL_E_CONFIG);
		assert_null(schema);
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg(
			    "\"%s\" is not in \"%s\"", cases[i].says, err.text);
	}
}

/* What a document is told; NULL: it holds. */
static void
check_document(const char *schema_text, const char *text, const char *says)
{
	json_t *document = json_loads(text, JSON_DECODE_ANY, NULL);
	struct pl_jsonschema *schema;
	int result;

	if (open_text(&schema, schema_text) < 0)
		fail_msg("%s", err.text);
	err.text[0] = '\0';
	result = pl_jsonschema_check(schema, document, &err);
	assert_int_equal(result, says == NULL ? PL_OK : PL_E_DATA);
	if (says != NULL && strcmp(err.text, says) != 0)
		fail_msg("\"%s\" is not \"%s\"", err.text, says);
	pl_jsonschema_free(schema);
	json_decref(document);
}

static void
each_rule_is_held_to(void **state)
{
	static const struct {
		const char *schema, *document, *says;
	} cases[] = {
	    {"{}", "[1, null]", NULL},
	    {"{\"type\": \"integer\"}", "1", NULL},
	    {"{\"type\": \"integer\"}", "1.5", "expected a whole number"},
	    {"{\"type\": \"number\"}", "1.5", NULL},
	    {"{\"type\": \"number\"}", "\"1\"", "expected a number"},
	    {"{\"type\": \"boolean\"}", "false", NULL},
	    {"{\"type\": \"boolean\"}", "0", "expected true or false"},
	    {"{\"type\": \"null\"}", "null", NULL},
	    {"{\"type\": [\"null\", \"string\"]}", "\"a\"", NULL},
	    {"{\"type\": [\"null\", \"string\"]}", "1",
		"expected null or a text"},
	    {"{\"type\": \"object\"}", "[]", "expected an object"},
	    {"{\"type\": \"integer\", \"minimum\": -3, \"maximum\": 7}", "-3",
		NULL},
	    {"{\"type\": \"integer\", \"minimum\": -3, \"maximum\": 7}", "7",
		NULL},
	    {"{\"type\": \"integer\", \"minimum\": -3, \"maximum\": 7}", "8",
		"expected a whole number from -3 to 7"},
	    {"{\"type\": \"integer\", \"minimum\": -3, \"maximum\": 7}", "-4",
		"expected a whole number from -3 to 7"},
	    {"{\"type\": \"number\", \"exclusiveMinimum\": 0}", "0",
		"expected a number above 0"},
	    {"{\"type\": \"number\", \"exclusiveMinimum\": 0}", "0.1", NULL},
	    /* Characters, and not bytes. */
	    {"{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 2}",
		"\"\xc3\xa4\xe6\xbc\xa2\"", NULL},
	    {"{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 2}",
		"\"abc\"", "expected a text of 1 to 2 characters"},
	    {"{\"type\": \"array\", \"maxItems\": 1}", "[1, 2]",
		"expected a list of 0 to 1 values"},
	    {"{\"type\": \"object\", \"minProperties\": 1,"
	     " \"maxProperties\": 1}",
		"{}", "expected an object of 1 to 1 members"},
	    {"{\"pattern\": \"^a+$\"}", "\"aab\"", "expected another value"},
	    {"{\"description\": \"letters a\", \"pattern\": \"^a+$\"}",
		"\"aab\"", "expected letters a"},
	    {"{\"pattern\": \"^a+$\"}", "\"a\\n\"", "expected another value"},
	    {"{\"pattern\": \"^a+$\"}", "7", NULL},
	    {"{\"enum\": [\"a\", 1]}", "1", NULL},
	    {"{\"enum\": [\"kev\", \"cvss\"]}", "\"kew\"",
		"did you mean \"kev\"?"},
	    {"{\"enum\": [3]}", "\"3\"", "expected 3"},
	    {"{\"required\": [\"a\"]}", "{\"b\": 1}", "a: is missing"},
	    {"{\"additionalProperties\": false}", "{\"b\": 1}",
		"b: is no member that is known"},
	    {"{\"additionalProperties\": {\"type\": \"null\"}}", "{\"b\": 1}",
		"b: expected null"},
	    {"{\"properties\": {\"b\": {}},"
	     " \"additionalProperties\": {\"type\": \"null\"}}",
		"{\"b\": 1}", NULL},
	    {"{\"items\": {\"type\": \"null\"}}", "[null, [1]]",
		"[1]: expected null"},
	    {"{\"properties\": {\"a\": {\"items\": {\"properties\":"
	     " {\"b\": {\"$ref\": \"#/$defs/c\"}}}}},"
	     " \"$defs\": {\"c\": {\"items\": {\"type\": \"null\"}}}}",
		"{\"a\": [{}, {\"b\": [null, 1]}]}",
		"a[1]: b[1]: expected null"},
	    {"{\"additionalProperties\": false}", "{\"\\u001b[2J\": 1}",
		" [2J: is no member that is known"},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++)
		check_document(
		    cases[i].schema, cases[i].document, cases[i].says);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_schema_that_says_more_is_refused),
	    cmocka_unit_test(each_rule_is_held_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
