#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/responses.h"
#include "store/store.h"
#include "survey/import.h"
#include "survey/questions.h"

static const char help[] =
    "Usage: patchlore [--store FILE] survey import NAME FILE [options]\n\n"
    "Takes answers from a file, JSON or CSV, in place of those that there are "
    "of the\nsame respondent and period: all of the file, or nothing. NAME is "
    "a name that\n\"patchlore survey list\" shows, or a file. See "
    "patchlore-survey(7).\n\n"
    "  --respondent R  whose answers they are, where the file does not say\n"
    "                  (default: self)\n"
    "  --period P      what they are about, likewise (default: this "
    "quarter)\n";

static int
read_file(struct pl_import *import, const char *path, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, PL_IMPORT_BYTES);
	result = pl_file_read(&text, path, err);
	if (result == PL_OK)
		result =
		    pl_import_read(import, path, text.text, text.length, err);
	pl_buf_free(&text);
	return result;
}

static int
save_all(const struct pl_cli *cli, const struct pl_import *import,
    struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_WRITE, err);

	if (result < 0)
		return result;
	result = pl_store_responses_begin(store, err);
	for (size_t i = 0; i < import->count && result == PL_OK; i++) {
		const struct pl_imported *one = &import->list[i];
		const struct pl_response who = {one->respondent, one->period};

		result = pl_response_save(one->answers, store, import->survey,
		    &who, import->now_ms, err);
	}
	result = pl_store_responses_end(store, result, err);
	pl_store_close(store);
	return result;
}

static void
print_import(const char *name, const struct pl_import *import)
{
	size_t left_out = 0;

	for (size_t i = 0; i < import->count; i++)
		left_out += import->list[i].left_out;
	pl_cli_line(stdout, "%s: %zu response%s", name, import->count,
	    import->count == 1 ? "" : "s");
	if (left_out > 0)
		pl_cli_line(stdout,
		    "%s: left out %zu answer%s to questions that are not asked",
		    name, left_out, left_out == 1 ? "" : "s");
}

int
pl_cli_survey_import(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_import import = {.now_ms = pl_time_now()};
	struct pl_cli_survey options;
	struct pl_survey *survey;
	struct pl_error err;
	int result, status;

	if (!pl_cli_survey_options(
		&options, "survey import", help, 2, argc, argv, &status))
		return status;
	if (pl_cli_survey_open(&survey, argv[argc - 2], &err) < 0)
		return pl_cli_error(&err);
	import.survey = survey;
	import.otherwise = options.who;
	result = read_file(&import, argv[argc - 1], &err);
	if (result == PL_OK)
		result = save_all(cli, &import, &err);
	if (result == PL_OK)
		print_import(pl_survey_about(survey)->id, &import);
	pl_import_free(&import);
	pl_survey_free(survey);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
