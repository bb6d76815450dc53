/*
 * members.h - JSON that a person wrote, and what is wrong with it
 *
 * Each of these that takes an error answers PL_E_CONFIG with what was expected;
 * the caller puts in front where that was, by pl_fail_at.
 */
#ifndef PL_MEMBERS_H
#define PL_MEMBERS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct pl_error;

/* Parse a document, in which a member may not be there twice. Its name, which
 * messages begin with, is mostly a path. json_decref it. */
int pl_members_load(json_t **out, const char *name, const char *text,
    size_t length, size_t limit, struct pl_error *err);

/* The same from a file, which has its path for a name. */
int pl_members_load_file(
    json_t **out, const char *path, size_t limit, struct pl_error *err);

/* An object with no members but those of a list closed by NULL. */
int pl_members_expect(
    json_t *object, const char *const *known, struct pl_error *err);

/* A text of 1 to limit bytes without control characters, for it will be
 * printed on terminals. Borrowed from the value. */
int pl_members_text(
    const char **out, const json_t *value, size_t limit, struct pl_error *err);

/* A whole number from least to most. */
int pl_members_number(
    int *out, const json_t *value, int least, int most, struct pl_error *err);

/* True or false; false where the value is NULL. */
int pl_members_flag(int *out, const json_t *value, struct pl_error *err);

/* A list of least to most values, into *count; one that is missing, NULL, has
 * none. */
int pl_members_list(size_t *count, const json_t *value, size_t least,
    size_t most, struct pl_error *err);

/* The place of a word in a list closed by NULL; -1: it is not there. */
int pl_members_index(const char *const *known, const char *word);

/* Say that a word is none of the known ones, and which it may have been. */
int pl_members_unknown(const char *what, const char *word,
    const char *const *known, struct pl_error *err);

/* ---- Of an object whose form is known ------------------------------------ */

/* The text of a member, borrowed, or NULL; its number, or 0. */
const char *pl_member_text(const json_t *object, const char *member);
int64_t pl_member_number(const json_t *object, const char *member);

/* Is it this text? */
int pl_member_is(const json_t *object, const char *member, const char *text);

#endif
