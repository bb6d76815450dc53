#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/plain.h"
#include "cli/cli.h"

enum {
	MESSAGE = 64 * 1024,
	TEXTS = 16, /* options of a verb that has no others */
};

void
pl_cli_plain(FILE *out, const char *text)
{
	char *copy = pl_strdup(text);

	pl_plain(copy);
	fputs(copy, out);
	free(copy);
}

void
pl_cli_line(FILE *out, const char *format, ...)
{
	char text[MESSAGE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	pl_cli_plain(out, text);
	putc('\n', out);
}

void
pl_cli_log(const char *plugin, const char *line)
{
	pl_cli_line(stderr, "%s: %s", plugin, line);
}

int
pl_cli_error(const struct pl_error *err)
{
	pl_cli_log("patchlore", err->text);
	return err->code == PL_E_CONFIG ? PL_EXIT_USAGE : PL_EXIT_FAILED;
}

int
pl_cli_usage(const char *verb, const char *format, ...)
{
	const char *space = verb == NULL ? "" : " ";
	const char *name = verb == NULL ? "" : verb;
	char text[MESSAGE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	pl_cli_line(stderr, "patchlore%s%s: %s; see \"patchlore%s%s --help\"",
	    space, name, text, space, name);
	return PL_EXIT_USAGE;
}

/* ---- Options ------------------------------------------------------------ */

static const struct option *
option_of(const struct option *options, int value)
{
	while (options->name != NULL && options->val != value)
		options++;
	return options->name != NULL ? options : NULL;
}

static void
unknown_option(const char *verb, const char *word, const struct option *options)
{
	struct pl_buf known;

	pl_buf_init(&known, MESSAGE);
	for (const struct option *o = options; o->name != NULL; o++)
		pl_buf_addf(
		    &known, "%s--%s", o == options ? "" : ", ", o->name);
	pl_cli_usage(verb, "there is no option \"%.*s\"; there are %s",
	    (int)strcspn(word, "="), word, known.text);
	pl_buf_free(&known);
}

/* getopt_long tells less than one would like: with ':' and '?' optopt is the
 * option's value, or the letter of an unknown one, or 0 where an unknown word
 * stands before optind. */
static void
tell_flaw(
    const char *verb, int flaw, char *const *argv, const struct option *options)
{
	const struct option *option = option_of(options, optopt);
	const char *word = argv[optind - 1];
	const char letter[] = {'-', (char)optopt, '\0'};

	if (flaw == ':' && option != NULL)
		pl_cli_usage(verb, "--%s lacks its value", option->name);
	else if (optopt == 0)
		unknown_option(verb, word, options);
	else if (option != NULL && strncmp(word, "--", 2) == 0 &&
		 strchr(word, '=') != NULL)
		pl_cli_usage(verb, "--%s takes no value", option->name);
	else
		unknown_option(verb, letter, options);
}

int
pl_cli_option(const char *verb, int argc, char **argv, const char *letters,
    const struct option *options)
{
	int option = getopt_long(argc, argv, letters, options, NULL);

	if (option != '?' && option != ':')
		return option;
	tell_flaw(verb, option, argv, options);
	return '?';
}

static const struct pl_cli_text *
text_of(const struct pl_cli_text *texts, int letter)
{
	while (texts->name != NULL && texts->letter != letter)
		texts++;
	return texts->name == NULL ? NULL : texts;
}

int
pl_cli_texts(const struct pl_cli_text *texts, const char *verb,
    const char *help, int argc, char **argv, int *status)
{
	struct option options[TEXTS + 2] = {0}; /* with help, and the end */
	const char *letters = text_of(texts, 'o') == NULL ? ":h" : ":ho:";
	size_t count = 0;
	int option;

	for (; count < TEXTS && texts[count].name != NULL; count++)
		options[count] = (struct option){texts[count].name,
		    required_argument, NULL, texts[count].letter};
	options[count] = (struct option){"help", no_argument, NULL, 'h'};
	while ((option = pl_cli_option(verb, argc, argv, letters, options)) !=
	       -1) {
		const struct pl_cli_text *text = text_of(texts, option);

		if (text != NULL) {
			*text->to = optarg;
			continue;
		}
		*status = PL_EXIT_USAGE;
		if (option == 'h') {
			fputs(help, stdout);
			*status = PL_EXIT_DONE;
		}
		return 0;
	}
	return 1;
}
