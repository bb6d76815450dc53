/*
 * kind.h - the kinds of event, and what each needs to make sense
 *
 * The names are what plugins and native events say and patchlore-events(7)
 * explains; the numbers are what the store holds, so a number is never given
 * to another kind. Numbers are grouped by tens and a group's first is its
 * name's prefix.
 */
#ifndef PL_KIND_H
#define PL_KIND_H

#include <stdint.h>

enum pl_kind {
	PL_KIND_NONE = 0,

	/* Catalogue: about a patch or a vulnerability, not about a machine. */
	PL_PATCH_RELEASED = 10,
	PL_PATCH_REVISED = 11,
	PL_PATCH_SUPERSEDED = 12,
	PL_PATCH_WITHDRAWN = 13,
	PL_PATCH_KNOWN_ISSUE = 14,
	PL_PATCH_HOLD_PLACED = 15,
	PL_PATCH_HOLD_LIFTED = 16,
	PL_VULN_PUBLISHED = 20,
	PL_VULN_RESCORED = 21,
	PL_VULN_KEV_ADDED = 22,
	PL_VULN_SIGNAL = 23,

	/* Population: which machines were there to be looked at. */
	PL_ASSET_SEEN = 30,
	PL_ASSET_CHANGED = 31,
	PL_ASSET_RETIRED = 32,
	PL_ASSET_MERGED = 33,
	PL_SCAN_COMPLETED = 35,

	/* Software coming to a machine and leaving it, which patches nothing.
	 */
	PL_PRODUCT_INSTALLED = 40,
	PL_PRODUCT_REMOVED = 41,
	PL_PRODUCT_FAILED = 42,

	/* Findings about an item: one patch or vulnerability on one machine. */
	PL_ITEM_DETECTED = 50,
	PL_ITEM_STILL_PRESENT = 51,
	PL_ITEM_NOT_FOUND = 52,
	PL_ITEM_NOT_APPLICABLE = 53,
	PL_ITEM_REOPENED = 54,

	/* Decisions. */
	PL_DECISION_APPROVED = 60,
	PL_DECISION_REJECTED = 61,
	PL_DECISION_DEFERRED = 62,
	PL_EXCEPTION_GRANTED = 63,
	PL_EXCEPTION_EXPIRED = 64,
	PL_EXCEPTION_REVOKED = 65,
	PL_TEST_STARTED = 66,
	PL_TEST_PASSED = 67,
	PL_TEST_FAILED = 68,

	/* Deployment. */
	PL_DEPLOY_SCHEDULED = 70,
	PL_DEPLOY_OFFERED = 71,
	PL_DEPLOY_DOWNLOADED = 72,
	PL_DEPLOY_STARTED = 73,
	PL_DEPLOY_INSTALLED = 74,
	PL_DEPLOY_FAILED = 75,
	PL_DEPLOY_CANCELLED = 76,
	PL_DEPLOY_TIMED_OUT = 77,
	PL_DEPLOY_AGENT_LOST = 78,
	PL_DEPLOY_REBOOT_REQUIRED = 79,
	PL_DEPLOY_REBOOTED = 80,
	PL_DEPLOY_EFFECTIVE = 81,
	PL_DEPLOY_ROLLED_BACK = 82,
	PL_DEPLOY_UNINSTALLED = 83,

	/* Independent checks. */
	PL_VERIFY_PASSED = 90,
	PL_VERIFY_FAILED = 91,

	/* Mitigation without a patch. */
	PL_MITIGATION_APPLIED = 100,
	PL_MITIGATION_REMOVED = 101,

	/* Effects. */
	PL_INCIDENT_OPENED = 110,
	PL_INCIDENT_LINKED = 111,
	PL_INCIDENT_RESOLVED = 112,
	PL_FEEDBACK_VOTE = 113,
	PL_TRIAGE_DONE = 114,
};

/* What an event of a kind must name. */
enum {
	PL_NEEDS_ASSET = 1 << 0,
	PL_NEEDS_SUBJECT = 1 << 1, /* a patch or a vulnerability */
	PL_NEEDS_PATCH = 1 << 2,
	PL_NEEDS_VULN = 1 << 3,
	PL_REFUSES_ASSET = 1
	                   << 4, /* a catalogue entry holds for all machines */
	PL_REFUSES_SUBJECT = 1 << 5,
};

/* PL_KIND_NONE where there is no kind of that name. */
enum pl_kind pl_kind_of(const char *name);

/* NULL where there is no kind of that number. */
const char *pl_kind_name(enum pl_kind kind);

/* PL_NEEDS_ and PL_REFUSES_ or'ed: every kind has some. 0 where there is no
 * kind of that number. */
unsigned pl_kind_needs(enum pl_kind kind);

#endif
