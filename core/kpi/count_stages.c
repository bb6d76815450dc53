#include "kpi/count.h"

static int
is_stage(enum pl_stage stage, enum pl_kind kind)
{
	switch (stage) {
	case PL_STAGE_DETECTED:
		return kind == PL_ITEM_DETECTED ||
		       kind == PL_ITEM_STILL_PRESENT ||
		       kind == PL_ITEM_REOPENED;
	case PL_STAGE_APPROVED:
		return kind == PL_DECISION_APPROVED;
	case PL_STAGE_OFFERED:
		return kind >= PL_DEPLOY_SCHEDULED && kind <= PL_DEPLOY_STARTED;
	case PL_STAGE_INSTALLED:
		return kind == PL_DEPLOY_INSTALLED;
	case PL_STAGE_VERIFIED:
		return kind == PL_VERIFY_PASSED || kind == PL_ITEM_NOT_FOUND;
	default:
		return 0;
	}
}

/* When a stage was reached first from an instant on, or 0. */
static int64_t
stage_ms(const struct pl_item *item, enum pl_stage stage, int64_t from_ms)
{
	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].at_ms >= from_ms &&
		    is_stage(stage, item->rows[i].kind))
			return item->rows[i].at_ms;
	return 0;
}

/* ---- From stage to stage ------------------------------------------------ */

/* When each stage was reached; 0: not, or nobody tells. */
static void
stamps_of(const struct pl_item *item, const struct pl_episode *episode,
    int64_t stamps[PL_STAGES])
{
	stamps[PL_STAGE_RELEASED] = item->bulletin->released_ms;
	for (int i = PL_STAGE_DETECTED; i <= PL_STAGE_INSTALLED; i++) {
		stamps[i] = stage_ms(item, (enum pl_stage)i, 0);
		if (stamps[i] > episode->stop_ms)
			stamps[i] = 0;
	}
	if (stamps[PL_STAGE_APPROVED] == 0 &&
	    item->bulletin->approved_ms <= episode->stop_ms)
		stamps[PL_STAGE_APPROVED] = item->bulletin->approved_ms;
	stamps[PL_STAGE_EFFECTIVE] = stamps[PL_STAGE_VERIFIED] = 0;
	if (episode->outcome != PL_OUTCOME_FIXED ||
	    stamps[PL_STAGE_INSTALLED] == 0)
		return;
	stamps[PL_STAGE_EFFECTIVE] = episode->stop_ms;
	stamps[PL_STAGE_VERIFIED] =
	    stage_ms(item, PL_STAGE_VERIFIED, episode->stop_ms);
}

static void
count_wait(const struct pl_count *count, struct pl_cell *cell, int stage,
    int64_t from_ms, const struct pl_episode *episode)
{
	int64_t to_ms =
	    episode->outcome == PL_OUTCOME_FIXED
		? pl_count_watched(count->item, count->cells->query.as_of_ms,
		      episode->stop_ms)
		: episode->stop_ms;

	if (stage == PL_STAGE_VERIFIED)
		return;
	pl_cell_span(cell, (enum pl_span_id)(PL_SPAN_WAITING + stage),
	    &count->who, from_ms,
	    from_ms > count->item->enrolled_ms ? from_ms
					       : count->item->enrolled_ms,
	    to_ms, episode->outcome == PL_OUTCOME_LEFT ? PL_LEFT : PL_CENSORED);
}

/* From each stage that is told to the next one; the item waits in the last. */
static void
count_way(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode)
{
	int64_t enrolled_ms = count->item->enrolled_ms;
	int64_t stamps[PL_STAGES];
	int last = -1;

	stamps_of(count->item, episode, stamps);
	for (int i = 0; i < PL_STAGES; i++) {
		if (stamps[i] == 0)
			continue;
		if (last >= 0 && stamps[i] < stamps[last]) {
			cell->sums[PL_SUM_DISORDER]++;
			continue;
		}
		if (last >= 0)
			pl_cell_span(cell,
			    (enum pl_span_id)(PL_SPAN_REACHED + i), &count->who,
			    stamps[last],
			    stamps[last] > enrolled_ms ? stamps[last]
						       : enrolled_ms,
			    stamps[i], PL_FIXED);
		last = i;
	}
	if (last >= 0)
		count_wait(count, cell, last, stamps[last], episode);
}

/* ---- Restarts ----------------------------------------------------------- */

/* The row after an install in which a kind occurs, before it is undone or
 * installed again, or the number of rows. */
static size_t
after_install(const struct pl_item *item, size_t install, enum pl_kind kind,
    enum pl_kind other)
{
	size_t i = install + 1;

