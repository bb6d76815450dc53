#include "plugins/csaf/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/cvss.h"
#include "kit/names.h"
#include "plugins/csaf/document.h"
#include "plugins/csaf/remedy.h"

/* The best offer first; an index into this is one less than an offer. */
static const char *const offers[] = {"vendor_fix", "mitigation", "workaround",
    "none_available", "no_fix_planned"};

int
document_offer(const char *category)
{
	for (int i = 0; i < (int)(sizeof offers / sizeof *offers); i++)
		if (strcmp(category, offers[i]) == 0)
			return i + 1;
	return 0;
}

/* A document about one vulnerability, which says what became of it everywhere,
 * rather than about an update. */
static int
is_of_a_vulnerability(const struct document *document)
{
	return strcmp(document->category, "csaf_vex") == 0 ||
	       strstr(document->id, "CVE-") != NULL;
}

/* Most know only the day. Microsoft's begins on its own coast, seven hours
 * after that in UTC, or eight in winter. */
static void
spread(const struct document *document, int64_t *at_ms, int64_t *after_ms)
{
	const int64_t hour_ms = 60 * 60 * 1000;

	if (strcmp(document->vendor, "microsoft") != 0)
		kit_whole_day(at_ms, after_ms, 0);
	else if (!kit_whole_day(at_ms, after_ms, 7 * hour_ms))
		kit_whole_day(at_ms, after_ms, 8 * hour_ms);
}

/* By product, and of each its remedies first. */
static int
compare_products(const void *left, const void *right)
{
	const struct fixed *a = left, *b = right;

	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	return (a->remedy > b->remedy) - (a->remedy < b->remedy);
}

static int
compare_remedies(const void *left, const void *right)
{
	const struct fixed *a = left, *b = right;

	if (a->remedy != b->remedy)
		return a->remedy < b->remedy ? -1 : 1;
	return (a->product > b->product) - (a->product < b->product);
}

/* Order the fixed products by remedy. That a product is fixed in some way says
 * nothing new where a remedy names it. */
static void
sort_fixed(struct vulnerability *vulnerability)
{
	struct fixed *fixed = vulnerability->fixed;
	size_t kept = 0;

	if (vulnerability->fixed_count == 0)
		return;
	qsort(
	    fixed, vulnerability->fixed_count, sizeof *fixed, compare_products);
	for (size_t i = 0; i < vulnerability->fixed_count; i++)
		if (i == 0 || fixed[i].product != fixed[i - 1].product ||
		    (fixed[i].remedy != REMEDY_NONE &&
			fixed[i].remedy != fixed[i - 1].remedy))
			fixed[kept++] = fixed[i];
	vulnerability->fixed_count = kept;
	qsort(fixed, kept, sizeof *fixed, compare_remedies);
}

static void
add_fix(struct document *document, uint32_t number)
{
	struct product product = products_resolve(&document->products, number);
	const char *distro = product.distro == NULL ? "" : product.distro;

	if (product.package == NULL || product.version == NULL)
		return;
	if (!kit_distro_wanted(document->host, distro))
		document->unwanted++;
	else if (kit_fixes_add(&document->fixes, product.type, product.vendor,
		     distro, product.package, product.version,
		     product.is_source) < 0)
		document->out_of_memory = 1;
}

static int32_t
emit_fixes(struct document *document, const struct kit_advisory *advisory)
{
	int32_t result = PLORE_OK;
	struct kit_fix fix;
	size_t at = 0;
	int more;

	while (result == PLORE_OK &&
	       (more = kit_fixes_next(&document->fixes, &at, &fix)) != 0) {
		document->events++;
		result = more < 0 ? PLORE_E_FAILED
		                  : kit_advisory_emit_fix(
					document->host, advisory, &fix);
	}
	return result;
}

/* What one remedy fixes, which is in document->fixes. Severity is told of a
 * patch where the document is about it; of a patch against several
 * vulnerabilities each document knows but one. */
