#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "scrub/approval.h"
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/inventory.h"
#include "scrub/reading.h"
#include "store/store.h"
#include "survey/questions.h"

enum {
	COLUMNS = 80, /* where nobody tells */
	KEY = 8,      /* digits of the digest that are to be typed */
	PAGE = 64 * 1024 * 1024,
};

/* A person at work on one lesson. The store is open only while something is
 * read or kept: nobody has to wait for a person who thinks. */
struct session {
	struct pl_cli *cli;
	const struct pl_cli_lesson *request;
	const struct pl_survey *survey;
	struct pl_denylist *list;
	struct pl_lessons lessons; /* of which it is the only one */
	struct pl_choices *choices;
	struct pl_reading reading;
	char *line; /* what was typed last */
	size_t room;
};

/* ---- Reading ------------------------------------------------------------ */

static int
fill_list(struct pl_denylist *list, const struct pl_cli_lesson *request,
    struct pl_store *store, struct pl_error *err)
{
	int result = PL_OK;

	/* These first: a name given keeps its kind. */
	for (size_t i = 0; i < request->organization_count && result == PL_OK;
	     i++)
		result = pl_inventory_add(
		    list, request->organizations[i], PL_SPAN_ORG, err);
	if (result == PL_OK)
		result = pl_inventory_read(list, store, err);
	if (result == PL_OK)
		pl_denylist_close(list);
	return result;
}

static void
forget_loaded(struct session *session)
{
	pl_denylist_free(session->list);
	session->list = NULL;
	pl_lessons_free(&session->lessons);
	session->lessons = (struct pl_lessons){0};
}

/* Load the lesson as it is now and the names that are known now. */
static int
load(struct session *session, struct pl_error *err)
{
	struct pl_store *store;
	int result =
	    pl_store_open(&store, session->cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	forget_loaded(session);
	session->list = pl_denylist_new();
	result = fill_list(session->list, session->request, store, err);
	if (result == PL_OK)
		result =
		    pl_lessons_load(&session->lessons, store, session->survey,
			session->request->number, pl_time_now(), err);
	pl_store_close(store);
	return result;
}

static int
make_reading(struct session *session, struct pl_error *err)
{
	struct pl_reading reading;
	int result = pl_reading_make(&reading, &session->lessons.list[0],
	    session->survey, session->list, session->choices, err);

	if (result < 0)
		return result;
	reading.organizations = session->request->organization_count;
	pl_reading_free(&session->reading);
	session->reading = reading;
	if (reading.count == 0)
		result = pl_fail(err, PL_E_CONFIG,
		    "the lesson has no texts that could leave: there is "
		    "nothing to review");
	return result;
}

/* ---- Choosing ----------------------------------------------------------- */

/* Then the texts are others, and all of them are read again. */
static int
choose(struct session *session, const struct pl_cli_choice *choice,
    struct pl_error *err)
{
	int result = (choice->restore ? pl_reading_restore : pl_reading_strike)(
	    &session->reading, session->choices, choice->words, err);

	return result < 0 ? result : make_reading(session, err);
}

static int
choose_given(struct session *session, struct pl_error *err)
{
	const struct pl_cli_lesson *request = session->request;
	int result = PL_OK;

	for (size_t i = 0; i < request->choice_count && result == PL_OK; i++) {
		const struct pl_cli_choice *choice = &request->choices[i];

		result = choose(session, choice, err);
		if (result < 0)
			pl_fail_at(err, "%s",
			    choice->restore ? "--restore" : "--strike");
	}
	return result;
}

/* ---- Approving ---------------------------------------------------------- */

static int
approve(const struct session *session, const char *role, struct pl_error *err)
{
	struct pl_store *store;
	int result =
	    pl_store_open(&store, session->cli->store, PL_STORE_WRITE, err);

	if (result < 0)
		return result;
	result = pl_approval_give(store, &session->reading, session->survey,
	    role, pl_time_now(), err);
	pl_store_close(store);
	if (result == PL_OK)
		pl_cli_line(stdout, "approved %s", session->reading.digest);
	return result;
}

/* What was read on a page must be what the lesson gives now. */
static int
approve_digest(const struct session *session, struct pl_error *err)
{
	if (strcmp(session->request->approve, session->reading.digest) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the texts are not those with this digest: the lesson, a "
		    "name that is known, an --organization, a --strike or a "
		    "--restore is another; review them again");
	return approve(session, session->request->role, err);
}

/* ---- As a page ---------------------------------------------------------- */

/* An option as a shell takes it for what it is. */
static void
add_option(struct pl_buf *out, const char *name, const char *value)
{
	pl_buf_addf(out, " --%s '", name);
	for (; *value != '\0'; value++)
		if (*value == '\'')
			pl_buf_adds(out, "'\\''");
		else
			pl_buf_add(out, value, 1);
	pl_buf_adds(out, "'");
}

/* Who approves a page has to choose what was chosen for it. */
static void
add_options(struct pl_buf *out, const struct pl_cli_lesson *request)
{
	for (size_t i = 0; i < request->organization_count; i++)
		add_option(out, "organization", request->organizations[i]);
	for (size_t i = 0; i < request->choice_count; i++)
		add_option(out,
		    request->choices[i].restore ? "restore" : "strike",
		    request->choices[i].words);
}

static int
write_page(struct session *session, struct pl_error *err)
{
	const char *path = session->request->output;
	struct pl_buf page, options;
	int result;

	pl_buf_init(&page, PAGE);
	pl_buf_init(&options, PAGE);
	add_options(&options, session->request);
	session->reading.options = options.text;
	pl_reading_page(&page, &session->reading);
	session->reading.options = NULL;
	pl_buf_free(&options);
	result = pl_buf_failed(&page) < 0
	             ? pl_fail(err, PL_E_LIMIT,
			   "%.400s: the page would be more than %d bytes", path,
			   PAGE)
	             : pl_cli_write(path, &page, err);
	pl_buf_free(&page);
	if (result == PL_OK)
		pl_cli_line(stdout, "%s", path);
	return result;
}

/* ---- On the terminal ---------------------------------------------------- */

static size_t
terminal_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS;
}

