#include "collect/options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "host/locate.h"

static int
unknown_option(
    const struct pl_wire_plugin *plugin, const char *text, struct pl_error *err)
{
	struct pl_buf known;
	int result;

	pl_buf_init(&known, 500);
	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		pl_buf_addf(
		    &known, "%s%s", i > 0 ? ", " : "", plugin->options[i].name);
	result =
	    pl_fail(err, PL_E_CONFIG, "%s has no option \"%.*s\"; it has: %s",
		plugin->name, (int)strcspn(text, "="), text,
		known.length > 0 ? known.text : "none");
	pl_buf_free(&known);
	return result;
}

static int
no_value(const char *option, struct pl_error *err)
{
	return pl_fail(err, PL_E_CONFIG,
	    "option %s has no value; expected %s=VALUE", option, option);
}

/* A word that is the name of an option lacks its "=", and one that
 * begins with a dash stands on the wrong side of the plugin. */
static int
wrong_word(
    const struct pl_wire_plugin *plugin, const char *text, struct pl_error *err)
{
	if (text[0] == '-')
		return pl_fail(err, PL_E_CONFIG,
		    "\"%.100s\" stands behind the plugin, where only "
		    "option=value may; put it before the plugin",
		    text);
	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		if (strcmp(plugin->options[i].name, text) == 0)
			return no_value(text, err);
	return unknown_option(plugin, text, err);
}

static int
is_whole_number(const char *value)
{
	const char *digits = value + (value[0] == '-');
	char *end;

	errno = 0;
	(void)strtoll(value, &end, 10);
	return errno == 0 && *digits >= '0' && *digits <= '9' && *end == '\0';
}

/* value as seen from folder. 0, or -1 where that is too long. */
static int
from_folder(char out[PATH_MAX], const char *folder, const char *value)
{
	int length = folder == NULL || value[0] == '/'
	                 ? snprintf(out, PATH_MAX, "%s", value)
	                 : snprintf(out, PATH_MAX, "%s/%s", folder, value);

	return length < PATH_MAX ? 0 : -1;
}

/* A path that leads nowhere; errno says why. */
static void
lost_path(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	int why = errno;
	char here[PATH_MAX];

	if (folder == NULL)
		folder = getcwd(here, sizeof here);
	pl_fail(err, PL_E_CONFIG, "%s=%.300s: cannot be found: %s",
	    option->name, value, strerror(why));
	if (value[0] == '/' || folder == NULL)
		pl_fail_remedy(err, "name a path that this user can reach");
	else
		pl_fail_remedy(err, "name a path as seen from %.300s", folder);
}

/* The absolute path of what value names, or NULL. Free it. A mapping is also
 * found by its name among those that come with patchlore. */
static char *
absolute(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	char path[PATH_MAX], found[PATH_MAX];

	errno = ENAMETOOLONG;
	if (from_folder(path, folder, value) == 0 &&
	    realpath(path, found) != NULL)
		return pl_strdup(found);
	if (errno != ENOENT || strcmp(option->name, "mapping") != 0 ||
	    strchr(value, '/') != NULL) {
		lost_path(option, folder, value, err);
		return NULL;
	}
	if (pl_locate_mapping(value, path, err) == PL_OK &&
	    realpath(path, found) != NULL)
		return pl_strdup(found);
	pl_fail_at(err, "%s=%.200s", option->name, value);
	return NULL;
}

/* 1 for a file that may be executed, else 0 and errno says why. */
static int
is_program(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0 || access(path, X_OK) < 0)
		return 0;
	errno = EISDIR;
	return !S_ISDIR(status.st_mode);
}

/* A program that a path with a slash names. */
static char *
program_at(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	char *path = absolute(option, folder, value, err);

	if (path == NULL || is_program(path))
		return path;
	pl_fail(err, PL_E_CONFIG,
	    "%s=%.300s: cannot be run: %s; name a file that this user may "
	    "execute (see chmod +x)",
	    option->name, value, strerror(errno));
	free(path);
	return NULL;
}

