#include "share/rows.h"

#include "share/noise.h"

enum { BASIS = 10000 };

/* part of whole, which is above 0, in basis points; halves away from 0. */
static int64_t
basis_points(int64_t part, int64_t whole)
{
	const int64_t half = part < 0 ? -(whole / 2) : whole / 2;

	return (part * BASIS + half) / whole;
}

static json_t *
row(const int64_t *units, enum pl_ballot_table table, const char *class,
    enum pl_urgency urgency, enum pl_privacy privacy)
{
	const size_t bins = pl_table_bins(table);
	json_t *points = json_array();
	int64_t total = 0;

	for (size_t bin = 0; bin < bins; bin++)
		total += units[bin];
	if (total < pl_table_least(table, privacy)) {
		json_decref(points);
		return json_pack("{s:s, s:s, s:s, s:s}", "t",
		    pl_table_names[table], "class", class, "urg",
		    pl_urgencies[urgency], "st", "low");
	}
	for (size_t bin = 0; bin < bins; bin++)
		json_array_append_new(
		    points, json_integer(basis_points(units[bin], total)));
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "t",
	    pl_table_names[table], "class", class, "urg", pl_urgencies[urgency],
	    "st", "ok", "bp", points);
}

json_t *
pl_rows(const struct pl_ballots *noisy, enum pl_layout layout,
    enum pl_privacy privacy)
{
	const size_t classes = pl_layout_classes(layout);
	json_t *rows = json_array();

	for (int table = 0; table < PL_TABLES; table++)
		for (size_t c = 0; c < classes; c++)
			for (int urgency = 0; urgency < PL_URGENCIES; urgency++)
				json_array_append_new(rows,
				    row(noisy->units[table][c][urgency],
					(enum pl_ballot_table)table,
					layout == PL_LAYOUT_POOLED
					    ? "all"
					    : pl_classes[c],
					(enum pl_urgency)urgency, privacy));
	return rows;
}
