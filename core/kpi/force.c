#include "kpi/force.h"

static void
end(struct pl_force *force, int64_t at_ms, int expired)
{
	if (force->since_ms == 0)
		return;
	force->since_ms = 0;
	force->until_ms = 0;
	force->over_ms = at_ms;
	force->expired = expired;
}

void
pl_force_pass(struct pl_force *force, enum pl_force_of of, int64_t at_ms)
{
	if (of == PL_FORCE_EXCEPTION && force->until_ms != 0 &&
	    force->until_ms <= at_ms)
		end(force, force->until_ms, 1);
}

static void
begin(struct pl_force *force, const struct pl_row *row)
{
	int again = force->since_ms != 0 && force->told_ms == row->at_ms;

	if (force->first_ms == 0)
		force->first_ms = row->at_ms;
	if (force->since_ms == 0)
		force->since_ms = row->at_ms;
	if (!again || row->until_ms == 0 ||
	    (force->until_ms != 0 && row->until_ms > force->until_ms))
		force->until_ms = row->until_ms;
	force->told_ms = row->at_ms;
	force->over_ms = 0;
	force->expired = 0;
}

void
pl_force_take(
    struct pl_force *force, enum pl_force_of of, const struct pl_row *row)
{
	enum pl_kind begins = of == PL_FORCE_EXCEPTION ? PL_EXCEPTION_GRANTED
	                                               : PL_MITIGATION_APPLIED;

	pl_force_pass(force, of, row->at_ms);
	if (row->kind == begins) {
		if (of == PL_FORCE_MITIGATION || row->until_ms == 0 ||
		    row->until_ms > row->at_ms)
			begin(force, row);
	} else if (of == PL_FORCE_MITIGATION
		       ? row->kind == PL_MITIGATION_REMOVED
		       : row->kind == PL_EXCEPTION_EXPIRED ||
			     row->kind == PL_EXCEPTION_REVOKED) {
		end(force, row->at_ms, row->kind == PL_EXCEPTION_EXPIRED);
	}
}

struct pl_force
pl_force_at(const struct pl_item *item, enum pl_force_of of, int64_t at_ms)
{
	struct pl_force force = {0};

	for (size_t i = 0; i < item->count && item->rows[i].at_ms <= at_ms; i++)
		pl_force_take(&force, of, &item->rows[i]);
	pl_force_pass(&force, of, at_ms);
	return force;
}
