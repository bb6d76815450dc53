#include "trend/follow.h"

static const char open_at_the_end[] =
    "what is open at the end of a month was mostly open a month before, so "
    "months are no independent values; see backlog-flow and time-to-patch";
static const char same_assets[] =
    "it is a look at one day, and the assets that it counts are mostly those "
    "of "
    "a month before, so months are no independent values";
static const char same_curve[] =
    "it is read off the curve of time-to-patch; see that";

static const char complete_later[] =
    "a deployment that began in a month may be complete only months later, so "
    "younger months lack those that take long";

static const struct pl_follow follows[PL_KPIS] = {
    [PL_KPI_TIME_TO_PATCH] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_EPISODE,
	.what = "patched",
	.faster = "patched faster than before",
	.slower = "patched slower than before"},
    [PL_KPI_PATCH_COVERAGE] = {.why_not = same_curve},
    [PL_KPI_HALF_LIFE] = {.why_not = same_curve},
    /* An attempt is in the month in which it ended. */
    [PL_KPI_FAILURE_RATE] = {.kind = PL_FOLLOW_RATE, .ratio = PL_RATIO_FAILED},
    [PL_KPI_FAILURE_CODES] = {.why_not =
				  "codes come and go with what is patched; see "
				  "failure-rate"},
    [PL_KPI_FIRST_ATTEMPT] = {.kind = PL_FOLLOW_RATE, .ratio = PL_RATIO_FIRST},
    /* An install is followed from its own month on. */
    [PL_KPI_ROLLBACK_RATE] = {.kind = PL_FOLLOW_SHARE,
	.span = PL_SPAN_ROLLBACK,
	.what = "rolled back",
	.fixed_horizon = 30},
    [PL_KPI_BACKLOG] = {.why_not = open_at_the_end},
    [PL_KPI_BACKLOG_AGE] = {.why_not = open_at_the_end},
    /* By detection, what came in a month was found in it. By release, what is
     * found later would still be added to it. */
    [PL_KPI_BACKLOG_FLOW] = {.kind = PL_FOLLOW_FLOW,
	.clock = PL_CLOCK_DETECTION},
    /* What was at risk in a month, and what was fixed in it. */
    [PL_KPI_CAPACITY] = {.kind = PL_FOLLOW_RATE, .ratio = PL_RATIO_CLOSED},
    [PL_KPI_STAGES] = {.why_not =
			   "a stage may begin months after its item did, so "
			   "younger items were followed through fewer of them"},
    /* An install is followed from its own month on. */
    [PL_KPI_REBOOT] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_REBOOT,
	.what = "restarted",
	.faster = "restarted faster than before",
	.slower = "restarted slower than before"},
    /* A fix is followed from its own month on. */
    [PL_KPI_VERIFICATION] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_VERIFIED,
	.what = "verified",
	.faster = "verified faster than before",
	.slower = "verified slower than before"},
    /* What is due is in the month of its due date, and in time or not by
     * then. */
    [PL_KPI_SLA_COMPLIANCE] = {.kind = PL_FOLLOW_RATE,
	.ratio = PL_RATIO_IN_TIME,
	.needs_policy = 1},
    /* What missed its due date is followed from then on. */
    [PL_KPI_TIME_OVERDUE] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_OVERDUE,
	.what = "patched",
	.faster = "patched faster after the due date than before",
	.slower = "patched slower after the due date than before",
	.needs_policy = 1},
    [PL_KPI_NIST_MATRIX] = {.why_not =
				"it is sla-compliance and time-to-patch by "
				"severity and importance; see those with --by"},
    [PL_KPI_EXPOSURE] = {.why_not =
			     "items of younger months had fewer days to be at "
			     "risk in; see time-to-patch"},
    [PL_KPI_KEV_EXPOSED] = {.why_not = open_at_the_end},
    [PL_KPI_MITIGATION] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_MITIGATED,
	.what = "mitigated",
	.faster = "mitigated faster than before",
	.slower = "mitigated slower than before"},
    [PL_KPI_EXCEPTIONS] = {.why_not = open_at_the_end},
    [PL_KPI_CURRENCY] = {.why_not = same_assets},
    [PL_KPI_ASSET_COVERAGE] = {.why_not = same_assets},
    [PL_KPI_UNPATCHABLE] = {.why_not = same_assets},
    [PL_KPI_CHANGE_FAIL_RATE] = {.why_not = complete_later},
    /* A trouble is followed from its own month on. */
    [PL_KPI_RECOVERY_TIME] = {.kind = PL_FOLLOW_TIME,
	.span = PL_SPAN_TROUBLE,
	.what = "recovered",
	.faster = "recovered faster than before",
	.slower = "recovered slower than before"},
    [PL_KPI_REWORK_RATE] = {.why_not = complete_later},
    [PL_KPI_FREQUENCY] = {.why_not = complete_later},
    [PL_KPI_DATA_QUALITY] = {.why_not = "it is about the data and not about "
					"patching"},
};

const struct pl_follow *
pl_follow_of(enum pl_kpi_id id)
{
	static const struct pl_follow none = {
	    .why_not = "how its months could be compared is not defined"};
	const struct pl_follow *follow = &follows[id];

	return follow->kind == PL_FOLLOW_NOT && follow->why_not == NULL
	           ? &none
	           : follow;
}

int
pl_follow_has_horizon(const struct pl_follow *follow)
{
	return follow->kind == PL_FOLLOW_SHARE ||
	       follow->kind == PL_FOLLOW_TIME;
}
