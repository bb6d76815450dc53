#include "share/rating.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "store/store.h"

/* What is told of something; the worse the greater. */
enum answer { UNTOLD, NO, YES };

struct rating {
	unsigned char severe, listed; /* enum answer, of itself */
	unsigned char was_added;      /* to a list of those exploited */
	unsigned char vulns_severe,
	    vulns_listed; /* the worst of what it fixes */
};

struct pl_ratings {
	struct rating *list; /* by subject */
	size_t count;
};

static struct rating *
rating_at(struct pl_ratings *ratings, int64_t subject)
{
	size_t needed = (size_t)subject + 1;

	if (needed > ratings->count) {
		size_t room = needed * 2;

		ratings->list = pl_realloc_array(
		    ratings->list, room, sizeof *ratings->list);
		memset(ratings->list + ratings->count, 0,
		    (room - ratings->count) * sizeof *ratings->list);
		ratings->count = room;
	}
	return &ratings->list[subject];
}

static struct rating
rating_of(const struct pl_ratings *ratings, int64_t subject)
{
	return (size_t)subject < ratings->count ? ratings->list[subject]
	                                        : (struct rating){0};
}

static enum answer
is_severe(const char *severity)
{
	static const char *const urgent[] = {"critical", "high", "important"};

	if (strcmp(severity, "unrated") == 0 ||
	    strcmp(severity, "unknown") == 0)
		return UNTOLD;
	for (size_t i = 0; i < PL_COUNT(urgent); i++)
		if (strcmp(severity, urgent[i]) == 0)
			return YES;
	return NO;
}

static int
take_fact(void *context, const struct pl_fact *fact)
{
	struct pl_ratings *ratings = context;

	if (strcmp(fact->name, "severity") == 0)
		rating_at(ratings, fact->owner)->severe =
		    (unsigned char)is_severe(fact->value);
	else if (strcmp(fact->name, "kev") == 0)
		rating_at(ratings, fact->owner)->listed =
		    strcmp(fact->value, "yes") == 0 ? YES : NO;
	return 0;
}

static int
read_added(struct pl_ratings *ratings, struct pl_store *store, int64_t as_of_ms,
    struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_kind(
	    &reader, store, as_of_ms, PL_VULN_KEV_ADDED, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		if (row.asset == 0)
			rating_at(ratings, row.subject)->was_added = 1;
	pl_reader_close(reader);
	return result;
}

static enum answer
is_listed(const struct rating *rating)
{
	return rating->listed == UNTOLD && rating->was_added
	           ? YES
	           : (enum answer)rating->listed;
}

static int
take_vuln(void *context, int64_t patch, int64_t vuln)
{
	struct pl_ratings *ratings = context;
	const struct rating fixed = rating_of(ratings, vuln);
	struct rating *rating = rating_at(ratings, patch);

	if (fixed.severe > rating->vulns_severe)
		rating->vulns_severe = fixed.severe;
	if (is_listed(&fixed) > (enum answer)rating->vulns_listed)
		rating->vulns_listed = (unsigned char)is_listed(&fixed);
	return 0;
}

int
pl_ratings_load(struct pl_ratings **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err)
{
	struct pl_ratings *ratings = pl_alloc(sizeof *ratings);
	int result =
	    pl_store_catalogue_facts(store, as_of_ms, take_fact, ratings, err);

	if (result == PL_OK)
		result = read_added(ratings, store, as_of_ms, err);
	if (result == PL_OK)
		result = pl_store_catalogue_vulns(
		    store, as_of_ms, take_vuln, ratings, err);
	if (result < 0) {
		pl_ratings_free(ratings);
		return result;
	}
	*out = ratings;
	return PL_OK;
}

void
pl_ratings_free(struct pl_ratings *ratings)
{
	if (ratings == NULL)
		return;
	free(ratings->list);
	free(ratings);
}

static int
is_exploited(const struct rating *rating)
{
	return is_listed(rating) == YES || rating->vulns_listed == YES;
}

static enum answer
severity_of(const struct rating *rating)
{
	return (enum answer)(
	    rating->severe != UNTOLD ? rating->severe : rating->vulns_severe);
}

enum pl_urgency
pl_rating_of(const struct pl_ratings *ratings, int64_t subject)
{
	const struct rating rating = rating_of(ratings, subject);

	return is_exploited(&rating) || severity_of(&rating) == YES
	           ? PL_URGENT
	           : PL_ROUTINE;
}

int
pl_rating_is_told(const struct pl_ratings *ratings, int64_t subject)
{
	const struct rating rating = rating_of(ratings, subject);

	return is_exploited(&rating) || severity_of(&rating) != UNTOLD;
}