static int32_t
tell_remedy(struct document *document, struct kit_advisory *advisory,
    const struct remedy *remedy)
{
	int of_vulnerability = is_of_a_vulnerability(document);
	int has_id = remedy != NULL && remedy->id[0] != '\0';
	int32_t result = PLORE_OK;

	advisory->id = has_id ? remedy->id : document->id;
	advisory->at_ms = remedy == NULL ? 0 : remedy->at_ms;
	advisory->unreleased = of_vulnerability && advisory->at_ms == 0;
	if (advisory->at_ms == 0)
		advisory->at_ms = of_vulnerability ? document->current_ms
		                                   : document->first_ms;
	advisory->after_ms = 0;
	if (!advisory->unreleased)
		spread(document, &advisory->at_ms, &advisory->after_ms);
	advisory->type = kit_advisory_type(advisory->id);
	advisory->severity = of_vulnerability || document->severity[0] == '\0'
	                         ? NULL
	                         : document->severity;
	advisory->reboot =
	    remedy == NULL ? NULL : remedy_reboot(remedy->restart);
	advisory->remediation = remedy == NULL ? NULL : offers[0];
	if (!advisory->unreleased && strstr(advisory->id, "CVE-") == NULL &&
	    (document->fixes.count > 0 || document->unwanted == 0)) {
		document->events++;
		result = kit_advisory_emit(document->host, advisory);
	}
	return result == PLORE_OK ? emit_fixes(document, advisory) : result;
}

static int32_t
tell_remedies(struct document *document, struct kit_advisory *advisory)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	int32_t result = PLORE_OK;
	size_t end;

	sort_fixed(vulnerability);
	for (size_t i = 0; result == PLORE_OK && i < vulnerability->fixed_count;
	     i = end) {
		uint32_t remedy = vulnerability->fixed[i].remedy;

		kit_fixes_clear(&document->fixes);
		document->unwanted = 0;
		for (end = i; end < vulnerability->fixed_count &&
			      vulnerability->fixed[end].remedy == remedy;
		     end++)
			add_fix(document, vulnerability->fixed[end].product);
		result = tell_remedy(document, advisory,
		    remedy == REMEDY_NONE ? NULL
					  : &vulnerability->remedies[remedy]);
	}
	kit_fixes_clear(&document->fixes);
	return result;
}

/* Facts about the vulnerability itself. */
static uint32_t
add_facts(const struct document *document, plore_attr attrs[4])
{
	const struct vulnerability *vulnerability = &document->vulnerability;
	const char *severity =
	    kit_severity_word(kit_severity(vulnerability->severity));
	uint32_t count = 0;

	if (vulnerability->severity[0] != '\0')
		attrs[count++] =
		    (plore_attr){"severity", severity, PLORE_PUBLIC, 0};
	if (vulnerability->cvss[0] != '\0')
		attrs[count++] =
		    (plore_attr){"cvss", vulnerability->cvss, PLORE_PUBLIC, 0};
	if (vulnerability->is_exploited)
		attrs[count++] =
		    (plore_attr){"exploitation", "active", PLORE_PUBLIC, 0};
	return count;
}

static int32_t
tell_published(struct document *document)
{
	const struct vulnerability *vulnerability = &document->vulnerability;
	static const struct kit_set none;
	plore_attr attrs[4];
	plore_event event = {.size = sizeof event,
	    .kind = "vuln.published",
	    .time_ms = vulnerability->at_ms,
	    .vuln = vulnerability->cve,
	    .attrs = attrs,
	    .attr_count = add_facts(document, attrs)};

	/* An update may come long after what it is against. */
	if (event.time_ms == 0 && !is_of_a_vulnerability(document))
		return PLORE_OK;
	if (event.time_ms == 0)
		event.time_ms = document->first_ms;
	spread(document, &event.time_ms, &event.after_ms);
	document->events++;
	return kit_emit_names(document->host, &event, "", &none);
}

