#include "model/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "model/policy_pack.h"

#define BIT(input) (1u << (input))

/* ---- Cases -------------------------------------------------------------- */

static int
meets(const uint32_t *box, const struct policy_row *row)
{
	for (size_t i = 0; i < PL_POLICY_FACTS; i++)
		if ((box[i] & row->cells[i]) == 0)
			return 0;
	return 1;
}

static void
add_case(struct policy_cases *out, const uint32_t *box, size_t row)
{
	if (out->count < PL_POLICY_CASES) {
		memcpy(out->list[out->count].cells, box,
		    sizeof out->list[0].cells);
		out->list[out->count].row = row;
	}
	if (out->count <= PL_POLICY_CASES)
		out->count++;
}

/* The first row that meets the box takes what they share. What is left of the
 * box is one box for each fact that the row is particular about, cut off one
 * after the other; the rows that follow take their share of each. */
static void
part_from(const struct pl_policy *policy, const uint32_t *box, size_t row,
    struct policy_cases *out)
{
	uint32_t rest[PL_POLICY_FACTS];

	if (out->count > PL_POLICY_CASES)
		return;
	while (row < policy->about.row_count && !meets(box, &policy->rows[row]))
		row++;
	memcpy(rest, box, sizeof rest);
	for (size_t i = 0; row < policy->about.row_count && i < PL_POLICY_FACTS;
	     i++) {
		uint32_t wanted = policy->rows[row].cells[i];
		uint32_t inside = rest[i] & wanted;

		rest[i] &= ~wanted;
		if (rest[i] != 0)
			part_from(policy, rest, row + 1, out);
		rest[i] = inside;
	}
	add_case(out, rest, row);
}

void
policy_part(const struct pl_policy *policy, const uint32_t box[PL_POLICY_FACTS],
    struct policy_cases *out)
{
	out->count = 0;
	part_from(policy, box, 0, out);
}

/* The one fact that tells two cases apart, or PL_POLICY_FACTS where several
 * do. */
static size_t
lone_difference(const struct policy_case *a, const struct policy_case *b)
{
	size_t found = PL_POLICY_FACTS;

	for (size_t i = 0; i < PL_POLICY_FACTS; i++) {
		if ((a->cells[i] & b->cells[i]) != 0)
			continue;
		if (found != PL_POLICY_FACTS)
			return PL_POLICY_FACTS;
		found = i;
	}
	return found;
}

/* The facts that make the difference: two cases with different tiers are apart
 * in this one and share values of all others. Between any two cases one can go
 * fact by fact, so where there are two tiers there is such a fact. */
static unsigned
differences(const struct pl_policy *policy, const struct policy_cases *cases)
{
	unsigned found = 0;

	for (size_t i = 0; i < cases->count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct policy_case *a = &cases->list[i];
			const struct policy_case *b = &cases->list[j];

			if (policy->rows[a->row].tier !=
			    policy->rows[b->row].tier)
				found |= BIT(lone_difference(a, b));
		}
	return found & ~BIT(PL_POLICY_FACTS);
}

/* ---- Deciding ----------------------------------------------------------- */

/* Was the item in KEV while it was open? yes 1, no 0, not known -1 */
static int
is_listed(const struct pl_policy *policy, const struct pl_policy_inputs *inputs,
    int64_t until_ms)
{
	int64_t added_ms = inputs->times_ms[PL_POLICY_KEV_ADDED];
	int kev = policy_cell(&policy->scales[PL_POLICY_KEV], PL_POLICY_KEV,
	    inputs->facts[PL_POLICY_KEV]);

	if (added_ms > until_ms)
		return 0;
	return kev < 0 && added_ms != 0 ? 1 : kev;
}

/* The tier that all cases lead to, or -1 with what is missing. */
static int
settle(const struct pl_policy *policy, const struct pl_policy_inputs *inputs,
    int listed, unsigned *missing)
{
	uint32_t box[PL_POLICY_FACTS];
	struct policy_cases cases;

	for (unsigned i = 0; i < PL_POLICY_FACTS; i++) {
		const struct policy_scale *scale = &policy->scales[i];
		int cell = i == PL_POLICY_KEV
		               ? listed
		               : policy_cell(scale, i, inputs->facts[i]);

		box[i] = cell < 0 ? scale->all : 1u << cell;
	}
	policy_part(policy, box, &cases);
	*missing = differences(policy, &cases);
	return *missing != 0 ? -1 : (int)policy->rows[cases.list[0].row].tier;
}

/* When the clock started, and what is missing to tell. */
static int64_t
started(const struct pl_policy *policy, const struct pl_policy_inputs *inputs,
    int listed, unsigned *missing)
{
	int64_t first = 0;

	*missing = 0;
	for (unsigned i = PL_POLICY_FACTS; i < PL_POLICY_INPUTS; i++) {
		int64_t ms = inputs->times_ms[i];

		if ((policy->about.starts & BIT(i)) == 0)
			continue;
		if (i == PL_POLICY_KEV_ADDED && listed == 0)
			continue; /* there is no such day */
		if (i == PL_POLICY_KEV_ADDED && listed < 0)
			*missing |= BIT(PL_POLICY_KEV);
		else if (ms == 0)
			*missing |= BIT(i);
		else if (first == 0 || ms < first)
			first = ms;
	}
	if (*missing == 0 && first == 0)
		*missing = policy->about.starts;
	if (*missing != 0)
		return 0;
	return first < policy->about.from_ms ? policy->about.from_ms : first;
}

