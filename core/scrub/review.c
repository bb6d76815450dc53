#include "scrub/review.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/plain.h"
#include "scrub/normalize.h"

/* ---- Approval ----------------------------------------------------------- */

static void
hash_number(crypto_generichash_state *state, size_t number)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
	crypto_generichash_update(state, bytes, sizeof bytes);
}

void
pl_review_digest(
    char out[PL_REVIEW_DIGEST], const char *const *texts, size_t count)
{
	crypto_generichash_state state;
	unsigned char digest[32];
	char hex[2 * sizeof digest + 1];

	crypto_generichash_init(&state, NULL, 0, sizeof digest);
	hash_number(&state, count);
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(texts[i]);

		hash_number(&state, length);
		crypto_generichash_update(
		    &state, (const unsigned char *)texts[i], length);
	}
	crypto_generichash_final(&state, digest, sizeof digest);
	sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	snprintf(out, PL_REVIEW_DIGEST, "b2:%s", hex);
}

static int
review_text(const char *text, size_t number, struct pl_error *err)
{
	size_t length = strlen(text), clean_length, hidden;
	char *clean;
	int result;

	if (length > PL_SCRUB_TEXT)
		return pl_fail(err, PL_E_LIMIT,
		    "text %zu has more than %d bytes; part it", number,
		    PL_SCRUB_TEXT);
	result =
	    pl_normal_clean(&clean, &clean_length, &hidden, text, length, err);
	if (result < 0)
		return result;
	if (clean_length != length || memcmp(clean, text, length) != 0)
		result = pl_fail(err, PL_E_DATA,
		    "text %zu holds characters that nobody sees; scrub it",
		    number);
	free(clean);
	return result;
}

static int
review_texts(const char *const *texts, size_t count, struct pl_error *err)
{
	int result = PL_OK;

	if (count > PL_REVIEW_TEXTS)
		return pl_fail(err, PL_E_LIMIT,
		    "more than %d texts to review at once", PL_REVIEW_TEXTS);
	for (size_t i = 0; i < count && result == PL_OK; i++)
		result = review_text(texts[i], i + 1, err);
	return result;
}

static int
role_is_one(const char *role)
{
	size_t length = strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length <= PL_REVIEW_ROLE && role[length] == '\0';
}

int
pl_review_role(const char *role, struct pl_error *err)
{
	return role_is_one(role)
	           ? PL_OK
	           : pl_fail(err, PL_E_CONFIG,
			 "a reviewer's role has 1 to %d small letters, digits "
			 "and hyphens, as security-lead",
			 PL_REVIEW_ROLE);
}

int
pl_review_approve(struct pl_review *out, const char *role,
    const char *const *texts, size_t count, struct pl_error *err)
{
	int result = pl_review_role(role, err);

	if (result == PL_OK)
		result = review_texts(texts, count, err);
	if (result < 0)
		return result;
	*out = (struct pl_review){.rules = PL_SCRUB_RULES};
	snprintf(out->role, sizeof out->role, "%s", role);
	pl_review_digest(out->digest, texts, count);
	return PL_OK;
}

int
pl_review_check(const struct pl_review *review, const char *const *texts,
    size_t count, struct pl_error *err)
{
	char digest[PL_REVIEW_DIGEST];
	int result;

	if (!role_is_one(review->role) || review->digest[0] == '\0')
		return pl_fail(err, PL_E_CONFIG,
		    "nobody has approved the texts; review them first");
	if (strcmp(review->rules, PL_SCRUB_RULES) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the texts were reviewed under the rules %s, and those of "
		    "today are %s; review them again",
		    review->rules, PL_SCRUB_RULES);
	result = review_texts(texts, count, err);
	if (result < 0)
		return result;
	pl_review_digest(digest, texts, count);
	if (strcmp(digest, review->digest) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "the texts are not those that were approved; review them "
		    "again");
	return PL_OK;
}

