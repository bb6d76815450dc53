#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"
#include "host/locate.h"
#include "scrub/approval.h"
#include "store/responses.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/questions.h"

static const char list_help[] =
    "Usage: patchlore [--store FILE] lesson list [--format F]\n\n"
    "Lists the lessons that the store has.\n\n"
    "  --format F  text (default) or json\n";

static const char show_help[] =
    "Usage: patchlore [--store FILE] lesson show NUMBER [--format F]\n\n"
    "Prints a lesson and what it is about.\n\n"
    "  --format F  text (default) or json\n";

static const char add_help[] =
    "Usage: patchlore [--store FILE] lesson add [FILE] [options]\n\n"
    "Adds a lesson: written in your editor, or from a file with answers as "
    "\"survey\nimport\" takes them, as the page of \"lesson form\" saves them "
    "or as the editor\nshows them.\n\n"
    "  --patch NAME    what it is about; each may be repeated\n"
    "  --wave NAME\n"
    "  --product NAME\n";

static const char form_help[] =
    "Usage: patchlore lesson form -o FILE.html\n\n"
    "Writes a page to tell a lesson on, which needs no network and saves it as "
    "a file for\n\"patchlore lesson add\".\n\n"
    "  -o, --output FILE  the page\n";

static const char edit_help[] =
    "Usage: patchlore [--store FILE] lesson edit NUMBER [FILE]\n\n"
    "Opens a lesson in your editor, and keeps what you make of it; or takes "
    "it from a\nfile, as \"lesson add\" does.\n";

static const char link_help[] =
    "Usage: patchlore [--store FILE] lesson link NUMBER [options]\n\n"
    "Says what a lesson is about, or no longer is.\n\n"
    "  --patch NAME    what it is about; each may be repeated\n"
    "  --wave NAME\n"
    "  --product NAME\n"
    "  --remove        it is not, take these links away\n";

static const char review_help[] =
    "Usage: patchlore [--store FILE] lesson review NUMBER [options]\n\n"
    "Shows the texts of a lesson as they are and as they would leave, and "
    "keeps that\nsomebody let them go. Nothing that was written by hand "
    "leaves without.\n\n"
    "  --organization NAME  a name that must not leave beside those that the "
    "store\n"
    "                       knows; may be repeated\n"
    "  --strike WORDS       words that must not leave, either; may be "
    "repeated\n"
    "  --restore WORDS      what was replaced by mistake, as it was or its "
    "placeholder;\n"
    "                       may be repeated\n"
    "  --role ROLE          who reads it, as security-lead\n"
    "  -o, --output FILE    write it as a page for somebody else, and approve "
    "nothing\n"
    "  --approve DIGEST     approve what somebody read on a page with this "
    "digest\n";