/* A path to a program, or a name that is looked for where the environment
 * says. */
static char *
program_path(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	const char *places = getenv("PATH");
	char path[PATH_MAX], found[PATH_MAX];

	if (strchr(value, '/') != NULL)
		return program_at(option, folder, value, err);
	while (places != NULL && *places != '\0') {
		int length = (int)strcspn(places, ":");

		if (snprintf(path, sizeof path, "%.*s/%s", length, places,
			value) < PATH_MAX &&
		    realpath(path, found) != NULL && is_program(found))
			return pl_strdup(found);
		places += length + (places[length] == ':');
	}
	pl_fail(err, PL_E_CONFIG,
	    "%s=%.200s: there is no such program in PATH; one elsewhere is "
	    "named by its path, with a slash",
	    option->name, value);
	return NULL;
}

/* The first line of a file. */
static char *
secret_in_file(const plore_option *option, const char *folder,
    const char *value, struct pl_error *err)
{
	char path[PATH_MAX];
	struct pl_buf text;
	char *secret = NULL;

	pl_buf_init(&text, PLORE_MAX_TEXT);
	if (from_folder(path, folder, value) < 0)
		pl_fail(
		    err, PL_E_CONFIG, "%s: its path is too long", option->name);
	else if (pl_file_read(&text, path, err) == PL_OK) {
		text.text[strcspn(text.text, "\r\n")] = '\0';
		secret = pl_strdup(text.text);
	}
	explicit_bzero(text.text, text.length);
	pl_buf_free(&text);
	return secret;
}

/* What was given is not repeated in the message: it may be the secret. */
static char *
secret(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	const char *set;

	if (strncmp(value, "file:", 5) == 0)
		return secret_in_file(option, folder, value + 5, err);
	if (strncmp(value, "env:", 4) == 0) {
		set = getenv(value + 4);
		if (set != NULL)
			return pl_strdup(set);
		pl_fail(err, PL_E_CONFIG,
		    "%s: the environment has no variable %.100s", option->name,
		    value + 4);
		return NULL;
	}
	pl_fail(err, PL_E_CONFIG,
	    "%s is a secret, which everybody could read here; say where it is, "
	    "with %s=file:PATH or %s=env:VARIABLE",
	    option->name, option->name, option->name);
	return NULL;
}

static char *
switch_value(
    const plore_option *option, const char *value, struct pl_error *err)
{
	if (strcmp(value, "yes") == 0 || strcmp(value, "1") == 0)
		return pl_strdup("1");
	if (strcmp(value, "no") == 0 || strcmp(value, "0") == 0)
		return pl_strdup("0");
	pl_fail(err, PL_E_CONFIG, "%s=%.200s: expected yes or no", option->name,
	    value);
	return NULL;
}

/* The value as the plugin shall see it; free it. NULL with err set where it is
 * not of the option's type. */
static char *
option_value(const plore_option *option, const char *folder, const char *value,
    struct pl_error *err)
{
	if (*value == '\0' &&
	    (option->type == PLORE_PATH || option->type == PLORE_PROGRAM)) {
		no_value(option->name, err);
		return NULL;
	}
	switch (option->type) {
	case PLORE_NUMBER:
	case PLORE_SECONDS:
		if (is_whole_number(value))
			return pl_strdup(value);
		pl_fail(err, PL_E_CONFIG, "%s=%.200s: expected a whole number",
		    option->name, value);
		return NULL;
	case PLORE_SWITCH:
		return switch_value(option, value, err);
	case PLORE_PATH:
		return absolute(option, folder, value, err);
	case PLORE_PROGRAM:
		return program_path(option, folder, value, err);
	case PLORE_SECRET:
		return secret(option, folder, value, err);
	default:
		return pl_strdup(value);
	}
}

/* A fallback in the form that a given value would have. A path stays as it is
 * written, because the plugin may do without what is not there. */
