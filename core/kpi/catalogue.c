#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/error.h"
#include "kpi/catalogue.h"

#define EXCUSED "an exception excuses it"
#define WHOLE   "it is of whole deployments, not of one item"

static const struct pl_kpi kpis[PL_KPIS] = {
    [PL_KPI_TIME_TO_PATCH] = {"time-to-patch",
	"days until a patch took effect, open items counted",
	"Kaplan-Meier over episodes; fix: earliest effective install that no "
	"rollback undid within 30 days, or absence where no install is told; "
	"delayed entry at enrolment or at the product's return; retired, "
	"merged, and removed in any version: censored; withdrawn or "
	"superseded by none that is known: censored; stale after 30 days; "
	"whole minutes, v3",
	"n", 1, PL_KPI_OF_EPISODES, EXCUSED},
    [PL_KPI_PATCH_COVERAGE] = {"patch-coverage",
	"share patched after so many days",
	"1 - Kaplan-Meier of time-to-patch; gone with their asset or product: "
	"Aalen-Johansen, v1",
	"n", 0, PL_KPI_OF_EPISODES, EXCUSED},
    [PL_KPI_HALF_LIFE] = {"remediation-half-life",
	"days until half is patched, and the mean of the first year",
	"median and RMST(365) of time-to-patch, v1", "n", 0, PL_KPI_OF_EPISODES,
	EXCUSED},
    [PL_KPI_FAILURE_RATE] = {"failure-rate",
	"failed among finished install attempts",
	"deploy.failed / (deploy.installed + deploy.failed); cancelled, timed "
	"out and lost agents apart, v2",
	"n", 1, PL_KPI_OF_EVENTS,
	"no attempt at it is told to have worked or failed"},
    [PL_KPI_FAILURE_CODES] = {"failure-codes",
	"what failed attempts ended with",
	"deploy.failed by its result code / deploy.failed; of two sources' "
	"codes for one attempt the last in the alphabet; the 10 most frequent, "
	"v1",
	"failed", 0, PL_KPI_OF_EVENTS,
	"no attempt at it is told to have failed", "code"},
    [PL_KPI_FIRST_ATTEMPT] = {"first-attempt-success",
	"items whose first finished attempt worked",
	"first of deploy.installed and deploy.failed is deploy.installed, v1",
	"n", 0, PL_KPI_OF_EVENTS,
	"no attempt at it is told to have worked or failed"},
    [PL_KPI_ROLLBACK_RATE] = {"rollback-rate", "installs undone within 30 days",
	"1 - Kaplan-Meier at 30 days of install to rollback; retired and "
	"removed: censored, v2",
	"n", 1, PL_KPI_OF_EVENTS, "no install of it is told"},
    [PL_KPI_BACKLOG] = {"backlog", "items open at the cut-off",
	"open episodes at the cut-off; stale assets apart, v1", "open", 1,
	PL_KPI_OF_OPEN, EXCUSED},
    [PL_KPI_BACKLOG_AGE] = {"backlog-age", "how long open items have been open",
	"start to cut-off of the backlog's items; median, p90, buckets at 7, "
	"30, 60, 90 days, v1",
	"open", 1, PL_KPI_OF_OPEN, EXCUSED},
    [PL_KPI_BACKLOG_FLOW] = {"backlog-flow",
	"what came into the backlog and what went",
	"episodes that began and that ended between the limits; efficiency: "
	"closed / began, v1",
	"n", 0, PL_KPI_OF_EPISODES, NULL},
    [PL_KPI_CAPACITY] = {"remediation-capacity",
	"share of a month's open items that were closed in it",
	"for each calendar month in UTC: episodes fixed in it / at risk in it "
	"at any time; summed, v1",
	"n", 0, PL_KPI_OF_EPISODES, NULL},
    [PL_KPI_STAGES] = {"stage-latency",
	"median days spent on the way to each stage",
	"Kaplan-Meier from the stage before that is told; items that wait "
	"are censored; first episodes; share: of the sum of RMST(90), v1",
	"n", 0, PL_KPI_OF_EPISODES, NULL},
    [PL_KPI_REBOOT] = {"reboot-latency",
	"days from an install to the restart it asked for",
	"Kaplan-Meier of deploy.installed to deploy.rebooted or "
	"deploy.effective after deploy.reboot_required, v1",
	"n", 0, PL_KPI_OF_EVENTS, "no install of it asked for a restart"},
    [PL_KPI_VERIFICATION] = {"verification",
	"fixes that an independent look confirmed",
	"verify.passed or item.not_found after the fix and before the item is "
	"back / fixes by an install, in the month of the fix; refuted: found "
	"again within 30 days / installs that took effect and were watched "
	"for 30 days, v2",
	"n", 0, PL_KPI_OF_EPISODES, "it was not fixed by an install"},
    [PL_KPI_SLA_COMPLIANCE] = {"sla-compliance",
	"items patched by the day that a policy sets",
	"fixed by the due date / due between the limits and not later than the "
	"cut-off, or fixed before; open and overdue: missed; ended otherwise "
	"before it was due: out; managed: excused on the due date is in time; "
	"of several vulnerabilities the earliest date, v1",
	"due", 0, PL_KPI_OF_DUE,
	"no due date is known that came while it was watched"},
    [PL_KPI_TIME_OVERDUE] = {"time-overdue",
	"days past the due date of what missed it",
	"Kaplan-Meier from the due date to the fix, v1", "missed", 0,
	PL_KPI_OF_DUE, "it missed no due date"},
    [PL_KPI_NIST_MATRIX] = {"nist-matrix",
	"in time and how fast, for each severity and importance",
	"rate of sla-compliance; RMST(90) and median of time-to-patch, v1", "n",
	0, PL_KPI_OF_EPISODES, EXCUSED},
    [PL_KPI_EXPOSURE] = {"exposure",
	"days for which items were at risk, summed",
	"entry to stop of episodes between the limits, v1", "n", 0,
	PL_KPI_OF_EPISODES, NULL},
    [PL_KPI_KEV_EXPOSED] = {"kev-exposed",
	"assets a day with an open item that is known to be exploited",
	"assets at risk on a day in UTC, at any time, by an episode of an item "
	"that is listed by then: vuln.kev_added, kev_added or kev=yes of the "
	"patch or of what it fixes; mean, most and last of the days between "
	"the limits, or from the first such day on, v1",
	"assets", 0, PL_KPI_OF_ASSETS,
	"nothing that is known to be exploited was open on its asset"},
    [PL_KPI_MITIGATION] = {"mitigation",
	"days until something else protected the machine",
	"Kaplan-Meier of start to mitigation.applied; patched first and left: "
	"ended otherwise; past removal: in force at the cut-off and later than "
	"its remove_by, v2",
	"n", 0, PL_KPI_OF_EPISODES, NULL},
    [PL_KPI_EXCEPTIONS] = {"exceptions",
	"open items that are excused at the cut-off",
	"exception.granted whose expires is not over, without "
	"exception.expired or exception.revoked after it / backlog in the "
	"strict view; of overdue: / open items past the policy's due date, v2",
	"open", 0, PL_KPI_OF_OPEN, NULL},
    [PL_KPI_CURRENCY] = {"patch-currency", "assets on which nothing is open",
	"assets without an open episode / assets that were seen within 30 days "
	"and are not retired, v1",
	"assets", 0, PL_KPI_OF_ASSETS,
	"its asset is retired or was not seen for 30 days"},
    [PL_KPI_ASSET_COVERAGE] = {"asset-coverage",
	"assets that are watched at all",
	"assets that are not retired: seen, scanned within 30 days; named by "
	"any deploy event, v1",
	"assets", 0, PL_KPI_OF_ASSETS, "its asset is retired"},
    [PL_KPI_CHANGE_FAIL_RATE] = {"change-fail-rate",
	"deployments that needed an intervention",
	"waves with an install that was rolled back or uninstalled, or whose "
	"patch had an incident or made another install necessary, from then to "
	"72 hours after the last install / waves whose 72 hours are over; "
	"derived: one patch in one group, at most 72 hours apart; of installs: "
	"the same on the machine itself, 72 hours after each, v1",
	"waves", 0, PL_KPI_OF_EVENTS, WHOLE},
    [PL_KPI_RECOVERY_TIME] = {"recovery-time",
	"days from the first sign of trouble to its end",
	"Kaplan-Meier from an incident, a failed attempt or an install undone "
	"to incident.resolved, or without an incident to the next install; "
	"incidents of a patch alone: as of one machine, v1",
	"troubles", 0, PL_KPI_OF_EVENTS, "no trouble with it is told"},
    [PL_KPI_REWORK_RATE] = {"rework-rate",
	"deployments that an earlier patch made necessary",
	"waves with an install that names what it was caused by / waves, as in "
	"change-fail-rate, v1",
	"waves", 0, PL_KPI_OF_EVENTS, WHOLE},
    [PL_KPI_FREQUENCY] = {"deployment-frequency",
	"deployments per maintenance group and month",
	"waves, as in change-fail-rate / time for which groups were there, up "
	"to 72 hours before the cut-off; a month: 365.25 / 12 days; Garwood's "
	"limits, v1",
	"waves", 0, PL_KPI_OF_EVENTS, WHOLE},
    [PL_KPI_UNPATCHABLE] = {"unpatchable",
	"assets that no patch can mend, and whether they are looked at again",
	"assets that are not retired: lifecycle=eol or unpatchable, or an item "
	"open with remediation=none_available or no_fix_planned; of these with "
	"a reassess_by, those whose day is not over, v1",
	"assets", 0, PL_KPI_OF_ASSETS, "its asset is retired"},
    [PL_KPI_DATA_QUALITY] = {"data-quality",
	"why the quality of figures is what it is",
	"episodes that are excluded, by reason, and on stale assets; fixes "
	"known only to lie between two looks; stages told in an impossible "
	"order, v1",
	"n", 0, PL_KPI_OF_EPISODES, NULL},
};

