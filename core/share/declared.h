/*
 * declared.h - what an organization says of itself to all programs
 *
 * Kept as declared.json in the share folder. What a submission has, and how
 * much noise its numbers have, follows from this, so it is declared once by a
 * person and not taken from data.
 */
#ifndef PL_DECLARED_H
#define PL_DECLARED_H

#include "share/taxonomy.h"

struct pl_error;

enum { PL_DECLARED_TOKEN = 128, PL_DECLARED_PROGRAM = 40, PL_ENROLMENTS = 64 };

/* The token that a program's registrar gave this organization once. */
struct pl_enrolment {
	char program[PL_DECLARED_PROGRAM + 1];
	char token[PL_DECLARED_TOKEN + 1];
};

struct pl_declared {
	int is_given;                /* was anything declared yet? */
	const char *sector, *region; /* of pl_sectors and pl_regions */
	enum pl_size size;
	enum pl_privacy privacy;
	size_t enrolment_count;
	struct pl_enrolment enrolments[PL_ENROLMENTS];
};

/* Each takes one word as people write it; PL_E_CONFIG with the words that there
 * are, or what a token may be: 1 to 128 letters, digits, '-', '_'. */
int pl_declare_sector(
    struct pl_declared *declared, const char *word, struct pl_error *err);
int pl_declare_region(
    struct pl_declared *declared, const char *word, struct pl_error *err);
int pl_declare_size(
    struct pl_declared *declared, const char *word, struct pl_error *err);
int pl_declare_privacy(
    struct pl_declared *declared, const char *word, struct pl_error *err);
int pl_declare_enrolment(struct pl_declared *declared, const char *program,
    const char *token, struct pl_error *err);

/* Can a program have this name? PL_E_CONFIG with what one is, where not. */
int pl_declared_program(const char *program, struct pl_error *err);

/* The token for a program; NULL: there is none. Borrowed. */
const char *pl_declared_token(
    const struct pl_declared *declared, const char *program);

/* Read what is kept in a share folder. Where there is nothing, is_given is 0,
 * sector and region are "undisclosed", and privacy is standard. */
int pl_declared_load(
    struct pl_declared *out, const char *folder, struct pl_error *err);
int pl_declared_save(const struct pl_declared *declared, const char *folder,
    struct pl_error *err);

#endif
