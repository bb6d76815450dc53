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

size_t
pl_figure_labels(const struct pl_query *query, const struct pl_figure *figure,
    struct pl_label out[PL_LABELS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < query->by_count; i++)
		out[count++] = (struct pl_label){
		    query->by[i], figure == NULL ? NULL : figure->by[i]};
	for (size_t i = 0; i < query->where_count; i++) {
		const struct pl_where *where = &query->where[i];

		if (!is_named(out, count, where->stratum))
			out[count++] =
			    (struct pl_label){where->stratum, where->value};
	}
	return count;
}
