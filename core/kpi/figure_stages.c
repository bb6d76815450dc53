#include "base/alloc.h"
#include "kpi/figure.h"
#include "kpi/survival.h"

static const struct {
	const char *n, *median, *rmst, *share, *head;
} stages[PL_STAGES] = {
    [PL_STAGE_DETECTED] = {"detect_n", "detect_median", "detect_rmst90",
	"detect_share", "detect"},
    [PL_STAGE_APPROVED] = {"approve_n", "approve_median", "approve_rmst90",
	"approve_share", "approve"},
    [PL_STAGE_OFFERED] = {"offer_n", "offer_median", "offer_rmst90",
	"offer_share", "offer"},
    [PL_STAGE_INSTALLED] = {"install_n", "install_median", "install_rmst90",
	"install_share", "install"},
    [PL_STAGE_EFFECTIVE] = {"effect_n", "effect_median", "effect_rmst90",
	"effect_share", "take effect"},
    [PL_STAGE_VERIFIED] = {"verify_n", "verify_median", "verify_rmst90",
	"verify_share", "verify"},
};

/* Is there any item that a source tells to have come this far? */
static int
is_told(const struct pl_cell *cell, int stage)
{
	return cell->spans[PL_SPAN_REACHED + stage].tally.count > 0;
}

/* All that set out for a stage: those who arrived, and those who wait in any
 * stage from which it is the next one that is told. */
static void
way_to(struct pl_tally *out, const struct pl_cell *cell, int stage)
{
	pl_tally_merge(out, &cell->spans[PL_SPAN_REACHED + stage].tally);
	for (int from = stage - 1; from >= 0; from--) {
		pl_tally_merge(out, &cell->spans[PL_SPAN_WAITING + from].tally);
		if (is_told(cell, from))
			break;
	}
	pl_tally_seal(out);
}

void
pl_figure_stages(struct pl_figure *figure, struct pl_cell *cell)
{
	static const struct pl_value untold = {
	    0, "not told, or nobody was watched on the way"};
	struct pl_value rmst[PL_STAGES], share;
	double sum = 0;

	figure->n = cell->sums[PL_SUM_FIRSTS];
	for (int i = PL_STAGE_DETECTED; i < PL_STAGES; i++) {
		const struct pl_span *span = &cell->spans[PL_SPAN_REACHED + i];
		struct pl_value median = untold;
		struct pl_tally way = {0};
		struct pl_survival s;

		rmst[i] = untold;
		if (is_told(cell, i))
			way_to(&way, cell, i);
		pl_survival_of(&s, &way, (uint64_t)span->assets.count);
		if (is_told(cell, i)) {
			median = pl_survival_quantile(&s, 0.5);
			rmst[i] = pl_survival_rmst(&s, 90);
		}
		if (rmst[i].why == NULL)
			sum += rmst[i].value;
		pl_figure_count(figure, stages[i].n, NULL, (int64_t)s.entered);
		pl_figure_value(figure, stages[i].median, stages[i].head,
		    PL_UNIT_DAYS, median);
		pl_figure_value(
		    figure, stages[i].rmst, NULL, PL_UNIT_DAYS, rmst[i]);
		pl_survival_free(&s);
		pl_tally_free(&way);
	}
	for (int i = PL_STAGE_DETECTED; i < PL_STAGES; i++) {
		share = rmst[i];
		if (share.why == NULL && sum == 0)
			share.why = "no time passed";
		if (share.why == NULL)
			share.value /= sum;
		pl_figure_value(
		    figure, stages[i].share, NULL, PL_UNIT_SHARE, share);
	}
}

void
pl_figure_reboot(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_REBOOT];
	struct pl_survival s;

	pl_figure_survival(figure, &s, span);
	figure->n = (int64_t)s.entered;
	pl_figure_count(
	    figure, "pending", "pending", cell->sums[PL_SUM_REBOOTS_DUE]);
	pl_figure_median(figure, "median", "median days", &s);
	pl_figure_value(
	    figure, "p90", "p90", PL_UNIT_DAYS, pl_survival_quantile(&s, 0.9));
	pl_survival_free(&s);
}

void
pl_figure_verification(struct pl_figure *figure, struct pl_cell *cell)
{
	const struct pl_span *span = &cell->spans[PL_SPAN_VERIFIED];
	struct pl_survival s;

	pl_figure_ratio(figure, cell, PL_RATIO_VERIFIED);
	pl_figure_survival(figure, &s, span);
	pl_figure_value(figure, "lag", "median lag", PL_UNIT_DAYS,
	    pl_survival_quantile(&s, 0.5));
	pl_survival_free(&s);
	pl_figure_share(
	    figure, cell, PL_RATIO_REFUTED, "refuted", "refuted", NULL);
}