	for (; i < item->count; i++) {
		enum pl_kind is = item->rows[i].kind;

		if (is == kind || is == other)
			return i;
		if (is == PL_DEPLOY_ROLLED_BACK ||
		    is == PL_DEPLOY_UNINSTALLED ||
		    (is == PL_DEPLOY_INSTALLED && !pl_count_repeats(item, i)))
			break;
	}
	return item->count;
}

static void
count_restart(const struct pl_count *count, size_t install)
{
	const struct pl_item *item = count->item;
	const struct pl_row *row = &item->rows[install];
	size_t asked = after_install(item, install, PL_DEPLOY_REBOOT_REQUIRED,
	    PL_DEPLOY_REBOOT_REQUIRED);
	struct pl_cell *cell;
	size_t done;

	if (asked == item->count ||
	    !pl_query_spans(&count->cells->query, row->at_ms))
		return;
	cell = pl_count_cell(count, row->source, row->at_ms);
	if (cell == NULL)
		return;
	done =
	    after_install(item, asked, PL_DEPLOY_REBOOTED, PL_DEPLOY_EFFECTIVE);
	pl_cell_span(cell, PL_SPAN_REBOOT, &count->who, row->at_ms, row->at_ms,
	    done < item->count ? item->rows[done].at_ms
			       : pl_count_watched(item,
				     count->cells->query.as_of_ms, row->at_ms),
	    done < item->count ? PL_FIXED : PL_CENSORED);
	cell->sums[PL_SUM_REBOOTS_DUE] +=
	    done == item->count &&
	    pl_count_watched(item, count->cells->query.as_of_ms, row->at_ms) ==
		count->cells->query.as_of_ms;
}

static void
count_restarts(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].kind == PL_DEPLOY_INSTALLED &&
		    item->rows[i].subject == item->subject &&
		    !pl_count_repeats(item, i))
			count_restart(count, i);
}

/* ---- Verification ------------------------------------------------------- */

static void
count_verified(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode)
{
	int64_t verified_ms, watched_ms;

	if (episode->outcome != PL_OUTCOME_FIXED ||
	    stage_ms(count->item, PL_STAGE_INSTALLED, 0) == 0)
		return;
	verified_ms =
	    stage_ms(count->item, PL_STAGE_VERIFIED, episode->stop_ms);
	watched_ms = pl_count_watched(
	    count->item, count->cells->query.as_of_ms, episode->stop_ms);
	pl_cell_ratio(cell, PL_RATIO_VERIFIED, &count->who, verified_ms != 0);
	pl_cell_span(cell, PL_SPAN_VERIFIED, &count->who, episode->stop_ms,
	    episode->stop_ms, verified_ms != 0 ? verified_ms : watched_ms,
	    verified_ms != 0 ? PL_FIXED : PL_CENSORED);
}

int
pl_count_refuted(const struct pl_item *item, size_t row)
{
	for (size_t i = row + 1; i < item->count; i++)
		if (item->rows[i].kind == PL_ITEM_DETECTED ||
		    item->rows[i].kind == PL_ITEM_REOPENED ||
		    item->rows[i].kind == PL_VERIFY_FAILED)
			return item->rows[i].at_ms - item->rows[row].at_ms <=
			       PL_ROLLBACK_MS;
	return 0;
}

/* Of the installs that a source reported, those that a look found wanting. */
static void
count_refuted(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];
		struct pl_cell *cell;

		if (row->kind != PL_DEPLOY_INSTALLED ||
		    !pl_count_finishes(item, i) ||
		    !pl_query_spans(&count->cells->query, row->at_ms))
			continue;
		cell = pl_count_cell(count, row->source, row->at_ms);
		if (cell != NULL)
			pl_cell_ratio(cell, PL_RATIO_REFUTED, &count->who,
			    pl_count_refuted(item, i));
	}
}

void
pl_count_stages(const struct pl_count *count)
{
	const struct pl_episode *first = &count->episodes->list[0];
	struct pl_cell *cell;

	if (pl_count_wants(count, PL_KPI_SET(PL_KPI_REBOOT)))
		count_restarts(count);
	if (pl_count_wants(count, PL_KPI_SET(PL_KPI_VERIFICATION)))
		count_refuted(count);
	if (!pl_count_wants(count,
		PL_KPI_SET(PL_KPI_STAGES) | PL_KPI_SET(PL_KPI_VERIFICATION)) ||
	    first->outcome == PL_OUTCOME_EXCLUDED ||
	    !pl_query_spans(&count->cells->query, first->start_ms))
		return;
	cell = pl_count_cell(count, count->item->source, first->start_ms);
	if (cell == NULL)
		return;
	count_way(count, cell, first);
	for (size_t i = 0; i < count->episodes->count; i++)
		count_verified(count, cell, &count->episodes->list[i]);
}
