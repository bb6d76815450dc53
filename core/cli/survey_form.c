#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "survey/form.h"
#include "survey/questions.h"

enum { FORM_PART = 256 * 1024, FORM_PAGE = 64 * 1024 * 1024 };

static const char help[] =
    "Usage: patchlore survey form NAME -o FILE.html\n\n"
    "Writes a survey as one page that needs no network: it hides what is not "
    "asked, and\nsaves the answers as a file for \"patchlore survey import\". "
    "NAME is a name that\n\"patchlore survey list\" shows, or a file.\n\n"
    "  -o, --output FILE  the page\n";

static int
read_part(struct pl_buf *out, const char *folder, const char *name,
    struct pl_error *err)
{
	char path[PATH_MAX];

	pl_buf_init(out, FORM_PART);
	snprintf(path, sizeof path, "%.*s/%s", PATH_MAX - 32, folder, name);
	return pl_file_read(out, path, err);
}

int
pl_cli_form(const struct pl_survey *survey, enum pl_form_kind kind,
    const char *path, struct pl_error *err)
{
	struct pl_buf style = {0}, script = {0}, page;
	char folder[PATH_MAX];
	int result = pl_locate_form(folder, err);

	pl_buf_init(&page, FORM_PAGE);
	if (result == PL_OK)
		result = read_part(&style, folder, "style.css", err);
	if (result == PL_OK)
		result = read_part(&script, folder, "script.js", err);
	if (result == PL_OK) {
		pl_form_write(survey, kind, style.text, script.text, &page);
		result = pl_buf_failed(&page) < 0
		             ? pl_fail(err, PL_E_LIMIT,
				   "%s: the page would be more than %d bytes",
				   path, FORM_PAGE)
		             : pl_cli_write(path, &page, err);
	}
	pl_buf_free(&style);
	pl_buf_free(&script);
	pl_buf_free(&page);
	if (result == PL_OK)
		pl_cli_line(stdout, "%s", path);
	return result;
}

static int
write_form(const char *name, const char *path, struct pl_error *err)
{
	struct pl_survey *survey;
	int result = pl_cli_survey_open(&survey, name, err);

	if (result < 0)
		return result;
	result = pl_cli_form(survey, PL_FORM_SURVEY, path, err);
	pl_survey_free(survey);
	return result;
}

int
pl_cli_survey_form(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"output", required_argument, NULL, 'o'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	const char *verb = "survey form", *path = NULL;
	struct pl_error err;
	int option;

	(void)cli;
	while (
	    (option = pl_cli_option(verb, argc, argv, ":ho:", options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return PL_EXIT_DONE;
		}
		if (option == '?')
			return PL_EXIT_USAGE;
		path = optarg;
	}
	if (optind + 1 != argc)
		return pl_cli_usage(verb, "expected the name of a survey");
	if (path == NULL)
		return pl_cli_usage(verb, "expected -o and a file to write");
	return write_form(argv[optind], path, &err) < 0 ? pl_cli_error(&err)
	                                                : PL_EXIT_DONE;
}
