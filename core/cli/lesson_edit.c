#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/store.h"
#include "survey/answers.h"
#include "survey/import.h"
#include "survey/questions.h"
#include "survey/sheet.h"

enum { SHEET = 1024 * 1024 };

/* ---- Texts to answers --------------------------------------------------- */

/* One response in any of the three forms; a sheet begins with none of these. */
static int
read_any(struct pl_import *import, const char *name, const struct pl_buf *text,
    struct pl_error *err)
{
	const char *begin = text->text + strspn(text->text, " \t\r\n");
	int result;

	if (*begin != '\0' && strchr("{[<", *begin) != NULL)
		result =
		    pl_import_read(import, name, text->text, text->length, err);
	else
		result =
		    pl_sheet_read(import, name, text->text, text->length, err);
	if (result == PL_OK && import->count != 1)
		result = pl_fail(err, PL_E_DATA,
		    "%.400s: expected one lesson, and there are %zu", name,
		    import->count);
	return result;
}

/* Put what a text says into a lesson, in place of the answers that it has. */
static int
take_text(struct pl_lesson *lesson, const struct pl_survey *survey,
    const char *name, const struct pl_buf *text, struct pl_error *err)
{
	struct pl_import import = {.survey = survey,
	    .otherwise = {"lesson", lesson->period},
	    .now_ms = pl_time_now(),
	    .lesson = lesson};
	int result = read_any(&import, name, text, err);

	if (result == PL_OK) {
		struct pl_answers *old = lesson->answers;

		lesson->answers = import.list[0].answers;
		import.list[0].answers = old;
		result = pl_lesson_check(lesson, survey, err);
		if (result < 0)
			pl_fail_at(err, "%.400s", name);
		if (import.list[0].left_out > 0)
			pl_cli_line(stderr,
			    "patchlore: %s: left out %zu to questions that are "
			    "not asked",
			    name, import.list[0].left_out);
	}
	pl_import_free(&import);
	return result;
}

static int
save(const struct pl_cli *cli, struct pl_lesson *lesson,
    const struct pl_survey *survey, struct pl_error *err)
{
	struct pl_store *store;
	int result = pl_store_open(&store, cli->store, PL_STORE_WRITE, err);

	if (result < 0)
		return result;
	result = pl_lesson_save(lesson, store, survey, pl_time_now(), err);
	pl_store_close(store);
	return result;
}

/* ---- Where texts come from ---------------------------------------------- */

static int
from_file(const struct pl_cli *cli, struct pl_lesson *lesson,
    const struct pl_survey *survey, const char *path, struct pl_error *err)
{
	struct pl_buf text;
	int result;

	pl_buf_init(&text, SHEET);
	result = pl_file_read(&text, path, err);
	if (result == PL_OK)
		result = take_text(lesson, survey, path, &text, err);
	pl_buf_free(&text);
	return result < 0 ? result : save(cli, lesson, survey, err);
}

/* What was written must not be lost to a slip in it. */
static int
take_edited(const struct pl_cli *cli, struct pl_lesson *lesson,
    const struct pl_survey *survey, const char *path, const struct pl_buf *text,
    struct pl_error *err)
{
	int result = take_text(lesson, survey, path, text, err);

	if (result == PL_OK)
		result = save(cli, lesson, survey, err);
	if (result == PL_OK)
		unlink(path);
	else if (lesson->number == 0)
		pl_fail_remedy(err,
		    "mend it and take it in: patchlore lesson add %.200s",
		    path);
	else
		pl_fail_remedy(err,
		    "mend it and take it in: patchlore lesson edit %" PRId64
		    " %.200s",
		    lesson->number, path);
	return result;
}

static int
from_editor(const struct pl_cli *cli, struct pl_lesson *lesson,
    const struct pl_survey *survey, struct pl_error *err)
{
	struct pl_buf draft, text;
	char path[PATH_MAX];
	int result;

	pl_buf_init(&draft, SHEET);
	pl_buf_init(&text, SHEET);
	pl_sheet_write(lesson->answers, survey, &draft);
	result = pl_cli_edit(path, &draft, &text, err);
	if (result == PL_OK && strcmp(draft.text, text.text) == 0) {
		unlink(path);
		result = pl_fail(err, PL_E_STOPPED,
		    "nothing was changed, and nothing is kept");
	} else if (result == PL_OK) {
		result = take_edited(cli, lesson, survey, path, &text, err);
	}
	pl_buf_free(&draft);
	pl_buf_free(&text);
	return result;
}

static int
take(const struct pl_cli *cli, struct pl_lesson *lesson, const char *file,
    const struct pl_survey *survey, struct pl_error *err)
{
	return file != NULL ? from_file(cli, lesson, survey, file, err)
	                    : from_editor(cli, lesson, survey, err);
}

/* ---- The actions -------------------------------------------------------- */

static int
add_lesson(struct pl_cli *cli, const struct pl_cli_lesson *request,
    const char *file, const struct pl_survey *survey, struct pl_error *err)
{
	struct pl_lesson lesson;
	int result;

	pl_lesson_begin(&lesson, survey, pl_time_now());
	for (size_t i = 0; i < request->links.link_count; i++)
		pl_lesson_add_link(&lesson, request->links.links[i].type,
		    request->links.links[i].name, err);
	result = take(cli, &lesson, file, survey, err);
	if (result == PL_OK)
		printf("lesson %" PRId64 "\n", lesson.number);
	pl_lesson_free(&lesson);
	return result;
}

int
pl_cli_lesson_add(
    struct pl_cli *cli, const struct pl_cli_lesson *request, const char *file)
{
	struct pl_survey *survey;
	struct pl_error err;
	int result = pl_cli_lesson_questions(&survey, &err);

	if (result < 0)
		return pl_cli_error(&err);
	result = add_lesson(cli, request, file, survey, &err);
	pl_survey_free(survey);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

int
pl_cli_lesson_edit(
    struct pl_cli *cli, const struct pl_cli_lesson *request, const char *file)
{
	struct pl_lessons lessons;
	struct pl_survey *survey;
	struct pl_error err;
	int result = pl_cli_lesson_questions(&survey, &err);

	if (result < 0)
		return pl_cli_error(&err);
	result =
	    pl_cli_lessons_load(&lessons, cli, survey, request->number, &err);
	if (result == PL_OK) {
		result = take(cli, &lessons.list[0], file, survey, &err);
		pl_lessons_free(&lessons);
	}
	pl_survey_free(survey);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
