#include "plugins/kev/entry.h"

#include <string.h>
#include <strings.h>

#include "kit/names.h"
#include "kit/instant.h"

static int
is_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static void
add(struct kev_event *out, const char *name, const char *value)
{
	out->attrs[out->event.attr_count++] =
	    (plore_attr){name, value, PLORE_PUBLIC, 0};
}

/* "Unknown" says that nobody confirmed it, which is no "no". So it is left
 * out, and a later "Known" adds to what was told. */
static void
add_attrs(struct kev_event *out, const struct kev_entry *entry)
{
	add(out, "kev", "yes");
	add(out, "kev_added", entry->added);
	if (is_given(entry->due))
		add(out, "kev_due", entry->due);
	add(out, "exploitation", "active");
	if (is_given(entry->ransomware) &&
	    strcasecmp(entry->ransomware, "Known") == 0)
		add(out, "ransomware", "yes");
	if (is_given(entry->vendor))
		add(out, "vendor", entry->vendor);
}

int
kev_event_make(struct kev_event *out, const struct kev_entry *entry)
{
	static const char a_day[] = "a day such as 2021-11-03";
	int64_t after_ms, time_ms;

	out->event = (plore_event){.size = sizeof out->event,
	    .kind = "vuln.kev_added",
	    .vuln = entry->id,
	    .attrs = out->attrs};
	if (!is_given(entry->id) || !kit_cve_is(entry->id))
		return kit_records_flaw(out->reason, "cveID",
		    "a name such as CVE-2021-44228", entry->id);
	if (!is_given(entry->added) ||
	    kit_day_read(
		entry->added, &out->event.after_ms, &out->event.time_ms) < 0)
		return kit_records_flaw(
		    out->reason, "dateAdded", a_day, entry->added);
	if (is_given(entry->due) &&
	    kit_day_read(entry->due, &after_ms, &time_ms) < 0)
		return kit_records_flaw(
		    out->reason, "dueDate", a_day, entry->due);
	add_attrs(out, entry);
	return 0;
}
