/*
 * entry.h - an entry of the catalogue, as an event
 */
#ifndef KEV_ENTRY_H
#define KEV_ENTRY_H

#include <patchlore/plugin.h>
#include <stddef.h>

#include "kit/records.h"

enum { KEV_ATTRS = 6 };

/* As the catalogue has it; NULL or "" where it says nothing. */
struct kev_entry {
	const char *id;         /* cveID */
	const char *added;      /* dateAdded, "2021-11-03" */
	const char *due;        /* dueDate */
	const char *ransomware; /* knownRansomwareCampaignUse: Known, Unknown */
	const char *vendor;     /* vendorProject */
};

struct kev_event {
	plore_event event; /* attrs points into this struct */
	plore_attr attrs[KEV_ATTRS];
	char reason[KIT_RECORDS_REASON]; /* why the entry is no event */
};

/* Make it; its strings are the entry's. 0, or -1 with out->reason. */
int kev_event_make(struct kev_event *out, const struct kev_entry *entry);

#endif
