#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "share/preview_part.h"
#include "stats/randomized.h"
#include "survey/questions.h"

enum { MILLI = 1000 };

/* ---- The words of questions --------------------------------------------- */

/* NULL where the set, or the question in it, is not known here. */
static const struct pl_question *
question_of(const struct pl_preview_part *part, const char *set, const char *id)
{
	for (size_t i = 0; i < part->with->set_count; i++) {
		const struct pl_survey *survey = part->with->sets[i];
		const struct pl_survey_about *about = pl_survey_about(survey);
		size_t index = pl_survey_find(survey, id);

		if (strcmp(about->id, set) == 0 &&
		    index < about->question_count)
			return pl_survey_question(survey, index);
	}
	return NULL;
}

/* What codes stand for, with the codes behind: "A copy; Nowhere"; the codes
 * themselves where a word is not known. */
static void
add_options(
    struct pl_buf *out, const struct pl_question *question, const char *codes)
{
	const char *between = "";

	while (*codes != '\0') {
		size_t length = strcspn(codes, " ");
		size_t option = 0;

		while (question != NULL && option < question->option_count &&
		       (strlen(question->options[option].code) != length ||
			   memcmp(question->options[option].code, codes,
			       length) != 0))
			option++;
		if (question != NULL && option < question->option_count)
			pl_buf_addf(out, "%s%s", between,
			    question->options[option].text);
		else
			pl_buf_addf(out, "%s%.*s", between, (int)length, codes);
		between = "; ";
		codes += length;
		codes += strspn(codes, " ");
	}
}

/* ---- Patches ------------------------------------------------------------ */

static void
tell_coded(const struct pl_preview_part *part, const char *id,
    const char *otherwise, const char *code)
{
	const struct pl_question *question = question_of(part, "lesson", id);
	struct pl_buf said;

	if (code == NULL)
		return;
	pl_buf_init(&said, PL_PREVIEW_LIMIT);
	add_options(&said, question, code);
	pl_say(part->out, "    ", "%s %s (%s)",
	    question == NULL ? otherwise : question->text, said.text, code);
	pl_buf_free(&said);
}

static void
tell_result(const struct pl_preview_part *part, const char *result)
{
	static const struct {
		const char *result, *said;
	} kinds[] = {
	    {"none", "It made no trouble."},
	    {"exception", "It was left out for a reason."},
	    {"near-miss", "It would have made trouble, had nobody noticed."},
	};

	for (size_t i = 0; i < PL_COUNT(kinds); i++)
		if (strcmp(kinds[i].result, result) == 0) {
			pl_say(part->out, "    ", "%s (%s)", kinds[i].said,
			    result);
			return;
		}
	tell_coded(part, "impact", "How bad was it?", result);
}

void
pl_preview_patches(const struct pl_preview_part *part)
{
	const json_t *patches = json_object_get(part->body, "patches");
	size_t index;
	json_t *one;

	pl_buf_adds(part->out, "\nSTATEMENTS ABOUT PATCHES\n\n");
	pl_say(part->out, "  ", "%s",
	    json_array_size(patches) == 0
		? "None."
		: "Of patches that the program asks everybody about. They are "
		  "said about the organization, without noise.");
	json_array_foreach(patches, index, one)
	{
		pl_buf_addf(part->out, "\n  %s\n", pl_member_text(one, "ref"));
		tell_coded(part, "deployed", "On how many machines?",
		    pl_member_text(one, "deployed"));
		tell_result(part, pl_member_text(one, "result"));
		tell_coded(part, "symptom", "What was seen first?",
		    pl_member_text(one, "symptom"));
		tell_coded(part, "action", "What was done about it?",
		    pl_member_text(one, "action"));
	}
}

/* ---- Answers ------------------------------------------------------------ */

static const char *
state_said(const char *state)
{
	static const struct {
		const char *state, *said;
	} states[] = {
	    {"given", "Given"},
	    {"declined", "I do not want to say"},
	    {"unknown", "I do not know"},
	    {"not-applicable", "The question makes no sense here"},
	    {"not-asked", "It was not asked"},
	};
	size_t i = 0;

	while (strcmp(states[i].state, state) != 0)
		i++;
	return states[i].said;
}