static const char *const strata[] = {"asset", "class", "exposed", "group",
    "importance", "kev", "month", "os", "patch", "patch-type", "product",
    "reboot", "ring", "scenario", "severity", "source", "tier", "vendor", NULL};

const struct pl_kpi *
pl_kpi(enum pl_kpi_id id)
{
	return &kpis[id];
}

int
pl_kpi_find(const char *name, enum pl_kpi_id *out)
{
	for (int id = 0; id < PL_KPIS; id++) {
		if (strcmp(kpis[id].name, name) == 0) {
			*out = (enum pl_kpi_id)id;
			return 1;
		}
	}
	return 0;
}

uint64_t
pl_kpi_main(void)
{
	uint64_t set = 0;

	for (int id = 0; id < PL_KPIS; id++)
		if (kpis[id].main)
			set |= PL_KPI_SET(id);
	return set;
}

const char *
pl_clock_name(enum pl_clock clock)
{
	switch (clock) {
	case PL_CLOCK_RELEASE:
		return "release";
	case PL_CLOCK_EXPOSURE:
		return "exposure";
	case PL_CLOCK_POLICY:
		return "policy";
	default:
		return "detection";
	}
}

const char *
pl_unit_name(enum pl_item_unit unit)
{
	return unit == PL_ITEMS_VULNERABILITY ? "vulnerability" : "patch";
}

