#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "kpi/count.h"
#include "kpi/force.h"
#include "kpi/strata.h"
#include "model/policy.h"

static int64_t
time_of(const char *text)
{
	int64_t ms;

	return text != NULL && pl_time_parse(text, &ms) == PL_OK ? ms : 0;
}

/* The first finding after an instant. */
static int64_t
first_found(const struct pl_item *item, int64_t after_ms)
{
	for (size_t i = 0; i < item->count; i++)
		if (item->rows[i].at_ms > after_ms &&
		    pl_is_finding(item->rows[i].kind))
			return item->rows[i].at_ms;
	return 0;
}

/* What the policy says of an item as far as one vulnerability goes (0: of the
 * item as such), which was found and ended then. */
static void
decide(const struct pl_count *count, int64_t vuln, int64_t found_ms,
    int64_t stop_ms, struct pl_policy_decision *out)
{
	const struct pl_item *item = count->item;
	const struct pl_bulletin *bulletin =
	    vuln == 0 ? item->bulletin : pl_bulletin_of(item->bulletins, vuln);
	const struct pl_strata_item who = pl_count_strata(item);
	const char *facts[PL_POLICY_INPUTS];
	struct pl_policy_inputs inputs = {0};

	pl_strata_policy(count->cells->strata, &who, vuln, facts);
	memcpy(inputs.facts, facts, sizeof inputs.facts);
	inputs.times_ms[PL_POLICY_RELEASE] = item->bulletin->released_ms;
	inputs.times_ms[PL_POLICY_DETECTION] = found_ms;
	inputs.times_ms[PL_POLICY_PUBLISHED] = bulletin->published_ms;
	inputs.times_ms[PL_POLICY_KEV_ADDED] =
	    bulletin->kev_ms != 0 ? bulletin->kev_ms
				  : time_of(facts[PL_POLICY_KEV_ADDED]);
	inputs.times_ms[PL_POLICY_KEV_DUE] = time_of(facts[PL_POLICY_KEV_DUE]);
	pl_policy_decide(out, count->cells->query.policy, &inputs, stop_ms);
}

struct pl_policy_start
pl_count_policy_start(const struct pl_count *count)
{
	int64_t found_ms = first_found(count->item, 0);
	struct pl_policy_start start = {0};
	size_t vulns;
	const int64_t *vuln = pl_bulletin_vulns(
	    count->item->bulletins, count->item->subject, &vulns);

	for (size_t i = 0; i < vulns || i == 0; i++) {
		struct pl_policy_decision decision;

		decide(count, vulns == 0 ? 0 : vuln[i], found_ms,
		    count->cells->query.as_of_ms, &decision);
		if (decision.answer != PL_POLICY_NOT_IN_FORCE &&
		    decision.start_ms != 0 &&
		    (start.at_ms == 0 || decision.start_ms < start.at_ms))
			start.at_ms = decision.start_ms;
	}
	start.by_finding = found_ms != 0 && start.at_ms == found_ms;
	return start;
}

/* Of two decisions about one item, the one that binds: a deadline before none,
 * the earlier before the later. One that is incomplete could turn out to be
 * earlier, so it counts unless the known one was missed already. */
static void
combine(struct pl_policy_decision *into, const struct pl_policy_decision *other,
    int64_t stop_ms)
{
	static const int rank[] = {[PL_POLICY_DUE] = 1,
	    [PL_POLICY_NO_DEADLINE] = 2,
	    [PL_POLICY_OUT_OF_SCOPE] = 3,
	    [PL_POLICY_NOT_IN_FORCE] = 4,
	    [PL_POLICY_INCOMPLETE] = 0};
	int missed =
	    (into->answer == PL_POLICY_DUE && into->due_ms < stop_ms) ||
	    (other->answer == PL_POLICY_DUE && other->due_ms < stop_ms);
	int incomplete = into->answer == PL_POLICY_INCOMPLETE ||
	                 other->answer == PL_POLICY_INCOMPLETE;

	if (missed && incomplete) {
		if (into->answer == PL_POLICY_INCOMPLETE)
			*into = *other;
	} else if (rank[other->answer] < rank[into->answer] ||
		   (other->answer == PL_POLICY_DUE &&
		       into->answer == PL_POLICY_DUE &&
		       other->due_ms < into->due_ms)) {
		*into = *other;
	}
}

/* When what was before an episode was over. By vulnerability, an episode that
 * is in no figure is not listed before it. */