static const struct option format_options[] = {
    {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'},
    {0}};
static const struct option form_options[] = {
    {"output", required_argument, NULL, 'o'}, {"help", no_argument, NULL, 'h'},
    {0}};
static const struct option link_options[] = {
    {"patch", required_argument, NULL, PL_LINK_PATCH},
    {"wave", required_argument, NULL, PL_LINK_WAVE},
    {"product", required_argument, NULL, PL_LINK_PRODUCT},
    {"remove", no_argument, NULL, 'r'}, {"help", no_argument, NULL, 'h'}, {0}};
static const struct option review_options[] = {
    {"organization", required_argument, NULL, 'n'},
    {"strike", required_argument, NULL, 's'},
    {"restore", required_argument, NULL, 'p'},
    {"role", required_argument, NULL, 'w'},
    {"output", required_argument, NULL, 'o'},
    {"approve", required_argument, NULL, 'a'}, {"help", no_argument, NULL, 'h'},
    {0}};

int
pl_cli_lesson_questions(struct pl_survey **out, struct pl_error *err)
{
	char path[PATH_MAX];
	int result = pl_locate_lesson(path, err);

	return result < 0 ? result : pl_survey_open(out, path, err);
}

/* ---- What was asked for ------------------------------------------------- */

static int
take_organization(struct pl_cli_lesson *out, const char *verb, const char *name)
{
	if (out->organization_count == PL_CLI_ORGANIZATIONS)
		return pl_cli_usage(verb, "at most %d names of organizations",
		    PL_CLI_ORGANIZATIONS);
	out->organizations[out->organization_count++] = name;
	return PL_EXIT_DONE;
}

static int
take_choice(struct pl_cli_lesson *out, const char *verb, int restore)
{
	if (out->choice_count == PL_CLI_CHOICES)
		return pl_cli_usage(verb,
		    "at most %d of --strike and --restore", PL_CLI_CHOICES);
	out->choices[out->choice_count++] =
	    (struct pl_cli_choice){restore, optarg};
	return PL_EXIT_DONE;
}

static int
take_option(struct pl_cli_lesson *out, const char *verb, int option)
{
	struct pl_error err;

	switch (option) {
	case 'f':
		return pl_cli_format(verb, optarg, "text", &out->json);
	case 'r':
		out->remove = 1;
		return PL_EXIT_DONE;
	case PL_LINK_PATCH:
	case PL_LINK_WAVE:
	case PL_LINK_PRODUCT:
		if (pl_lesson_add_link(&out->links, (enum pl_link_type)option,
			optarg, &err) < 0)
			return pl_cli_error(&err);
		return PL_EXIT_DONE;
	case 'n':
		return take_organization(out, verb, optarg);
	case 's':
	case 'p':
		return take_choice(out, verb, option == 'p');
	case 'w':
		out->role = optarg;
		return PL_EXIT_DONE;
	case 'o':
		out->output = optarg;
		return PL_EXIT_DONE;
	case 'a':
		out->approve = optarg;
		return PL_EXIT_DONE;
	default:
		return PL_EXIT_USAGE;
	}
}

static int
read_options(struct pl_cli_lesson *out, const char *verb, const char *help,
    const struct option *options, int argc, char **argv)
{
	const char *letters =
	    options == review_options || options == form_options ? ":ho:"
								 : ":h";
	int option, status = PL_EXIT_DONE;

	while (status == PL_EXIT_DONE && (option = pl_cli_option(verb, argc,
					      argv, letters, options)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			out->help = 1;
			return PL_EXIT_DONE;
		}
		status = take_option(out, verb, option);
	}
	return status;
}

/* The number of a lesson, where the verb takes one. */
static int
take_number(struct pl_cli_lesson *out, const char *verb, int words, int argc,
    char **argv)
{
	char *end;

	if (argc - optind < 1 || argc - optind > words)
		return pl_cli_usage(verb, "expected the number of a lesson%s",
		    words > 1 ? ", and a file or none" : "");
	out->number = strtoll(argv[optind], &end, 10);
	if (*end != '\0' || out->number < 1)
		return pl_cli_usage(verb,
		    "\"%.100s\" is not the number of a lesson", argv[optind]);
	return PL_EXIT_DONE;
}

/* ---- Showing ------------------------------------------------------------ */

static void
add_links(
    struct pl_buf *out, const struct pl_lesson *lesson, enum pl_link_type type)
{
	pl_buf_clear(out);
	for (size_t i = 0; i < lesson->link_count; i++)
		if (lesson->links[i].type == type)
			pl_buf_addf(out, "%s%s", out->length > 0 ? " " : "",
			    lesson->links[i].name);
}

static json_t *
links_json(const struct pl_lesson *lesson)
{
	json_t *links = json_object();

	for (int type = PL_LINK_PATCH; type < PL_LINK_TYPES; type++)
		json_object_set_new(
		    links, pl_lesson_link_names[type - 1], json_array());
	for (size_t i = 0; i < lesson->link_count; i++)
		json_array_append_new(
		    json_object_get(
			links, pl_lesson_link_names[lesson->links[i].type - 1]),
		    json_string(lesson->links[i].name));
	return links;
}

static json_t *
codes_json(const char *codes)
{
	json_t *list = json_array();

	for (; *codes != '\0'; codes += strspn(codes, " ")) {
		size_t length = strcspn(codes, " ");

		json_array_append_new(list, json_stringn(codes, length));
		codes += length;
	}
	return list;
}

/* As "survey import" takes them. */
static json_t *
answers_json(const struct pl_lesson *lesson, const struct pl_survey *survey)
{
	json_t *answers = json_object();

	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const struct pl_answer *answer =
		    pl_answers_get(lesson->answers, i);
		const struct pl_question *question =
		    pl_survey_question(survey, i);
		json_t *object = json_pack("{s:i}", "rev", question->rev);

		if (answer->state == PL_REPLY_GIVEN &&
		    question->type == PL_QUESTION_MULTI)
			json_object_set_new(
			    object, "answer", codes_json(answer->value));
		else if (answer->state == PL_REPLY_GIVEN)
			json_object_set_new(
			    object, "answer", json_string(answer->value));
		else
			json_object_set_new(object, "none",
			    json_string(pl_reply_state_name(answer->state)));
		if (answer->state == PL_REPLY_OPEN ||
		    answer->state == PL_REPLY_NOT_ASKED)
			json_decref(object);
		else
			json_object_set_new(answers, question->id, object);
	}
	return answers;
}

