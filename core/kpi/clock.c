#include "kpi/clock.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/episode.h"
#include "store/store.h"

/* So much is looked at: subjects, and events of each. */
enum { SUBJECTS = 32, EVENTS = 256 };

struct guess {
	int64_t *subjects;
	size_t count, room;
	int64_t fixed, undetected; /* items; the latter are of the former */
};

static int
take_subject(void *context, const struct pl_subject *subject)
{
	struct guess *guess = context;

	guess->subjects = pl_grow(guess->subjects, guess->count, &guess->room,
	    sizeof *guess->subjects);
	guess->subjects[guess->count++] = subject->id;
	return 0;
}

static void
count_item(struct guess *guess, int fixed, int found)
{
	guess->fixed += fixed;
	guess->undetected += fixed && !found;
}

static int
read_items(struct guess *guess, struct pl_reader *reader, struct pl_error *err)
{
	int64_t asset = 0;
	int fixed = 0, found = 0, result = PL_OK;
	struct pl_row row;

	for (int i = 0; i < EVENTS; i++) {
		result = pl_reader_next(reader, &row, err);
		if (result <= 0)
			break;
		if (row.asset != asset) {
			count_item(guess, fixed, found);
			fixed = found = 0;
			asset = row.asset;
		}
		fixed |= row.kind == PL_DEPLOY_INSTALLED ||
		         row.kind == PL_DEPLOY_EFFECTIVE;
		found |= pl_is_finding(row.kind);
	}
	count_item(guess, fixed, found);
	return result < 0 ? result : PL_OK;
}

static int
read_subject(struct guess *guess, struct pl_store *store, int64_t subject,
    int64_t as_of_ms, struct pl_error *err)
{
	struct pl_reader *reader;
	int result =
	    pl_reader_open_subject(&reader, store, as_of_ms, subject, err);

	if (result < 0)
		return result;
	result = read_items(guess, reader, err);
	pl_reader_close(reader);
	return result;
}

int
pl_clock_guess(enum pl_clock *out, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct guess guess = {0};
	int result =
	    pl_store_subjects(store, as_of_ms, take_subject, &guess, err);
	size_t looks = guess.count < SUBJECTS ? guess.count : SUBJECTS;

	/* From all over the store, since what comes together is alike. */
	for (size_t i = 0; i < looks && result == PL_OK; i++)
		result = read_subject(&guess, store,
		    guess.subjects[i * guess.count / looks], as_of_ms, err);
	free(guess.subjects);
	if (result < 0)
		return result;
	*out = guess.undetected * 2 > guess.fixed ? PL_CLOCK_RELEASE
	                                          : PL_CLOCK_DETECTION;
	return PL_OK;
}