static int64_t
over_ms(const struct pl_count *count, const struct pl_episode *episode)
{
	return episode == count->episodes->list ? episode->over_ms
	                                        : episode[-1].stop_ms;
}

void
pl_count_decide(const struct pl_count *count, const struct pl_episode *episode,
    struct pl_policy_decision *out)
{
	/* Of an item that came back, the clock starts when it did. */
	int64_t found_ms = first_found(count->item, over_ms(count, episode));
	size_t vulns;
	const int64_t *vuln = pl_bulletin_vulns(
	    count->item->bulletins, count->item->subject, &vulns);

	decide(
	    count, vulns == 0 ? 0 : vuln[0], found_ms, episode->stop_ms, out);
	for (size_t i = 1; i < vulns; i++) {
		struct pl_policy_decision other;

		decide(count, vuln[i], found_ms, episode->stop_ms, &other);
		combine(out, &other, episode->stop_ms);
	}
}

/* In the managed view, what is excused on the day it is due is in time. */
static int
is_excused(const struct pl_count *count, int64_t due_ms)
{
	return count->cells->query.view == PL_VIEW_MANAGED &&
	       pl_force_at(count->item, PL_FORCE_EXCEPTION, due_ms).since_ms !=
	           0;
}

static void
count_missed(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode, int64_t due_ms)
{
	enum pl_tally_what end = PL_CENSORED;

	if (episode->outcome == PL_OUTCOME_FIXED)
		end = PL_FIXED;
	else if (episode->outcome == PL_OUTCOME_LEFT)
		end = PL_LEFT;
	cell->sums[PL_SUM_OVERDUE] += episode->outcome == PL_OUTCOME_OPEN;
	pl_cell_span(cell, PL_SPAN_OVERDUE, &count->who, due_ms,
	    episode->entry_ms > due_ms ? episode->entry_ms : due_ms,
	    episode->stop_ms, end);
}

static void
count_deadline(const struct pl_count *count, struct pl_cell *cell,
    const struct pl_episode *episode, int64_t due_ms)
{
	int excused = is_excused(count, due_ms);

	if (episode->outcome == PL_OUTCOME_OPEN && episode->stop_ms > due_ms)
		pl_cell_ratio(cell, PL_RATIO_COVERED, &count->who,
		    pl_force_at(count->item, PL_FORCE_EXCEPTION,
			count->cells->query.as_of_ms)
			    .since_ms != 0);
	if (episode->stop_ms > due_ms && !excused) {
		/* Nobody here could have been in time on a machine that came
		 * later, but late it is. */
		if (episode->entry_ms <= due_ms)
			pl_cell_ratio(cell, PL_RATIO_IN_TIME, &count->who, 0);
		count_missed(count, cell, episode, due_ms);
	} else if (episode->outcome == PL_OUTCOME_FIXED ||
		   episode->stop_ms > due_ms) {
		pl_cell_ratio(cell, PL_RATIO_IN_TIME, &count->who, 1);
	} else if (episode->outcome == PL_OUTCOME_OPEN) {
		cell->sums[PL_SUM_NOT_YET_DUE]++;
	}
}

static void
count_episode(const struct pl_count *count, const struct pl_episode *episode)
{
	struct pl_policy_decision decision;
	int64_t when_ms = episode->start_ms;
	struct pl_cell *cell;

	pl_count_decide(count, episode, &decision);
	if (decision.answer == PL_POLICY_DUE)
		when_ms = decision.due_ms;
	if (!pl_query_spans(&count->cells->query, when_ms))
		return;
	cell = pl_count_cell(count, count->item->source, when_ms);
	if (cell == NULL)
		return;
	switch (decision.answer) {
	case PL_POLICY_DUE:
		count_deadline(count, cell, episode, decision.due_ms);
		break;
	case PL_POLICY_INCOMPLETE:
		cell->sums[PL_SUM_INCOMPLETE]++;
		break;
	case PL_POLICY_NO_DEADLINE:
		cell->sums[PL_SUM_NO_DEADLINE]++;
		break;
	default:
		cell->sums[PL_SUM_OUT_OF_POLICY]++;
		break;
	}
}

void
pl_count_due(const struct pl_count *count)
{
	if (count->cells->query.policy == NULL)
		return;
	for (size_t i = 0; i < count->episodes->count; i++)
		if (count->episodes->list[i].outcome != PL_OUTCOME_EXCLUDED)
			count_episode(count, &count->episodes->list[i]);
}
