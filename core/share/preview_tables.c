#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/members.h"
#include "share/preview_part.h"

enum { WORST_POINTS = 19 }; /* of a share that is told; taxonomy.h */

static const char *const titles[] = {
    [PL_TABLE_TIME] = "Time to patch",
    [PL_TABLE_OUTCOME] = "Outcome of deployments",
};

/* ---- Names -------------------------------------------------------------- */

static void
add_class(struct pl_buf *out, const char *class)
{
	static const char *const names[] = {
	    [PL_CLASS_SERVER] = "servers",
	    [PL_CLASS_CLIENT] = "clients",
	    [PL_CLASS_NETWORK] = "network devices",
	    [PL_CLASS_OT] = "operational technology",
	    [PL_CLASS_CLOUD] = "machines in a cloud",
	    [PL_CLASS_OTHER] = "other machines",
	};
	int index = pl_members_index(pl_classes, class);

	pl_buf_adds(out, index < 0 ? "all machines" : names[index]);
}

/* The bins of days each go on where the one before ends. */
static void
add_days(struct pl_buf *out, size_t bin)
{
	const char *name = pl_table_bin(PL_TABLE_TIME, bin);
	const char *before =
	    bin == 0 ? "0" : pl_table_bin(PL_TABLE_TIME, bin - 1);

	if (strcmp(name, "open") == 0)
		pl_buf_adds(out, "still open");
	else if (strcmp(name, "more") == 0)
		pl_buf_addf(out, "more than %s days", before);
	else if (bin == 0)
		pl_buf_addf(out, "up to %s day", name);
	else
		pl_buf_addf(out, "more than %s, up to %s days", before, name);
}

static void
add_outcome(struct pl_buf *out, size_t bin)
{
	static const char *const names[] = {"went well at once",
	    "went well after a retry", "failed", "was rolled back",
	    "was deferred"};

	pl_buf_adds(out, names[bin]);
}

/* ---- Rows --------------------------------------------------------------- */

/* Hundredths of a percent, as they are: "-0.97". */
static void
add_percent(struct pl_buf *out, int64_t points)
{
	const int64_t size = points < 0 ? -points : points;

	pl_buf_addf(out, "%s%" PRId64 ".%02" PRId64, points < 0 ? "-" : "",
	    size / 100, size % 100);
}

static void
tell_bin(const struct pl_preview_part *part, enum pl_ballot_table table,
    size_t bin, int64_t points)
{
	struct pl_buf name, share;

	pl_buf_init(&name, PL_SAY_COLUMNS);
	pl_buf_init(&share, PL_SAY_COLUMNS);
	if (table == PL_TABLE_TIME)
		add_days(&name, bin);
	else
		add_outcome(&name, bin);
	add_percent(&share, points);
	pl_buf_addf(part->out, "    %-30s %8s %%\n", name.text, share.text);
	pl_buf_free(&share);
	pl_buf_free(&name);
}

static void
tell_row(const struct pl_preview_part *part, const json_t *row)
{
	const char *name = pl_member_text(row, "t");
	const enum pl_ballot_table table =
	    (enum pl_ballot_table)pl_members_index(pl_table_names, name);
	const json_t *points = json_object_get(row, "bp");
	const size_t bins = pl_table_bins(table);

	pl_buf_addf(part->out, "\n  %s (%s), ", titles[table], name);
	add_class(part->out, pl_member_text(row, "class"));
	pl_buf_addf(part->out, ", %s patches: %s\n", pl_member_text(row, "urg"),
	    pl_member_text(row, "st"));
	for (size_t bin = 0; points != NULL && bin < bins; bin++)
		tell_bin(part, table, bin,
		    json_integer_value(json_array_get(points, bin)));
}

/* ---- What they mean ----------------------------------------------------- */

/* The most machines of a size band; 0: it is open above. */
static int
most_machines(enum pl_size size)
{
	const char *dash = strchr(pl_sizes[size], '-');

	return atoi(dash + 1);
}

/*
 * The limits of a share p of n votes in one of B bins, which has noise of
 * variance s^2 in each, are 1.96 s sqrt((1 - p)^2 + (B - 1) p^2) / n from it
 * (noisyshare.h), which is least at p = 1 / B.
 */
static double
best_points(enum pl_ballot_table table, enum pl_privacy privacy, int machines)
{
	const double sigma = sqrt((double)pl_table_variance(table, privacy));
	const double bins = (double)pl_table_bins(table);

	return 196 * sigma / PL_VOTE * sqrt((bins - 1) / bins) / machines;
}

static void
tell_precision(const struct pl_preview_part *part, enum pl_ballot_table table)
{
	const int most = most_machines(part->size);
	const char *name = pl_table_names[table];

	if (most > 0)
		pl_say(part->out, "  - ",
		    "%s: a reader who takes your size for true knows a share "
		    "to %.1f points at best, and to %d at worst, with 95 %% "
		    "confidence.",
		    name, best_points(table, part->privacy, most),
		    WORST_POINTS);
	else
		pl_say(part->out, "  - ",
		    "%s: with so many machines noise hides next to nothing of "
		    "a share. Take it for exact.",
		    name);
	pl_say(part->out, "    ",
	    "A row that is \"low\" has, with its noise, fewer than %" PRId64
	    " votes: a reader learns that, and no share.",
	    pl_table_least(table, part->privacy) / PL_VOTE);
}

static void
tell_meaning(const struct pl_preview_part *part)
{
	pl_say(part->out, "  ",
	    "Each machine has one vote in a row, split over its patches, and a "
	    "share is what all votes together say: that of the average "
	    "machine, not of all installs. Noise was added on your computer, "
	    "before shares were made of it. So a share may be below 0 or "
	    "above 100, and is sent as it is.");
	pl_buf_adds(part->out, "\n");
	for (int table = 0; table < PL_TABLES; table++)
		tell_precision(part, (enum pl_ballot_table)table);
}

void
pl_preview_tables(const struct pl_preview_part *part)
{
	const json_t *tables = json_object_get(part->body, "tables");
	size_t index;
	json_t *row;

	pl_buf_addf(part->out, "\nTABLES (%s)\n\n",
	    pl_member_text(part->body, "layout"));
	if (json_array_size(tables) == 0) {
		pl_say(part->out, "  ",
		    "None: below 100 machines there are tables in an annual "
		    "release alone.");
		return;
	}
	tell_meaning(part);
	json_array_foreach(tables, index, row)
	{
		tell_row(part, row);
	}
}
