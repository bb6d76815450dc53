#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "survey/questions.h"

static const char list_help[] =
    "Usage: patchlore survey list [--format F]\n\n"
    "Lists the surveys that come with patchlore.\n\n"
    "  --format F  text (default) or json\n";

static const char check_help[] =
    "Usage: patchlore survey check FILE [--against OLD] [--format F]\n\n"
    "Reads a survey and prints its questions, or what is wrong with it and "
    "where.\nFILE is a path, with a slash in it or .json at its end, or a name "
    "that \"patchlore\nsurvey list\" shows.\n\n"
    "  --against OLD  an earlier version of it: tell also what changed so that "
    "answers\n"
    "                 look alike which are not\n"
    "  --format F     text (default) or json\n";

int
pl_cli_survey_open(
    struct pl_survey **out, const char *name, struct pl_error *err)
{
	char path[PATH_MAX];
	int result = pl_locate_survey(name, path, err);

	return result < 0 ? result : pl_survey_open(out, path, err);
}

int
pl_cli_survey_options(struct pl_cli_survey *out, const char *verb,
    const char *help, int words, int argc, char **argv, int *status)
{
	const struct pl_cli_text texts[] = {
	    {"respondent", 'r', &out->who.respondent},
	    {"period", 'p', &out->who.period}, {0}};

	pl_period_of(pl_time_now(), out->quarter);
	out->who = (struct pl_response){"self", out->quarter};
	if (!pl_cli_texts(texts, verb, help, argc, argv, status))
		return 0;
	if (argc - optind == words)
		return 1;
	*status = pl_cli_usage(verb, "expected the name of a survey%s",
	    words > 1 ? " and a file" : "");
	return 0;
}

static json_t *
about_json(const struct pl_survey_about *about)
{
	return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:I}", "id", about->id,
	    "version", about->version, "title", about->title, "intro",
	    about->intro, "source", about->source, "questions",
	    (json_int_t)about->question_count);
}

/* ---- One survey --------------------------------------------------------- */

static void
tell_when(const struct pl_survey *survey, size_t index, struct pl_buf *out)
{
	pl_buf_clear(out);
	pl_survey_tell_when(survey, index, out);
}

static json_t *
codes_json(const struct pl_question *question)
{
	json_t *codes = json_array();

	for (size_t i = 0; i < question->option_count; i++)
		json_array_append_new(
		    codes, json_string(question->options[i].code));
	return codes;
}

static json_t *
questions_json(const struct pl_survey *survey)
{
	json_t *list = json_array();
	struct pl_buf when;

	pl_buf_init(&when, PL_CLI_OUTPUT_LIMIT);
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const struct pl_question *q = pl_survey_question(survey, i);

		tell_when(survey, i, &when);
		json_array_append_new(list,
		    json_pack("{s:s, s:s?, s:i, s:s, s:s?, s:s, s:o, s:s?}",
			"id", q->id, "concept", q->concept, "rev", q->rev,
			"type", pl_question_type_name(q->type), "matrix",
			q->matrix, "text", q->text, "options", codes_json(q),
			"asked_if", when.length > 0 ? when.text : NULL));
	}
	pl_buf_free(&when);
	return list;
}

static void
print_questions(const struct pl_survey *survey)
{
	static const char *const head[] = {
	    "question", "rev", "type", "options", "asked if"};
	struct pl_table table = {.columns = 5, .left = 0x15};
	struct pl_buf when;

	for (unsigned i = 0; i < table.columns; i++)
		pl_table_add(&table, "%s", head[i]);
	pl_buf_init(&when, PL_CLI_OUTPUT_LIMIT);
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const struct pl_question *q = pl_survey_question(survey, i);

		tell_when(survey, i, &when);
		pl_table_add(&table, "%s", q->id);
		pl_table_add(&table, "%d", q->rev);
		pl_table_add(&table, "%s", pl_question_type_name(q->type));
		pl_table_add(
		    &table, q->option_count > 0 ? "%zu" : "", q->option_count);
		pl_table_add(
		    &table, "%s", when.length > 0 ? when.text : "always");
	}
	pl_buf_free(&when);
	pl_cli_table(&table);
}

static void
print_survey(const struct pl_survey *survey)
{
	const struct pl_survey_about *about = pl_survey_about(survey);

	pl_cli_line(
	    stdout, "%s %s  %s", about->id, about->version, about->title);
	putchar('\n');
	if (about->intro != NULL) {
		pl_cli_line(stdout, "%s", about->intro);
		putchar('\n');
	}
	print_questions(survey);
	if (about->source != NULL) {
		putchar('\n');
		pl_cli_line(stdout, "%s", about->source);
	}
}