static int
show(const struct session *session, struct pl_error *err)
{
	struct pl_buf text;
	int result = PL_OK;

	pl_buf_init(&text, PL_CLI_OUTPUT_LIMIT);
	pl_reading_write(&text, &session->reading, terminal_columns());
	if (pl_buf_failed(&text) < 0)
		result = pl_fail(err, PL_E_LIMIT,
		    "the review has more than %d bytes", PL_CLI_OUTPUT_LIMIT);
	else if (fputs(text.text, stdout) == EOF || fflush(stdout) == EOF)
		result = pl_fail(err, PL_E_IO,
		    "the review cannot be shown, and so not be approved");
	pl_buf_free(&text);
	return result;
}

/* Read a line into the session; 0 where there is none any more. */
static int
ask(struct session *session, const char *prompt)
{
	if (!pl_cli_ask(session->cli, prompt, &session->line, &session->room))
		return 0;
	session->line[strcspn(session->line, "\r")] = '\0';
	return 1;
}

/* The words that only who saw the listing knows. */
static void
asked_for(const struct session *session, char out[32])
{
	snprintf(out, 32, "approve %.*s", KEY,
	    strchr(session->reading.digest, ':') + 1);
}

static int
approve_asked(struct session *session, struct pl_error *err)
{
	const char *role = session->request->role;

	if (role == NULL) {
		if (!ask(session, "Your role, as security-lead"))
			session->line[0] = '\0';
		role = session->line;
	}
	return approve(session, role, err);
}

/* Edit, then read what became of it. */
static int
edit(struct session *session, struct pl_error *err)
{
	/* What is wrong with the text was told, and where it is kept. */
	int result;

	(void)pl_cli_lesson_edit(session->cli, session->request, NULL);
	result = load(session, err);
	return result < 0 ? result : make_reading(session, err);
}

/* The choice that a line makes, or 0. */
static int
read_choice(struct pl_cli_choice *out, const char *line)
{
	size_t word = strcspn(line, " ");

	out->restore = word == 7 && strncmp(line, "restore", word) == 0;
	out->words = line + word + strspn(line + word, " ");
	return out->restore ||
	       (word == 6 && strncmp(line, "strike", word) == 0);
}

/* Do what was typed, then show what became of it. What cannot be done changes
 * nothing. */
static int
obey(struct session *session, struct pl_error *err)
{
	struct pl_cli_choice choice;
	int result;

	if (strcmp(session->line, "edit") == 0) {
		result = edit(session, err);
		return result < 0 ? result : show(session, err);
	}
	if (!read_choice(&choice, session->line)) {
		puts("That is none of these.");
		return PL_OK;
	}
	if (choose(session, &choice, err) < 0) {
		(void)pl_cli_error(err);
		return PL_OK;
	}
	return show(session, err);
}

/* Show until it is approved or left. */
static int
converse(struct session *session, struct pl_error *err)
{
	int result = show(session, err);

	while (result == PL_OK) {
		char wanted[32], prompt[400];

		asked_for(session, wanted);
		snprintf(prompt, sizeof prompt,
		    "\nType \"%s\" if what stands under \"after\" may leave, "
		    "\"strike\" and\nwords that must not, \"restore\" and "
		    "what was replaced by mistake (as it was, or\nits "
		    "placeholder), \"edit\" to change the lesson, or nothing "
		    "to "
		    "leave it",
		    wanted);
		if (!ask(session, prompt) || session->line[0] == '\0')
			return pl_fail(
			    err, PL_E_STOPPED, "nothing was approved");
		if (strcmp(session->line, wanted) == 0)
			return approve_asked(session, err);
		result = obey(session, err);
	}
	return result;
}

/* ---- The action --------------------------------------------------------- */

static int
run(struct session *session, struct pl_error *err)
{
	const struct pl_cli_lesson *request = session->request;
	int result = PL_OK;

	if (request->role != NULL)
		result = pl_review_role(request->role, err);
	if (result == PL_OK)
		result = load(session, err);
	if (result == PL_OK)
		result = make_reading(session, err);
	if (result == PL_OK)
		result = choose_given(session, err);
	if (result < 0)
		return result;
	if (request->output != NULL)
		return write_page(session, err);
	return request->approve != NULL ? approve_digest(session, err)
	                                : converse(session, err);
}

int
pl_cli_lesson_review(struct pl_cli *cli, const struct pl_cli_lesson *request)
{
	struct session session = {.cli = cli, .request = request};
	struct pl_survey *survey;
	struct pl_error err;
	int result = pl_cli_lesson_questions(&survey, &err);

	if (result < 0)
		return pl_cli_error(&err);
	session.survey = survey;
	session.choices = pl_choices_new();
	result = run(&session, &err);
	pl_reading_free(&session.reading);
	pl_choices_free(session.choices);
	forget_loaded(&session);
	free(session.line);
	pl_survey_free(survey);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
