#include "kpi/count.h"

static int
is_stage(enum pl_stage stage, enum pl_kind kind)
{
	switch (stage) {
	case PL_STAGE_DETECTED:
		return pl_is_finding(kind);
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

static int64_t
watched(const struct pl_count *count, int64_t at_ms)
{
	return pl_count_watched(
	    count->item, count->cells->query.as_of_ms, at_ms);
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
	int64_t to_ms = stage == PL_STAGE_EFFECTIVE
	                    ? watched(count, episode->stop_ms)
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

/* The row after an install in which it is undone, or installed again, or the
 * number of rows. */
static size_t
install_end(const struct pl_item *item, size_t install)
{
	size_t i = install + 1;

	for (; i < item->count; i++) {
		enum pl_kind kind = item->rows[i].kind;

		if (kind == PL_DEPLOY_ROLLED_BACK ||
		    kind == PL_DEPLOY_UNINSTALLED ||
		    (kind == PL_DEPLOY_INSTALLED && !pl_count_repeats(item, i)))
			break;
	}
	return i;
}

/* The first row between two in which one of two kinds occurs, or the end. */
static size_t
row_of(const struct pl_item *item, size_t from, size_t end, enum pl_kind kind,
    enum pl_kind other)
{
	while (from < end && item->rows[from].kind != kind &&
	       item->rows[from].kind != other)
		from++;
	return from;
}

static size_t
restart_asked(const struct pl_item *item, size_t install, size_t end)
{
	return row_of(item, install, end, PL_DEPLOY_REBOOT_REQUIRED,
	    PL_DEPLOY_REBOOT_REQUIRED);
}

/* An install that is undone, or done again, waits for no restart any more. */
static void
count_restart(
    const struct pl_count *count, struct pl_cell *cell, size_t install)
{
	const struct pl_item *item = count->item;
	int64_t at_ms = item->rows[install].at_ms;
	int64_t stop_ms = watched(count, at_ms);
	size_t end = install_end(item, install);
	size_t asked = restart_asked(item, install, end);
	size_t done =
	    row_of(item, asked, end, PL_DEPLOY_REBOOTED, PL_DEPLOY_EFFECTIVE);
	enum pl_tally_what what = PL_CENSORED;

	if (asked == end)
		return;
	if (done < end) {
		stop_ms = item->rows[done].at_ms;
		what = PL_FIXED;
	} else if (end < item->count) {
		stop_ms = item->rows[end].at_ms;
		what = PL_LEFT;
	} else if (stop_ms == count->cells->query.as_of_ms) {
		cell->sums[PL_SUM_REBOOTS_DUE]++;
	}
	pl_cell_span(
	    cell, PL_SPAN_REBOOT, &count->who, at_ms, at_ms, stop_ms, what);
}

/* ---- Verification ------------------------------------------------------- */

/* A look after a fix confirms it, unless the item is back by then. */
static void
count_verified(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode, const struct pl_episode *next)
{
	int64_t verified_ms, watched_ms;

	if (stage_ms(count->item, PL_STAGE_INSTALLED, 0) == 0)
		return;
	verified_ms =
	    stage_ms(count->item, PL_STAGE_VERIFIED, episode->stop_ms);
	watched_ms = watched(count, episode->stop_ms);
	if (next != NULL && next->start_ms < watched_ms)
		watched_ms = next->start_ms;
	if (verified_ms > watched_ms)
		verified_ms = 0;
	pl_cell_ratio(cell, PL_RATIO_VERIFIED, &count->who, verified_ms != 0);
	pl_cell_span(cell, PL_SPAN_VERIFIED, &count->who, episode->stop_ms,
	    episode->stop_ms, verified_ms != 0 ? verified_ms : watched_ms,
	    verified_ms != 0 ? PL_FIXED : PL_CENSORED);
}

/* When a look after an instant found what was installed wanting, or 0. */
static int64_t
refuted_ms(const struct pl_item *item, size_t from, size_t end)
{
	for (; from < end; from++) {
		enum pl_kind kind = item->rows[from].kind;

		if (kind == PL_ITEM_DETECTED || kind == PL_ITEM_REOPENED ||
		    kind == PL_VERIFY_FAILED)
			return item->rows[from].at_ms;
	}
	return 0;
}

/* The row with which the install in a row took effect, or end. */
static size_t
effect_row(const struct pl_item *item, size_t install, size_t end)
{
	size_t asked = restart_asked(item, install, end);

	return asked == end ? install
	                    : row_of(item, asked, end, PL_DEPLOY_REBOOTED,
				  PL_DEPLOY_EFFECTIVE);
}

int
pl_count_refuted(const struct pl_item *item, size_t row)
{
	size_t end = install_end(item, row);
	size_t effect = effect_row(item, row, end);
	int64_t found_ms;

	if (effect == end)
		return 0;
	found_ms = refuted_ms(item, effect + 1, end);
	return found_ms != 0 &&
	       found_ms <= item->rows[effect].at_ms + PL_ROLLBACK_MS;
}

/* Of the installs that took effect and were watched for 30 days after it, those
 * that a look within them found wanting. To be found again before the restart
 * that was asked for, or after a rollback, refutes nothing. */
static void
count_refuted(
    const struct pl_count *count, struct pl_cell *cell, size_t install)
{
	const struct pl_item *item = count->item;
	size_t end = install_end(item, install);
	size_t effect = effect_row(item, install, end);
	int64_t effect_ms;

	if (effect == end)
		return;
	effect_ms = item->rows[effect].at_ms;
	if (watched(count, effect_ms) >= effect_ms + PL_ROLLBACK_MS)
		pl_cell_ratio(cell, PL_RATIO_REFUTED, &count->who,
		    pl_count_refuted(item, install));
}

static void
count_installs(const struct pl_count *count)
{
	const struct pl_item *item = count->item;

	for (size_t i = 0; i < item->count; i++) {
		const struct pl_row *row = &item->rows[i];
		struct pl_cell *cell;

		if (row->kind != PL_DEPLOY_INSTALLED ||
		    row->subject != item->subject ||
		    pl_count_repeats(item, i) ||
		    !pl_query_spans(&count->cells->query, row->at_ms))
			continue;
		cell = pl_count_cell(count, row->source, row->at_ms);
		if (cell == NULL)
			continue;
		count_restart(count, cell, i);
		count_refuted(count, cell, i);
	}
}

/* Each fix is looked at, in the month in which it was made. */
static void
count_fixes(const struct pl_count *count)
{
	const struct pl_episodes *episodes = count->episodes;

	for (size_t i = 0; i < episodes->count; i++) {
		const struct pl_episode *episode = &episodes->list[i];
		struct pl_cell *cell;

		if (episode->outcome != PL_OUTCOME_FIXED ||
		    !pl_query_spans(&count->cells->query, episode->stop_ms))
			continue;
		cell =
		    pl_count_cell(count, count->item->source, episode->stop_ms);
		if (cell != NULL)
			count_verified(count, cell, episode,
			    i + 1 < episodes->count ? episode + 1 : NULL);
	}
}

/* An item's first episode goes through the stages. */
static void
count_ways(const struct pl_count *count)
{
	const struct pl_episode *first = count->episodes->list;
	struct pl_cell *cell;

	if (first->outcome == PL_OUTCOME_EXCLUDED ||
	    !pl_query_spans(&count->cells->query, first->start_ms))
		return;
	cell = pl_count_cell(count, count->item->source, first->start_ms);
	if (cell == NULL)
		return;
	cell->sums[PL_SUM_FIRSTS]++;
	count_way(count, cell, first);
}

void
pl_count_stages(const struct pl_count *count)
{
	if (pl_count_wants(count,
		PL_KPI_SET(PL_KPI_REBOOT) | PL_KPI_SET(PL_KPI_VERIFICATION)))
		count_installs(count);
	if (pl_count_wants(count, PL_KPI_SET(PL_KPI_VERIFICATION)))
		count_fixes(count);
	if (pl_count_wants(count,
		PL_KPI_SET(PL_KPI_STAGES) | PL_KPI_SET(PL_KPI_DATA_QUALITY)))
		count_ways(count);
}
