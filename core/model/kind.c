#include "model/kind.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define CATALOGUE_PATCH (PL_NEEDS_PATCH | PL_REFUSES_ASSET)
#define CATALOGUE_VULN  (PL_NEEDS_VULN | PL_REFUSES_ASSET)
#define POPULATION      (PL_NEEDS_ASSET | PL_REFUSES_SUBJECT)
#define ITEM            (PL_NEEDS_ASSET | PL_NEEDS_SUBJECT)

/* In alphabetical order, for bsearch; the unit test holds it to that. */
static const struct kind {
	const char *name;
	enum pl_kind kind;
	unsigned needs;
} kinds[] = {
    {"asset.changed", PL_ASSET_CHANGED, POPULATION},
    {"asset.merged", PL_ASSET_MERGED, POPULATION},
    {"asset.retired", PL_ASSET_RETIRED, POPULATION},
    {"asset.seen", PL_ASSET_SEEN, POPULATION},
    {"decision.approved", PL_DECISION_APPROVED, PL_NEEDS_SUBJECT},
    {"decision.deferred", PL_DECISION_DEFERRED, PL_NEEDS_SUBJECT},
    {"decision.rejected", PL_DECISION_REJECTED, PL_NEEDS_SUBJECT},
    {"deploy.agent_lost", PL_DEPLOY_AGENT_LOST, ITEM},
    {"deploy.cancelled", PL_DEPLOY_CANCELLED, ITEM},
    {"deploy.downloaded", PL_DEPLOY_DOWNLOADED, ITEM},
    {"deploy.effective", PL_DEPLOY_EFFECTIVE, ITEM},
    {"deploy.failed", PL_DEPLOY_FAILED, ITEM},
    {"deploy.installed", PL_DEPLOY_INSTALLED, ITEM},
    {"deploy.offered", PL_DEPLOY_OFFERED, ITEM},
    {"deploy.reboot_required", PL_DEPLOY_REBOOT_REQUIRED, ITEM},
    {"deploy.rebooted", PL_DEPLOY_REBOOTED, ITEM},
    {"deploy.rolled_back", PL_DEPLOY_ROLLED_BACK, ITEM},
    {"deploy.scheduled", PL_DEPLOY_SCHEDULED, ITEM},
    {"deploy.started", PL_DEPLOY_STARTED, ITEM},
    {"deploy.timed_out", PL_DEPLOY_TIMED_OUT, ITEM},
    {"deploy.uninstalled", PL_DEPLOY_UNINSTALLED, ITEM},
    {"exception.expired", PL_EXCEPTION_EXPIRED, ITEM},
    {"exception.granted", PL_EXCEPTION_GRANTED, ITEM},
    {"exception.revoked", PL_EXCEPTION_REVOKED, ITEM},
    {"feedback.vote", PL_FEEDBACK_VOTE, PL_NEEDS_PATCH},
    {"incident.linked", PL_INCIDENT_LINKED, PL_NEEDS_SUBJECT},
    {"incident.opened", PL_INCIDENT_OPENED, PL_NEEDS_SUBJECT},
    {"incident.resolved", PL_INCIDENT_RESOLVED, PL_NEEDS_SUBJECT},
    {"item.detected", PL_ITEM_DETECTED, ITEM},
    {"item.not_applicable", PL_ITEM_NOT_APPLICABLE, ITEM},
    {"item.not_found", PL_ITEM_NOT_FOUND, ITEM},
    {"item.reopened", PL_ITEM_REOPENED, ITEM},
    {"item.still_present", PL_ITEM_STILL_PRESENT, ITEM},
    {"mitigation.applied", PL_MITIGATION_APPLIED, ITEM},
    {"mitigation.removed", PL_MITIGATION_REMOVED, ITEM},
    {"patch.hold_lifted", PL_PATCH_HOLD_LIFTED, CATALOGUE_PATCH},
    {"patch.hold_placed", PL_PATCH_HOLD_PLACED, CATALOGUE_PATCH},
    {"patch.known_issue", PL_PATCH_KNOWN_ISSUE, CATALOGUE_PATCH},
    {"patch.released", PL_PATCH_RELEASED, CATALOGUE_PATCH},
    {"patch.revised", PL_PATCH_REVISED, CATALOGUE_PATCH},
    {"patch.superseded", PL_PATCH_SUPERSEDED, CATALOGUE_PATCH},
    {"patch.withdrawn", PL_PATCH_WITHDRAWN, CATALOGUE_PATCH},
    {"product.failed", PL_PRODUCT_FAILED, ITEM},
    {"product.installed", PL_PRODUCT_INSTALLED, ITEM},
    {"product.removed", PL_PRODUCT_REMOVED, ITEM},
    {"scan.completed", PL_SCAN_COMPLETED, POPULATION},
    {"test.failed", PL_TEST_FAILED, PL_NEEDS_SUBJECT},
    {"test.passed", PL_TEST_PASSED, PL_NEEDS_SUBJECT},
    {"test.started", PL_TEST_STARTED, PL_NEEDS_SUBJECT},
    {"triage.done", PL_TRIAGE_DONE, ITEM},
    {"verify.failed", PL_VERIFY_FAILED, ITEM},
    {"verify.passed", PL_VERIFY_PASSED, ITEM},
    {"vuln.kev_added", PL_VULN_KEV_ADDED, CATALOGUE_VULN},
    {"vuln.published", PL_VULN_PUBLISHED, CATALOGUE_VULN},
    {"vuln.rescored", PL_VULN_RESCORED, CATALOGUE_VULN},
    {"vuln.signal", PL_VULN_SIGNAL, CATALOGUE_VULN},
};

static int
kind_compare(const void *name, const void *entry)
{
	return strcmp(name, ((const struct kind *)entry)->name);
}

enum pl_kind
pl_kind_of(const char *name)
{
	const struct kind *found = bsearch(
	    name, kinds, PL_COUNT(kinds), sizeof kinds[0], kind_compare);

	return found == NULL ? PL_KIND_NONE : found->kind;
}

static const struct kind *
kind_find(enum pl_kind kind)
{
	for (size_t i = 0; i < PL_COUNT(kinds); i++)
		if (kinds[i].kind == kind)
			return &kinds[i];
	return NULL;
}

const char *
pl_kind_name(enum pl_kind kind)
{
	const struct kind *found = kind_find(kind);

	return found == NULL ? NULL : found->name;
}

unsigned
pl_kind_needs(enum pl_kind kind)
{
	const struct kind *found = kind_find(kind);

	return found == NULL ? 0 : found->needs;
}
