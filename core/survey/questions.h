/*
 * questions.h - sets of questions
 *
 * A set is a file of JSON (patchlore-survey(7) has its form): versioned
 * content, no code. It is read whole or not at all. A matrix is read as one
 * ordinal question for each of its rows, "matrix.row".
 *
 * The series of a question's answers goes on as long as its revision does. Who
 * changes what it says counts the revision up, and says whether the answers may
 * still be compared.
 */
#ifndef PL_QUESTIONS_H
#define PL_QUESTIONS_H

#include <stddef.h>

struct pl_buf;
struct pl_error;
struct pl_survey;

enum {
	PL_SURVEY_BYTES = 256 * 1024, /* of the file */
	PL_SURVEY_QUESTIONS = 200,    /* rows of matrices counted each */
	PL_SURVEY_OPTIONS = 40,       /* of a question */
	PL_SURVEY_CONDITIONS = 16,    /* of a question */
	PL_SURVEY_NOTES = 16,         /* criteria of a question; revisions */
	PL_SURVEY_REVISIONS = 1000000,
	PL_SURVEY_NAME = 64,    /* bytes of an id, a code, a version */
	PL_SURVEY_TEXT = 1000,  /* bytes of any other text */
	PL_SURVEY_ANSWER = 2000 /* bytes of an answer in words */
};

enum pl_question_type {
	PL_QUESTION_SINGLE,  /* one option */
	PL_QUESTION_MULTI,   /* any of the options, but not none */
	PL_QUESTION_ORDINAL, /* one option; they are in order */
	PL_QUESTION_NUMBER_BAND,
	PL_QUESTION_PERCENT_BAND,
	PL_QUESTION_DATE_MONTH, /* "2026-11" */
	PL_QUESTION_TEXT,
	PL_QUESTION_PATCH_REF, /* a name of a patch or a CVE, without blanks */
	PL_QUESTION_TYPES
};

/* "number-band" */
const char *pl_question_type_name(enum pl_question_type type);

struct pl_option {
	const char *code; /* what is stored; has no blanks */
	const char *text;
	int has_value;
	double value; /* the distance of values means something */
};

/* What an answer is held against. A question without an answer holds for
 * nothing, but for "exists" with a wanted of 0. */
enum pl_operator {
	PL_IS_THERE, /* "exists" */
	PL_IS,       /* of several options, one of those chosen */
	PL_IS_NOT,
	PL_IS_BELOW, /* these four go by the order of options, or by time */
	PL_IS_AT_MOST,
	PL_IS_ABOVE,
	PL_IS_AT_LEAST,
	PL_IS_ONE_OF,
	PL_OPERATORS
};

/* ">=" */
const char *pl_operator_name(enum pl_operator op);

struct pl_condition {
	size_t question; /* one that comes before */
	enum pl_operator op;
	int wanted; /* of PL_IS_THERE */
	const char *const
	    *values; /* codes, or a month; one but for PL_IS_ONE_OF */
	size_t value_count;
};

enum pl_question_share {
	PL_SHARE_NO,     /* stays here; what holds where nothing is said */
	PL_SHARE_REVIEW, /* only after somebody looked at it */
	PL_SHARE_YES,
};

struct pl_question {
	const char *id;
	const char *concept; /* what it measures, across sets; or NULL */
	const char *text;
	const char *matrix; /* what is asked of all rows of a matrix, or NULL */
	const char *help;   /* or NULL */
	const char *scale;  /* the name of the set's list of options, or NULL */
	int rev;
	const int *comparable; /* revisions whose answers mean the same */
	size_t comparable_count;
	enum pl_question_type type;
	const struct pl_option *options;
	size_t option_count;
	const char *const *criteria; /* what has to be true for a high answer */
	size_t criterion_count;
	int any; /* one condition is enough; else all must hold */
	const struct pl_condition *conditions;
	size_t condition_count; /* 0: always asked */
	int required;           /* takes no "declined" or other non-answer */
	int sensitive;
	double rr_eps; /* epsilon of randomized response when shared; 0: none */
	enum pl_question_share share;
};

/* Read a set; name is what messages call it. PL_E_CONFIG with the place in it
 * ("items[2]: ask_if: all[0]: q: ...") and what was expected there. */
int pl_survey_read(struct pl_survey **out, const char *name, const char *text,
    size_t length, struct pl_error *err);
int pl_survey_open(
    struct pl_survey **out, const char *path, struct pl_error *err);
void pl_survey_free(struct pl_survey *survey); /* NULL is fine */

/* What a set says of itself; borrowed from it. */
struct pl_survey_about {
	const char *id, *version, *title;
	const char *intro, *source; /* or NULL */
	size_t question_count;
};

const struct pl_survey_about *pl_survey_about(const struct pl_survey *survey);

/* Its questions in their order; index is below the count. Borrowed. */
const struct pl_question *pl_survey_question(
    const struct pl_survey *survey, size_t index);

/* The place of a question by its id; question_count where there is none. */
size_t pl_survey_find(const struct pl_survey *survey, const char *id);

/* The place of an option by its code; option_count where there is none. */
size_t pl_question_option(const struct pl_question *question, const char *code);

/* Do its options have an order? */
int pl_question_is_ordered(const struct pl_question *question);

/* May answers to another revision be counted with those to this one? */
int pl_question_compares(const struct pl_question *question, int rev);

/* Write what has to hold for a question to be asked, in words: "tests = yes or
 * some"; nothing where it always is. */
void pl_survey_tell_when(
    const struct pl_survey *survey, size_t index, struct pl_buf *out);

/* Hold a set against an earlier version of it, and tell each change that makes
 * answers look alike which are not: a question that says something else under
 * the same revision, an option's code that was given to another option, a
 * version that was not counted up. Returns how many were told. */
size_t pl_survey_compare(const struct pl_survey *survey,
    const struct pl_survey *old, void (*each)(void *context, const char *flaw),
    void *context);

#endif
