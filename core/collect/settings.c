#include "collect/settings.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "host/run.h"

/* ---- Words -------------------------------------------------------------- */

int
pl_settings_sandbox(
    enum pl_sandbox_mode *out, const char *word, struct pl_error *err)
{
	static const char *const words[] = {
	    [PL_SANDBOX_BEST_EFFORT] = "best-effort",
	    [PL_SANDBOX_REQUIRED] = "required",
	    [PL_SANDBOX_OFF] = "off"};

	for (size_t i = 0; i < PL_COUNT(words); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum pl_sandbox_mode)i;
			return PL_OK;
		}
	return pl_fail(err, PL_E_CONFIG,
	    "sandbox \"%.100s\": expected required, best-effort or off", word);
}

int
pl_settings_grant(unsigned *grant, const char *word, struct pl_error *err)
{
	if (strcmp(word, "network") == 0)
		*grant |= PL_GRANT_NETWORK;
	else if (strcmp(word, "root") == 0)
		*grant |= PL_GRANT_ROOT;
	else if (strcmp(word, "no-paths") == 0)
		*grant &= ~(unsigned)PL_GRANT_PATHS;
	else if (strcmp(word, "no-programs") == 0)
		*grant &= ~(unsigned)PL_GRANT_PROGRAMS;
	else
		return pl_fail(err, PL_E_CONFIG,
		    "grant \"%.100s\": expected network, root, no-paths or "
		    "no-programs",
		    word);
	return PL_OK;
}

int
pl_settings_timeout(int *out_ms, int64_t seconds, struct pl_error *err)
{
	if (seconds < 1 || seconds > PL_SETTINGS_TIMEOUT)
		return pl_fail(err, PL_E_CONFIG,
		    "timeout: expected 1 to %d seconds", PL_SETTINGS_TIMEOUT);
	*out_ms = (int)seconds * 1000;
	return PL_OK;
}

int
pl_settings_timeout_text(int *out_ms, const char *text, struct pl_error *err)
{
	char *end;
	long long seconds = strtoll(text, &end, 10);

	return pl_settings_timeout(
	    out_ms, end != text && *end == '\0' ? seconds : 0, err);
}

/* ---- JSON --------------------------------------------------------------- */

static int
unknown_member(const char *name, const char *const *known, struct pl_error *err)
{
	struct pl_buf list;
	int result;

	pl_buf_init(&list, 500);
	for (size_t i = 0; known[i] != NULL; i++)
		pl_buf_addf(&list, "%s%s", i > 0 ? ", " : "", known[i]);
	result = pl_fail(err, PL_E_CONFIG,
	    "unknown member \"%.100s\"; there are: %s", name, list.text);
	pl_buf_free(&list);
	return result;
}

static int
expect_members(
    const json_t *object, const char *const *known, struct pl_error *err)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], name) != 0)
			i++;
		if (known[i] == NULL)
			return unknown_member(name, known, err);
	}
	return PL_OK;
}

static int
add_option(struct pl_source *source, const char *name, const json_t *value,
    struct pl_error *err)
{
	struct pl_buf text;
	int result = PL_OK;

	pl_buf_init(&text, PLORE_MAX_NAME + PLORE_MAX_TEXT + 1);
	pl_buf_addf(&text, "%s=", name);
	if (json_is_string(value))
		pl_buf_adds(&text, json_string_value(value));
	else if (json_is_integer(value))
		pl_buf_addf(
		    &text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		pl_buf_adds(&text, json_is_true(value) ? "yes" : "no");
	else
		result = pl_fail(err, PL_E_CONFIG,
		    "option \"%.100s\": expected a text, a whole number, true, "
		    "false, or a list of those",
		    name);
	if (result == PL_OK && pl_buf_failed(&text) < 0)
		result = pl_fail(err, PL_E_CONFIG,
		    "option \"%.100s\": longer than %d bytes", name,
		    PLORE_MAX_TEXT);
	if (result == PL_OK) {
		source->options = pl_realloc_array(source->options,
		    source->option_count + 1, sizeof *source->options);
		source->options[source->option_count++] = pl_strdup(text.text);
	}
	pl_buf_free(&text);
	return result;
}

static int
read_options(
    struct pl_source *source, const json_t *options, struct pl_error *err)
{
	const char *name;
	json_t *value, *one;
	size_t i;

	if (options == NULL)
		return PL_OK;
	if (!json_is_object(options))
		return pl_fail(err, PL_E_CONFIG,
		    "options: expected an object of names and values");
	json_object_foreach((json_t *)options, name, value)
	{
		if (!json_is_array(value)) {
			if (add_option(source, name, value, err) < 0)
				return PL_E_CONFIG;
			continue;
		}
		json_array_foreach(
		    value, i, one) if (add_option(source, name, one, err) <
				       0) return PL_E_CONFIG;
	}
	return PL_OK;
}

static int
read_grant(struct pl_source *source, const json_t *grant, struct pl_error *err)
{
	json_t *word;
	size_t i;

	source->grant = PL_GRANT_DEFAULT;
	if (grant == NULL)
		return PL_OK;
	if (!json_is_array(grant))
		return pl_fail(
		    err, PL_E_CONFIG, "grant: expected a list of words");
	json_array_foreach((json_t *)grant, i, word)
	{
		if (!json_is_string(word))
			return pl_fail(err, PL_E_CONFIG,
			    "grant: expected a list of words");
		if (pl_settings_grant(
			&source->grant, json_string_value(word), err) < 0)
			return PL_E_CONFIG;
	}
	return PL_OK;
}

/* The mode that is written there, or the one that holds without. */
static int
read_sandbox(enum pl_sandbox_mode *out, const json_t *word,
    enum pl_sandbox_mode otherwise, struct pl_error *err)
{
	*out = otherwise;
	if (word == NULL)
		return PL_OK;
	if (!json_is_string(word))
		return pl_fail(err, PL_E_CONFIG, "sandbox: expected a word");
	return pl_settings_sandbox(out, json_string_value(word), err);
}

static int
read_text(
    char **out, const json_t *object, const char *member, struct pl_error *err)
{
	const char *text = json_string_value(json_object_get(object, member));

	if (text == NULL || *text == '\0' || strlen(text) > PLORE_MAX_NAME)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: required, a text of 1 to %d bytes", member,
		    PLORE_MAX_NAME);
	*out = pl_strdup(text);
	return PL_OK;
}

