#include "model/attribute.h"

#include <string.h>

#include "base/alloc.h"
#include "model/event.h"

/* Known wherever they occur. Any other name is a fact on the kinds that exist
 * to tell facts, and a particular of the event on the rest. */
static const struct {
	const char *name;
	enum pl_attr_home home;
} known[] = {
    {"advisory", PL_ATTR_EVENT}, /* not a fact: a patch may have several */
    {"automatable", PL_ATTR_SUBJECT},
    {"class", PL_ATTR_ASSET},
    {"cvss", PL_ATTR_SUBJECT},
    {"distro", PL_ATTR_ASSET}, /* where there is none, that of a patch */
    {"distro", PL_ATTR_EVENT},
    {"exploitation", PL_ATTR_SUBJECT},
    {"exposed", PL_ATTR_ASSET},
    {"group", PL_ATTR_ASSET},
    {"importance", PL_ATTR_ASSET},
    {"kev", PL_ATTR_SUBJECT},
    {"kev_added", PL_ATTR_SUBJECT},
    {"kev_due", PL_ATTR_SUBJECT},
    {"lifecycle", PL_ATTR_ASSET},
    {"not_affected", PL_ATTR_EVENT},
    {"os", PL_ATTR_ASSET},
    {"reassess_by", PL_ATTR_ASSET},
    {"reboot", PL_ATTR_SUBJECT},
    {"remediation", PL_ATTR_SUBJECT},
    {"ring", PL_ATTR_ASSET},
    {"scenario", PL_ATTR_SUBJECT},
    {"severity", PL_ATTR_SUBJECT},
    {"site", PL_ATTR_ASSET},
    {"suite", PL_ATTR_SUBJECT},
    {"technical_impact", PL_ATTR_SUBJECT},
    {"tier", PL_ATTR_SUBJECT},
    {"type", PL_ATTR_SUBJECT}, /* the stratum patch-type */
    {"vendor", PL_ATTR_SUBJECT},
    {"vuln", PL_ATTR_VULN},
};

static int
attr_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static int
attr_fits(enum pl_attr_home home, const struct pl_event *event)
{
	switch (home) {
	case PL_ATTR_ASSET:
		return attr_given(event->asset);
	case PL_ATTR_SUBJECT:
		return attr_given(event->patch) || attr_given(event->vuln);
	case PL_ATTR_VULN:
		return attr_given(event->patch);
	case PL_ATTR_EVENT:
		break;
	}
	return 1;
}

enum pl_attr_home
pl_attr_home(const char *name, const struct pl_event *event)
{
	for (size_t i = 0; i < PL_COUNT(known); i++)
		if (strcmp(known[i].name, name) == 0 &&
		    attr_fits(known[i].home, event))
			return known[i].home;
	switch (event->kind) {
	case PL_ASSET_SEEN:
	case PL_ASSET_CHANGED:
	case PL_ASSET_RETIRED:
	case PL_ASSET_MERGED:
		return PL_ATTR_ASSET;
	default:
		return event->kind >= PL_PATCH_RELEASED &&
		               event->kind <= PL_VULN_SIGNAL
		           ? PL_ATTR_SUBJECT
		           : PL_ATTR_EVENT;
	}
}
