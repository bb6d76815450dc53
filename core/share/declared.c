#include "share/declared.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/members.h"

enum { BYTES = 64 * 1024 };

static const char file_name[] = "declared.json";

static const char *const members[] = {
    "sector", "region", "size", "privacy", "enrolments", NULL};

/* The place of a word in a list. */
static int
place_of(const char *what, const char *word, const char *const *known,
    struct pl_error *err)
{
	int place = pl_members_index(known, word);

	return place >= 0 ? place : pl_members_unknown(what, word, known, err);
}

int
pl_declare_sector(
    struct pl_declared *declared, const char *word, struct pl_error *err)
{
	int place = place_of("sector ", word, pl_sectors, err);

	if (place < 0)
		return place;
	declared->sector = pl_sectors[place];
	return PL_OK;
}

int
pl_declare_region(
    struct pl_declared *declared, const char *word, struct pl_error *err)
{
	int place = place_of("region ", word, pl_regions, err);

	if (place < 0)
		return place;
	declared->region = pl_regions[place];
	return PL_OK;
}

int
pl_declare_size(
    struct pl_declared *declared, const char *word, struct pl_error *err)
{
	int place = place_of("size ", word, pl_sizes, err);

	if (place < 0)
		return place;
	declared->size = (enum pl_size)place;
	return PL_OK;
}

int
pl_declare_privacy(
    struct pl_declared *declared, const char *word, struct pl_error *err)
{
	int place = place_of("privacy ", word, pl_privacies, err);

	if (place < 0)
		return place;
	declared->privacy = (enum pl_privacy)place;
	return PL_OK;
}

static int
is_word(const char *text, size_t most, const char *others)
{
	const size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    strchr(others, text[i]) == NULL)
			return 0;
	return length > 0 && length <= most;
}

int
pl_declared_program(const char *program, struct pl_error *err)
{
	if (!is_word(program, PL_DECLARED_PROGRAM, "-"))
		return pl_fail(err, PL_E_CONFIG,
		    "program \"%.60s\": expected 1 to %d letters, digits and "
		    "hyphens",
		    program, PL_DECLARED_PROGRAM);
	return PL_OK;
}

static struct pl_enrolment *
enrolment_of(const struct pl_declared *declared, const char *program)
{
	for (size_t i = 0; i < declared->enrolment_count; i++)
		if (strcmp(declared->enrolments[i].program, program) == 0)
			return (struct pl_enrolment *)&declared->enrolments[i];
	return NULL;
}

int
pl_declare_enrolment(struct pl_declared *declared, const char *program,
    const char *token, struct pl_error *err)
{
	struct pl_enrolment *enrolment = enrolment_of(declared, program);
	int result = pl_declared_program(program, err);

	if (result < 0)
		return result;
	if (!is_word(token, PL_DECLARED_TOKEN, "-_"))
		return pl_fail(err, PL_E_CONFIG,
		    "the token for %s: expected 1 to %d letters, digits, "
		    "hyphens and underscores",
		    program, PL_DECLARED_TOKEN);
	if (enrolment == NULL && declared->enrolment_count == PL_ENROLMENTS)
		return pl_fail(err, PL_E_LIMIT,
		    "at most %d programs have a token here", PL_ENROLMENTS);
	if (enrolment == NULL)
		enrolment = &declared->enrolments[declared->enrolment_count++];
	snprintf(enrolment->program, sizeof enrolment->program, "%s", program);
	snprintf(enrolment->token, sizeof enrolment->token, "%s", token);
	return PL_OK;
}

const char *
pl_declared_token(const struct pl_declared *declared, const char *program)
{
	const struct pl_enrolment *enrolment = enrolment_of(declared, program);

	return enrolment == NULL ? NULL : enrolment->token;
}

/* ---- The file ----------------------------------------------------------- */

static int
take_word(struct pl_declared *declared, const json_t *root, const char *name,
    int (*declare)(
	struct pl_declared *declared, const char *word, struct pl_error *err),
    struct pl_error *err)
{
	const char *word;
	int result = pl_members_text(
	    &word, json_object_get(root, name), PL_DECLARED_PROGRAM, err);

	if (result < 0)
		return pl_fail_at(err, "%s", name);
	return declare(declared, word, err);
}

static int
take_enrolments(
    struct pl_declared *declared, json_t *list, struct pl_error *err)
{
	const char *program;
	json_t *token;

	if (!json_is_object(list))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	json_object_foreach(list, program, token)
	{
		const char *text;
		int result =
		    pl_members_text(&text, token, PL_DECLARED_TOKEN, err);

		if (result == PL_OK)
			result =
			    pl_declare_enrolment(declared, program, text, err);
		if (result < 0)
			return result;
	}
	return PL_OK;
}

static int
take(struct pl_declared *declared, json_t *root, struct pl_error *err)
{
	int result = pl_members_expect(root, members, err);

	if (result == PL_OK)
		result =
		    take_word(declared, root, "sector", pl_declare_sector, err);
	if (result == PL_OK)
		result =
		    take_word(declared, root, "region", pl_declare_region, err);
	if (result == PL_OK)
		result =
		    take_word(declared, root, "size", pl_declare_size, err);
	if (result == PL_OK)
		result = take_word(
		    declared, root, "privacy", pl_declare_privacy, err);
	if (result == PL_OK &&
	    take_enrolments(
		declared, json_object_get(root, "enrolments"), err) < 0)
		result = pl_fail_at(err, "enrolments");
	return result;
}

int
pl_declared_load(
    struct pl_declared *out, const char *folder, struct pl_error *err)
{
	struct pl_declared declared = {.sector = pl_sectors[0],
	    .region = pl_regions[0],
	    .privacy = PL_PRIVACY_STANDARD};
	char path[PATH_MAX];
	json_t *root;
	int result;

	if (snprintf(path, sizeof path, "%s/%s", folder, file_name) >=
	    (int)sizeof path)
		return pl_fail(
		    err, PL_E_CONFIG, "%.400s: the path is too long", folder);
	if (access(path, F_OK) == 0) {
		result = pl_members_load_file(&root, path, BYTES, err);
		if (result < 0)
			return result;
		result = take(&declared, root, err);
		json_decref(root);
		if (result < 0)
			return pl_fail_at(err, "%.400s", path);
		declared.is_given = 1;
	}
	*out = declared;
	return PL_OK;
}

int
pl_declared_save(const struct pl_declared *declared, const char *folder,
    struct pl_error *err)
{
	json_t *tokens = json_object();
	json_t *root;
	struct pl_buf text;
	char *dumped;
	int result;

	for (size_t i = 0; i < declared->enrolment_count; i++)
		json_object_set_new(tokens, declared->enrolments[i].program,
		    json_string(declared->enrolments[i].token));
	root = json_pack("{s:s, s:s, s:s, s:s, s:o}", "sector",
	    declared->sector, "region", declared->region, "size",
	    pl_sizes[declared->size], "privacy",
	    pl_privacies[declared->privacy], "enrolments", tokens);
	dumped = json_dumps(root, JSON_INDENT(2));
	json_decref(root);
	pl_buf_init(&text, BYTES);
	pl_buf_addf(&text, "%s\n", dumped);
	free(dumped);
	result = pl_buf_failed(&text) < 0
	             ? pl_fail(err, PL_E_LIMIT, "%s: more than %d bytes",
			   file_name, BYTES)
	             : pl_file_write(folder, file_name, &text, err);
	pl_buf_free(&text);
	return result;
}
