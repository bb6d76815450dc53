#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/period.h"
#include "survey/questions.h"
#include "survey/response.h"

/* Everything is said in plain lines, one below the other, so that it works over
 * any connection and can be read aloud. */

static const char help[] =
    "Usage: patchlore [--store FILE] survey answer NAME [options]\n\n"
    "Asks the questions of a survey one after the other. Each answer is kept "
    "at once;\nstop when you like, and the same words go on where you were. "
    "NAME is a name\nthat \"patchlore survey list\" shows, or a file.\n\n"
    "  --respondent R  who answers, a role or an alias (default: self)\n"
    "  --period P      what it is about: a year, a quarter, a month or a day, "
    "as\n"
    "                  2026-Q4 (default: this quarter)\n";

static const char keys[] =
    "  ?  this help\n"
    "  b  back to the question before\n"
    "  d  declined: I do not want to say\n"
    "  u  unknown: I do not know\n"
    "  n  not applicable: the question makes no sense here\n"
    "  q  stop; what was answered is kept\n"
    "An empty line keeps an answer that is there.\n";

struct session {
	struct pl_cli *cli;
	const struct pl_survey *survey;
	struct pl_answers *answers;
	struct pl_response response;
	char *line; /* what was typed last, without blanks around it */
	size_t room;
};

static size_t
question_count(const struct session *session)
{
	return pl_survey_about(session->survey)->question_count;
}

/* ---- Keeping ------------------------------------------------------------ */

/* The store is open for as long as that takes, and no collect has to wait for a
 * person who thinks. */
static int
keep(const struct session *session, struct pl_error *err)
{
	struct pl_store *store;
	int result =
	    pl_store_open(&store, session->cli->store, PL_STORE_WRITE, err);

	if (result < 0)
		return result;
	result = pl_store_responses_begin(store, err);
	if (result == PL_OK)
		result = pl_response_save(session->answers, store,
		    session->survey, &session->response, pl_time_now(), err);
	result = pl_store_responses_end(store, result, err);
	pl_store_close(store);
	return result;
}

static int
recall(const struct session *session, struct pl_error *err)
{
	struct pl_store *store;
	int result =
	    pl_store_open(&store, session->cli->store, PL_STORE_WRITE, err);

	if (result < 0)
		return result;
	result = pl_response_load(session->answers, store, session->survey,
	    &session->response, pl_time_now(), err);
	pl_store_close(store);
	return result;
}

/* ---- Asking ------------------------------------------------------------- */

static void
print_head(const struct session *session)
{
	const struct pl_survey_about *about = pl_survey_about(session->survey);

	pl_cli_line(stdout, "%s", about->title);
	if (about->intro != NULL)
		pl_cli_line(stdout, "%s", about->intro);
	pl_cli_line(stdout, "Respondent %s, period %s; at most %zu questions.",
	    session->response.respondent, session->response.period,
	    about->question_count);
	puts("Beside an answer you can type:");
	fputs(keys, stdout);
}

static void
print_now(const struct session *session, size_t index)
{
	struct pl_buf text;

	if (pl_answers_get(session->answers, index)->state == PL_REPLY_OPEN)
		return;
	pl_buf_init(&text, PL_CLI_OUTPUT_LIMIT);
	pl_answers_tell(session->answers, index, &text);
	pl_cli_line(stdout, "Your answer is: %s", text.text);
	pl_buf_free(&text);
}

static const char *
expected(const struct pl_question *question)
{
	switch (question->type) {
	case PL_QUESTION_MULTI:
		return "Numbers, with blanks between";
	case PL_QUESTION_DATE_MONTH:
		return "A month, as 2026-11";
	case PL_QUESTION_TEXT:
		return "A line of text";
	case PL_QUESTION_PATCH_REF:
		return "The name of one patch";
	default:
		return "One number";
	}
}

static void
print_question(const struct session *session, size_t index)
{
	const struct pl_question *question =
	    pl_survey_question(session->survey, index);

	putchar('\n');
	pl_cli_line(
	    stdout, "Question %zu of %zu", index + 1, question_count(session));
	if (question->matrix != NULL)
		pl_cli_line(stdout, "%s", question->matrix);
	pl_cli_line(stdout, "%s", question->text);
	for (size_t i = 0; i < question->criterion_count; i++)
		pl_cli_line(stdout, "%s", question->criteria[i]);
	for (size_t i = 0; i < question->option_count; i++)
		pl_cli_line(
		    stdout, "%3zu  %s", i + 1, question->options[i].text);
	print_now(session, index);
}

static void
print_help(const struct session *session, size_t index)
{
	const struct pl_question *question =
	    pl_survey_question(session->survey, index);

	if (question->help != NULL)
		pl_cli_line(stdout, "%s", question->help);
	pl_cli_line(stdout, "%s, or:", expected(question));
	fputs(keys, stdout);
}

/* Read a line into the session; 0 where there is none any more. */
static int
read_line(struct session *session, const char *prompt)
{
	size_t length;

	if (!pl_cli_ask(session->cli, prompt, &session->line, &session->room))
		return 0;
	length = strlen(session->line);
	while (
	    length > 0 && strchr(" \t\r\n", session->line[length - 1]) != NULL)
		session->line[--length] = '\0';
	return 1;
}

/* ---- Answers ------------------------------------------------------------ */

/* "2 4", or "2,4", as codes. */
static int
codes_of(struct pl_buf *out, const struct pl_question *question,
    const char *text, struct pl_error *err)
{
	while (*text != '\0') {
		char *end;
		long number = strtol(text, &end, 10);

		if (end == text || number < 1 ||
		    (size_t)number > question->option_count)
			return pl_fail(err, PL_E_DATA,
			    "expected a number from 1 to %zu",
			    question->option_count);
		pl_buf_addf(out, "%s%s", out->length > 0 ? " " : "",
		    question->options[number - 1].code);
		text = end + strspn(end, " ,");
	}
	return PL_OK;
}