/* ---- Side by side ------------------------------------------------------- */

enum { COLUMN_MOST = 60 };

/* Two cells of a row that is being filled. */
struct row {
	struct pl_buf *out;
	size_t column; /* how wide a cell is */
	struct pl_buf cells[2];
	size_t widths[2];
	int changed;
};

static size_t
text_width(const char *text, size_t length)
{
	size_t width = 0, at = 0;

	while (at < length) {
		int32_t code;
		utf8proc_ssize_t taken =
		    utf8proc_iterate((const uint8_t *)text + at,
			(utf8proc_ssize_t)(length - at), &code);

		if (taken <= 0)
			break;
		width += (size_t)utf8proc_charwidth(code);
		at += (size_t)taken;
	}
	return width;
}

static void
cell_close(struct pl_buf *cell)
{
	while (cell->length > 0 && cell->text[cell->length - 1] == ' ')
		cell->text[--cell->length] = '\0';
	pl_plain(cell->text);
}

static void
row_end(struct row *row)
{
	const char *left = row->cells[0].text, *right = row->cells[1].text;
	size_t gap;

	for (int i = 0; i < 2; i++)
		cell_close(&row->cells[i]);
	row->widths[0] = text_width(left, row->cells[0].length);
	gap = row->widths[0] < row->column ? row->column - row->widths[0] : 0;
	pl_buf_addf(row->out, "%s%*s %c%s%s\n", left, (int)gap, "",
	    row->changed ? '*' : '|', *right != '\0' ? " " : "", right);
	for (int i = 0; i < 2; i++) {
		pl_buf_clear(&row->cells[i]);
		row->widths[i] = 0;
	}
	row->changed = 0;
}

static void
row_put(struct row *row, int cell, const char *text, size_t length)
{
	pl_buf_add(&row->cells[cell], text, length);
	row->widths[cell] += text_width(text, length);
}

/* A piece that stands on both sides, or on each in its own words. */
static void
row_piece(struct row *row, const char *left, size_t left_length,
    const char *right, size_t right_length, int changed)
{
	size_t wide = text_width(left, left_length);
	size_t other = text_width(right, right_length);

	if (row->cells[0].length + row->cells[1].length > 0 &&
	    (row->widths[0] + wide > row->column ||
		row->widths[1] + other > row->column))
		row_end(row);
	row_put(row, 0, left, left_length);
	row_put(row, 1, right, right_length);
	row->changed |= changed;
}

/* A word with the space behind it, a line's end, or a stretch of either. */
static size_t
piece_length(const char *text, size_t length)
{
	size_t at = 0;

	if (*text == '\n')
		return 1;
	while (at < length && text[at] != ' ' && text[at] != '\n')
		at++;
	while (at < length && text[at] == ' ')
		at++;
	return at;
}

static void
row_same(struct row *row, const char *text, size_t length)
{
	while (length > 0) {
		size_t piece = piece_length(text, length);

		if (*text == '\n')
			row_end(row);
		else
			row_piece(row, text, piece, text, piece, 0);
		text += piece;
		length -= piece;
	}
}

static void
write_sides(
    struct pl_buf *out, const struct pl_scrubbed *scrubbed, size_t columns)
{
	struct row row = {.out = out, .column = (columns - 3) / 2};
	size_t at = 0;

	if (row.column > COLUMN_MOST)
		row.column = COLUMN_MOST;
	pl_buf_addf(out, "%-*s | after\n", (int)row.column, "before");
	for (int i = 0; i < 2; i++)
		pl_buf_init(&row.cells[i], PL_SCRUB_TEXT);
	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		row_same(&row, scrubbed->before + at, piece->from - at);
		row_piece(&row, scrubbed->before + piece->from,
		    piece->to - piece->from, scrubbed->after + piece->at,
		    piece->length, 1);
		at = piece->to;
	}
	row_same(&row, scrubbed->before + at, scrubbed->before_length - at);
	if (row.cells[0].length + row.cells[1].length > 0)
		row_end(&row);
	for (int i = 0; i < 2; i++)
		pl_buf_free(&row.cells[i]);
}

