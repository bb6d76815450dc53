/*
 * plugin new - the beginnings of a plugin, copied from a template
 *
 * A template is the files common to all languages and those of one. They are
 * what they will be but for two words that stand in them: @NAME@, the plugin's
 * name, and @ID@, the id of its descriptor. A file called plugin... is given
 * the plugin's name instead.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "host/locate.h"

enum { NAME_MAX_BYTES = 32, TEMPLATE_FILE = 256 * 1024 };

static const char help[] =
    "Usage: patchlore plugin new NAME [--lang c|c++]\n\n"
    "Makes a folder NAME with a plugin that reads a simple log: its source, a "
    "test,\na sample with the events expected of it, and a Makefile. What is "
    "there already is\nnever written over.\n\n"
    "  NAME         small letters, digits and hyphens; begins with a letter\n"
    "  --lang LANG  the language, c (default) or c++\n\n"
    "docs/tutorial.md goes on from there; patchlore-plugin(7) is the whole "
    "contract.\n";

static const char name_rule[] =
    "a plugin's name is 1 to 32 small letters, digits and hyphens, begins with "
    "a letter and does not end with a hyphen";

static const char *const languages[] = {"c", "c++"};

static int
is_name(const char *name)
{
	size_t length = strlen(name);

	return length >= 1 && length <= NAME_MAX_BYTES && name[0] >= 'a' &&
	       name[0] <= 'z' && name[length - 1] != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static int
is_language(const char *language)
{
	for (size_t i = 0; i < PL_COUNT(languages); i++)
		if (strcmp(languages[i], language) == 0)
			return 1;
	return 0;
}

/* text with @NAME@ and @ID@ replaced. */
static int
fill_in(struct pl_buf *out, const char *text, const char *name,
    struct pl_error *err)
{
	const char *at;

	while ((at = strchr(text, '@')) != NULL) {
		pl_buf_add(out, text, (size_t)(at - text));
		if (strncmp(at, "@NAME@", 6) == 0) {
			pl_buf_adds(out, name);
			text = at + 6;
		} else if (strncmp(at, "@ID@", 4) == 0) {
			pl_buf_addf(out, "org.example.%s", name);
			text = at + 4;
		} else {
			pl_buf_add(out, at, 1);
			text = at + 1;
		}
	}
	pl_buf_adds(out, text);
	if (pl_buf_failed(out) < 0)
		return pl_fail(
		    err, PL_E_LIMIT, "longer than %d bytes", TEMPLATE_FILE);
	return PL_OK;
}

static int
copy_file(const char *folder, const char *file, const char *name,
    struct pl_error *err)
{
	static const char stem[] = "plugin";
	char from[PATH_MAX], to[NAME_MAX + 1];
	struct pl_buf read, filled;
	int renamed = strncmp(file, stem, sizeof stem - 1) == 0;
	int result;

	if (snprintf(from, sizeof from, "%s/%s", folder, file) >= PATH_MAX ||
	    snprintf(to, sizeof to, "%s%s", renamed ? name : "",
		renamed ? file + sizeof stem - 1 : file) > NAME_MAX)
		return pl_fail(err, PL_E_LIMIT, "%s/%s: its name is too long",
		    folder, file);
	pl_buf_init(&read, TEMPLATE_FILE);
	pl_buf_init(&filled, TEMPLATE_FILE);
	result = pl_file_read(&read, from, err);
	if (result == PL_OK) {
		result = fill_in(&filled, read.text, name, err);
		if (result < 0)
			pl_fail_at(err, "%s", from);
	}
	if (result == PL_OK)
		result = pl_file_write(name, to, &filled, err);
	pl_buf_free(&read);
	pl_buf_free(&filled);
	return result;
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
copy_folder(const char *folder, const char *name, struct pl_error *err)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);
	int result = PL_OK;

	if (count < 0)
		return pl_fail(err, PL_E_IO, "folder %s: cannot be read: %s",
		    folder, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (result == PL_OK)
			result =
			    copy_file(folder, entries[i]->d_name, name, err);
		free(entries[i]);
	}
	free(entries);
	return result;
}

/* Copy one of the template's folders. */
static int
copy_part(const char *templates, const char *part, const char *name,
    struct pl_error *err)
{
	char folder[PATH_MAX];

	if (snprintf(folder, sizeof folder, "%s/%s", templates, part) >=
	    PATH_MAX)
		return pl_fail(
		    err, PL_E_LIMIT, "%s: its name is too long", templates);
	return copy_folder(folder, name, err);
}

static int
make_plugin(const char *name, const char *language, struct pl_error *err)
{
	char templates[PATH_MAX];
	int result = pl_locate_templates(templates, err);

	if (result < 0)
		return result;
	if (mkdir(name, 0777) < 0) {
		if (errno == EEXIST)
			return pl_fail(err, PL_E_CONFIG,
			    "%s is there already and is left as it is; take "
			    "another name, or move it away",
			    name);
		return pl_fail(err, PL_E_IO,
		    "folder %s: cannot be made here: %s; go to a folder that "
		    "this user may write",
		    name, strerror(errno));
	}
	result = copy_part(templates, "common", name, err);
	return result < 0 ? result : copy_part(templates, language, name, err);
}

static void
print_next(const char *name)
{
	printf("%s/ holds a plugin that works. Next:\n\n"
	       "    cd %s\n"
	       "    make check    # runs its test\n"
	       "    make          # builds %s.so\n"
	       "    patchlore plugin check ./%s.so path=sample.log "
	       "asset=web-14\n"
	       "    patchlore collect ./%s.so path=sample.log asset=web-14\n\n"
	       "and then let it read your log instead.\n",
	    name, name, name, name, name);
}

int
pl_cli_plugin_new(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"lang", required_argument, NULL, 'l'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	const char *language = languages[0];
	struct pl_error err;
	int option;

	(void)cli;
	while ((option = pl_cli_option(
		    "plugin new", argc, argv, ":h", options)) != -1) {
		switch (option) {
		case 'l':
			language = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return PL_EXIT_DONE;
		default:
			return PL_EXIT_USAGE;
		}
	}
	if (optind + 1 != argc)
		return pl_cli_usage("plugin new", "expected one name");
	if (!is_name(argv[optind]))
		return pl_cli_usage(
		    "plugin new", "\"%.100s\": %s", argv[optind], name_rule);
	if (!is_language(language))
		return pl_cli_usage("plugin new",
		    "there is no template for the language \"%.100s\", "
		    "only for c and c++",
		    language);
	if (make_plugin(argv[optind], language, &err) < 0)
		return pl_cli_error(&err);
	print_next(argv[optind]);
	return PL_EXIT_DONE;
}
