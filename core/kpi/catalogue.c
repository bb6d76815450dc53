#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "kpi/catalogue.h"

static const struct pl_kpi kpis[PL_KPIS] = {
    [PL_KPI_TIME_TO_PATCH] = {"time-to-patch",
	"days until a patch took effect, open items counted",
	"Kaplan-Meier over episodes; fix: earliest effective install that no "
	"rollback undid within 30 days; delayed entry at enrolment or at the "
	"product's return; retired, merged, and removed in any version: "
	"censored; stale after 30 days; whole minutes, v2",
	"n", 1},
    [PL_KPI_FAILURE_RATE] = {"failure-rate",
	"failed among finished install attempts",
	"deploy.failed / (deploy.installed + deploy.failed), v1", "n", 1},
    [PL_KPI_ROLLBACK_RATE] = {"rollback-rate", "installs undone within 30 days",
	"1 - Kaplan-Meier at 30 days of install to rollback; retired and "
	"removed: censored, v2",
	"n", 1},
    [PL_KPI_BACKLOG] = {"backlog", "items open at the cut-off",
	"open episodes at the cut-off; stale assets apart, v1", "open", 1},
    [PL_KPI_BACKLOG_AGE] = {"backlog-age", "how long open items have been open",
	"start to cut-off of the backlog's items; median, p90, buckets at 7, "
	"30, 60, 90 days, v1",
	"open", 1},
};

static const char *const strata[] = {"asset", "class", "exposed", "group",
    "importance", "month", "os", "patch", "patch-type", "product", "ring",
    "severity", "source", "vendor", NULL};

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
	default:
		return "detection";
	}
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