/* ---- Lists -------------------------------------------------------------- */

static void
write_plain(struct pl_buf *out, const char *text, size_t length)
{
	size_t from = out->length;

	if (pl_buf_add(out, text, length) == PL_OK)
		pl_plain(out->text + from);
	out->length = strlen(out->text);
}

static void
write_lines(
    struct pl_buf *out, const char *title, const char *text, size_t length)
{
	const char *end = text + length;

	pl_buf_addf(out, "%s\n", title);
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t width = (size_t)((stop == NULL ? end : stop) - text);

		pl_buf_adds(out, "  ");
		write_plain(out, text, width);
		pl_buf_adds(out, "\n");
		text += width + (stop != NULL);
	}
}

static void
write_replaced(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	pl_buf_addf(out, "\nreplaced: %zu\n", scrubbed->replaced_count);
	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		pl_buf_addf(out, "  %-7s ", pl_span_name(piece->kind));
		write_plain(out, scrubbed->before + piece->from,
		    piece->to - piece->from);
		pl_buf_adds(out, " -> ");
		write_plain(out, scrubbed->after + piece->at, piece->length);
		pl_buf_adds(out, "\n");
	}
}

/* Only where there is one: most reviews restore nothing. */
static void
write_restored(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	if (scrubbed->restored_count > 0)
		pl_buf_addf(out, "\nrestored by the reviewer: %zu\n",
		    scrubbed->restored_count);
	for (size_t i = 0; i < scrubbed->restored_count; i++) {
		const struct pl_restored *piece = &scrubbed->restored[i];

		pl_buf_addf(out, "  %-7s ", pl_span_name(piece->kind));
		write_plain(out, scrubbed->after + piece->from,
		    piece->to - piece->from);
		pl_buf_adds(out, "\n");
	}
}

const char *
pl_review_doubt(enum pl_doubt doubt)
{
	static const char *const whys[] = {
	    [PL_DOUBT_NAME] = "name",
	    [PL_DOUBT_CAPITAL] = "capital",
	    [PL_DOUBT_RARE] = "rare",
	};

	return whys[doubt];
}

static void
write_doubts(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	size_t line = 1, at = 0;

	pl_buf_addf(out, "\nlook at: %zu\n", scrubbed->doubt_count);
	for (size_t i = 0; i < scrubbed->doubt_count; i++) {
		const struct pl_doubtful *doubt = &scrubbed->doubts[i];

		for (; at < doubt->from; at++)
			line += scrubbed->after[at] == '\n';
		pl_buf_addf(out, "  line %zu: %-7s ", line,
		    pl_review_doubt(doubt->why));
		write_plain(out, scrubbed->after + doubt->from,
		    doubt->to - doubt->from);
		if (doubt->why == PL_DOUBT_NAME)
			pl_buf_addf(out, " (your inventory has it: %s)",
			    pl_span_name(doubt->kind));
		pl_buf_adds(out, "\n");
	}
}

void
pl_review_write(
    struct pl_buf *out, const struct pl_scrubbed *scrubbed, size_t columns)
{
	if (scrubbed->hidden > 0)
		pl_buf_addf(out,
		    "characters that nobody sees, left out: %zu\n\n",
		    scrubbed->hidden);
	if (columns >= PL_REVIEW_COLUMNS) {
		write_sides(out, scrubbed, columns);
	} else {
		write_lines(
		    out, "before", scrubbed->before, scrubbed->before_length);
		pl_buf_adds(out, "\n");
		write_lines(
		    out, "after", scrubbed->after, scrubbed->after_length);
	}
	write_replaced(out, scrubbed);
	write_restored(out, scrubbed);
	write_doubts(out, scrubbed);
}
