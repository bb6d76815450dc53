#include "health/problem.h"

#include "kpi/count.h"

int64_t
pl_problem_seen(const struct pl_item *item, int64_t as_of_ms, size_t row)
{
	int64_t at_ms = item->rows[row].at_ms, undone;

	switch (item->rows[row].kind) {
	case PL_INCIDENT_OPENED:
	case PL_INCIDENT_LINKED:
		return pl_count_repeats(item, row) ? 0 : at_ms;
	case PL_DEPLOY_FAILED:
		return pl_count_finishes(item, row) ? at_ms : 0;
	case PL_DEPLOY_INSTALLED:
		if (!pl_count_finishes(item, row))
			return 0;
		undone = pl_count_undone(item, as_of_ms, row);
		return undone - at_ms <= PL_ROLLBACK_MS ? undone : 0;
	default:
		return 0;
	}
}

int
pl_problem_is_told(enum pl_kind kind)
{
	return kind == PL_PATCH_KNOWN_ISSUE || kind == PL_PATCH_WITHDRAWN ||
	       kind == PL_INCIDENT_OPENED || kind == PL_INCIDENT_LINKED;
}
