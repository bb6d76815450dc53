#include "model/event.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/plain.h"
#include "base/time.h"

enum { EVENT_NAME = 255, EVENT_TEXT = 4095 }; /* bytes, at most */

static int
event_text(
    const char *member, const char *text, size_t limit, struct pl_error *err)
{
	size_t length;

	if (text == NULL)
		return PL_OK;
	length = pl_plain_span(text);
	if (text[length] != '\0')
		return pl_fail(err, PL_E_DATA,
		    "%s: byte %zu (0x%02x) is a control character or "
		    "not UTF-8",
		    member, length + 1, (unsigned char)text[length]);
	if (length > limit)
		return pl_fail(err, PL_E_DATA,
		    "%s is %zu bytes long, and %zu are allowed", member, length,
		    limit);
	return PL_OK;
}

static int
event_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static int
event_names(const struct pl_event *event, struct pl_error *err)
{
	unsigned needs = pl_kind_needs(event->kind);
	int asset = event_given(event->asset);
	int patch = event_given(event->patch);
	int vuln = event_given(event->vuln);
	const char *rule = NULL;

	if (needs == 0)
		return pl_fail(err, PL_E_DATA, "kind: there is no kind %d",
		    (int)event->kind);
	if ((needs & PL_NEEDS_ASSET) && !asset)
		rule = "needs an asset";
	else if ((needs & PL_NEEDS_SUBJECT) && !patch && !vuln)
		rule = "needs a patch or a vuln";
	else if ((needs & PL_NEEDS_PATCH) && !patch)
		rule = "needs a patch";
	else if ((needs & PL_NEEDS_VULN) && !vuln)
		rule = "needs a vuln";
	else if ((needs & PL_NEEDS_VULN) && patch)
		rule = "is about a vuln and takes no patch";
	else if ((needs & PL_REFUSES_ASSET) && asset)
		rule = "holds for all machines and takes no asset";
	else if ((needs & PL_REFUSES_SUBJECT) && (patch || vuln))
		rule = "is about an asset and takes no patch or vuln";
	if (rule != NULL)
		return pl_fail(err, PL_E_DATA, "kind: %s %s",
		    pl_kind_name(event->kind), rule);
	return PL_OK;
}

static int
event_times(const struct pl_event *event, struct pl_error *err)
{
	char at[PL_TIME_TEXT], after[PL_TIME_TEXT];

	if (event->at_ms < PL_EVENT_EARLIEST_MS ||
	    event->at_ms > PL_EVENT_LATEST_MS)
		return pl_fail(err, PL_E_DATA,
		    "time: %s is not between 1980 and 2100",
		    pl_time_format(event->at_ms, at));
	if (event->after_ms != 0 && event->after_ms < PL_EVENT_EARLIEST_MS)
		return pl_fail(err, PL_E_DATA, "after: %s is before 1980",
		    pl_time_format(event->after_ms, after));
	if (event->after_ms >= event->at_ms)
		return pl_fail(err, PL_E_DATA,
		    "after: %s is not before the event's time, %s",
		    pl_time_format(event->after_ms, after),
		    pl_time_format(event->at_ms, at));
	if (event->took_ms < 0 || event->took_ms > PL_EVENT_LATEST_MS)
		return pl_fail(err, PL_E_DATA,
		    "took_ms: %" PRId64 " is no duration", event->took_ms);
	return PL_OK;
}

static int
event_attr(const struct pl_attr *attr, struct pl_error *err)
{
	if (!event_given(attr->name))
		return pl_fail(err, PL_E_DATA, "attrs: one has no name");
	if (event_text("attrs: a name", attr->name, EVENT_NAME, err) < 0)
		return PL_E_DATA;
	if (attr->value == NULL)
		return pl_fail(
		    err, PL_E_DATA, "attrs: \"%s\" has no value", attr->name);
	if ((int)attr->share < PL_PRIVATE || (int)attr->share > PL_PUBLIC)
		return pl_fail(err, PL_E_DATA,
		    "attrs: \"%s\" has the unknown share %d", attr->name,
		    (int)attr->share);
	if (event_text(attr->name, attr->value,
		strcmp(attr->name, "vuln") == 0 ? EVENT_NAME : EVENT_TEXT,
		err) < 0)
		return pl_fail_at(err, "attrs");
	return PL_OK;
}

int
pl_event_check(const struct pl_event *event, struct pl_error *err)
{
	if (event_names(event, err) < 0 || event_times(event, err) < 0)
		return PL_E_DATA;
	if (event_text("asset", event->asset, EVENT_NAME, err) < 0 ||
	    event_text("patch", event->patch, EVENT_NAME, err) < 0 ||
	    event_text("vuln", event->vuln, EVENT_NAME, err) < 0 ||
	    event_text("product", event->product, EVENT_TEXT, err) < 0 ||
	    event_text("code", event->code, EVENT_TEXT, err) < 0)
		return PL_E_DATA;
	if (event->attr_count > PL_EVENT_ATTRS)
		return pl_fail(err, PL_E_DATA,
		    "attrs: there are %zu, and %d are allowed",
		    event->attr_count, PL_EVENT_ATTRS);
	for (size_t i = 0; i < event->attr_count; i++)
		if (event_attr(&event->attrs[i], err) < 0)
			return PL_E_DATA;
	return PL_OK;
}
