#include "share/program.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/members.h"
#include "share/vocabulary.h"

enum { ID_LEAST = 3, ID_MOST = 40, SURVEY_MOST = 64 };

struct pl_program {
	json_t *root; /* texts are borrowed from it */
	struct pl_program_about about;
};

static int
read_id(const char **out, const json_t *value, size_t least, size_t most,
    struct pl_error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *text = json_string_value(value);
	const size_t length = text == NULL ? 0 : strlen(text);

	if (length < least || length > most || strspn(text, letters) != length)
		return pl_fail(err, PL_E_CONFIG,
		    "expected %zu to %zu small letters, digits and hyphens",
		    least, most);
	*out = text;
	return PL_OK;
}

static int
read_survey(const char **out, const json_t *value, struct pl_error *err)
{
	return read_id(out, value, 1, SURVEY_MOST, err);
}

static int
read_patch(const char **out, const json_t *value, struct pl_error *err)
{
	const char *text = json_string_value(value);

	if (text == NULL || !pl_public_name(text))
		return pl_fail(err, PL_E_CONFIG,
		    "expected the public name of a patch or a vulnerability, "
		    "as KB5034441 or CVE-2026-0001");
	*out = text;
	return PL_OK;
}

static int
read_item(const char **out, size_t index, const json_t *value,
    int (*read)(const char **out, const json_t *value, struct pl_error *err),
    struct pl_error *err)
{
	if (read(&out[index], value, err) < 0)
		return PL_E_CONFIG;
	for (size_t i = 0; i < index; i++)
		if (strcmp(out[index], out[i]) == 0)
			return pl_fail(
			    err, PL_E_CONFIG, "\"%s\" is there before", out[i]);
	return PL_OK;
}

static int
read_list(const char **out, size_t *count, const json_t *root,
    const char *member, size_t most,
    int (*read)(const char **out, const json_t *value, struct pl_error *err),
    struct pl_error *err)
{
	const json_t *list = json_object_get(root, member);

	if (pl_members_list(count, list, 0, most, err) < 0)
		return pl_fail_at(err, "%s", member);
	for (size_t i = 0; i < *count; i++)
		if (read_item(out, i, json_array_get(list, i), read, err) < 0)
			return pl_fail_at(err, "%s[%zu]", member, i);
	return PL_OK;
}

static int
read_key(
    struct pl_program_about *about, const json_t *value, struct pl_error *err)
{
	const char *hex = json_string_value(value);
	size_t length;

	if (value == NULL)
		return PL_OK;
	if (hex == NULL ||
	    sodium_hex2bin(about->key, sizeof about->key, hex, strlen(hex),
		NULL, &length, NULL) != 0 ||
	    length != sizeof about->key)
		return pl_fail(err, PL_E_CONFIG,
		    "expected a public key of X25519: 64 hexadecimal digits");
	about->has_key = 1;
	return PL_OK;
}

static int
read_about(struct pl_program_about *about, json_t *root, struct pl_error *err)
{
	static const char *const known[] = {
	    "id", "title", "key", "surveys", "watch", NULL};

	if (pl_members_expect(root, known, err) < 0)
		return PL_E_CONFIG;
	if (read_id(&about->id, json_object_get(root, "id"), ID_LEAST, ID_MOST,
		err) < 0)
		return pl_fail_at(err, "id");
	if (pl_members_text(&about->title, json_object_get(root, "title"),
		PL_PROGRAM_TITLE, err) < 0)
		return pl_fail_at(err, "title");
	if (read_key(about, json_object_get(root, "key"), err) < 0)
		return pl_fail_at(err, "key");
	if (read_list(about->surveys, &about->survey_count, root, "surveys",
		PL_PROGRAM_SURVEYS, read_survey, err) < 0)
		return PL_E_CONFIG;
	return read_list(about->watched, &about->watched_count, root, "watch",
	    PL_PROGRAM_WATCHED, read_patch, err);
}

/* Takes the document over. */
static int
program_make(struct pl_program **out, const char *name, json_t *root,
    struct pl_error *err)
{
	struct pl_program *program = pl_alloc(sizeof *program);

	program->root = root;
	if (read_about(&program->about, root, err) < 0) {
		pl_program_free(program);
		return pl_fail_at(err, "%.400s", name);
	}
	*out = program;
	return PL_OK;
}

int
pl_program_read(struct pl_program **out, const char *name, const char *text,
    size_t length, struct pl_error *err)
{
	json_t *root;
	int result =
	    pl_members_load(&root, name, text, length, PL_PROGRAM_BYTES, err);

	return result < 0 ? result : program_make(out, name, root, err);
}

int
pl_program_open(struct pl_program **out, const char *path, struct pl_error *err)
{
	json_t *root;
	int result = pl_members_load_file(&root, path, PL_PROGRAM_BYTES, err);

	return result < 0 ? result : program_make(out, path, root, err);
}

void
pl_program_free(struct pl_program *program)
{
	if (program == NULL)
		return;
	json_decref(program->root);
	free(program);
}

const struct pl_program_about *
pl_program_about(const struct pl_program *program)
{
	return &program->about;
}