static json_t *
lesson_json(const struct pl_lesson *lesson, const struct pl_survey *survey,
    const struct pl_approval *approval)
{
	return json_pack("{s:I, s:s, s:s, s:o, s:o}", "lesson",
	    (json_int_t)lesson->number, "added", lesson->period, "review",
	    pl_approval_name(approval->state), "links", links_json(lesson),
	    "answers", answers_json(lesson, survey));
}

static void
print_approval(const struct pl_approval *approval)
{
	switch (approval->state) {
	case PL_APPROVAL_NO_TEXTS:
		puts("no texts to review");
		break;
	case PL_APPROVAL_NONE:
		puts("not reviewed");
		break;
	case PL_APPROVAL_CHANGED:
		puts("changed since its review");
		break;
	case PL_APPROVAL_RULES:
		pl_cli_line(stdout, "reviewed under other rules, %s",
		    approval->review.rules);
		break;
	case PL_APPROVAL_GIVEN:
		pl_cli_line(stdout, "reviewed %s by %s", approval->month,
		    approval->review.role);
		break;
	}
	for (size_t i = 0; i < approval->restored_count; i++)
		pl_cli_line(stdout, "restored by the reviewer: %s",
		    approval->restored[i]);
}

static void
print_lesson(const struct pl_lesson *lesson, const struct pl_survey *survey,
    const struct pl_approval *approval)
{
	struct pl_buf text;

	printf(
	    "lesson %" PRId64 ", added %s\n", lesson->number, lesson->period);
	print_approval(approval);
	for (size_t i = 0; i < lesson->link_count; i++)
		pl_cli_line(stdout, "%s %s",
		    pl_lesson_link_names[lesson->links[i].type - 1],
		    lesson->links[i].name);
	pl_buf_init(&text, PL_CLI_OUTPUT_LIMIT);
	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		enum pl_reply_state state =
		    pl_answers_get(lesson->answers, i)->state;

		if (state == PL_REPLY_OPEN || state == PL_REPLY_NOT_ASKED)
			continue;
		pl_buf_clear(&text);
		pl_answers_tell(lesson->answers, i, &text);
		putchar('\n');
		pl_cli_line(stdout, "%s", pl_survey_question(survey, i)->text);
		pl_cli_line(stdout, "  %s", text.text);
	}
	pl_buf_free(&text);
}

/* The code of an answer, for a table. */
static const char *
code_of(const struct pl_lesson *lesson, const struct pl_survey *survey,
    const char *id)
{
	size_t place = pl_survey_find(survey, id);
	const struct pl_answer *answer;

	if (place == pl_survey_about(survey)->question_count)
		return "";
	answer = pl_answers_get(lesson->answers, place);
	return answer->value == NULL ? "" : answer->value;
}

static void
print_lessons(const struct pl_lessons *lessons, const struct pl_survey *survey)
{
	static const char *const codes[] = {
	    "month", "kind", "symptom", "impact", "action"};
	struct pl_table table = {.columns = 7, .left = 0x7e};
	struct pl_buf patches;

	pl_buf_init(&patches, PL_CLI_OUTPUT_LIMIT);
	pl_table_add(&table, "lesson");
	for (size_t i = 0; i < PL_COUNT(codes); i++)
		pl_table_add(&table, "%s", codes[i]);
	pl_table_add(&table, "patches");
	for (size_t i = 0; i < lessons->count; i++) {
		const struct pl_lesson *lesson = &lessons->list[i];

		pl_table_add(&table, "%" PRId64, lesson->number);
		for (size_t j = 0; j < PL_COUNT(codes); j++)
			pl_table_add(
			    &table, "%s", code_of(lesson, survey, codes[j]));
		add_links(&patches, lesson, PL_LINK_PATCH);
		pl_table_add(&table, "%s", patches.text);
	}
	pl_buf_free(&patches);
	pl_cli_table(&table);
}