static enum pl_reply_state
state_of(const char *line)
{
	return strcmp(line, "d") == 0   ? PL_REPLY_DECLINED
	       : strcmp(line, "u") == 0 ? PL_REPLY_UNKNOWN
	       : strcmp(line, "n") == 0 ? PL_REPLY_NOT_APPLICABLE
	                                : PL_REPLY_GIVEN;
}

static int
set_line(struct session *session, size_t index, struct pl_error *err)
{
	const struct pl_question *question =
	    pl_survey_question(session->survey, index);
	struct pl_answer answer = {.state = state_of(session->line),
	    .rev = question->rev,
	    .at_ms = pl_time_now()};
	struct pl_buf value;
	int result = PL_OK;

	pl_buf_init(&value, PL_CLI_OUTPUT_LIMIT);
	if (answer.state != PL_REPLY_GIVEN)
		result = PL_OK;
	else if (question->option_count > 0)
		result = codes_of(&value, question, session->line, err);
	else
		pl_buf_adds(&value, session->line);
	if (answer.state == PL_REPLY_GIVEN)
		answer.value = value.text;
	if (result == PL_OK)
		result = pl_answers_set(session->answers, index, &answer, err);
	pl_buf_free(&value);
	return result;
}

/* Take a line as the answer, and keep it. PL_E_DATA, told, where it is none;
 * other codes where it cannot be kept. */
static int
take_answer(struct session *session, size_t index, struct pl_error *err)
{
	size_t erased;
	int result = set_line(session, index, err);

	if (result < 0) {
		pl_cli_line(stdout, "That is no answer here: %s.", err->text);
		return result;
	}
	erased = pl_answers_settle(session->answers, pl_time_now());
	if (erased > 0)
		pl_cli_line(stdout,
		    "Of the later answers %zu %s no longer asked for and gone.",
		    erased, erased == 1 ? "is" : "are");
	return keep(session, err);
}

/* ---- From question to question ------------------------------------------ */

enum { STOPPED = 1 };

/* Deal with a line about a question, and say which is next. */
static int
take_line(struct session *session, size_t *index, struct pl_error *err)
{
	const char *line = session->line;
	int result;

	if (strcmp(line, "q") == 0)
		return STOPPED;
	if (strcmp(line, "?") == 0) {
		print_help(session, *index);
		return PL_OK;
	}
	if (strcmp(line, "b") == 0) {
		*index = pl_answers_before(session->answers, *index);
		return PL_OK;
	}
	if (*line == '\0' &&
	    pl_answers_get(session->answers, *index)->state == PL_REPLY_OPEN) {
		puts("Type ? for what can be typed here.");
		return PL_OK;
	}
	if (*line != '\0') {
		result = take_answer(session, *index, err);
		if (result < 0)
			return result == PL_E_DATA ? PL_OK : result;
	}
	*index = pl_answers_next(session->answers);
	return PL_OK;
}

static void
print_counts(const struct session *session)
{
	size_t counts[PL_REPLY_STATES] = {0};

	for (size_t i = 0; i < question_count(session); i++)
		counts[pl_answers_get(session->answers, i)->state]++;
	putchar('\n');
	pl_cli_line(stdout,
	    "%zu answered, %zu declined, %zu unknown, %zu not applicable, %zu "
	    "not asked, %zu open.",
	    counts[PL_REPLY_GIVEN], counts[PL_REPLY_DECLINED],
	    counts[PL_REPLY_UNKNOWN], counts[PL_REPLY_NOT_APPLICABLE],
	    counts[PL_REPLY_NOT_ASKED], counts[PL_REPLY_OPEN]);
}

/* All is answered: end, or go back. 1: it is the end. */
static int
confirm(struct session *session, size_t *index)
{
	print_counts(session);
	if (!read_line(session, "Empty line to end, b to go back") ||
	    strcmp(session->line, "b") != 0)
		return 1;
	*index = pl_answers_before(session->answers, *index);
	return 0;
}

static int
ask_all(struct session *session, struct pl_error *err)
{
	size_t index = pl_answers_next(session->answers);
	int result = PL_OK;

	while (result == PL_OK) {
		if (index == question_count(session)) {
			if (confirm(session, &index))
				return PL_OK;
			continue;
		}
		print_question(session, index);
		if (!read_line(session,
			expected(pl_survey_question(session->survey, index))))
			result = STOPPED;
		else
			result = take_line(session, &index, err);
	}
	if (result == STOPPED)
		print_counts(session);
	return result == STOPPED ? PL_OK : result;
}

static int
answer(struct session *session)
{
	struct pl_error err;
	int result = pl_response_check(&session->response, &err);

	if (result == PL_OK)
		result = recall(session, &err);
	if (result == PL_OK) {
		print_head(session);
		result = ask_all(session, &err);
	}
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

int
pl_cli_survey_answer(struct pl_cli *cli, int argc, char **argv)
{
	struct session session = {.cli = cli};
	struct pl_cli_survey options;
	struct pl_survey *survey;
	struct pl_error err;
	int status;

	if (!pl_cli_survey_options(
		&options, "survey answer", help, 1, argc, argv, &status))
		return status;
	if (pl_cli_survey_open(&survey, argv[argc - 1], &err) < 0)
		return pl_cli_error(&err);
	session.response = options.who;
	session.survey = survey;
	session.answers = pl_answers_new(survey);
	status = answer(&session);
	pl_answers_free(session.answers);
	pl_survey_free(survey);
	free(session.line);
	return status;
}
