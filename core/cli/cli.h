/*
 * cli.h - what the verbs share
 *
 * One file per verb. A verb gets its own words, prints results to standard
 * output and messages to standard error, and returns the exit status: 0 done,
 * 1 failed or done in part, 2 usage or settings.
 */
#ifndef PL_CLI_H
#define PL_CLI_H

#include <jansson.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#include "base/wire.h"
#include "kpi/kpi.h"
#include "survey/form.h"
#include "survey/lessons.h"
#include "survey/period.h"
#include "survey/response.h"

struct option; /* getopt.h */
struct pl_buf;
struct pl_error;
struct pl_program_about;
struct pl_pseudonym;
struct pl_store;
struct pl_survey;
struct pl_table;

enum { PL_EXIT_DONE = 0, PL_EXIT_FAILED = 1, PL_EXIT_USAGE = 2 };

struct pl_cli {
	const char *store; /* --store, $PATCHLORE_STORE or ./patchlore.db */
	volatile int stop; /* becomes 1 on Ctrl-C and on TERM */
};

struct pl_verb {
	const char *name;
	const char *summary;
	int (*run)(struct pl_cli *cli, int argc, char **argv);
};

int pl_cli_collect(struct pl_cli *cli, int argc, char **argv);
int pl_cli_explain(struct pl_cli *cli, int argc, char **argv);
int pl_cli_health(struct pl_cli *cli, int argc, char **argv);
int pl_cli_kpi(struct pl_cli *cli, int argc, char **argv);
int pl_cli_lesson(struct pl_cli *cli, int argc, char **argv);
int pl_cli_plugin(struct pl_cli *cli, int argc, char **argv);
int pl_cli_plugin_check(struct pl_cli *cli, int argc, char **argv);
int pl_cli_plugin_new(struct pl_cli *cli, int argc, char **argv);
int pl_cli_plugin_run(struct pl_cli *cli, int argc, char **argv);
int pl_cli_policy(struct pl_cli *cli, int argc, char **argv);
int pl_cli_report(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share(struct pl_cli *cli, int argc, char **argv);
int pl_cli_store(struct pl_cli *cli, int argc, char **argv);
int pl_cli_survey(struct pl_cli *cli, int argc, char **argv);
int pl_cli_trend(struct pl_cli *cli, int argc, char **argv);

/* ---- Forms of a verb with a file of their own --------------------------- */

enum {
	PL_CLI_RINGS_EARLY = 16,
	PL_CLI_RINGS_HOURS = 8760,
};

struct pl_cli_rings {
	const char *early[PL_CLI_RINGS_EARLY];
	size_t early_count; /* 0: let the data tell */
	int hours;
};

/* "health --rings" (health_rings.c) */
int pl_cli_health_rings(const struct pl_cli *cli, const struct pl_query *query,
    const struct pl_cli_rings *options, int json);

/* "survey answer", "survey form", ... (survey_answer.c, survey_form.c, ...) */
int pl_cli_survey_answer(struct pl_cli *cli, int argc, char **argv);
int pl_cli_survey_form(struct pl_cli *cli, int argc, char **argv);
int pl_cli_survey_import(struct pl_cli *cli, int argc, char **argv);
int pl_cli_survey_summary(struct pl_cli *cli, int argc, char **argv);

/* Answer and import take the options --respondent, --period and --help, and as
 * many words, which are left in argv from optind on. */
struct pl_cli_survey {
	struct pl_response who; /* what was given, or "self" and this quarter */
	char quarter[PL_PERIOD_TEXT];
};

/* 0 where the program ends with *status: help was asked for, or something is
 * wrong. */
int pl_cli_survey_options(struct pl_cli_survey *out, const char *verb,
    const char *help, int words, int argc, char **argv, int *status);

/* "share keys", "share declare", ... (share_keys.c, share_declare.c, ...) */
int pl_cli_share_declare(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_keys(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_ledger(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_make(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_preview(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_verify(struct pl_cli *cli, int argc, char **argv);
int pl_cli_share_withdraw(struct pl_cli *cli, int argc, char **argv);

/* Append a file for a program: a document of that type, signed, and sealed
 * where the program has a key. */
int pl_cli_share_pack(struct pl_buf *out, const struct pl_buf *document,
    const char *type, const struct pl_pseudonym *us,
    const struct pl_program_about *program, struct pl_error *err);

/* The share folder: the one given, unless that is NULL, or $PATCHLORE_SHARE,
 * or x.share for a store x.db. It need not be there; where it is, it has to be
 * this user's alone. */
int pl_cli_share_folder(char out[PATH_MAX], const struct pl_cli *cli,
    const char *given, struct pl_error *err);

enum { PL_CLI_ORGANIZATIONS = 64, PL_CLI_CHOICES = 64 };

/* --strike or --restore of "lesson review". */
struct pl_cli_choice {
	int restore;
	const char *words;
};

/* What the actions of "lesson" (lesson.c) were asked for. */
struct pl_cli_lesson {
	struct pl_lesson links; /* of which only these are filled in */
	int64_t number;         /* 0: none */
	int remove, json, help;
	/* Of "lesson review"; NULL where they were not given. */
	const char *organizations[PL_CLI_ORGANIZATIONS];
	size_t organization_count;
	struct pl_cli_choice choices[PL_CLI_CHOICES]; /* as they came */
	size_t choice_count;
	const char *role, *approve, *output;
};

/* What a lesson is asked. */
int pl_cli_lesson_questions(struct pl_survey **out, struct pl_error *err);

/* Read a lesson from the store, or all with 0. */
int pl_cli_lessons_load(struct pl_lessons *out, const struct pl_cli *cli,
    const struct pl_survey *survey, int64_t number, struct pl_error *err);

/* "lesson add" and "lesson edit", from a file unless that is NULL
 * (lesson_edit.c) */
int pl_cli_lesson_add(
    struct pl_cli *cli, const struct pl_cli_lesson *request, const char *file);
int pl_cli_lesson_edit(
    struct pl_cli *cli, const struct pl_cli_lesson *request, const char *file);

/* "lesson review" (lesson_review.c) */
int pl_cli_lesson_review(
    struct pl_cli *cli, const struct pl_cli_lesson *request);

/* Write a survey as a page into a file and tell its path (survey_form.c). */
int pl_cli_form(const struct pl_survey *survey, enum pl_form_kind kind,
    const char *path, struct pl_error *err);

/* Have a draft edited (editor.c) in a file, whose path is told, and read what
 * became of it. The file stays. */
int pl_cli_edit(char path[PATH_MAX], const struct pl_buf *draft,
    struct pl_buf *out, struct pl_error *err);

/* ---- Messages (message.c) ----------------------------------------------- */

/* Text that a tool or a plugin may have written, made plain (base/plain.h).
 * All that is told below goes through it. */
void pl_cli_plain(FILE *out, const char *text);

/* The same as a line, whose end is added. */
void pl_cli_line(FILE *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "plugin: line" to standard error. */
void pl_cli_log(const char *plugin, const char *line);

/* "patchlore: text" to standard error; the exit status that belongs to the
 * error. */
int pl_cli_error(const struct pl_error *err);

/* A wrong word on the command line: says so and returns PL_EXIT_USAGE. verb is
 * NULL before any. */
int pl_cli_usage(const char *verb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A verb that is several: run the one of actions, a list closed by zeros, that
 * the first word names. */
int pl_cli_action(
    const struct pl_verb *actions, struct pl_cli *cli, int argc, char **argv);

/* getopt_long, but what is wrong is told as by pl_cli_usage, and is '?' then.
 * letters has a colon first, behind a plus sign if there is one. */
int pl_cli_option(const char *verb, int argc, char **argv, const char *letters,
    const struct option *options);

/* The options of a verb that has none but texts, and --help: where each goes.
 * Closed by zeros. */
struct pl_cli_text {
	const char *name;
	int letter; /* its own; 'o' is also a short option */
	const char **to;
};

/* 0 where the program ends with *status: help was asked for, or something is
 * wrong. */
int pl_cli_texts(const struct pl_cli_text *texts, const char *verb,
    const char *help, int argc, char **argv, int *status);

/* Read a policy pack by its name among those that come with patchlore, or by
 * the path of its file (policy.c). */
int pl_cli_policy_open(
    struct pl_policy **out, const char *name, struct pl_error *err);

/* The same for a survey (survey.c). */
int pl_cli_survey_open(
    struct pl_survey **out, const char *name, struct pl_error *err);

/* ---- Queries (query.c): the options that kpi and report share ----------- */

#define PL_CLI_QUERY_OPTIONS                                                   \
	{"by", required_argument, NULL, 'b'},                                  \
	    {"where", required_argument, NULL, 'w'},                           \
	    {"clock", required_argument, NULL, 'c'},                           \
	    {"unit", required_argument, NULL, 'n'},                            \
	    {"view", required_argument, NULL, 'v'},                            \
	    {"since", required_argument, NULL, 's'},                           \
	    {"until", required_argument, NULL, 'u'},                           \
	{                                                                      \
		"as-of", required_argument, NULL, 'a'                          \
	}

extern const char pl_cli_query_help[];

/* Take one of the options above into the query; text lives as long as it.
 * PL_E_CONFIG where the value is not good. */
int pl_cli_query_option(
    struct pl_query *query, int option, char *text, struct pl_error *err);

/* Open the store, compute, close. Where nothing is left, pl_cli_check_where. */
int pl_cli_figures(struct pl_figures *out, const struct pl_cli *cli,
    const struct pl_query *query, struct pl_error *err);

/* Of a query that leaves nothing: tell each --where whose value no item has,
 * with those that there are. */
void pl_cli_check_where(struct pl_store *store, const struct pl_query *query);

/* ---- Formats (format.c) ------------------------------------------------- */

/* Take the value of a verb's --format: *json becomes 1 for "json" and 0 for
 * the other word that it knows. PL_EXIT_USAGE, told, where it is neither. */
int pl_cli_format(
    const char *verb, const char *value, const char *other, int *json);

/* A verb with no options but --format and --help: reads them, and leaves the
 * words in argv from optind on. *status is how the program ends where 0 is
 * returned: help was asked for, or something is wrong. */
int pl_cli_list_options(const char *verb, const char *help, int argc,
    char **argv, int *json, int *status);

/* Print what was written into a buffer of PL_CLI_OUTPUT_LIMIT, unless it was
 * more: then that is told of what it holds, "figures". The exit status. */
enum { PL_CLI_OUTPUT_LIMIT = 256 * 1024 * 1024 };
int pl_cli_print(const struct pl_buf *out, const char *what);

/* Write a page into a file, whole or not at all. */
int pl_cli_write(
    const char *path, const struct pl_buf *page, struct pl_error *err);

/* Print a table and free what it holds; of one of more than that, as much as
 * fits. */
void pl_cli_table(struct pl_table *table);

/* Print a document and drop it. */
void pl_cli_json(json_t *document);

/* A text that came from outside and need not be UTF-8: then every byte that is
 * not ASCII is written as \xNN. NULL is null. */
json_t *pl_cli_json_text(const char *text);

/* A number or, where there is a reason that it is none, null. */
json_t *pl_cli_json_value(struct pl_value value);

/* An instant; 0 is null. */
json_t *pl_cli_json_time(int64_t ms);

/* ---- Asking (ask.c) ----------------------------------------------------- */

/* Prompt for a line and read it as getline does, without its end; 0 where
 * there is none any more, or somebody asked to stop. */
int pl_cli_ask(
    const struct pl_cli *cli, const char *prompt, char **line, size_t *room);

/* ---- Progress (progress.c) ---------------------------------------------- */

/* Draw on standard error, at most ten times a second and only on a terminal;
 * clear takes the line away. */
void pl_cli_progress(void *context, const struct pl_wire_progress *progress);
void pl_cli_progress_clear(void);

#endif