static json_t *
lessons_json(const struct pl_lessons *lessons, const struct pl_survey *survey,
    const struct pl_approval *approvals)
{
	json_t *list = json_array();

	for (size_t i = 0; i < lessons->count; i++)
		json_array_append_new(list,
		    lesson_json(&lessons->list[i], survey, &approvals[i]));
	return json_pack(
	    "{s:s, s:o}", "patchlore", PL_VERSION, "lessons", list);
}

int
pl_cli_lessons_load(struct pl_lessons *out, const struct pl_cli *cli,
    const struct pl_survey *survey, int64_t number, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_READ, err);

	if (result < 0)
		return result;
	result =
	    pl_lessons_load(out, store, survey, number, pl_time_now(), err);
	pl_store_close(store);
	return result;
}

static void
free_approvals(struct pl_approval *approvals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		pl_approval_free(&approvals[i]);
	free(approvals);
}

/* One for each lesson. */
static int
load_approvals(struct pl_approval **out, struct pl_store *store,
    const struct pl_lessons *lessons, const struct pl_survey *survey,
    struct pl_error *err)
{
	struct pl_approval *approvals =
	    pl_alloc_array(lessons->count + 1, sizeof *approvals);

	for (size_t i = 0; i < lessons->count; i++) {
		int result = pl_approval_load(
		    &approvals[i], store, &lessons->list[i], survey, err);

		if (result < 0) {
			free_approvals(approvals, i);
			return result;
		}
	}
	*out = approvals;
	return PL_OK;
}

static void
print_lessons_as(const struct pl_cli_lesson *request,
    const struct pl_lessons *lessons, const struct pl_survey *survey,
    const struct pl_approval *approvals)
{
	if (request->json)
		pl_cli_json(lessons_json(lessons, survey, approvals));
	else if (request->number == 0)
		print_lessons(lessons, survey);
	else
		print_lesson(&lessons->list[0], survey, &approvals[0]);
}

static int
print_stored(struct pl_store *store, const struct pl_cli_lesson *request,
    const struct pl_survey *survey, struct pl_error *err)
{
	struct pl_approval *approvals;
	struct pl_lessons lessons;
	int result = pl_lessons_load(
	    &lessons, store, survey, request->number, pl_time_now(), err);

	if (result < 0)
		return result;
	result = load_approvals(&approvals, store, &lessons, survey, err);
	if (result == PL_OK) {
		print_lessons_as(request, &lessons, survey, approvals);
		free_approvals(approvals, lessons.count);
	}
	pl_lessons_free(&lessons);
	return result;
}

