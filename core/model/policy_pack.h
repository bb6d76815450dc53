/*
 * policy_pack.h - the inside of a policy pack, for its reader and its judge
 *
 * A rule tells few values of an input apart: from 7 on, or critical. So each
 * fact has a scale, which sorts its values into cells that all rows treat
 * alike, and a row is a set of cells for each fact. What is not known is all
 * cells.
 */
#ifndef PL_POLICY_PACK_H
#define PL_POLICY_PACK_H

#include "model/policy.h"

enum policy_fact_kind {
	POLICY_WORDS,  /* one of words; a cell each */
	POLICY_OPEN,   /* any text; a cell each that rows name, and the rest */
	POLICY_NUMBER, /* cells lie between the numbers that rows name */
};

struct policy_fact {
	enum policy_fact_kind kind;
	const char *const *words;
	double least, most; /* numbers that can be */
};

struct policy_scale {
	char *words[PL_POLICY_WORDS];
	double steps[PL_POLICY_WORDS]; /* ascending; each begins a cell */
	size_t count;                  /* of either */
	uint32_t all;                  /* the cells there are */
};

enum policy_due {
	POLICY_HOURS,
	POLICY_DAYS,
	POLICY_MONTHS,
	POLICY_DATE,
	POLICY_NEVER,
	POLICY_OUTSIDE,
};

struct policy_tier {
	char *name;
	enum policy_due due;
	int amount;
	enum pl_policy_input date;
	int triage;
};

struct policy_row {
	uint32_t cells[PL_POLICY_FACTS];
	size_t tier;
};

struct pl_policy {
	struct pl_policy_about about;
	char *texts[4 + PL_POLICY_NOTES]; /* that about shows, to be freed */
	size_t text_count;
	const char *notes[PL_POLICY_NOTES];
	struct policy_scale scales[PL_POLICY_FACTS];
	struct policy_tier tiers[PL_POLICY_TIERS];
	struct policy_row rows[PL_POLICY_ROWS];
};

/* A part of all that can be, in which one row is the first that holds; the row
 * behind the last where none does. */
struct policy_case {
	uint32_t cells[PL_POLICY_FACTS];
	size_t row;
};

struct policy_cases {
	size_t count; /* one more than there is room for: there are too many */
	struct policy_case list[PL_POLICY_CASES];
};

/* NULL for an instant. */
const struct policy_fact *policy_fact(enum pl_policy_input input);

/* The cell of a text, or -1 where the fact has no such value. */
int policy_cell(const struct policy_scale *scale, enum pl_policy_input fact,
    const char *text);

/* Part a box of cells into cases. They share nothing and leave nothing out. A
 * box within another falls into no more cases than that one. */
void policy_part(const struct pl_policy *policy,
    const uint32_t box[PL_POLICY_FACTS], struct policy_cases *out);

/* Write the cells of a fact in words: "kev yes". */
void policy_tell_cells(const struct policy_scale *scale,
    enum pl_policy_input fact, uint32_t cells, struct pl_buf *out);

#endif