static int64_t
end_of_day(int64_t ms)
{
	return ms - ms % PL_DAY_MS + PL_DAY_MS - 1;
}

static int64_t
due_at(const struct policy_tier *tier, int64_t start_ms, int64_t date_ms)
{
	switch (tier->due) {
	case POLICY_HOURS:
		return start_ms + tier->amount * 60 * PL_MINUTE_MS;
	case POLICY_DAYS:
		return end_of_day(start_ms + tier->amount * PL_DAY_MS);
	case POLICY_MONTHS:
		return end_of_day(pl_time_add_months(start_ms, tier->amount));
	case POLICY_DATE:
		return end_of_day(date_ms);
	case POLICY_NEVER:
	case POLICY_OUTSIDE:
		break;
	}
	return 0;
}

/* The tier is settled; missing is what the start lacks. */
static void
apply(struct pl_policy_decision *out, const struct policy_tier *tier,
    const struct pl_policy_inputs *inputs, unsigned missing)
{
	int64_t date_ms =
	    tier->due == POLICY_DATE ? inputs->times_ms[tier->date] : 0;

	out->tier = tier->name;
	out->triage = tier->triage;
	if (tier->due == POLICY_NEVER || tier->due == POLICY_OUTSIDE) {
		out->answer = tier->due == POLICY_NEVER
		                  ? PL_POLICY_NO_DEADLINE
		                  : PL_POLICY_OUT_OF_SCOPE;
		return;
	}
	if (tier->due == POLICY_DATE)
		missing = date_ms == 0 ? BIT(tier->date) : 0;
	if (missing != 0) {
		out->answer = PL_POLICY_INCOMPLETE;
		out->missing = missing;
		return;
	}
	out->answer = PL_POLICY_DUE;
	out->due_ms = due_at(tier, out->start_ms, date_ms);
	if (out->start_ms != 0)
		out->limit_ms = out->due_ms - out->start_ms;
}

void
pl_policy_decide(struct pl_policy_decision *out, const struct pl_policy *policy,
    const struct pl_policy_inputs *inputs, int64_t until_ms)
{
	int listed = is_listed(policy, inputs, until_ms), tier;
	unsigned unstarted, unsettled;

	*out = (struct pl_policy_decision){.answer = PL_POLICY_NOT_IN_FORCE};
	out->start_ms = started(policy, inputs, listed, &unstarted);
	if (until_ms < policy->about.from_ms ||
	    out->start_ms >= policy->about.to_ms)
		return;
	tier = settle(policy, inputs, listed, &unsettled);
	if (tier >= 0) {
		apply(out, &policy->tiers[tier], inputs, unstarted);
		return;
	}
	out->answer = PL_POLICY_INCOMPLETE;
	out->missing = unsettled;
}

/* ---- What a pack says --------------------------------------------------- */

const struct pl_policy_about *
pl_policy_about(const struct pl_policy *policy)
{
	return &policy->about;
}

const char *
pl_policy_tier(const struct pl_policy *policy, size_t tier)
{
	return tier < policy->about.tier_count ? policy->tiers[tier].name
	                                       : NULL;
}

size_t
pl_policy_row_tier(const struct pl_policy *policy, size_t row)
{
	return policy->rows[row].tier;
}

void
pl_policy_tell_tier(
    const struct pl_policy *policy, size_t index, struct pl_buf *out)
{
	static const char *const units[] = {[POLICY_HOURS] = "hour",
	    [POLICY_DAYS] = "day",
	    [POLICY_MONTHS] = "month"};
	const struct policy_tier *tier = &policy->tiers[index];

	switch (tier->due) {
	case POLICY_HOURS:
	case POLICY_DAYS:
	case POLICY_MONTHS:
		pl_buf_addf(out, "%d %s%s", tier->amount, units[tier->due],
		    tier->amount == 1 ? "" : "s");
		break;
	case POLICY_DATE:
		pl_buf_adds(out, pl_policy_input_name(tier->date));
		break;
	case POLICY_NEVER:
		pl_buf_adds(out, "no deadline");
		break;
	case POLICY_OUTSIDE:
		pl_buf_adds(out, "out of scope");
		break;
	}
	if (tier->triage)
		pl_buf_adds(out, ", triage first");
}

void
pl_policy_tell_row(
    const struct pl_policy *policy, size_t row, struct pl_buf *out)
{
	const char *between = "";

	for (unsigned i = 0; i < PL_POLICY_FACTS; i++) {
		const struct policy_scale *scale = &policy->scales[i];
		uint32_t cells = policy->rows[row].cells[i] & scale->all;

		if (cells == scale->all)
			continue;
		pl_buf_adds(out, between);
		policy_tell_cells(scale, i, cells, out);
		between = ", ";
	}
	if (*between == '\0')
		pl_buf_adds(out, "anything else");
}
