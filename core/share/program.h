/*
 * program.h - what a program says of itself
 *
 * A program compares organizations that submit to it. It publishes a file about
 * itself, of JSON (patchlore-submission(5) has its form), which says by what
 * name it goes, which surveys it asks for, and of which patches it wants to
 * know how they fared. The file is the same for everybody, so to follow it
 * tells nothing.
 */
#ifndef PL_PROGRAM_H
#define PL_PROGRAM_H

#include <stddef.h>

#include "share/seal.h"

struct pl_error;
struct pl_program;

enum {
	PL_PROGRAM_BYTES = 64 * 1024, /* of the file */
	PL_PROGRAM_TITLE = 200,       /* bytes */
	PL_PROGRAM_SURVEYS = 16,
	PL_PROGRAM_WATCHED = 200,
};

/* Read one; name is what messages call it. PL_E_CONFIG with the place in it and
 * what was expected there. */
int pl_program_read(struct pl_program **out, const char *name, const char *text,
    size_t length, struct pl_error *err);
int pl_program_open(
    struct pl_program **out, const char *path, struct pl_error *err);
void pl_program_free(struct pl_program *program); /* NULL is fine */

/* What it says; borrowed from it. */
struct pl_program_about {
	const char *id, *title;
	int has_key;                    /* are submissions sealed to it? */
	unsigned char key[PL_SEAL_KEY]; /* then to this one */
	size_t survey_count, watched_count;
	const char *surveys[PL_PROGRAM_SURVEYS]; /* their ids */
	const char *watched[PL_PROGRAM_WATCHED]; /* names of patches */
};

const struct pl_program_about *pl_program_about(
    const struct pl_program *program);

#endif