static void
tell_flaw(void *context, const char *flaw)
{
	pl_cli_line(stderr, "patchlore: %s: %s", (const char *)context, flaw);
}

/* Tell what an earlier version has against it; the exit status. */
static int
compare(const struct pl_survey *survey, const char *name, const char *against)
{
	struct pl_survey *old;
	struct pl_error err;
	size_t flaws;

	if (against == NULL)
		return PL_EXIT_DONE;
	if (pl_cli_survey_open(&old, against, &err) < 0)
		return pl_cli_error(&err);
	flaws = pl_survey_compare(survey, old, tell_flaw, (void *)name);
	pl_survey_free(old);
	return flaws > 0 ? PL_EXIT_USAGE : PL_EXIT_DONE;
}

static int
check_file(const char *name, const char *against, int json)
{
	struct pl_survey *survey;
	struct pl_error err;
	int status;

	if (pl_cli_survey_open(&survey, name, &err) < 0)
		return pl_cli_error(&err);
	status = compare(survey, name, against);
	if (json)
		pl_cli_json(json_pack("{s:s, s:o, s:o}", "patchlore",
		    PL_VERSION, "survey", about_json(pl_survey_about(survey)),
		    "questions", questions_json(survey)));
	else
		print_survey(survey);
	pl_survey_free(survey);
	return status;
}

static int
check(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"against", required_argument, NULL, 'a'},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	const char *verb = "survey check", *against = NULL;
	int option, json = 0, status = PL_EXIT_DONE;

	(void)cli;
	while (
	    (option = pl_cli_option(verb, argc, argv, ":h", options)) != -1) {
		if (option == 'h') {
			fputs(check_help, stdout);
			return PL_EXIT_DONE;
		}
		if (option == 'a')
			against = optarg;
		else if (option == 'f')
			status = pl_cli_format(verb, optarg, "text", &json);
		else
			return PL_EXIT_USAGE;
		if (status != PL_EXIT_DONE)
			return status;
	}
	if (optind + 1 != argc)
		return pl_cli_usage(verb, "expected one FILE");
	return check_file(argv[optind], against, json);
}

/* ---- All of them -------------------------------------------------------- */

static void
add_to_list(
    struct pl_table *table, json_t *list, const struct pl_survey_about *about)
{
	if (list != NULL) {
		json_array_append_new(list, about_json(about));
		return;
	}
	pl_table_add(table, "%s", about->id);
	pl_table_add(table, "%s", about->version);
	pl_table_add(table, "%zu", about->question_count);
	pl_table_add(table, "%s", about->title);
}

static int
list_names(struct pl_table *table, json_t *list)
{
	int status = PL_EXIT_DONE;
	struct pl_error err;
	char **names;
	size_t count;

	if (pl_locate_surveys(&names, &count, &err) < 0)
		return pl_cli_error(&err);
	for (size_t i = 0; i < count; i++) {
		struct pl_survey *survey = NULL;

		if (pl_cli_survey_open(&survey, names[i], &err) < 0)
			status = pl_cli_error(&err);
		else
			add_to_list(table, list, pl_survey_about(survey));
		pl_survey_free(survey);
		free(names[i]);
	}
	free(names);
	return status;
}

static int
list(struct pl_cli *cli, int argc, char **argv)
{
	static const char *const head[] = {
	    "survey", "version", "questions", "title"};
	struct pl_table table = {.columns = 4, .left = 0xb};
	json_t *surveys;
	int json, status;

	(void)cli;
	if (!pl_cli_list_options(
		"survey list", list_help, argc, argv, &json, &status))
		return status;
	if (optind != argc)
		return pl_cli_usage("survey list", "expected no more words");
	for (unsigned i = 0; i < table.columns && !json; i++)
		pl_table_add(&table, "%s", head[i]);
	surveys = json ? json_array() : NULL;
	status = list_names(&table, surveys);
	if (json)
		pl_cli_json(json_pack(
		    "{s:s, s:o}", "patchlore", PL_VERSION, "surveys", surveys));
	else
		pl_cli_table(&table);
	return status;
}

int
pl_cli_survey(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"list", "the surveys that come with patchlore", list},
	    {"check", "what a survey asks, or what is wrong with it", check},
	    {"answer", "answer it here, one question after the other",
		pl_cli_survey_answer},
	    {"form", "write it as a page to be filled in", pl_cli_survey_form},
	    {"import", "take answers from a file", pl_cli_survey_import},
	    {"summary", "what all answers say together", pl_cli_survey_summary},
	    {0}};

	return pl_cli_action(actions, cli, argc, argv);
}
