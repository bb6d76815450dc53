/*
 * attribute.h - what an attribute of an event is told about
 *
 * A source attaches particulars to events; most speak of the machine or the
 * patch for longer than that event. Where an attribute belongs follows from
 * its name and from the kind of its event, and from nothing else. An attribute
 * with an empty value says nothing and is not kept.
 */
#ifndef PL_ATTRIBUTE_H
#define PL_ATTRIBUTE_H

struct pl_event;

enum pl_attr_home {
	PL_ATTR_EVENT,   /* this event alone: "from", "user" */
	PL_ATTR_ASSET,   /* a fact about the asset from then on: "ring" */
	PL_ATTR_SUBJECT, /* a fact about the patch or vulnerability: "severity"
	                  */
	PL_ATTR_VULN, /* names a vulnerability that the patch fixes: "vuln" */
};

/* Where an attribute of this name belongs; event passed pl_event_check. */
enum pl_attr_home pl_attr_home(const char *name, const struct pl_event *event);

#endif
