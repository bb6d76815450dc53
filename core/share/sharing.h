/*
 * sharing.h - what is to be shared with a program, and how
 */
#ifndef PL_SHARING_H
#define PL_SHARING_H

#include <stdint.h>

struct pl_denylist;

struct pl_sharing {
	const char *program;      /* its id */
	const char *period;       /* of the submission: "2026-Q3" or "2026" */
	const unsigned char *key; /* of chance (randomize.h); NULL: what is to
	                             be told by chance stays */
	int looked; /* somebody has looked at the answers that are for review */
	const char *respondent; /* whose answers to surveys count; or NULL */
	/* The names of the store and of organizations, closed: what no text may
	 * have in it. */
	const struct pl_denylist *names;
	int64_t now_ms;
};

#endif
