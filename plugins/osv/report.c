#include "plugins/osv/report.h"

#include <string.h>

void
report_add(struct report *report, const struct distro *distro,
    const char *package, const char *version, int is_source)
{
	if (kit_distro_wanted(report->host, distro->name) &&
	    kit_fixes_add(&report->fixes, distro->type, distro->vendor,
		distro->name, package, version, is_source) < 0)
		report->out_of_memory = 1;
}

static int32_t
emit_fix(struct report *report, const struct kit_fix *fix)
{
	report->events += 1 + report->advisory.vulns.count / PLORE_MAX_ATTRS;
	return kit_advisory_emit_fix(report->host, &report->advisory, fix);
}

/* A source, and what is built from it; what is called like its source is told
 * once. */
static int32_t
emit_built(struct report *report, const struct kit_fix *fix)
{
	int32_t result = emit_fix(report, fix);
	const struct sources_pair *pairs;
	size_t count;

	if (!fix->is_source || strcmp(fix->type, "deb") != 0)
		return result;
	pairs = sources_find(&report->sources, fix->package, &count);
	for (size_t i = 0; result == PLORE_OK && i < count; i++) {
		struct kit_fix built = *fix;

		built.package = pairs[i].binary;
		built.is_source = 0;
		if (strcmp(built.package, fix->package) != 0)
			result = emit_fix(report, &built);
	}
	return result;
}

static int32_t
emit_fixes(struct report *report)
{
	int32_t result = PLORE_OK;
	struct kit_fix fix;
	size_t at = 0;
	int more;

	while (result == PLORE_OK &&
	       (more = kit_fixes_next(&report->fixes, &at, &fix)) != 0)
		result = more < 0 ? PLORE_E_FAILED : emit_built(report, &fix);
	return result;
}

int32_t
report_end(struct report *report)
{
	int filtered = report->host->option(report->host, "distro", 0) != NULL;
	int32_t result = PLORE_OK;

	if (report->out_of_memory)
		result = PLORE_E_FAILED;
	if (result == PLORE_OK && !report->advisory.unreleased &&
	    (report->fixes.count > 0 || !filtered)) {
		report->events++;
		result = kit_advisory_emit(report->host, &report->advisory);
	}
	if (result == PLORE_OK)
		result = emit_fixes(report);
	report_clear(report);
	return result;
}

void
report_clear(struct report *report)
{
	struct kit_set vulns = report->advisory.vulns;

	kit_set_clear(&vulns);
	kit_fixes_clear(&report->fixes);
	report->advisory = (struct kit_advisory){.vulns = vulns};
	report->out_of_memory = 0;
}

void
report_free(struct report *report)
{
	report_clear(report);
	kit_set_free(&report->advisory.vulns);
	kit_fixes_free(&report->fixes);
	sources_free(&report->sources);
}
