#include "share/canonical.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/error.h"

/* The largest number of which a double holds all neighbours, too. */
#define MOST INT64_C(9007199254740991)

/* ---- What a value may be ------------------------------------------------ */

static int check_value(const json_t *value, int depth, struct pl_error *err);

static int
check_name(const char *name, struct pl_error *err)
{
	size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (good == 0 || name[good] != '\0')
		return pl_fail(err, PL_E_DATA,
		    "\"%.100s\": a member's name is of a to z, 0 to 9 and _",
		    name);
	return PL_OK;
}

static int
check_number(const json_t *value, struct pl_error *err)
{
	json_int_t number = json_integer_value(value);

	if (number > MOST || number < -MOST)
		return pl_fail(err, PL_E_DATA,
		    "%" JSON_INTEGER_FORMAT " is not between -(2^53 - 1) and "
		    "2^53 - 1",
		    number);
	return PL_OK;
}

static int
check_controls(const char *text, size_t length, struct pl_error *err)
{
	for (size_t at = 0; at < length;) {
		utf8proc_int32_t code;
		utf8proc_ssize_t taken =
		    utf8proc_iterate((const uint8_t *)text + at,
			(utf8proc_ssize_t)(length - at), &code);

		if (taken <= 0)
			return pl_fail(err, PL_E_DATA,
			    "a text is not UTF-8 at its byte %zu", at);
		if (code != '\n' &&
		    utf8proc_category(code) == UTF8PROC_CATEGORY_CC)
			return pl_fail(err, PL_E_DATA,
			    "a text has the control character U+%04" PRIX32
			    " at its byte %zu",
			    (uint32_t)code, at);
		at += (size_t)taken;
	}
	return PL_OK;
}

/* Is it in NFC, today and with each Unicode to come? */
static int
check_form(const char *text, size_t length, struct pl_error *err)
{
	uint8_t *composed;
	utf8proc_ssize_t count = utf8proc_map((const uint8_t *)text,
	    (utf8proc_ssize_t)length, &composed,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_REJECTNA);
	int same;

	if (count == UTF8PROC_ERROR_NOTASSIGNED)
		return pl_fail(err, PL_E_DATA,
		    "a text has a character that Unicode does not know");
	if (count < 0)
		return pl_fail(err, PL_E_DATA, "a text cannot be composed: %s",
		    utf8proc_errmsg(count));
	same = (size_t)count == length && memcmp(composed, text, length) == 0;
	free(composed);
	if (!same)
		return pl_fail(
		    err, PL_E_DATA, "a text is not in Unicode's form NFC");
	return PL_OK;
}

static int
check_text(const json_t *value, struct pl_error *err)
{
	const char *text = json_string_value(value);
	size_t length = json_string_length(value);
	int result = check_controls(text, length, err);

	return result < 0 ? result : check_form(text, length, err);
}

static int
check_list(const json_t *list, int depth, struct pl_error *err)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		int result = check_value(json_array_get(list, i), depth, err);

		if (result < 0) {
			pl_fail_at(err, "[%zu]", i);
			return result;
		}
	}
	return PL_OK;
}

static int
check_object(const json_t *object, int depth, struct pl_error *err)
{
	const char *name;
	json_t *member;

	/* jansson's loops want an object that can be changed, and do not. */
	json_object_foreach((json_t *)object, name, member)
	{
		int result = check_name(name, err);

		if (result < 0)
			return result;
		result = check_value(member, depth, err);
		if (result < 0) {
			pl_fail_at(err, "%.100s", name);
			return result;
		}
	}
	return PL_OK;
}

/* depth is how many objects and lists the value stands in. */
static int
check_value(const json_t *value, int depth, struct pl_error *err)
{
	if ((json_is_array(value) || json_is_object(value)) &&
	    depth >= PL_CANONICAL_DEPTH)
		return pl_fail(err, PL_E_LIMIT,
		    "more than %d objects and lists in each other",
		    PL_CANONICAL_DEPTH);
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return check_object(value, depth + 1, err);
	case JSON_ARRAY:
		return check_list(value, depth + 1, err);
	case JSON_STRING:
		return check_text(value, err);
	case JSON_INTEGER:
		return check_number(value, err);
	case JSON_REAL:
		return pl_fail(err, PL_E_DATA,
		    "a number has a point or an exponent; only whole numbers "
		    "are allowed");
	default:
		return PL_OK;
	}
}

