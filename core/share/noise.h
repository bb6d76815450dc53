/*
 * noise.h - noise on the tables of a submission
 *
 * What noise is drawn from is the organization's key, all that the noise
 * depends on (the program, the period, the privacy, the layout, the table), and
 * a keyed digest of the exact cells of all tables. So the same data get the
 * same noise, and asking again tells nothing new; and data of which one unit is
 * another get noise that has nothing to do with the first, in each table, so
 * that the difference of two submissions has the noise of both in it. Leaving
 * the data out would make that difference exact; with those of one table alone
 * the other one, left as it was, would tell that nothing changed there.
 *
 * What remains is that two submissions about one period are the same or are
 * not, and so that the data are.
 *
 * Every cell of the layout gets its own draw, empty ones too.
 */
#ifndef PL_NOISE_H
#define PL_NOISE_H

#include <stddef.h>

#include "share/keyed.h"
#include "share/taxonomy.h"

struct pl_noise {
	const char *program, *period; /* "2026-Q3" */
	enum pl_privacy privacy;
	enum pl_layout layout;    /* not PL_LAYOUT_NONE */
	const unsigned char *key; /* of PL_KEY_SIZE; the year's */
};

/* How many classes a layout has cells of, from the first one on. Pooled it is
 * one, which then stands for all. */
size_t pl_layout_classes(enum pl_layout layout);

/* Of cells by class, those of a layout: pooled ones lie in the first class. */
void pl_ballots_lay(struct pl_ballots *cells, enum pl_layout layout);

/* The keyed digest of exact cells, which were laid, and of all else that the
 * noise of a table depends on. Two digests are equal where the noise is. */
void pl_noise_digest(unsigned char out[PL_KEYED_SIZE],
    const struct pl_noise *noise, enum pl_ballot_table table,
    const struct pl_ballots *exact);

/* Add noise to all tables of exact cells, which were laid; to be called once
 * what it costs is on the ledger. */
void pl_noise_add(struct pl_ballots *cells, const struct pl_noise *noise);

#endif
