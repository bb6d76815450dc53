#include "plugins/dnf/report.h"

#include <string.h>

#include "kit/names.h"
#include "kit/tell.h"

/* Why it failed, and by whose command, which may name paths. */
static uint32_t
add_cause(const struct history *history, const struct deed *deed,
    plore_attr *attrs, uint32_t count)
{
	if (!kit_deed_failed(deed->kind))
		return count;
	if (deed->cause != 0)
		attrs[count++] = (plore_attr){"cause",
		    kit_numbers_text(&history->names, deed->cause),
		    PLORE_PRIVATE, 0};
	if (deed->command != 0)
		attrs[count++] = (plore_attr){"command",
		    kit_numbers_text(&history->names, deed->command),
		    PLORE_PRIVATE, 0};
	return count;
}

int32_t
report_deed(const struct report *report, const struct history *history,
    const struct deed *deed)
{
	const char *name = kit_numbers_text(&history->names, deed->package);
	const char *old = kit_numbers_text(&history->names, deed->old);
	const char *version = kit_numbers_text(&history->names, deed->version);
	const char *of = kit_deed_undoes(deed->kind) ? old : version;
	plore_attr attrs[4] = {
	    {"from", old, PLORE_PUBLIC, 0}, {"to", version, PLORE_PUBLIC, 0}};
	const struct kit_package what = {"", "rpm", report->distribution, name};
	struct kit_names names;
	const plore_event event = {.size = sizeof event,
	    .time_ms = deed->at_ms,
	    .took_ms = deed->took_ms,
	    .kind = kit_deed_kind(deed->kind),
	    .asset = report->asset,
	    .patch = names.patch,
	    .product = report->distribution[0] == '\0' ? NULL : names.product,
	    .attrs = attrs,
	    .attr_count = add_cause(
		history, deed, attrs, kit_deed_changes(deed->kind) ? 2 : 0)};

	/* A way back from nobody knows what. */
	if (*of == '\0')
		return PLORE_OK;
	/* Where names are too long there are none: the host sets it aside. */
	kit_names_make(&names, &what, of);
	return kit_emit(report->host, &event);
}

const char *
report_distribution(const struct history *history, const char *id)
{
	if (id[0] != '\0')
		return id;
	for (size_t i = 0; i < history->count; i++) {
		const char *version = kit_numbers_text(
		    &history->names, history->deeds[i].version);

		if (strstr(version, ".amzn") != NULL)
			return "amzn";
		if (strstr(version, ".fc") != NULL)
			return "fedora";
	}
	return "";
}
