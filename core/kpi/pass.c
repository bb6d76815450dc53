#include "kpi/pass.h"

#include "base/error.h"
#include "kpi/count.h"
#include "kpi/history.h"
#include "kpi/strata.h"
#include "kpi/vulnerability.h"
#include "kpi/waves.h"

/* Which clock is the default is known when all is read; until then, items are
 * counted by both, which is cheaper than to read them twice. */
static void
pass_begin(struct pl_pass *pass, struct pl_query query)
{
	static const enum pl_clock either[PL_PASS_CLOCKS] = {
	    PL_CLOCK_DETECTION, PL_CLOCK_RELEASE};

	if (query.clock != PL_CLOCK_DEFAULT) {
		pl_cells_init(&pass->cells[0], pass->strata, &query);
		pass->cells_count = 1;
		return;
	}
	for (int i = 0; i < PL_PASS_CLOCKS; i++) {
		query.clock = either[i];
		pl_cells_init(&pass->cells[i], pass->strata, &query);
	}
	pass->cells_count = PL_PASS_CLOCKS;
}

void
pl_pass_free(struct pl_pass *pass)
{
	for (int i = 0; i < pass->cells_count; i++)
		pl_cells_free(&pass->cells[i]);
	pl_vulnerabilities_free(pass->vulns);
	pl_waves_free(pass->waves);
	pl_strata_free(pass->strata);
}

static void
take_item(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	for (int i = 0; i < pass->cells_count; i++)
		pl_count_item(&pass->cells[i], item);
	if (pass->waves != NULL)
		pl_waves_take(pass->waves, item);
}

static void
take_patch(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	pass->unnamed += !pl_vulnerabilities_name(pass->vulns, item);
	for (int i = 0; i < pass->cells_count; i++)
		pl_count_deployment(&pass->cells[i], item);
	if (pass->waves != NULL)
		pl_waves_take(pass->waves, item);
}

static void
take_vulnerability(void *context, const struct pl_item *item)
{
	struct pl_pass *pass = context;

	for (int i = 0; i < pass->cells_count; i++)
		pl_count_risk(&pass->cells[i], item);
}

static int
read_patches(struct pl_pass *pass, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	int result = PL_OK;

	if (pl_waves_wanted(query))
		result = pl_waves_open(
		    &pass->waves, store, pass->cells, pass->cells_count, err);
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

/* The cells by the clock that holds. */
static void
choose_clock(struct pl_pass *pass)
{
	enum pl_clock chosen;

	pass->chosen = &pass->cells[0];
	pass->clock_why = "as asked";
	if (pass->cells_count == 1)
		return;
	chosen = pl_cells_clock(&pass->cells[0]);
	pass->clock_why = pass->cells[0].fixed == 0
	                      ? "there is no fix to choose it by"
	                  : chosen == PL_CLOCK_RELEASE
	                      ? "most fixes were never detected by a source"
	                      : "most fixes were detected first";
	pass->chosen = &pass->cells[chosen == PL_CLOCK_RELEASE];
}

int
pl_pass_read(struct pl_pass *out, struct pl_store *store,
    const struct pl_query *query, struct pl_error *err)
{
	int result = pl_query_check(query, err);

	*out = (struct pl_pass){0};
	if (result < 0)
		return result;
	result = pl_strata_load(&out->strata, store, query, err);
	if (result < 0)
		return result;
	pass_begin(out, *query);
	result = read_all(out, store, query, err);
	if (result == PL_OK) {
		choose_clock(out);
		pl_count_assets(out->chosen);
		result = pl_count_patch_troubles(out->chosen, store, err);
	}
	if (result < 0)
		pl_pass_free(out);
	return result;
}