/* "pkg:rpm/rhel/libtiff?distro=rhel-9", where both are known. Of some products
 * the name is all there is; they are packages of their system. */
static void
add_spared_name(struct document *document, uint32_t number)
{
	struct product product = products_resolve(&document->products, number);
	struct kit_package package = {"", "rpm", "", ""};
	struct kit_names names;
	char name[PLORE_MAX_TEXT], system[DOCUMENT_WORD];
	int length;

	if (product.distro == NULL ||
	    !kit_distro_wanted(document->host, product.distro))
		return;
	snprintf(system, sizeof system, "%.*s",
	    (int)(strrchr(product.distro, '-') - product.distro),
	    product.distro);
	package.space = system;
	if (product.package != NULL)
		package = (struct kit_package){
		    "", product.type, product.vendor, product.package};
	else if (product.component != number && product.name != NULL &&
		 strchr(product.name, ' ') == NULL)
		package.name = product.name;
	if (kit_names_make(&names, &package, "") < 0)
		return;
	length = snprintf(
	    name, sizeof name, "%s?distro=%s", names.product, product.distro);
	if (kit_set_add(&document->spared, name, (size_t)length) < 0)
		document->out_of_memory = 1;
}

/* What is said of it now, which is more each time. */
static int32_t
tell_state(struct document *document)
{
	const struct vulnerability *vulnerability = &document->vulnerability;
	plore_attr attrs[5];
	uint32_t count = add_facts(document, attrs);
	plore_event event = {.size = sizeof event,
	    .kind = "vuln.rescored",
	    .time_ms = document->current_ms,
	    .vuln = vulnerability->cve,
	    .attrs = attrs};
	int32_t result;

	if (!is_of_a_vulnerability(document) || document->current_ms == 0)
		return PLORE_OK;
	if (vulnerability->offer > 0)
		attrs[count++] = (plore_attr){"remediation",
		    offers[vulnerability->offer - 1], PLORE_PUBLIC, 0};
	event.attr_count = count;
	for (size_t i = 0; i < vulnerability->spared_count; i++)
		add_spared_name(document, vulnerability->spared[i]);
	document->events += 1 + document->spared.count / PLORE_MAX_ATTRS;
	result = kit_emit_names(
	    document->host, &event, "not_affected", &document->spared);
	kit_set_clear(&document->spared);
	return result;
}

int32_t
document_tell_vulnerability(struct document *document)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	struct kit_advisory advisory = {.vendor = document->vendor};
	int32_t result = PLORE_OK;

	/* Microsoft grades the document, which is about one. */
	if (vulnerability->severity[0] == '\0' &&
	    is_of_a_vulnerability(document))
		memcpy(
		    vulnerability->severity, document->severity, DOCUMENT_WORD);
	if (kit_set_add_cve(&advisory.vulns, vulnerability->cve) < 0)
		return PLORE_E_FAILED;
	if (advisory.vulns.count > 0)
		result = tell_published(document);
	if (result == PLORE_OK && advisory.vulns.count > 0)
		result = tell_state(document);
	if (result == PLORE_OK)
		result = tell_remedies(document, &advisory);
	document->vulnerabilities++;
	kit_set_free(&advisory.vulns);
	return result;
}

int32_t
document_tell_rest(struct document *document)
{
	struct kit_advisory advisory = {.id = document->id,
	    .vendor = document->vendor,
	    .type = kit_advisory_type(document->id),
	    .severity =
		document->severity[0] == '\0' ? NULL : document->severity,
	    .at_ms = document->first_ms};

	if (strcmp(document->category, "csaf_withdrawn") == 0) {
		advisory.at_ms = document->current_ms;
		document->events++;
		return kit_advisory_emit_withdrawn(document->host, &advisory);
	}
	if (document->vulnerabilities > 0 || is_of_a_vulnerability(document))
		return PLORE_OK;
	spread(document, &advisory.at_ms, &advisory.after_ms);
	document->events++;
	return kit_advisory_emit(document->host, &advisory);
}