/* ---- Writing ------------------------------------------------------------ */

static int
add_piece(const char *bytes, size_t length, void *context)
{
	return pl_buf_add(context, bytes, length) < 0 ? -1 : 0;
}

/* What jansson writes of a value that passed is canonical: it sorts by bytes,
 * leaves out blanks, and escapes nothing but " and \ and control characters,
 * of which the newline, as \n, is the only one left. */
static int
write_checked(const json_t *value, struct pl_buf *out, struct pl_error *err)
{
	if (json_dump_callback(value, add_piece, out,
		JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) == 0)
		return PL_OK;
	if (pl_buf_failed(out) < 0)
		return pl_fail(
		    err, PL_E_LIMIT, "more than %d bytes", PL_CANONICAL_LIMIT);
	return pl_fail(err, PL_E_DATA, "cannot be written as JSON");
}

int
pl_canonical_write(
    const json_t *value, struct pl_buf *out, struct pl_error *err)
{
	struct pl_buf bytes;
	int result = check_value(value, 0, err);

	if (result < 0)
		return result;
	pl_buf_init(&bytes, PL_CANONICAL_LIMIT);
	result = write_checked(value, &bytes, err);
	if (result == PL_OK && pl_buf_add(out, bytes.text, bytes.length) < 0)
		result =
		    pl_fail(err, PL_E_LIMIT, "more than %zu bytes", out->limit);
	pl_buf_free(&bytes);
	return result;
}

/* ---- Reading ------------------------------------------------------------ */

static int
fail_parse(const json_error_t *why, struct pl_error *err)
{
	switch (json_error_code(why)) {
	case json_error_duplicate_key:
		return pl_fail(err, PL_E_DATA,
		    "a member is there twice, before byte %d", why->position);
	case json_error_end_of_input_expected:
		return pl_fail(err, PL_E_DATA,
		    "something stands behind the document, before byte %d",
		    why->position);
	default:
		return pl_fail(err, PL_E_DATA, "no JSON, before byte %d: %s",
		    why->position, why->text);
	}
}

/* A value that passed differs from its canonical bytes by blanks, by how a
 * character of a text is written, by the order of members, or as -0. */
static const char *
name_difference(
    const char *bytes, size_t length, const struct pl_buf *form, size_t at)
{
	int byte = at < length ? bytes[at] : '\0';

	if (byte != '\0' && strchr(" \t\r\n", byte) != NULL)
		return "a blank";
	if (byte == '-')
		return "a zero with a sign";
	if (byte == '\\' || form->text[at] == '\\' ||
	    (at > 0 && bytes[at - 1] == '\\'))
		return "an escape where none belongs, or another one";
	return "members are not sorted by their names";
}

static int
compare(
    const json_t *value, const char *bytes, size_t length, struct pl_error *err)
{
	struct pl_buf form;
	size_t at = 0;
	int result;

	pl_buf_init(&form, PL_CANONICAL_LIMIT);
	result = write_checked(value, &form, err);
	while (result == PL_OK && at < length && at < form.length &&
	       bytes[at] == form.text[at])
		at++;
	if (result == PL_OK && (at < length || at < form.length))
		result =
		    pl_fail(err, PL_E_DATA, "not canonical at byte %zu: %s", at,
			name_difference(bytes, length, &form, at));
	pl_buf_free(&form);
	return result;
}

static int
parse(json_t **out, const char *bytes, size_t length, struct pl_error *err)
{
	json_error_t why;
	json_t *value;
	int result;

	if (length > PL_CANONICAL_LIMIT)
		return pl_fail(
		    err, PL_E_LIMIT, "more than %d bytes", PL_CANONICAL_LIMIT);
	if (length == 0 || bytes[0] != '{')
		return pl_fail(err, PL_E_DATA, "not canonical at byte 0: no {");
	value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why);
	if (value == NULL)
		return fail_parse(&why, err);
	result = check_value(value, 0, err);
	if (result == PL_OK)
		result = compare(value, bytes, length, err);
	if (result == PL_OK)
		*out = value;
	else
		json_decref(value);
	return result;
}

int
pl_canonical_read(json_t **out, const char *name, const char *bytes,
    size_t length, struct pl_error *err)
{
	int result = parse(out, bytes, length, err);

	if (result < 0)
		pl_fail_at(err, "%.400s", name);
	return result;
}
