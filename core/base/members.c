#include "base/members.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/plain.h"

enum { SAID = 400 };

int
pl_members_load(json_t **out, const char *name, const char *text, size_t length,
    size_t limit, struct pl_error *err)
{
	json_error_t where;

	if (length > limit)
		return pl_fail(err, PL_E_CONFIG, "%.400s: more than %zu bytes",
		    name, limit);
	*out = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);
	if (*out == NULL)
		return pl_fail(err, PL_E_CONFIG, "%.400s:%d:%d: %s", name,
		    where.line, where.column, where.text);
	return PL_OK;
}

int
pl_members_load_file(
    json_t **out, const char *path, size_t limit, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, limit);
	result = pl_file_read(&text, path, err);
	if (result == PL_OK)
		result = pl_members_load(
		    out, path, text.text, text.length, limit, err);
	else if (err != NULL)
		err->code = PL_E_CONFIG; /* a path is a setting, too */
	pl_buf_free(&text);
	return result < 0 ? PL_E_CONFIG : PL_OK;
}

int
pl_members_index(const char *const *known, const char *word)
{
	for (int i = 0; known[i] != NULL; i++)
		if (strcmp(known[i], word) == 0)
			return i;
	return -1;
}

int
pl_members_unknown(const char *what, const char *word, const char *const *known,
    struct pl_error *err)
{
	struct pl_buf said;

	pl_buf_init(&said, SAID);
	pl_nearest_tell(&said, word, known);
	pl_fail(err, PL_E_CONFIG, "%s\"%.100s\"; %s", what, word, said.text);
	pl_buf_free(&said);
	return PL_E_CONFIG;
}

int
pl_members_expect(
    json_t *object, const char *const *known, struct pl_error *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	json_object_foreach(object, name, value)
	{
		if (pl_members_index(known, name) < 0)
			return pl_members_unknown(
			    "unknown member ", name, known, err);
	}
	return PL_OK;
}

int
pl_members_text(
    const char **out, const json_t *value, size_t limit, struct pl_error *err)
{
	const char *text = json_string_value(value);

	if (text == NULL || *text == '\0' || strlen(text) > limit ||
	    pl_plain_span(text) != strlen(text))
		return pl_fail(err, PL_E_CONFIG,
		    "expected a text of 1 to %zu bytes without control "
		    "characters",
		    limit);
	*out = text;
	return PL_OK;
}

int
pl_members_number(
    int *out, const json_t *value, int least, int most, struct pl_error *err)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value) || number < least || number > most)
		return pl_fail(err, PL_E_CONFIG,
		    "expected a whole number from %d to %d", least, most);
	*out = (int)number;
	return PL_OK;
}

int
pl_members_flag(int *out, const json_t *value, struct pl_error *err)
{
	if (value != NULL && !json_is_boolean(value))
		return pl_fail(err, PL_E_CONFIG, "expected true or false");
	*out = json_is_true(value);
	return PL_OK;
}

int
pl_members_list(size_t *count, const json_t *value, size_t least, size_t most,
    struct pl_error *err)
{
	*count = json_array_size(value);
	if ((value == NULL && least == 0) ||
	    (json_is_array(value) && *count >= least && *count <= most))
		return PL_OK;
	return pl_fail(
	    err, PL_E_CONFIG, "expected a list of %zu to %zu", least, most);
}

const char *
pl_member_text(const json_t *object, const char *member)
{
	return json_string_value(json_object_get(object, member));
}

int64_t
pl_member_number(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

int
pl_member_is(const json_t *object, const char *member, const char *text)
{
	const char *is = pl_member_text(object, member);

	return is != NULL && strcmp(is, text) == 0;
}
