#include "scrub/reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/plain.h"
#include "scrub/denylist.h"
#include "survey/answers.h"
#include "survey/lessons.h"
#include "survey/questions.h"

/* ---- What there is to read ---------------------------------------------- */

/* What a lesson has to say to a question in words of its own, if that may be
 * shared at all; else NULL. */
static const char *
text_of(
    const struct pl_lesson *lesson, const struct pl_survey *survey, size_t i)
{
	const struct pl_question *question = pl_survey_question(survey, i);
	const struct pl_answer *answer = pl_answers_get(lesson->answers, i);

	return question->type == PL_QUESTION_TEXT &&
	               question->share != PL_SHARE_NO &&
	               answer->state == PL_REPLY_GIVEN
	           ? answer->value
	           : NULL;
}

size_t
pl_reading_digest(char out[PL_REVIEW_DIGEST], const struct pl_lesson *lesson,
    const struct pl_survey *survey)
{
	const char *texts[2 * PL_SURVEY_QUESTIONS];
	size_t count = 0;

	for (size_t i = 0; i < pl_survey_about(survey)->question_count; i++) {
		const char *text = text_of(lesson, survey, i);

		if (text == NULL)
			continue;
		texts[count++] = pl_survey_question(survey, i)->id;
		texts[count++] = text;
	}
	pl_review_digest(out, texts, count);
	return count / 2;
}

static int
is_noted(const struct pl_reading *reading, const char *piece)
{
	for (size_t i = 0; i < reading->restored_count; i++)
		if (strcmp(reading->restored[i], piece) == 0)
			return 1;
	return 0;
}

static void
note_restored(struct pl_reading *reading, const struct pl_scrubbed *scrubbed)
{
	for (size_t i = 0; i < scrubbed->restored_count; i++) {
		const struct pl_restored *restored = &scrubbed->restored[i];
		size_t length = restored->to - restored->from;
		char *piece = pl_alloc(length + 1);

		memcpy(piece, scrubbed->after + restored->from, length);
		if (is_noted(reading, piece)) {
			free(piece);
			continue;
		}
		reading->restored =
		    pl_grow(reading->restored, reading->restored_count,
			&reading->restored_room, sizeof *reading->restored);
		reading->restored[reading->restored_count++] = piece;
	}
}

static int
read_text(struct pl_reading *reading, const struct pl_question *question,
    const char *text, const struct pl_denylist *list,
    const struct pl_choices *choices, struct pl_error *err)
{
	struct pl_reading_text *read;
	int result;

	reading->texts = pl_grow(reading->texts, reading->count, &reading->room,
	    sizeof *reading->texts);
	read = &reading->texts[reading->count];
	read->question = question;
	result = pl_scrub_chosen(
	    &read->scrubbed, text, strlen(text), list, choices, err);
	if (result < 0)
		return pl_fail_at(err, "%s", question->id);
	reading->count++;
	note_restored(reading, &read->scrubbed);
	return PL_OK;
}

int
pl_reading_make(struct pl_reading *out, const struct pl_lesson *lesson,
    const struct pl_survey *survey, const struct pl_denylist *list,
    const struct pl_choices *choices, struct pl_error *err)
{
	struct pl_reading reading = {
	    .lesson = lesson->number, .names = pl_denylist_count(list)};
	const char **after;
	int result = PL_OK;

	pl_reading_digest(reading.read, lesson, survey);
	for (size_t i = 0;
	     i < pl_survey_about(survey)->question_count && result == PL_OK;
	     i++) {
		const char *text = text_of(lesson, survey, i);

		if (text != NULL)
			result =
			    read_text(&reading, pl_survey_question(survey, i),
				text, list, choices, err);
	}
	if (result < 0) {
		pl_reading_free(&reading);
		return result;
	}
	after = pl_reading_after(&reading);
	pl_review_digest(reading.digest, after,
	    2 * (reading.count + reading.restored_count));
	free(after);
	*out = reading;
	return PL_OK;
}

void
pl_reading_free(struct pl_reading *reading)
{
	for (size_t i = 0; i < reading->count; i++)
		pl_scrubbed_free(&reading->texts[i].scrubbed);
	for (size_t i = 0; i < reading->restored_count; i++)
		free(reading->restored[i]);
	free(reading->restored);
	free(reading->texts);
}

const char **
pl_reading_after(const struct pl_reading *reading)
{
	size_t count = reading->count + reading->restored_count, at = 0;
	const char **texts = pl_alloc_array(2 * count, sizeof *texts);

	for (size_t i = 0; i < reading->count; i++) {
		texts[at++] = reading->texts[i].question->id;
		texts[at++] = reading->texts[i].scrubbed.after;
	}
	for (size_t i = 0; i < reading->restored_count; i++) {
		texts[at++] = PL_REVIEW_RESTORED;
		texts[at++] = reading->restored[i];
	}
	return texts;
}

/* ---- As lines ----------------------------------------------------------- */

const char *
pl_reading_warning(const struct pl_reading *reading, unsigned index)
{
	const char *warnings[2];
	unsigned count = 0;

	if (reading->organizations == 0)
		warnings[count++] =
		    "no name of an organization was given, and none was looked "
		    "for; see --organization";
	if (reading->names <= reading->organizations)
		warnings[count++] =
		    "the store knows no names, and none of machines, people or "
		    "sites was looked for";
	return index < count ? warnings[index] : NULL;
}

static void
write_line(struct pl_buf *out, const char *text)
{
	char *copy = pl_strdup(text);

	pl_plain(copy);
	pl_buf_addf(out, "%s\n", copy);
	free(copy);
}

void
pl_reading_write(
    struct pl_buf *out, const struct pl_reading *reading, size_t columns)
{
	const char *warning;

	pl_buf_addf(out,
	    "lesson %" PRId64 ": %zu text%s to read, scrubbed under the rules "
	    "%s with %zu name%s\n",
	    reading->lesson, reading->count, reading->count == 1 ? "" : "s",
	    PL_SCRUB_RULES, reading->names, reading->names == 1 ? "" : "s");
	for (unsigned i = 0; (warning = pl_reading_warning(reading, i)) != NULL;
	     i++)
		pl_buf_addf(out, "warning: %s\n", warning);
	for (size_t i = 0; i < reading->count; i++) {
		pl_buf_addf(out, "\n==== %zu of %zu: ", i + 1, reading->count);
		write_line(out, reading->texts[i].question->text);
		pl_buf_adds(out, "\n");
		pl_review_write(out, &reading->texts[i].scrubbed, columns);
	}
	pl_buf_addf(out, "\ndigest %s\n", reading->digest);
}
