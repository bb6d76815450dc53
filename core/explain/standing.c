#include "explain/standing.h"

#include <string.h>

#include "base/buf.h"
#include "kpi/count.h"
#include "kpi/document.h"
#include "kpi/figure.h"

enum { WORDS_BYTES = 4096 };

void
pl_standing_init(struct pl_standing *standing, struct pl_strata *strata,
    const struct pl_query *query)
{
	struct pl_query each = *query;

	each.kpis = PL_KPI_EACH;
	pl_cells_init(&standing->item, strata, &each);
	pl_cells_init(&standing->assets, strata, &each);
}

void
pl_standing_free(struct pl_standing *standing)
{
	pl_cells_free(&standing->item);
	pl_cells_free(&standing->assets);
}

void
pl_standing_take(
    struct pl_standing *standing, const struct pl_item *item, int is_it)
{
	pl_count_item(&standing->assets, item);
	if (is_it)
		pl_count_item(&standing->item, item);
}

/* ---- In words ------------------------------------------------------------ */

static int
is_ratio(const struct pl_figure *figure)
{
	return figure->measure_count > 0 &&
	       strcmp(figure->measures[0].name, "count") == 0 &&
	       figure->measures[0].value.why == NULL;
}

/* What a figure tells of an item besides n: that it was cancelled, is stale, or
 * is not yet due. */
static void
apart_words(struct pl_buf *out, const struct pl_figure *figure)
{
	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];
		const char *before = out->length > 0 ? "; " : "";
		const char *head =
		    measure->head != NULL ? measure->head : measure->name;
		double value = measure->value.value;

		if (measure->value.why != NULL)
			continue;
		if (measure->unit == PL_UNIT_COUNT && value != 0)
			pl_buf_addf(out, "%s%s %.0f", before, head, value);
		if (measure->unit == PL_UNIT_SHARE)
			pl_buf_addf(
			    out, "%s%s %.0f %%", before, head, 100 * value);
	}
}

/* What a table would show of an item that is in a figure. Most quantiles of one
 * item are the same number, which is told once; its shares tell little. */
static void
rest_words(struct pl_buf *out, const struct pl_figure *figure, size_t from)
{
	double days = -1;

	for (size_t i = from; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];
		double value = measure->value.value;

		if (measure->head == NULL || measure->value.why != NULL)
			continue;
		if (measure->unit == PL_UNIT_COUNT && value != 0)
			pl_buf_addf(out, "; %s %.0f", measure->head, value);
		if (measure->unit == PL_UNIT_DAYS && value != days) {
			pl_buf_addf(out, "; %s %.1f", measure->head, value);
			days = value;
		}
	}
}

static void
count_words(struct pl_buf *out, const struct pl_figure *figure)
{
	int of_assets = figure->kpi->of == PL_KPI_OF_ASSETS;
	int ratio = is_ratio(figure);

	if (of_assets)
		pl_buf_adds(out, ratio ? "its asset; " : "its asset");
	if (ratio)
		pl_buf_addf(out, "%.0f of %lld",
		    figure->measures[0].value.value, (long long)figure->n);
	else if (of_assets)
		apart_words(out, figure);
	else
		pl_buf_addf(
		    out, "%s %lld", figure->kpi->n_head, (long long)figure->n);
	if (ratio || !of_assets)
		rest_words(out, figure, ratio ? 1 : 0);
}

/* ---- Why not ------------------------------------------------------------- */

static int
is_excluded(const struct pl_episodes *episodes)
{
	for (size_t i = 0; i < episodes->count; i++)
		if (episodes->list[i].outcome != PL_OUTCOME_EXCLUDED)
			return 0;
	return 1;
}

static const char *
why_not_open(const struct pl_kpi *kpi, const struct pl_episode *last)
{
	switch (last->outcome) {
	case PL_OUTCOME_FIXED:
		return "it is fixed";
	case PL_OUTCOME_STALE:
		return "its asset is stale";
	case PL_OUTCOME_LEFT:
		return "its asset or its product has left";
	case PL_OUTCOME_GONE:
		return "its patch was withdrawn or superseded";
	case PL_OUTCOME_EXCLUDED:
		return last->why;
	default:
		return kpi->without;
	}
}

static const char *
why_not(const struct pl_standing *standing, const struct pl_kpi *kpi)
{
	const struct pl_episodes *episodes = &standing->item.episodes;
	const struct pl_episode *last;

	if (kpi->of == PL_KPI_OF_ASSETS)
		return kpi->without;
	if (episodes->count == 0)
		return "nothing says that it was ever missing";
	last = &episodes->list[episodes->count - 1];
	if (kpi->of == PL_KPI_OF_EVENTS)
		return kpi->without;
	if (is_excluded(episodes))
		return last->why;
	if (kpi->of == PL_KPI_OF_OPEN)
		return why_not_open(kpi, last);
	if (kpi->of == PL_KPI_OF_DUE && standing->item.query.policy == NULL)
		return "no policy was asked for";
	return kpi->without;
}

/* ---- The document -------------------------------------------------------- */

/* Limits of one item there are none; what is not known or 0 is left out. */
static void
set_measures(json_t *out, const struct pl_figure *figure)
{
	json_t *measures = json_object();

	for (size_t i = 0; i < figure->measure_count; i++) {
		const struct pl_measure *measure = &figure->measures[i];

		if (measure->value.why == NULL &&
		    (measure->value.value != 0 ||
			(figure->n > 0 && measure->unit != PL_UNIT_COUNT)))
			pl_document_value(measures, NULL, measure->name,
			    measure->unit, measure->value);
	}
	if (json_object_size(measures) > 0)
		json_object_set(out, "measures", measures);
	json_decref(measures);
}

static json_t *
figure_json(
    const struct pl_standing *standing, enum pl_kpi_id id, struct pl_cell *cell)
{
	struct pl_figure figure = {0};
	json_t *out = json_object();
	struct pl_buf words;
	const char *why;

	pl_figure_fill(&figure, id, cell);
	pl_buf_init(&words, WORDS_BYTES);
	json_object_set_new(out, "counts", json_boolean(figure.n > 0));
	json_object_set_new(out, "n", json_integer(figure.n));
	if (figure.n > 0) {
		count_words(&words, &figure);
		json_object_set_new(out, "as", json_string(words.text));
	} else {
		why = why_not(standing, figure.kpi);
		json_object_set_new(
		    out, "why", why != NULL ? json_string(why) : json_null());
		apart_words(&words, &figure);
		if (words.length > 0)
			json_object_set_new(
			    out, "apart", json_string(words.text));
	}
	set_measures(out, &figure);
	pl_buf_free(&words);
	pl_figure_free(&figure);
	return out;
}

/* The one cell that there is, as nothing is broken down. */
static struct pl_cell *
cell_of(struct pl_cells *cells, struct pl_cell *none)
{
	struct pl_cell *cell = cells->count > 0 ? &cells->list[0] : none;

	none->of = cells;
	pl_cell_seal(cell);
	return cell;
}

json_t *
pl_standing_json(struct pl_standing *standing)
{
	json_t *out = json_object();
	struct pl_cell none = {0}, *item, *assets;

	pl_count_assets(&standing->assets);
	item = cell_of(&standing->item, &none);
	assets = cell_of(&standing->assets, &none);
	for (int i = 0; i < PL_KPIS; i++) {
		enum pl_kpi_id id = (enum pl_kpi_id)i;
		int of_assets = pl_kpi(id)->of == PL_KPI_OF_ASSETS;

		json_object_set_new(out, pl_kpi(id)->name,
		    figure_json(standing, id, of_assets ? assets : item));
	}
	return out;
}