/* Answers to another revision answered other words. */
static void
tell_answer(
    const struct pl_preview_part *part, const char *set, const json_t *answer)
{
	const char *id = pl_member_text(answer, "q");
	const char *state = pl_member_text(answer, "st");
	const char *value = pl_member_text(answer, "v");
	const int64_t rev = pl_member_number(answer, "rev");
	const struct pl_question *question = question_of(part, set, id);
	struct pl_buf said;

	if (question != NULL && question->rev != rev)
		question = NULL;
	pl_buf_init(&said, PL_PREVIEW_LIMIT);
	if (value == NULL)
		pl_buf_adds(&said, state_said(state));
	else
		add_options(&said, question, value);
	if (question != NULL)
		pl_say(part->out, "  - ", "%s", question->text);
	pl_say(part->out, question == NULL ? "  - " : "    ",
	    "%s (%s, revision %" PRId64 ": %s%s%s)", said.text, id, rev, state,
	    value == NULL ? "" : ", ", value == NULL ? "" : value);
	pl_buf_free(&said);
}

static void
tell_turned(const struct pl_preview_part *part, const json_t *answer)
{
	const int64_t milli = pl_member_number(answer, "rr");

	if (milli == 0)
		return;
	pl_say(part->out, "    ",
	    "Chance may have turned it round, with epsilon %" PRId64
	    ".%03" PRId64 ": it is what was answered in %.1f of 100 cases.",
	    milli / MILLI, milli % MILLI,
	    100 * pl_randomized_truth((double)milli / MILLI));
}

static void
tell_answers(
    const struct pl_preview_part *part, const char *set, const json_t *answers)
{
	size_t index;
	json_t *answer;

	json_array_foreach(answers, index, answer)
	{
		tell_answer(part, set, answer);
		tell_turned(part, answer);
	}
}

void
pl_preview_surveys(const struct pl_preview_part *part)
{
	const json_t *surveys = json_object_get(part->body, "surveys");
	size_t index;
	json_t *survey;

	pl_buf_adds(part->out, "\nANSWERS TO SURVEYS\n\n");
	if (json_array_size(surveys) == 0)
		pl_say(part->out, "  ", "None.");
	json_array_foreach(surveys, index, survey)
	{
		const char *id = pl_member_text(survey, "id");

		pl_buf_addf(part->out, "%s  %s, version %s\n",
		    index > 0 ? "\n" : "", id, pl_member_text(survey, "ver"));
		tell_answers(part, id, json_object_get(survey, "answers"));
	}
}

/* ---- Lessons ------------------------------------------------------------ */

static void
tell_texts(const struct pl_preview_part *part, const json_t *texts)
{
	size_t index;
	json_t *text;

	json_array_foreach(texts, index, text)
	{
		const char *id = pl_member_text(text, "q");
		const struct pl_question *question =
		    question_of(part, "lesson", id);

		pl_say(part->out, "  - ", "%s (%s)",
		    question == NULL ? "In words:" : question->text, id);
		pl_say_lines(part->out, "    | ", pl_member_text(text, "v"));
	}
}

static void
tell_review(const struct pl_preview_part *part, const json_t *review)
{
	if (review != NULL)
		pl_say(part->out, "  ",
		    "These words were read and approved as they stand here, "
		    "in %s, by somebody in the role \"%s\", after the rules "
		    "%s had taken out names.",
		    pl_member_text(review, "month"),
		    pl_member_text(review, "role"),
		    pl_member_text(review, "rules"));
}

static void
tell_lesson(
    const struct pl_preview_part *part, size_t number, const json_t *lesson)
{
	const json_t *patches = json_object_get(lesson, "patches");
	size_t index;
	json_t *ref;

	pl_buf_addf(part->out, "\n  Lesson %zu, %s", number,
	    json_array_size(patches) == 0 ? "of no patch" : "of");
	json_array_foreach(patches, index, ref)
	{
		pl_buf_addf(part->out, " %s", json_string_value(ref));
	}
	pl_buf_adds(part->out, "\n");
	tell_answers(part, "lesson", json_object_get(lesson, "answers"));
	tell_texts(part, json_object_get(lesson, "texts"));
	tell_review(part, json_object_get(lesson, "review"));
}

void
pl_preview_lessons(const struct pl_preview_part *part)
{
	const json_t *lessons = json_object_get(part->body, "lessons");
	size_t index;
	json_t *lesson;

	pl_buf_adds(part->out, "\nLESSONS\n\n");
	pl_say(part->out, "  ", "%s",
	    json_array_size(lessons) == 0
		? "None."
		: "What people learned, in codes, and in words where somebody "
		  "approved them.");
	json_array_foreach(lessons, index, lesson)
	{
		tell_lesson(part, index + 1, lesson);
	}
}
