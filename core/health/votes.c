#include "health/votes.h"

#include <string.h>

#include "base/error.h"
#include "store/store.h"

enum vote { VOTE_NONE, VOTE_UP, VOTE_DOWN };

static int
take_attr(void *context, const char *name, const char *value)
{
	enum vote *vote = context;

	if (strcmp(name, "vote") != 0)
		return 0;
	if (strcmp(value, "up") == 0)
		*vote = VOTE_UP;
	if (strcmp(value, "down") == 0)
		*vote = VOTE_DOWN;
	return 0;
}

static int
is_told_again(const struct pl_row *row, const struct pl_row *last)
{
	return row->subject == last->subject && row->asset == last->asset &&
	       row->at_ms == last->at_ms;
}

int
pl_votes_read(struct pl_store *store, int64_t as_of_ms,
    void (*each)(void *context, const struct pl_row *row, int up),
    void *context, struct pl_error *err)
{
	struct pl_row row, last = {0};
	struct pl_reader *reader;
	int result = pl_reader_open_kind(
	    &reader, store, as_of_ms, PL_FEEDBACK_VOTE, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		enum vote vote = VOTE_NONE;

		if (is_told_again(&row, &last))
			continue;
		result =
		    pl_store_event_attrs(store, &row, take_attr, &vote, err);
		if (result < 0)
			break;
		if (vote == VOTE_NONE)
			continue;
		each(context, &row, vote == VOTE_UP);
		last = row;
	}
	pl_reader_close(reader);
	return result;
}
