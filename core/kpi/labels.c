#include "kpi/labels.h"

#include <string.h>

static int
is_named(const struct pl_label *labels, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(labels[i].name, name) == 0)
			return 1;
	return 0;
}

/* The stratum that a KPI has of its own, where the query asks for it. */
static const char *
own_stratum(const struct pl_query *query, enum pl_kpi_id id)
{
	return (query->kpis & PL_KPI_SET(id)) == 0 ? NULL : pl_kpi(id)->stratum;
}

static const char *
own_value(const struct pl_figure *figure, const char *stratum)
{
	return figure != NULL && figure->kpi->stratum != NULL &&
	               strcmp(figure->kpi->stratum, stratum) == 0
	           ? figure->by[figure->by_count - 1]
	           : NULL;
}

size_t
pl_figure_labels(const struct pl_query *query, const struct pl_figure *figure,
    struct pl_label out[PL_LABELS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < query->by_count; i++)
		out[count++] = (struct pl_label){
		    query->by[i], figure == NULL ? NULL : figure->by[i]};
	for (int id = 0; id < PL_KPIS; id++) {
		const char *own = own_stratum(query, (enum pl_kpi_id)id);

		if (own != NULL && !is_named(out, count, own))
			out[count++] =
			    (struct pl_label){own, own_value(figure, own)};
	}
	for (size_t i = 0; i < query->where_count; i++) {
		const struct pl_where *where = &query->where[i];

		if (!is_named(out, count, where->stratum))
			out[count++] =
			    (struct pl_label){where->stratum, where->value};
	}
	return count;
}
