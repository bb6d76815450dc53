#include "kpi/trouble.h"

static int
is_incident(const struct pl_row *row)
{
	return row->kind == PL_INCIDENT_OPENED ||
	       row->kind == PL_INCIDENT_LINKED;
}

static int
is_sign(const struct pl_trouble_reading *reading, const struct pl_row *row)
{
	if (row->subject != reading->subject)
		return 0;
	switch (row->kind) {
	case PL_INCIDENT_OPENED:
	case PL_DEPLOY_FAILED:
	case PL_DEPLOY_ROLLED_BACK:
	case PL_DEPLOY_UNINSTALLED:
		return 1;
	case PL_INCIDENT_LINKED:
		return !reading->opened;
	default:
		return 0;
	}
}

static int
ends(const struct pl_trouble_reading *reading, const struct pl_trouble *trouble,
    const struct pl_row *row)
{
	if (trouble->is_incident)
		return row->kind == PL_INCIDENT_RESOLVED &&
		       row->subject == reading->subject;
	return row->kind == PL_DEPLOY_INSTALLED ||
	       row->kind == PL_DEPLOY_EFFECTIVE;
}

/* Did an attempt that failed work at the same instant? Tools that know days
 * alone tell so of what worked when it was tried again. */
static int
worked_at_once(const struct pl_row *rows, size_t failed)
{
	if (rows[failed].kind != PL_DEPLOY_FAILED)
		return 0;
	for (size_t i = failed;
	     i > 0 && rows[i - 1].at_ms == rows[failed].at_ms; i--)
		if (rows[i - 1].kind == PL_DEPLOY_INSTALLED)
			return 1;
	return 0;
}

int
pl_trouble_next(struct pl_trouble_reading *reading, const struct pl_row *rows,
    size_t count, struct pl_trouble *out)
{
	int found = 0;

	while (reading->next < count) {
		const struct pl_row *row = &rows[reading->next++];

		if (found && ends(reading, out, row)) {
			out->stop_ms = row->at_ms;
			return 1;
		}
		if (!is_sign(reading, row))
			continue;
		if (!found)
			*out = (struct pl_trouble){
			    .start_ms = row->at_ms, .source = row->source};
		found = 1;
		out->is_incident |= is_incident(row);
		reading->opened |= row->kind == PL_INCIDENT_OPENED;
		if (!out->is_incident &&
		    worked_at_once(rows, reading->next - 1)) {
			/* Another source may tell of it, too. */
			while (reading->next < count &&
			       rows[reading->next].kind == row->kind &&
			       rows[reading->next].at_ms == row->at_ms)
				reading->next++;
			out->stop_ms = row->at_ms;
			return 1;
		}
	}
	return found;
}
