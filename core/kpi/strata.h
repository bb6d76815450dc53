/*
 * strata.h - which value of each stratum an item has
 *
 * Loads what a query needs of the store's names and facts, and then answers by
 * number. Number 0 is "unknown". Functions that take a const pointer only read:
 * while nobody calls another one, or fills in what is known of an asset,
 * several threads may call them at once.
 */
#ifndef PL_STRATA_H
#define PL_STRATA_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"
#include "model/policy.h"

struct pl_strata;

/* What is known of an asset. */
struct pl_strata_asset {
	int64_t first_ms, last_ms; /* 0: no event up to the cut-off */
	int64_t retired_ms;        /* for the caller to fill in, as the next */
	int64_t scanned_ms;        /* its last scan.completed; 0: none */
	unsigned group;            /* for the jackknife */
};

/* The store and the query must outlive it. */
int pl_strata_load(struct pl_strata **out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err);
void pl_strata_free(struct pl_strata *strata);

int64_t pl_strata_assets(const struct pl_strata *strata);

/* NULL where the id is none of an asset. */
struct pl_strata_asset *pl_strata_asset(
    struct pl_strata *strata, int64_t asset);

/* The item that the next two functions are about. */
struct pl_strata_item {
	int64_t subject, asset, source;
	int64_t month_ms; /* the instant whose month counts */
	/* Of a vulnerability: the patches whose values stand in for those that
	 * it lacks, where they agree. */
	const int64_t *patches;
	size_t patch_count;
};

/* Does the item match all --where? */
int pl_strata_matches(
    const struct pl_strata *strata, const struct pl_strata_item *item);

/* The numbers of its --by values. */
void pl_strata_by(const struct pl_strata *strata,
    const struct pl_strata_item *item, uint32_t out[PL_BY_MAX]);

/* The numbers of those --by values that an asset alone decides, with 0 for the
 * others; 0 where it fails a --where about assets. */
int pl_strata_of_asset(
    const struct pl_strata *strata, int64_t asset, uint32_t out[PL_BY_MAX]);

/* Of numbers as pl_strata_by tells them, those that an asset alone decides. */
void pl_strata_asset_part(const struct pl_strata *strata,
    const uint32_t by[PL_BY_MAX], uint32_t out[PL_BY_MAX]);

/* The time that numbers as pl_strata_by tells them are about: what lies between
 * the query's limits, up to the cut-off, and in each month that it or they
 * name. to_ms may come before from_ms. */
void pl_strata_period(struct pl_strata *strata, const uint32_t by[PL_BY_MAX],
    int64_t *from_ms, int64_t *to_ms);

/* What is known of an item that a policy asks for, by input; a NULL for what is
 * not. Facts of a patch stand in for those that a vulnerability lacks (0: there
 * is none). Borrowed from strata. */
void pl_strata_policy(const struct pl_strata *strata,
    const struct pl_strata_item *item, int64_t vuln,
    const char *facts[PL_POLICY_INPUTS]);

/* What some figures need to know of an item beside its strata, and what of it
 * is told; NULL: nothing. Borrowed from strata. */
enum pl_strata_fact {
	PL_FACT_KEV,
	PL_FACT_KEV_ADDED,
	PL_FACT_REMEDIATION,
	PL_FACT_LIFECYCLE,
	PL_FACT_REASSESS_BY,
	PL_FACTS
};
const char *pl_strata_fact(const struct pl_strata *strata,
    enum pl_strata_fact fact, const struct pl_strata_item *item);

/* Do the months of items matter to the query? */
int pl_strata_has_month(const struct pl_strata *strata);

/* The number of a result code, by its id in the store: 0 is none. For queries
 * that ask for failure-codes. */
uint32_t pl_strata_code(const struct pl_strata *strata, int64_t id);

/* The text of such a number; lives as long as strata. */
const char *pl_strata_code_text(const struct pl_strata *strata, uint32_t code);

/* The text of any number; lives as long as strata. */
const char *pl_strata_text(struct pl_strata *strata, uint32_t number);

/* In which order two values of a stratum are told, as strcmp says it: by
 * severity or importance, then by text. */
int pl_strata_order(const char *a, const char *b);

#endif