const char *
pl_interval_name(enum pl_interval interval)
{
	return interval == PL_INTERVAL_NAIVE ? "naive" : "clustered";
}

const char *
pl_view_name(enum pl_view view)
{
	return view == PL_VIEW_MANAGED ? "managed" : "strict";
}

int
pl_query_check(const struct pl_query *query, struct pl_error *err)
{
	if (query->clock != PL_CLOCK_POLICY || query->policy != NULL)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "the policy clock starts where a policy says; name it with "
	    "--policy PACK");
}

int
pl_query_spans(const struct pl_query *query, int64_t ms)
{
	return ms >= query->since_ms &&
	       (query->until_ms == 0 || ms < query->until_ms);
}

int
pl_kpi_is_stratum(const char *name)
{
	for (size_t i = 0; strata[i] != NULL; i++)
		if (strcmp(strata[i], name) == 0)
			return 1;
	return 0;
}

const char *
pl_kpi_stratum(size_t index)
{
	return index < PL_COUNT(strata) ? strata[index] : NULL;
}

void
pl_kpi_definitions(char out[33])
{
	XXH3_state_t *state = XXH3_createState();
	XXH128_canonical_t digest;

	XXH3_128bits_reset(state);
	for (size_t i = 0; i < PL_COUNT(kpis); i++)
		XXH3_128bits_update(
		    state, kpis[i].definition, strlen(kpis[i].definition) + 1);
	XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(state));
	XXH3_freeState(state);
	for (size_t i = 0; i < sizeof digest.digest; i++)
		snprintf(out + 2 * i, 3, "%02x", digest.digest[i]);
}
