/* SPDX-License-Identifier: MIT */
#include "kit/kinds.h"

#include <string.h>

const char *const kit_kinds[] = {"asset.changed", "asset.merged",
    "asset.retired", "asset.seen", "decision.approved", "decision.deferred",
    "decision.rejected", "deploy.agent_lost", "deploy.cancelled",
    "deploy.downloaded", "deploy.effective", "deploy.failed",
    "deploy.installed", "deploy.offered", "deploy.reboot_required",
    "deploy.rebooted", "deploy.rolled_back", "deploy.scheduled",
    "deploy.started", "deploy.timed_out", "deploy.uninstalled",
    "exception.expired", "exception.granted", "exception.revoked",
    "feedback.vote", "incident.linked", "incident.opened", "incident.resolved",
    "item.detected", "item.not_applicable", "item.not_found", "item.reopened",
    "item.still_present", "mitigation.applied", "mitigation.removed",
    "patch.hold_lifted", "patch.hold_placed", "patch.known_issue",
    "patch.released", "patch.revised", "patch.superseded", "patch.withdrawn",
    "product.failed", "product.installed", "product.removed", "scan.completed",
    "test.failed", "test.passed", "test.started", "triage.done",
    "verify.failed", "verify.passed", "vuln.kev_added", "vuln.published",
    "vuln.rescored", "vuln.signal", NULL};

int
kit_is_kind(const char *name)
{
	for (size_t i = 0; kit_kinds[i] != NULL; i++)
		if (strcmp(kit_kinds[i], name) == 0)
			return 1;
	return 0;
}

void
kit_default_asset(plore_event *event, const char *asset)
{
	if (event->asset == NULL && strncmp(event->kind, "patch.", 6) != 0 &&
	    strncmp(event->kind, "vuln.", 5) != 0)
		event->asset = asset;
}
