#include "kpi/pass.h"

#include "base/error.h"
#include "kpi/clock.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "kpi/parallel.h"
#include "kpi/strata.h"
#include "kpi/vulnerability.h"
#include "kpi/waves.h"

static void
forget(struct pl_pass *pass)
{
	pl_cells_free(&pass->cells);
	pl_vulnerabilities_free(pass->vulns);
	pl_waves_free(pass->waves);
}

void
pl_pass_free(struct pl_pass *pass)
{
	forget(pass);
	pl_strata_free(pass->strata);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	pl_count_item(&pass->cells, item);
	pl_waves_take(pass->waves, item);
}

static void
take_patch(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	pass->unnamed += !pl_vulnerabilities_name(pass->vulns, item);
	pl_count_deployment(&pass->cells, item);
	if (pass->waves != NULL)
		pl_waves_take(pass->waves, item);
}

static void
take_vulnerability(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	pl_count_risk(&pass->cells, item);
}

/* Patch after patch: waves, and vulnerabilities, are of many. */
static int
read_patches(struct pl_pass *pass, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	int result = PL_OK;

	if (pl_waves_wanted(query))
		result = pl_waves_open(&pass->waves, store, &pass->cells, err);
	if (result == PL_OK)
		result = pl_history_read(store, pass->strata, query->as_of_ms,
		    0, pass->vulns == NULL ? take_item : take_patch, pass,
		    &pass->events, err);
	if (result == PL_OK && pass->waves != NULL)
		result = pl_waves_finish(pass->waves, err);
	return result;
}

static int
read_all(struct pl_pass *pass, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	int result;

	pl_cells_init(&pass->cells, pass->strata, query);
	if (query->unit == PL_ITEMS_PATCH && !pl_waves_wanted(query))
		return pl_count_in_parallel(
		    &pass->cells, store, &pass->events, err);
	if (query->unit == PL_ITEMS_PATCH)
		return read_patches(pass, store, query, err);
	result =
	    pl_vulnerabilities_load(&pass->vulns, store, query->as_of_ms, err);
	if (result == PL_OK)
		result = read_patches(pass, store, query, err);
	if (result == PL_OK)
		result = pl_vulnerabilities_read(
		    pass->vulns, pass->strata, take_vulnerability, pass, err);
	return result;
}

/* By the default clock: the one that is guessed, and where all that was counted
 * says another, by that. */
static int
read_by_default(struct pl_pass *pass, struct pl_store *store,
    struct pl_query query, struct pl_error *err)
{
	int result = pl_clock_guess(&query.clock, store, query.as_of_ms, err);
	enum pl_clock chosen;

	if (result == PL_OK)
		result = read_all(pass, store, &query, err);
	if (result < 0)
		return result;
	chosen = pl_cells_clock(&pass->cells);
	pass->clock_why = pass->cells.fixed == 0
	                      ? "there is no fix to choose it by"
	                  : chosen == PL_CLOCK_RELEASE
	                      ? "most fixes were never detected by a source"
	                      : "most fixes were detected first";
	if (chosen == query.clock)
		return PL_OK;
	forget(pass);
	*pass = (struct pl_pass){
	    .strata = pass->strata, .clock_why = pass->clock_why};
	query.clock = chosen;
	return read_all(pass, store, &query, err);
}

int
pl_pass_read(struct pl_pass *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	int result = pl_query_check(query, err);

	*out = (struct pl_pass){.clock_why = "as asked"};
	if (result < 0)
		return result;
	result = pl_strata_load(&out->strata, store, query, err);
	if (result < 0)
		return result;
	result = query->clock == PL_CLOCK_DEFAULT
	             ? read_by_default(out, store, *query, err)
	             : read_all(out, store, query, err);
	if (result == PL_OK) {
		pl_count_assets(&out->cells);
		result = pl_count_patch_troubles(&out->cells, store, err);
	}
	if (result < 0)
		pl_pass_free(out);
	return result;
}
