/*
 * normalize.h - text as it is compared, with the way back to the original
 *
 * The same name can be written in many ways that look alike: in full-width
 * letters, with a soft hyphen or a zero-width space inside, with a Cyrillic
 * letter for a Latin one, or "web[.]example" for "web.example". Whatever is
 * looked for is looked for in a form in which these are one.
 *
 * That form is the compatibility decomposition of Unicode (what is one under
 * NFKC is one under it too) without marks and without what is not seen, with
 * spaces, dashes and digits of all scripts as those of ASCII, and letters that
 * look like one of ASCII as that.
 */
#ifndef PL_NORMALIZE_H
#define PL_NORMALIZE_H

#include <stddef.h>
#include <stdint.h>

#include "scrub/spans.h"

struct pl_error;

enum pl_normal_form {
	PL_NORMAL_SHAPES,  /* looks; capitals stay */
	PL_NORMAL_LOOKS,   /* looks, then case: a Cyrillic capital that stands
	                      for a Latin one becomes its small letter */
	PL_NORMAL_LETTERS, /* case, then looks: a name in Greek or Cyrillic is
	                      the same in capitals */
};

struct pl_normal {
	char *text; /* length bytes and a NUL; UTF-8 */
	size_t length;
	/* The piece of the original that each byte comes from; what was left
	 * out behind it belongs to it. */
	uint32_t *from, *to;
	size_t room;
};

/* Fill *out from text, which is UTF-8 as pl_normal_clean returns it. The caller
 * frees it with pl_normal_free. */
void pl_normalize(struct pl_normal *out, const char *text, size_t length,
    enum pl_normal_form form);
void pl_normal_free(struct pl_normal *normal);

/* The piece of the original that bytes from to to come from; from < to. */
struct pl_span pl_normal_origin(
    const struct pl_normal *normal, size_t from, size_t to);

/* Text as it may be shared: in NFC, without characters that nobody sees (they
 * can carry a mark of who wrote it), those of private use or not assigned yet,
 * and controls but newline and tab.
 * Returns a copy that the caller frees, and in *hidden how many characters
 * were left out. PL_E_DATA where it is not UTF-8. Cleaning what is clean
 * changes nothing. */
int pl_normal_clean(char **out, size_t *out_length, size_t *hidden,
    const char *text, size_t length, struct pl_error *err);

#endif
