/*
 * set.h - the inside of a set of questions, for its reader
 *
 * Texts are borrowed from the document that was read; only the ids of a
 * matrix's rows, which are put together, are not.
 */
#ifndef PL_SURVEY_SET_H
#define PL_SURVEY_SET_H

#include <jansson.h>

#include "survey/questions.h"

struct pl_survey {
	json_t *root;
	size_t items_read; /* of the document */
	struct pl_survey_about about;
	struct pl_question questions[PL_SURVEY_QUESTIONS];
	char *ids[PL_SURVEY_QUESTIONS]; /* of rows; NULL: none of its own */
};

#endif
