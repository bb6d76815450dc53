/*
 * taxonomy.h - what every submission has alike
 *
 * All words and cells are fixed and public. Which cells a submission has
 * follows from what an organization declares of itself and from nothing in its
 * data, so that a cell that is there, or is not, says nothing.
 */
#ifndef PL_TAXONOMY_H
#define PL_TAXONOMY_H

#include <stddef.h>
#include <stdint.h>

/* ---- What an organization declares -------------------------------------- */

/* Each list is closed by NULL. "undisclosed" is a sector and a region. */
extern const char *const pl_sectors[];
extern const char *const pl_regions[];

/* How many machines, as a band. */
enum pl_size {
	PL_SIZE_1,     /* 1 to 99 */
	PL_SIZE_100,   /* 100 to 499 */
	PL_SIZE_500,   /* 500 to 1,999 */
	PL_SIZE_2000,  /* 2,000 to 9,999 */
	PL_SIZE_10000, /* 10,000 to 49,999 */
	PL_SIZE_50000, /* 50,000 or more */
	PL_SIZES
};

extern const char *const pl_sizes[]; /* "1-99", "100-499" and so on */

/* How much a submission may tell of one machine, in rho of zero-concentrated
 * differential privacy (Bun and Steinke 2016). */
enum pl_privacy {
	PL_PRIVACY_STRICT,   /* a quarter, 0.025 */
	PL_PRIVACY_STANDARD, /* a quarter, 0.1 */
	PL_PRIVACY_ANNUAL,   /* a year, 0.4: one release for those with few
	                        machines */
	PL_PRIVACIES
};

extern const char *const pl_privacies[];

enum pl_layout {
	PL_LAYOUT_NONE,     /* no tables: too few machines for them */
	PL_LAYOUT_POOLED,   /* one table of all machines */
	PL_LAYOUT_BY_CLASS, /* one of each class; all of them is their sum */
	PL_LAYOUTS
};

extern const char *const pl_layouts[]; /* "none", "pooled", "by-class" */

/* By what is declared: fewer than 100 machines have tables in an annual
 * release alone, and below 500 all classes share one. */
enum pl_layout pl_layout_of(enum pl_size size, enum pl_privacy privacy);

/* ---- The cells ---------------------------------------------------------- */

enum pl_ballot_table {
	PL_TABLE_TIME,    /* "ttp.1": time to patch */
	PL_TABLE_OUTCOME, /* "outcome.1": what became of the deployment */
	PL_TABLES
};

extern const char *const pl_table_names[];

enum { PL_BINS = 10 }; /* at most; of PL_TABLE_TIME */

/* How many bins a table has, and what one is called: "7" (days, at most),
 * "more", "open"; "ok", "retried", "failed", "rolled-back", "deferred". */
size_t pl_table_bins(enum pl_ballot_table table);
const char *pl_table_bin(enum pl_ballot_table table, size_t bin);

enum pl_urgency {
	PL_URGENT, /* critical or high, or known to be exploited */
	PL_ROUTINE,
	PL_URGENCIES
};

extern const char *const pl_urgencies[];

/* A machine has one, at the end of the period. */
enum pl_class {
	PL_CLASS_SERVER,
	PL_CLASS_CLIENT,
	PL_CLASS_NETWORK,
	PL_CLASS_OT,
	PL_CLASS_CLOUD,
	PL_CLASS_OTHER, /* and where none is told */
	PL_CLASSES
};

extern const char *const pl_classes[];

/* The class that a word says which somebody told of a machine: that of its
 * name, or what is generally counted as one, "laptop" or "router". */
enum pl_class pl_class_of(const char *word);

/* ---- Numbers ------------------------------------------------------------ */

/* A vote: what a machine has to give in each table and urgency. */
enum { PL_VOTE = 65536 };

/* The cells of all tables, in exact or noisy units of a vote. */
struct pl_ballots {
	int64_t units[PL_TABLES][PL_CLASSES][PL_URGENCIES][PL_BINS];
};

/* What a table costs, in 1e-9 rho, and the variance of the noise in each of its
 * cells, in squared units: with a vote in each of the two urgencies, one
 * machine changes the table by 2 * PL_VOTE^2 at most, hence PL_VOTE^2 / rho,
 * rounded up. 0.6 of a release's rho is that of PL_TABLE_TIME. */
int64_t pl_table_rho(enum pl_ballot_table table, enum pl_privacy privacy);
int64_t pl_table_variance(enum pl_ballot_table table, enum pl_privacy privacy);

/* The fewest noisy units with which a row is told. With 95 % confidence a share
 * of half of its bins that is about one half is then known to 10 points, and no
 * share worse than to 19 (of one bin that has nearly all, or of all but one
 * that have nearly nothing). */
int64_t pl_table_least(enum pl_ballot_table table, enum pl_privacy privacy);

#endif
