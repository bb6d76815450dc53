/* Names that must not leave, one a line, up to the first byte 0xff, and behind
 * it the text that they are looked for in. Without that byte all is text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/inventory.h"
#include "scrub/review.h"
#include "scrub/scrub.h"
#include "tests/fuzz/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pl_denylist *
names_of(const uint8_t *data, size_t size)
{
	struct pl_denylist *list = pl_denylist_new();
	unsigned kind = 0;

	while (size > 0) {
		size_t length;
		char *line = next_line(&data, &size, &length);

		pl_inventory_add(list, line,
		    (enum pl_span_kind)(kind++ % (PL_SPAN_VALUE + 1)), NULL);
		free(line);
	}
	pl_denylist_close(list);
	return list;
}

static void
demand(int holds)
{
	if (!holds)
		abort();
}

/* After is before with the pieces that are told put in their places. */
static void
check_replaced(const struct pl_scrubbed *scrubbed)
{
	size_t before = 0, after = 0;

	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];
		size_t same = piece->from - before;

		demand(piece->from >= before && piece->to > piece->from);
		demand(piece->at == after + same && piece->length > 0);
		demand(memcmp(scrubbed->before + before,
			   scrubbed->after + after, same) == 0);
		before = piece->to;
		after = piece->at + piece->length;
	}
	demand(
	    scrubbed->before_length - before == scrubbed->after_length - after);
	demand(memcmp(scrubbed->before + before, scrubbed->after + after,
		   scrubbed->after_length - after) == 0);
}

static void
check_doubts(const struct pl_scrubbed *scrubbed)
{
	for (size_t i = 0; i < scrubbed->doubt_count; i++) {
		const struct pl_doubtful *doubt = &scrubbed->doubts[i];

		demand(doubt->from < doubt->to &&
		       doubt->to <= scrubbed->after_length);
		demand(i == 0 || doubt->from >= scrubbed->doubts[i - 1].from);
	}
}

static void
check_again(const struct pl_scrubbed *scrubbed, const struct pl_denylist *list)
{
	struct pl_scrubbed again;

	demand(pl_scrub(&again, scrubbed->after, scrubbed->after_length, list,
		   NULL) == PL_OK);
	demand(again.after_length == scrubbed->after_length &&
	       memcmp(again.after, scrubbed->after, again.after_length) == 0);
	demand(again.replaced_count == 0 && again.hidden == 0);
	demand(again.doubt_count == scrubbed->doubt_count);
	pl_scrubbed_free(&again);
}

static void
check_review(const struct pl_scrubbed *scrubbed)
{
	const char *text = scrubbed->after;
	struct pl_review review;
	struct pl_buf listing;

	demand(pl_review_approve(&review, "fuzzer", &text, 1, NULL) == PL_OK);
	demand(pl_review_check(&review, &text, 1, NULL) == PL_OK);
	pl_buf_init(&listing, 1 << 21);
	pl_review_write(&listing, scrubbed, 80);
	pl_review_write(&listing, scrubbed, 40);
	demand(strlen(listing.text) == listing.length);
	pl_buf_free(&listing);
}

/* All that was replaced restored, and the first word to look at struck. */
static struct pl_choices *
choose(const struct pl_scrubbed *scrubbed)
{
	struct pl_choices *choices = pl_choices_new();

	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		pl_choices_restore(choices, scrubbed->before + piece->from,
		    piece->to - piece->from, NULL);
	}
	for (size_t i = 0; i < scrubbed->doubt_count && i < 1; i++) {
		const struct pl_doubtful *doubt = &scrubbed->doubts[i];
		char word[64] = "";

		if (doubt->to - doubt->from < sizeof word)
			memcpy(word, scrubbed->after + doubt->from,
			    doubt->to - doubt->from);
		pl_choices_strike(choices, word, NULL);
	}
	return choices;
}

/* Whatever was chosen, what is listed and what was struck is gone, and what
 * came of it comes of it again. */
static void
check_chosen(const struct pl_scrubbed *before, const struct pl_denylist *list)
{
	struct pl_choices *choices = choose(before);
	struct pl_spans listed = {0}, doubts = {0};
	struct pl_scrubbed chosen, again;

	if (pl_scrub_chosen(&chosen, before->before, before->before_length,
		list, choices, NULL) == PL_OK) {
		check_replaced(&chosen);
		check_doubts(&chosen);
		pl_denylist_find(
		    list, chosen.after, chosen.after_length, &listed, &doubts);
		pl_choices_find(
		    choices, chosen.after, chosen.after_length, &listed);
		demand(listed.count == 0);
		demand(pl_scrub_chosen(&again, chosen.after,
			   chosen.after_length, list, choices, NULL) == PL_OK);
		demand(again.replaced_count == 0 &&
		       again.restored_count == chosen.restored_count &&
		       strcmp(again.after, chosen.after) == 0);
		check_review(&chosen);
		pl_scrubbed_free(&again);
		pl_scrubbed_free(&chosen);
	}
	pl_spans_free(&listed);
	pl_spans_free(&doubts);
	pl_choices_free(choices);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, 0xff, size) : NULL;
	const char *text = (const char *)(end != NULL ? end + 1 : data);
	size_t names = end != NULL ? (size_t)(end - data) : 0;
	struct pl_denylist *list = names_of(data, names);
	struct pl_scrubbed scrubbed;

	if (pl_scrub(&scrubbed, text, size - names - (end != NULL), list,
		NULL) == PL_OK) {
		check_replaced(&scrubbed);
		check_doubts(&scrubbed);
		check_again(&scrubbed, list);
		check_review(&scrubbed);
		check_chosen(&scrubbed, list);
		pl_scrubbed_free(&scrubbed);
	}
	pl_denylist_free(list);
	return 0;
}