static int
print_loaded(const struct pl_cli *cli, const struct pl_cli_lesson *request)
{
	struct pl_survey *survey;
	struct pl_store *store;
	struct pl_error err;
	int result = pl_cli_lesson_questions(&survey, &err);

	if (result < 0)
		return pl_cli_error(&err);
	result = pl_store_open(&store, cli->store, PL_STORE_READ, &err);
	if (result == PL_OK) {
		result = print_stored(store, request, survey, &err);
		pl_store_close(store);
	}
	pl_survey_free(survey);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

static int
list(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_cli_lesson request = {0};
	int status = read_options(
	    &request, "lesson list", list_help, format_options, argc, argv);

	if (status != PL_EXIT_DONE || request.help)
		return status;
	if (optind != argc)
		return pl_cli_usage("lesson list", "expected no more words");
	return print_loaded(cli, &request);
}

static int
show(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_cli_lesson request = {0};
	int status = read_options(
	    &request, "lesson show", show_help, format_options, argc, argv);

	if (status != PL_EXIT_DONE || request.help)
		return status;
	status = take_number(&request, "lesson show", 1, argc, argv);
	return status == PL_EXIT_DONE ? print_loaded(cli, &request) : status;
}

/* ---- Links -------------------------------------------------------------- */

static int
change_links(struct pl_store *store, const struct pl_cli_lesson *request,
    struct pl_error *err)
{
	const struct pl_lesson *links = &request->links;
	int result = pl_store_responses_begin(store, err);

	for (size_t i = 0; i < links->link_count && result == PL_OK; i++)
		result = (request->remove ? pl_store_lesson_unlink
					  : pl_store_lesson_link)(store,
		    request->number, links->links[i].type, links->links[i].name,
		    err);
	return pl_store_responses_end(store, result, err);
}

/* There has to be such a lesson. */
static int
link_lesson(const struct pl_cli *cli, const struct pl_cli_lesson *request,
    struct pl_error *err)
{
	struct pl_lessons lessons;
	struct pl_survey *survey;
	struct pl_store *store;
	int result = pl_cli_lesson_questions(&survey, err);

	if (result < 0)
		return result;
	result = pl_store_open(&store, cli->store, PL_STORE_WRITE, err);
	if (result == PL_OK) {
		result = pl_lessons_load(&lessons, store, survey,
		    request->number, pl_time_now(), err);
		if (result == PL_OK) {
			pl_lessons_free(&lessons);
			result = change_links(store, request, err);
		}
		pl_store_close(store);
	}
	pl_survey_free(survey);
	return result;
}

static int
link_action(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_cli_lesson request = {0};
	struct pl_error err;
	int status = read_options(
	    &request, "lesson link", link_help, link_options, argc, argv);

	if (status == PL_EXIT_DONE && !request.help) {
		status = take_number(&request, "lesson link", 1, argc, argv);
		if (status == PL_EXIT_DONE && request.links.link_count == 0)
			status = pl_cli_usage("lesson link",
			    "expected --patch, --wave or --product");
		if (status == PL_EXIT_DONE &&
		    link_lesson(cli, &request, &err) < 0)
			status = pl_cli_error(&err);
	}
	pl_lesson_free(&request.links);
	return status;
}

/* ---- Writing ------------------------------------------------------------ */

static int
add(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_cli_lesson request = {0};
	int status = read_options(
	    &request, "lesson add", add_help, link_options, argc, argv);

	if (status == PL_EXIT_DONE && !request.help) {
		if (argc - optind > 1)
			status = pl_cli_usage(
			    "lesson add", "expected one file, or none");
		else if (request.remove)
			status = pl_cli_usage(
			    "lesson add", "--remove is of \"lesson link\"");
		else
			status = pl_cli_lesson_add(cli, &request, argv[optind]);
	}
	pl_lesson_free(&request.links);
	return status;
}

static int
write_form(const char *path, struct pl_error *err)
{
	struct pl_survey *survey;
	int result = pl_cli_lesson_questions(&survey, err);

	if (result < 0)
		return result;
	result = pl_cli_form(survey, PL_FORM_LESSON, path, err);
	pl_survey_free(survey);
	return result;
}

static int
form(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_cli_lesson request = {0};
	struct pl_error err;
	int status = read_options(
	    &request, "lesson form", form_help, form_options, argc, argv);

	(void)cli;
	if (status != PL_EXIT_DONE || request.help)
		return status;
	if (optind != argc || request.output == NULL)
		return pl_cli_usage(
		    "lesson form", "expected -o and a file to write");
	return write_form(request.output, &err) < 0 ? pl_cli_error(&err)
	                                            : PL_EXIT_DONE;
}

static int
edit(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct pl_cli_lesson request = {0};
	int status = read_options(
	    &request, "lesson edit", edit_help, options, argc, argv);

	if (status != PL_EXIT_DONE || request.help)
		return status;
	status = take_number(&request, "lesson edit", 2, argc, argv);
	return status == PL_EXIT_DONE
	           ? pl_cli_lesson_edit(cli, &request, argv[optind + 1])
	           : status;
}

/* ---- Review ------------------------------------------------------------- */

static int
review(struct pl_cli *cli, int argc, char **argv)
{
	const char *verb = "lesson review";
	struct pl_cli_lesson request = {0};
	int status = read_options(
	    &request, verb, review_help, review_options, argc, argv);

	if (status != PL_EXIT_DONE || request.help)
		return status;
	status = take_number(&request, verb, 1, argc, argv);
	if (status != PL_EXIT_DONE)
		return status;
	if (request.output != NULL && request.approve != NULL)
		return pl_cli_usage(verb,
		    "a page is written to be read before it is approved: "
		    "expected -o or --approve");
	if (request.approve != NULL && request.role == NULL)
		return pl_cli_usage(verb, "--approve takes --role beside it");
	return pl_cli_lesson_review(cli, &request);
}

int
pl_cli_lesson(struct pl_cli *cli, int argc, char **argv)
{
	static const struct pl_verb actions[] = {
	    {"list", "the lessons that the store has", list},
	    {"show", "a lesson", show},
	    {"add", "a lesson, from your editor or a file", add},
	    {"form", "a page to tell a lesson on", form},
	    {"edit", "change a lesson in your editor", edit},
	    {"link", "say what a lesson is about", link_action},
	    {"review", "read a lesson's texts before they may leave", review},
	    {0}};

	return pl_cli_action(actions, cli, argc, argv);
}
