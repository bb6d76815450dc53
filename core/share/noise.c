#include "share/noise.h"

#include "share/gaussian.h"
#include "share/stream.h"

enum { CELLS = PL_CLASSES * PL_URGENCIES * PL_BINS }; /* of a table, at most */

size_t
pl_layout_classes(enum pl_layout layout)
{
	static const size_t classes[PL_LAYOUTS] = {
	    [PL_LAYOUT_POOLED] = 1,
	    [PL_LAYOUT_BY_CLASS] = PL_CLASSES,
	};

	return classes[layout];
}

/* The cells that a table has in a layout, in the order of submissions. */
static size_t
cells_of(int64_t *out[CELLS], struct pl_ballots *cells, enum pl_layout layout,
    enum pl_ballot_table table)
{
	const size_t classes = pl_layout_classes(layout);
	const size_t bins = pl_table_bins(table);
	size_t count = 0;

	for (size_t c = 0; c < classes; c++)
		for (int urgency = 0; urgency < PL_URGENCIES; urgency++)
			for (size_t bin = 0; bin < bins; bin++)
				out[count++] =
				    &cells->units[table][c][urgency][bin];
	return count;
}

void
pl_ballots_lay(struct pl_ballots *cells, enum pl_layout layout)
{
	if (layout != PL_LAYOUT_POOLED)
		return;
	for (int table = 0; table < PL_TABLES; table++)
		for (int c = 1; c < PL_CLASSES; c++)
			for (int urgency = 0; urgency < PL_URGENCIES; urgency++)
				for (int bin = 0; bin < PL_BINS; bin++) {
					cells->units[table][0][urgency][bin] +=
					    cells
						->units[table][c][urgency][bin];
					cells->units[table][c][urgency][bin] =
					    0;
				}
}

/* Begin what noise, or the digest of a table, is made of. */
static void
begin(struct pl_keyed *keyed, const struct pl_noise *noise, const char *purpose,
    enum pl_ballot_table table)
{
	pl_keyed_begin(keyed, noise->key, purpose);
	pl_keyed_text(keyed, noise->program);
	pl_keyed_text(keyed, noise->period);
	pl_keyed_text(keyed, pl_table_names[table]);
	pl_keyed_text(keyed, pl_layouts[noise->layout]);
	pl_keyed_number(keyed, PL_VOTE);
	pl_keyed_number(keyed, pl_table_variance(table, noise->privacy));
}

void
pl_noise_digest(unsigned char out[PL_KEYED_SIZE], const struct pl_noise *noise,
    enum pl_ballot_table table, const struct pl_ballots *exact)
{
	struct pl_ballots cells = *exact;
	int64_t *list[CELLS];
	struct pl_keyed keyed;

	begin(&keyed, noise, "patchlore/table/2", table);
	for (int any = 0; any < PL_TABLES; any++) {
		const size_t count = cells_of(
		    list, &cells, noise->layout, (enum pl_ballot_table)any);

		for (size_t i = 0; i < count; i++)
			pl_keyed_number(&keyed, *list[i]);
	}
	pl_keyed_end(&keyed, out);
	sodium_memzero(&cells, sizeof cells);
}

static void
add(struct pl_ballots *cells, const struct pl_noise *noise,
    enum pl_ballot_table table, const struct pl_ballots *exact)
{
	const struct pl_variance variance = {
	    (uint64_t)pl_table_variance(table, noise->privacy), 1};
	unsigned char digest[PL_KEYED_SIZE], key[PL_KEY_SIZE];
	int64_t *list[CELLS];
	const size_t count = cells_of(list, cells, noise->layout, table);
	struct pl_stream *stream;
	struct pl_keyed keyed;

	pl_noise_digest(digest, noise, table, exact);
	begin(&keyed, noise, "patchlore/noise/1", table);
	pl_keyed_part(&keyed, digest, sizeof digest);
	pl_keyed_end(&keyed, key);
	stream = pl_stream_open(key);
	for (size_t i = 0; i < count; i++)
		*list[i] += pl_gaussian(stream, variance);
	pl_stream_close(stream);
	sodium_memzero(key, sizeof key);
}

void
pl_noise_add(struct pl_ballots *cells, const struct pl_noise *noise)
{
	struct pl_ballots exact = *cells;

	for (int table = 0; table < PL_TABLES; table++)
		add(cells, noise, (enum pl_ballot_table)table, &exact);
	sodium_memzero(&exact, sizeof exact);
}
