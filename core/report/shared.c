#include "report/shared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "share/coarse.h"

enum how {
	COUNT,  /* a count that is part of no other */
	SUBSET, /* some of "of" */
	PART,   /* the same, and none of them is in another PART of it */
	NET,    /* made of all counts of its figure */
	VALUE,  /* of "of"; "count" of them make it, where that is a measure */
};

static const struct rule {
	enum pl_kpi_id id;
	const char *name;
	enum how how;
	const char *of, *count;
} rules[] = {
    {PL_KPI_TIME_TO_PATCH, "fixed", PART, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "censored", PART, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "left", PART, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "median", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "p75", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "p90", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "within.7", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "within.14", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "within.30", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "rmst90", VALUE, "n", NULL},
    {PL_KPI_TIME_TO_PATCH, "from", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.1", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.3", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.7", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.14", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.30", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.60", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "within.90", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "p50", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "p90", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "patched.30", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "patched.90", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "left.30", VALUE, "n", NULL},
    {PL_KPI_PATCH_COVERAGE, "left.90", VALUE, "n", NULL},
    {PL_KPI_HALF_LIFE, "half_life", VALUE, "n", NULL},
    {PL_KPI_HALF_LIFE, "rmst365", VALUE, "n", NULL},
    {PL_KPI_FAILURE_RATE, "count", SUBSET, "n", NULL},
    {PL_KPI_FAILURE_RATE, "rate", VALUE, "n", "count"},
    {PL_KPI_FAILURE_RATE, "cancelled", COUNT, NULL, NULL},
    {PL_KPI_FAILURE_RATE, "timed_out", COUNT, NULL, NULL},
    {PL_KPI_FAILURE_RATE, "agent_lost", COUNT, NULL, NULL},
    {PL_KPI_FAILURE_CODES, "count", SUBSET, "n", NULL},
    {PL_KPI_FAILURE_CODES, "rate", VALUE, "n", "count"},
    {PL_KPI_FIRST_ATTEMPT, "count", SUBSET, "n", NULL},
    {PL_KPI_FIRST_ATTEMPT, "rate", VALUE, "n", "count"},
    {PL_KPI_ROLLBACK_RATE, "count", SUBSET, "n", NULL},
    {PL_KPI_ROLLBACK_RATE, "rate", VALUE, "n", "count"},
    {PL_KPI_BACKLOG, "stale", COUNT, NULL, NULL},
    {PL_KPI_BACKLOG_AGE, "median", VALUE, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "p90", VALUE, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "up_to_days.7", PART, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "up_to_days.30", PART, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "up_to_days.60", PART, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "up_to_days.90", PART, "n", NULL},
    {PL_KPI_BACKLOG_AGE, "up_to_days.more", PART, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "new", PART, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "reopened", PART, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "closed", PART, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "left", PART, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "net", NET, "n", NULL},
    {PL_KPI_BACKLOG_FLOW, "efficiency", NET, "n", NULL},
    {PL_KPI_CAPACITY, "count", SUBSET, "n", NULL},
    {PL_KPI_CAPACITY, "rate", VALUE, "n", "count"},
    {PL_KPI_STAGES, "detect_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "detect_median", VALUE, "detect_n", NULL},
    {PL_KPI_STAGES, "detect_rmst90", VALUE, "detect_n", NULL},
    {PL_KPI_STAGES, "detect_share", VALUE, "detect_n", NULL},
    {PL_KPI_STAGES, "approve_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "approve_median", VALUE, "approve_n", NULL},
    {PL_KPI_STAGES, "approve_rmst90", VALUE, "approve_n", NULL},
    {PL_KPI_STAGES, "approve_share", VALUE, "approve_n", NULL},
    {PL_KPI_STAGES, "offer_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "offer_median", VALUE, "offer_n", NULL},
    {PL_KPI_STAGES, "offer_rmst90", VALUE, "offer_n", NULL},
    {PL_KPI_STAGES, "offer_share", VALUE, "offer_n", NULL},
    {PL_KPI_STAGES, "install_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "install_median", VALUE, "install_n", NULL},
    {PL_KPI_STAGES, "install_rmst90", VALUE, "install_n", NULL},
    {PL_KPI_STAGES, "install_share", VALUE, "install_n", NULL},
    {PL_KPI_STAGES, "effect_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "effect_median", VALUE, "effect_n", NULL},
    {PL_KPI_STAGES, "effect_rmst90", VALUE, "effect_n", NULL},
    {PL_KPI_STAGES, "effect_share", VALUE, "effect_n", NULL},
    {PL_KPI_STAGES, "verify_n", SUBSET, "n", NULL},
    {PL_KPI_STAGES, "verify_median", VALUE, "verify_n", NULL},
    {PL_KPI_STAGES, "verify_rmst90", VALUE, "verify_n", NULL},
    {PL_KPI_STAGES, "verify_share", VALUE, "verify_n", NULL},
    {PL_KPI_REBOOT, "pending", SUBSET, "n", NULL},
    {PL_KPI_REBOOT, "median", VALUE, "n", NULL},
    {PL_KPI_REBOOT, "p90", VALUE, "n", NULL},
    {PL_KPI_VERIFICATION, "count", SUBSET, "n", NULL},
    {PL_KPI_VERIFICATION, "rate", VALUE, "n", "count"},
    {PL_KPI_VERIFICATION, "lag", VALUE, "count", NULL},
    {PL_KPI_SLA_COMPLIANCE, "count", PART, "n", NULL},
    {PL_KPI_SLA_COMPLIANCE, "rate", VALUE, "n", "count"},
    {PL_KPI_SLA_COMPLIANCE, "overdue", PART, "n", NULL},
    {PL_KPI_SLA_COMPLIANCE, "pending", COUNT, NULL, NULL},
    {PL_KPI_SLA_COMPLIANCE, "incomplete", COUNT, NULL, NULL},
    {PL_KPI_SLA_COMPLIANCE, "no_deadline", COUNT, NULL, NULL},
    {PL_KPI_SLA_COMPLIANCE, "out_of_policy", COUNT, NULL, NULL},
    {PL_KPI_TIME_OVERDUE, "fixed", SUBSET, "n", NULL},
    {PL_KPI_TIME_OVERDUE, "median", VALUE, "n", NULL},
    {PL_KPI_TIME_OVERDUE, "p90", VALUE, "n", NULL},
    {PL_KPI_NIST_MATRIX, "due", SUBSET, "n", NULL},
    {PL_KPI_NIST_MATRIX, "rate", VALUE, "due", NULL},
    {PL_KPI_NIST_MATRIX, "rmst90", VALUE, "n", NULL},
    {PL_KPI_NIST_MATRIX, "median", VALUE, "n", NULL},
    {PL_KPI_EXPOSURE, "days_per_asset", VALUE, "n", NULL},
    {PL_KPI_KEV_EXPOSED, "most", SUBSET, "n", NULL},
    {PL_KPI_KEV_EXPOSED, "last", SUBSET, "n", NULL},
    {PL_KPI_KEV_EXPOSED, "mean", NET, "n", NULL},
    {PL_KPI_MITIGATION, "mitigated", SUBSET, "n", NULL},
    {PL_KPI_MITIGATION, "median", VALUE, "n", NULL},
    {PL_KPI_MITIGATION, "within.1", VALUE, "n", NULL},
    {PL_KPI_MITIGATION, "within.7", VALUE, "n", NULL},
    {PL_KPI_MITIGATION, "open_mitigated", COUNT, NULL, NULL},
    {PL_KPI_MITIGATION, "fixed_mitigated", COUNT, NULL, NULL},
    {PL_KPI_MITIGATION, "past_removal", SUBSET, "fixed_mitigated", NULL},
    {PL_KPI_MITIGATION, "removal_unplanned", SUBSET, "fixed_mitigated", NULL},
    {PL_KPI_EXCEPTIONS, "count", SUBSET, "n", NULL},
    {PL_KPI_EXCEPTIONS, "rate", VALUE, "n", "count"},
    {PL_KPI_EXCEPTIONS, "age_median", VALUE, "count", NULL},
    {PL_KPI_EXCEPTIONS, "age_p90", VALUE, "count", NULL},
    {PL_KPI_EXCEPTIONS, "endless", VALUE, "count", NULL},
    {PL_KPI_EXCEPTIONS, "expired", COUNT, NULL, NULL},
    {PL_KPI_CURRENCY, "rate", VALUE, "n", NULL},
    {PL_KPI_ASSET_COVERAGE, "seen", VALUE, "n", NULL},
    {PL_KPI_ASSET_COVERAGE, "scanned", VALUE, "n", NULL},
    {PL_KPI_ASSET_COVERAGE, "deployed", VALUE, "n", NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "count", SUBSET, "n", NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "rate", VALUE, "n", "count"},
    {PL_KPI_CHANGE_FAIL_RATE, "derived", SUBSET, "n", NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "young", COUNT, NULL, NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "installs", COUNT, NULL, NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "install_count", SUBSET, "installs", NULL},
    {PL_KPI_CHANGE_FAIL_RATE, "install_rate", VALUE, "installs",
	"install_count"},
    {PL_KPI_RECOVERY_TIME, "recovered", SUBSET, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "median", VALUE, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "p90", VALUE, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "within.1", VALUE, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "within.7", VALUE, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "incidents", SUBSET, "n", NULL},
    {PL_KPI_RECOVERY_TIME, "incident_median", VALUE, "incidents", NULL},
    {PL_KPI_REWORK_RATE, "count", SUBSET, "n", NULL},
    {PL_KPI_REWORK_RATE, "rate", VALUE, "n", "count"},
    {PL_KPI_REWORK_RATE, "derived", SUBSET, "n", NULL},
    {PL_KPI_FREQUENCY, "per_month", VALUE, "n", NULL},
    {PL_KPI_FREQUENCY, "derived", SUBSET, "n", NULL},
    {PL_KPI_UNPATCHABLE, "rate", VALUE, "n", NULL},
    {PL_KPI_DATA_QUALITY, "excluded.not_applicable", PART, "n", NULL},
    {PL_KPI_DATA_QUALITY, "excluded.no_start", PART, "n", NULL},
    {PL_KPI_DATA_QUALITY, "excluded.order", PART, "n", NULL},
    {PL_KPI_DATA_QUALITY, "excluded.not_observed", PART, "n", NULL},
    {PL_KPI_DATA_QUALITY, "stale", COUNT, NULL, NULL},
    {PL_KPI_DATA_QUALITY, "between_looks", COUNT, NULL, NULL},
    {PL_KPI_DATA_QUALITY, "look_interval", VALUE, "between_looks", NULL},
    {PL_KPI_DATA_QUALITY, "disorder", COUNT, NULL, NULL},
};

static const struct rule *
rule_of(const struct pl_figure *figure, const char *name)
{
	for (size_t i = 0; i < PL_COUNT(rules); i++)
		if (figure->kpi == pl_kpi(rules[i].id) &&
		    strcmp(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

int
pl_shared_is(const struct pl_figure *figure)
{
	for (size_t i = 0; i < PL_COUNT(rules); i++)
		if (figure->kpi == pl_kpi(rules[i].id))
			return 1;
	return 0;
}

/* The cell of that name; n where there is none. */
static size_t
cell_of(const struct pl_figure *figure, const char *name)
{
	for (size_t i = 0; i < figure->measure_count; i++)
		if (strcmp(figure->measures[i].name, name) == 0)
			return i + 1;
	return 0;
}

static int
is_cell(const struct pl_figure *figure, const struct pl_measure *measure)
{
	const struct rule *rule = rule_of(figure, measure->name);

	return rule != NULL && measure->unit == PL_UNIT_COUNT &&
	       measure->value.why == NULL;
}

/* n counts the assets, of which the number is told as a band alone. */
static int
is_of_assets(const struct pl_figure *figure)
{
	return figure->kpi->of == PL_KPI_OF_ASSETS;
}

/* ---- What disclosure has to know ----------------------------------------- */

size_t
pl_shared_cells(const struct pl_figure *figure, int64_t cells[PL_SHARED_CELLS])
{
	cells[0] = figure->n;
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		cells[i + 1] = is_cell(figure, measure)
		                   ? llround(measure->value.value)
		                   : 0;
	}
	return figure->measure_count + 1;
}

/* The sum of all parts of a total; count 0: it has none. */
static struct pl_disclosed_sum
sum_of(const struct pl_figure *figure, size_t total)
{
	struct pl_disclosed_sum sum = {.total = total};

	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct rule *rule =
		    rule_of(figure, figure->measures[i].name);

		if (rule != NULL && rule->how == PART &&
		    cell_of(figure, rule->of) == total &&
		    sum.count < PL_DISCLOSURE_PARTS)
			sum.parts[sum.count++] = i + 1;
	}
	return sum;
}

/* Each part is a sum with what is left of its total, too: should the parts not
 * add up, that still does. */
size_t
pl_shared_sums(const struct pl_figure *figure,
    struct pl_disclosed_sum sums[PL_SHARED_SUMS])
{
	size_t count = 0;

	for (size_t i = 0; i <= figure->measure_count; i++) {
		struct pl_disclosed_sum sum = sum_of(figure, i);
		const struct rule *rule =
		    i == 0 ? NULL
			   : rule_of(figure, figure->measures[i - 1].name);

		if (sum.count > 0)
			sums[count++] = sum;
		if (rule == NULL || (rule->how != PART && rule->how != SUBSET))
			continue;
		sum = (struct pl_disclosed_sum){
		    cell_of(figure, rule->of), 1, {i}};
		sums[count++] = sum;
	}
	return count;
}

/* ---- What is left of it -------------------------------------------------- */

static int
any_hidden(const struct pl_figure *figure, const char *hidden)
{
	for (size_t i = 0; i <= figure->measure_count; i++)
		if (hidden[i])
			return 1;
	return 0;
}

static int
is_hidden(const struct pl_figure *figure, const struct rule *rule, size_t cell,
    const int64_t *cells, const char *hidden)
{
	size_t of;

	if (rule->how == NET)
		return any_hidden(figure, hidden);
	if (rule->how != VALUE)
		return hidden[cell];
	of = cell_of(figure, rule->of);
	return hidden[of] || pl_is_few(cells[of]) ||
	       (rule->count != NULL && hidden[cell_of(figure, rule->count)]);
}

static void
withhold(struct pl_measure *measure, const char *why)
{
	struct pl_estimate none = pl_no_estimate(why);

	measure->value = none.value;
	measure->low = none.low;
	measure->high = none.high;
}

static struct pl_estimate
coarse(const struct pl_measure *measure, int64_t n)
{
	struct pl_estimate all = {measure->value, measure->low, measure->high};

	switch (measure->unit) {
	case PL_UNIT_SHARE:
		return pl_coarse_share(all, n, PL_SHARED_FEW);
	case PL_UNIT_DAYS:
		return pl_coarse_days(all);
	case PL_UNIT_RATIO:
		return pl_coarse_ratio(all);
	case PL_UNIT_COUNT:
		break;
	}
	all.value.value =
	    (double)pl_coarse_count(llround(measure->value.value));
	return all;
}

static void
make_measure(struct pl_figure *figure, size_t cell, const int64_t *cells,
    const char *hidden)
{
	struct pl_measure *measure = &figure->measures[cell - 1];
	const struct rule *rule = rule_of(figure, measure->name);
	struct pl_estimate all;

	if (rule == NULL) {
		withhold(measure, PL_SHARED_NOT);
		return;
	}
	if (is_hidden(figure, rule, cell, cells, hidden)) {
		withhold(measure, PL_SHARED_FEW);
		return;
	}
	all = coarse(
	    measure, rule->of == NULL ? 0 : cells[cell_of(figure, rule->of)]);
	measure->value = all.value;
	measure->low = all.low;
	measure->high = all.high;
}

/* ---- Curves -------------------------------------------------------------- */

/* The step of a day is that of its last point. */
static int
is_last_of_day(const struct pl_figure *figure, size_t i)
{
	return i + 1 == figure->curve_count ||
	       ceil(figure->curve[i + 1].days) > ceil(figure->curve[i].days);
}

static struct pl_curve_point
coarse_point(const struct pl_curve_point *point, double step)
{
	double steps = round(1 / step);

	return (struct pl_curve_point){.days = ceil(point->days),
	    .survival = round(point->survival * steps) / steps,
	    .low = floor(point->low * steps) / steps,
	    .high = ceil(point->high * steps) / steps,
	    .at_risk = (double)pl_coarse_count((int64_t)floor(point->at_risk))};
}

/* By whole days, as long as there are enough at risk to be told. */
static void
take_curve(struct pl_figure *out, const struct pl_figure *figure)
{
	double step = pl_coarse_step(figure->n);

	if (figure->curve_count == 0 || step == 0)
		return;
	out->curve = pl_alloc_array(figure->curve_count, sizeof *out->curve);
	for (size_t i = 0;
	     i < figure->curve_count && figure->curve[i].at_risk >= PL_FEWEST;
	     i++)
		if (is_last_of_day(figure, i))
			out->curve[out->curve_count++] =
			    coarse_point(&figure->curve[i], step);
}

static int
is_last_incidence(const struct pl_figure *figure, size_t i)
{
	return i + 1 == figure->incidence_count ||
	       ceil(figure->incidence[i + 1].days) >
	           ceil(figure->incidence[i].days);
}

/* What is open is what the others leave: the three stay one whole. */
static struct pl_incidence_point
coarse_incidence(const struct pl_incidence_point *point, double step)
{
	double steps = round(1 / step), left = round(point->left * steps),
	       fixed = round(point->fixed * steps);

	fixed = left + fixed > steps ? steps - left : fixed;
	return (struct pl_incidence_point){.days = ceil(point->days),
	    .open = (steps - left - fixed) / steps,
	    .fixed = fixed / steps,
	    .left = left / steps,
	    .at_risk = (double)pl_coarse_count((int64_t)floor(point->at_risk))};
}

static void
take_incidence(struct pl_figure *out, const struct pl_figure *figure)
{
	double step = pl_coarse_step(figure->n);

	if (figure->incidence_count == 0 || step == 0)
		return;
	out->incidence =
	    pl_alloc_array(figure->incidence_count, sizeof *out->incidence);
	for (size_t i = 0; i < figure->incidence_count &&
			   figure->incidence[i].at_risk >= PL_FEWEST;
	     i++)
		if (is_last_incidence(figure, i))
			out->incidence[out->incidence_count++] =
			    coarse_incidence(&figure->incidence[i], step);
}

/* ---- All of it ----------------------------------------------------------- */

/* Made anew, so that what is added to figures later is not shared by and by. */
static struct pl_figure
begin(const struct pl_figure *figure)
{
	struct pl_figure out = {.kpi = figure->kpi,
	    .by_count = figure->by_count,
	    .line = figure->line,
	    .interval = figure->interval,
	    .n = is_of_assets(figure) ? pl_coarse_band_from(figure->n)
	                              : pl_coarse_count(figure->n),
	    .measure_count = figure->measure_count,
	    .quality = figure->quality,
	    .quality_why = figure->quality_why};

	for (size_t i = 0; i < figure->by_count; i++)
		out.by[i] = pl_strdup(figure->by[i]);
	memcpy(out.measures, figure->measures, sizeof out.measures);
	return out;
}

void
pl_shared_make(struct pl_figure *figure, const char *hidden)
{
	int64_t cells[PL_SHARED_CELLS];
	size_t count = pl_shared_cells(figure, cells);
	struct pl_figure out = begin(figure);

	for (size_t i = 1; i < count; i++)
		make_measure(&out, i, cells, hidden);
	take_curve(&out, figure);
	take_incidence(&out, figure);
	pl_figure_free(figure);
	*figure = out;
}
