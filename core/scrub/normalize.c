#include "scrub/normalize.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/alloc.h"
#include "base/error.h"

/* Unicode has characters that decompose to 18. */
enum { EXPANSION = 32 };

/* ---- One character ------------------------------------------------------ */

static const struct {
	int32_t code;
	char looks;
} shapes[] = {
#include "scrub/shapes.inc"
};

/* The character of ASCII that code looks like, or 0. */
static int32_t
shape_of(int32_t code)
{
	size_t low = 0, high = PL_COUNT(shapes);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (shapes[middle].code == code)
			return shapes[middle].looks;
		if (shapes[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

/* Digits of a script are neighbours, zero first. */
static int32_t
digit_of(int32_t code)
{
	int32_t zero = code;

	while (zero > 0 && code - zero < 9 &&
	       utf8proc_category(zero - 1) == UTF8PROC_CATEGORY_ND)
		zero--;
	return '0' + (code - zero) % 10;
}

/* A character as it looks; 0: it adds nothing that is seen. */
static int32_t
look_of(int32_t code)
{
	int32_t shape;

	if (code < 0x80)
		return code;
	switch (utf8proc_category(code)) {
	case UTF8PROC_CATEGORY_ND:
		return digit_of(code);
	case UTF8PROC_CATEGORY_PD:
		return '-';
	case UTF8PROC_CATEGORY_ZS:
		return ' ';
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return '\n';
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_CF:
		return 0;
	default:
		break;
	}
	if (utf8proc_get_property(code)->combining_class != 0)
		return 0;
	shape = shape_of(code);
	return shape != 0 ? shape : code;
}

static int32_t
small(int32_t code)
{
	return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
}

static int
decompose(int32_t code, int32_t *out, utf8proc_option_t folding)
{
	utf8proc_ssize_t count = utf8proc_decompose_char(code, out, EXPANSION,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE | folding,
	    NULL);

	return count < 0 || count > EXPANSION ? 0 : (int)count;
}

/* ---- A text ------------------------------------------------------------- */

static void
normal_put(struct pl_normal *out, char byte, uint32_t from, uint32_t to)
{
	if (out->length + 1 >= out->room) {
		out->room = out->room * 2 + 64;
		out->text = pl_realloc_array(out->text, out->room, 1);
		out->from =
		    pl_realloc_array(out->from, out->room, sizeof *out->from);
		out->to = pl_realloc_array(out->to, out->room, sizeof *out->to);
	}
	out->from[out->length] = from;
	out->to[out->length] = to;
	out->text[out->length++] = byte;
	out->text[out->length] = '\0';
}

static void
normal_code(struct pl_normal *out, int32_t code, uint32_t from, uint32_t to)
{
	uint8_t bytes[4];
	utf8proc_ssize_t length = utf8proc_encode_char(code, bytes);

	for (utf8proc_ssize_t i = 0; i < length; i++)
		normal_put(out, (char)bytes[i], from, to);
}

/* One that may have become two by its case is looked at once more. */
static void
normal_small(struct pl_normal *out, int32_t code, uint32_t from, uint32_t to)
{
	int32_t folded[EXPANSION];
	int count;

	if (code < 0x80) {
		normal_put(out, (char)small(code), from, to);
		return;
	}
	count = decompose(code, folded, UTF8PROC_CASEFOLD);
	for (int i = 0; i < count; i++) {
		int32_t look = look_of(folded[i]);

		if (look != 0)
			normal_code(out, small(look), from, to);
	}
}

static void
normal_character(struct pl_normal *out, int32_t code, enum pl_normal_form form,
    uint32_t from, uint32_t to)
{
	int32_t parts[EXPANSION];
	int count = decompose(code, parts, 0);

	for (int i = 0; i < count; i++) {
		int32_t look;

		if (form == PL_NORMAL_LETTERS) {
			normal_small(out, parts[i], from, to);
			continue;
		}
		look = look_of(parts[i]);
		if (look == 0)
			continue;
		if (form == PL_NORMAL_LOOKS)
			normal_small(out, look, from, to);
		else
			normal_code(out, look, from, to);
	}
}

/* ---- Names that were made unclickable ----------------------------------- */

static const struct {
	const char *word;
	char stands_for;
} disguises[] = {
    {".", '.'},
    {"dot", '.'},
    {"@", '@'},
    {"at", '@'},
    {":", ':'},
    {"://", ':'},
};

static int
same_word(const char *text, const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (small((unsigned char)text[i]) != word[i])
			return 0;
	return 1;
}

/* The length of "[.]", "(dot)" or " [at] " at a place, and what it stands for.
 */
static size_t
disguise_at(const struct pl_normal *normal, size_t at, char *stands_for)
{
	const char *text = normal->text;
	size_t open = at, left, length;

	if (text[open] == ' ')
		open++;
	if (text[open] == '\0' || strchr("[({", text[open]) == NULL)
		return 0;
	left = normal->length - open - 1;
	for (size_t i = 0; i < PL_COUNT(disguises); i++) {
		length = strlen(disguises[i].word);
		if (left <= length ||
		    !same_word(text + open + 1, disguises[i].word, length) ||
		    text[open + 1 + length] == '\0' ||
		    strchr("])}", text[open + 1 + length]) == NULL)
			continue;
		*stands_for = disguises[i].stands_for;
		length += open + 2;
		return length - at + (text[length] == ' ');
	}
	return 0;
}

static void
normal_undisguise(struct pl_normal *normal)
{
	size_t kept = 0, at = 0;

	while (at < normal->length) {
		char stands_for = normal->text[at];
		size_t length = disguise_at(normal, at, &stands_for);

		if (length == 0)
			length = 1;
		normal->from[kept] = normal->from[at];
		normal->to[kept] = normal->to[at + length - 1];
		normal->text[kept++] = stands_for;
		at += length;
	}
	normal->length = kept;
	normal->text[kept] = '\0';
}

/* What was left out behind a character goes where it goes. */
static void
normal_close_gaps(struct pl_normal *normal, size_t length)
{
	uint32_t next = (uint32_t)length;

	for (size_t i = normal->length; i-- > 0;) {
		if (normal->to[i] < next && normal->from[i] < next)
			normal->to[i] = next;
		if (i > 0 && normal->from[i - 1] != normal->from[i])
			next = normal->from[i];
	}
}

void
pl_normalize(struct pl_normal *out, const char *text, size_t length,
    enum pl_normal_form form)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t at = 0;

	*out = (struct pl_normal){0};
	out->room = length + 64;
	out->text = pl_alloc(out->room);
	out->from = pl_alloc_array(out->room, sizeof *out->from);
	out->to = pl_alloc_array(out->room, sizeof *out->to);
	while (at < length) {
		int32_t code;
		utf8proc_ssize_t taken = utf8proc_iterate(
		    bytes + at, (utf8proc_ssize_t)(length - at), &code);

		if (taken <= 0)
			break;
		normal_character(out, code, form, (uint32_t)at,
		    (uint32_t)at + (uint32_t)taken);
		at += (size_t)taken;
	}
	normal_close_gaps(out, length);
	normal_undisguise(out);
	/* To the byte, so that a sanitizer sees who reads behind the NUL. */
	out->text = pl_realloc_array(out->text, out->length + 1, 1);
	out->room = out->length + 1;
}

void
pl_normal_free(struct pl_normal *normal)
{
	free(normal->text);
	free(normal->from);
	free(normal->to);
	*normal = (struct pl_normal){0};
}

struct pl_span
pl_normal_origin(const struct pl_normal *normal, size_t from, size_t to)
{
	return (struct pl_span){
	    .from = normal->from[from], .to = normal->to[to - 1]};
}

/* ---- What may be shared ------------------------------------------------- */

/* A character that is seen, or ends a line or a column. */
static int
is_seen(int32_t code)
{
	int32_t parts[EXPANSION];

	switch (utf8proc_category(code)) {
	case UTF8PROC_CATEGORY_CC:
		return code == '\n' || code == '\t';
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CO:
		return 0;
	default:
		return utf8proc_decompose_char(code, parts, EXPANSION,
			   UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE, NULL) > 0;
	}
}

static int
clean_compose(char **out, size_t *out_length, const char *text, size_t length,
    struct pl_error *err)
{
	uint8_t *composed;
	utf8proc_ssize_t count =
	    utf8proc_map((const uint8_t *)text, (utf8proc_ssize_t)length,
		&composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

	if (count < 0)
		return pl_fail(err, PL_E_DATA, "cannot compose the text: %s",
		    utf8proc_errmsg(count));
	*out = (char *)composed;
	*out_length = (size_t)count;
	return PL_OK;
}

int
pl_normal_clean(char **out, size_t *out_length, size_t *hidden,
    const char *text, size_t length, struct pl_error *err)
{
	char *seen = pl_alloc(length + 1);
	size_t kept = 0, at = 0, left_out = 0;
	int result = PL_OK;

	while (at < length && result == PL_OK) {
		int32_t code;
		utf8proc_ssize_t taken =
		    utf8proc_iterate((const uint8_t *)text + at,
			(utf8proc_ssize_t)(length - at), &code);

		if (taken <= 0) {
			result = pl_fail(err, PL_E_DATA,
			    "the text is not UTF-8 at byte %zu", at + 1);
		} else if (is_seen(code)) {
			memcpy(seen + kept, text + at, (size_t)taken);
			kept += (size_t)taken;
		} else {
			left_out++;
		}
		at += taken > 0 ? (size_t)taken : 1;
	}
	if (result == PL_OK)
		result = clean_compose(out, out_length, seen, kept, err);
	if (result == PL_OK)
		*hidden = left_out;
	free(seen);
	return result;
}