static int
read_source(struct pl_source *source, const json_t *object,
    enum pl_sandbox_mode otherwise, struct pl_error *err)
{
	static const char *const known[] = {
	    "name", "plugin", "options", "grant", "sandbox", "timeout", NULL};
	const json_t *timeout = json_object_get(object, "timeout");

	if (!json_is_object(object))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	if (timeout != NULL && pl_settings_timeout(&source->silence_ms,
				   json_integer_value(timeout), err) < 0)
		return PL_E_CONFIG;
	if (expect_members(object, known, err) < 0 ||
	    read_text(&source->name, object, "name", err) < 0 ||
	    read_text(&source->plugin, object, "plugin", err) < 0 ||
	    read_options(source, json_object_get(object, "options"), err) < 0 ||
	    read_grant(source, json_object_get(object, "grant"), err) < 0)
		return PL_E_CONFIG;
	return read_sandbox(&source->sandbox,
	    json_object_get(object, "sandbox"), otherwise, err);
}

static int
has_name(const struct pl_settings *settings, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(settings->sources[i].name, name) == 0)
			return 1;
	return 0;
}

static int
read_sources(struct pl_settings *out, const json_t *sources,
    enum pl_sandbox_mode otherwise, struct pl_error *err)
{
	json_t *object;
	size_t i;

	if (!json_is_array(sources) || json_array_size(sources) == 0 ||
	    json_array_size(sources) > PL_SETTINGS_SOURCES)
		return pl_fail(err, PL_E_CONFIG,
		    "sources: required, a list of 1 to %d objects",
		    PL_SETTINGS_SOURCES);
	out->sources =
	    pl_alloc_array(json_array_size(sources), sizeof *out->sources);
	json_array_foreach((json_t *)sources, i, object)
	{
		struct pl_source *source = &out->sources[out->count++];

		if (read_source(source, object, otherwise, err) < 0)
			return pl_fail_at(err, "source %zu%s%s", i + 1,
			    source->name != NULL ? ", " : "",
			    source->name != NULL ? source->name : "");
		if (has_name(out, i, source->name))
			return pl_fail(err, PL_E_CONFIG,
			    "source %zu: the name \"%s\" is taken", i + 1,
			    source->name);
	}
	return PL_OK;
}

static int
read_root(struct pl_settings *out, const json_t *root, struct pl_error *err)
{
	static const char *const known[] = {"sandbox", "sources", NULL};
	enum pl_sandbox_mode sandbox;

	if (!json_is_object(root))
		return pl_fail(err, PL_E_CONFIG, "expected an object");
	if (expect_members(root, known, err) < 0 ||
	    read_sandbox(&sandbox, json_object_get(root, "sandbox"),
		PL_SANDBOX_BEST_EFFORT, err) < 0)
		return PL_E_CONFIG;
	return read_sources(
	    out, json_object_get(root, "sources"), sandbox, err);
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL   ? pl_strdup(".")
	       : slash == path ? pl_strdup("/")
	                       : strndup(path, (size_t)(slash - path));
}

int
pl_settings_read(
    struct pl_settings *out, const char *path, struct pl_error *err)
{
	json_error_t where;
	struct pl_buf text;
	json_t *root;
	int result;

	*out = (struct pl_settings){0};
	pl_buf_init(&text, PL_SETTINGS_SIZE);
	result = pl_file_read(&text, path, err);
	if (result < 0) {
		pl_buf_free(&text);
		pl_fail_remedy(err, "--config names the file with the sources");
		if (err != NULL)
			err->code = PL_E_CONFIG; /* exit status 2 */
		return PL_E_CONFIG;
	}
	root =
	    json_loadb(text.text, text.length, JSON_REJECT_DUPLICATES, &where);
	pl_buf_free(&text);
	if (root == NULL)
		return pl_fail(err, PL_E_CONFIG, "%.400s:%d:%d: %s", path,
		    where.line, where.column, where.text);
	result = read_root(out, root, err);
	json_decref(root);
	if (result < 0) {
		pl_settings_free(out);
		return pl_fail_at(err, "%.400s", path);
	}
	out->folder = folder_of(path);
	return PL_OK;
}

void
pl_settings_free(struct pl_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		struct pl_source *source = &settings->sources[i];

		for (size_t j = 0; j < source->option_count; j++)
			free(source->options[j]);
		free(source->options);
		free(source->name);
		free(source->plugin);
	}
	free(settings->sources);
	free(settings->folder);
	*settings = (struct pl_settings){0};
}
