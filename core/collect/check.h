/*
 * check.h - does a plugin keep its side of the contract?
 *
 * The conformance check that a vendor runs. It loads the file in the same
 * worker that a collect uses, again and again, and treats it as a collect
 * might on a bad day: input that makes no sense, events that are refused, a
 * stop in the middle, the same cursor twice. Each rule gets a verdict.
 */
#ifndef PL_CHECK_H
#define PL_CHECK_H

#include <stddef.h>

struct pl_error;

enum pl_verdict {
	PL_VERDICT_OPEN, /* could not be tried; found says why */
	PL_VERDICT_KEPT,
	PL_VERDICT_BROKEN,
};

enum { PL_CHECK_FOUND = 600, PL_CHECK_STATE = 512 };

struct pl_check_rule {
	const char *id;     /* "repeats" */
	const char *rule;   /* in a sentence */
	const char *remedy; /* what to do where it is broken */
	enum pl_verdict verdict;
	char found[PL_CHECK_FOUND]; /* what was seen, "" where that is all */
};

enum { PL_CHECK_RULES = 18 };

struct pl_check {
	const char *plugin;         /* "apt", or the path of a file */
	const char *const *options; /* "name=value", for a source with events */
	size_t option_count;
	int silence_ms; /* 0: as in a collect */

	/* What came out. */
	struct pl_check_rule rules[PL_CHECK_RULES];
	char protection[PL_CHECK_STATE]; /* what the worker was under */
	size_t events;
};

/* Try all rules; what cannot be tried is left open. PL_E_CONFIG where there is
 * no such file, or it is no shared object, and so no rule to speak of. */
int pl_check(struct pl_check *check, struct pl_error *err);

#endif