static char *
fallback_value(const plore_option *option, struct pl_error *err)
{
	switch (option->type) {
	case PLORE_SWITCH:
		return switch_value(option, option->fallback, err);
	case PLORE_PROGRAM:
		return program_path(option, NULL, option->fallback, err);
	default:
		return pl_strdup(option->fallback);
	}
}

static int
options_add(struct pl_options *out, const plore_option *option, char *value,
    struct pl_error *err)
{
	if (value == NULL)
		return PL_E_CONFIG;
	out->size += strlen(option->name) + strlen(value);
	if (out->count == PL_WIRE_OPTIONS || out->size > PL_OPTIONS_SIZE) {
		free(value);
		return pl_fail(err, PL_E_CONFIG,
		    "more than %d option values, or %d bytes of them",
		    PL_WIRE_OPTIONS, PL_OPTIONS_SIZE);
	}
	/* Writing down what would hold anyway chooses nothing. */
	out->list[out->count++] = (struct pl_wire_option){option->name, value,
	    option->fallback != NULL && strcmp(option->fallback, value) == 0};
	return PL_OK;
}

/* Does text set the option? Then its value, else NULL. */
static const char *
value_for(const plore_option *option, const char *text)
{
	size_t length = strlen(option->name);

	if (strncmp(text, option->name, length) == 0 && text[length] == '=')
		return text + length + 1;
	return NULL;
}

static int
options_of(struct pl_options *out, const plore_option *option,
    const char *const *texts, size_t count, const char *folder,
    struct pl_error *err)
{
	uint32_t before = out->count;
	int result;

	for (size_t i = 0; i < count; i++) {
		const char *value = value_for(option, texts[i]);

		if (value == NULL)
			continue;
		if (out->count > before &&
		    (option->flags & PLORE_REPEATED) == 0)
			return pl_fail(err, PL_E_CONFIG,
			    "option %s is given twice", option->name);
		result = options_add(
		    out, option, option_value(option, folder, value, err), err);
		if (result < 0)
			return result;
	}
	if (out->count > before)
		return PL_OK;
	if ((option->flags & PLORE_REQUIRED) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "option %s is missing: "
		    "%s=..., %s",
		    option->name, option->name,
		    option->summary == NULL ? "required" : option->summary);
	if (option->fallback == NULL)
		return PL_OK;
	result = options_add(out, option, fallback_value(option, err), err);
	if (result == PL_OK)
		out->list[before].fallback = 1;
	return result;
}

static int
is_known(const struct pl_wire_plugin *plugin, const char *text)
{
	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		if (value_for(&plugin->options[i], text) != NULL)
			return 1;
	return 0;
}

int
pl_options_check(struct pl_options *out, const struct pl_wire_plugin *plugin,
    const char *const *texts, size_t count, const char *folder,
    struct pl_error *err)
{
	out->count = 0;
	out->size = 0;
	for (size_t i = 0; i < count; i++)
		if (!is_known(plugin, texts[i]))
			return wrong_word(plugin, texts[i], err);
	for (size_t i = 0; plugin->options[i].name != NULL; i++) {
		int result = options_of(
		    out, &plugin->options[i], texts, count, folder, err);

		if (result < 0) {
			pl_options_free(out);
			return result;
		}
	}
	return PL_OK;
}

void
pl_options_free(struct pl_options *options)
{
	for (uint32_t i = 0; i < options->count; i++)
		free((char *)options->list[i].value);
	options->count = 0;
}

void
pl_options_source_name(struct pl_buf *out, const char *plugin_name,
    const struct pl_wire_plugin *plugin, const struct pl_options *options)
{
	pl_buf_adds(out, plugin_name);
	for (uint32_t i = 0; i < options->count; i++) {
		const struct pl_wire_option *option = &options->list[i];
		const plore_option *how =
		    pl_wire_declared(plugin, option->name);

		if (how->type == PLORE_SECRET || option->fallback)
			continue;
		pl_buf_addf(out, " %s=%s", option->name, option->value);
	}
}
