#include "plugins/csaf/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kit/cvss.h"
#include "kit/instant.h"
#include "plugins/csaf/remedy.h"
#include "plugins/csaf/tell.h"

enum { BRANCHES = 24 }; /* within each other */

/* ---- Small things ------------------------------------------------------- */

static void
copy(char out[DOCUMENT_WORD], const char *text)
{
	snprintf(out, DOCUMENT_WORD, "%s", text == NULL ? "" : text);
}

/* 0 where the text is no time. Some leave the zone out, and mean UTC. */
static int64_t
time_of(const char *text)
{
	char zoned[DOCUMENT_WORD];
	int64_t at_ms = 0;

	if (text == NULL || kit_instant_read(text, &at_ms) == 0)
		return at_ms;
	snprintf(zoned, sizeof zoned, "%.100sZ", text);
	return kit_instant_read(zoned, &at_ms) == 0 ? at_ms : 0;
}

/* Room for one more; NULL without memory, which is noted. */
static void *
room_for(struct document *document, void *list, size_t count, size_t *room,
    size_t size)
{
	size_t wanted = *room == 0 ? 64 : *room * 2;
	void *more;

	if (count < *room)
		return list;
	more = count >= PRODUCTS * 2 ? NULL : reallocarray(list, wanted, size);
	if (more == NULL)
		document->out_of_memory = 1;
	else
		*room = wanted;
	return more;
}

static void
add_fixed(struct document *document, const char *product, uint32_t remedy)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	struct fixed *fixed =
	    room_for(document, vulnerability->fixed, vulnerability->fixed_count,
		&vulnerability->fixed_room, sizeof *fixed);
	uint32_t number;

	if (fixed == NULL)
		return;
	vulnerability->fixed = fixed;
	number = products_number(&document->products, product);
	if (number == PRODUCTS_NONE)
		document->out_of_memory = 1;
	else
		fixed[vulnerability->fixed_count++] =
		    (struct fixed){number, remedy};
}

static void
add_spared(struct document *document, const char *product)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	uint32_t *spared = room_for(document, vulnerability->spared,
	    vulnerability->spared_count, &vulnerability->spared_room,
	    sizeof *spared);
	uint32_t number;

	if (spared == NULL)
		return;
	vulnerability->spared = spared;
	number = products_number(&document->products, product);
	if (number == PRODUCTS_NONE)
		document->out_of_memory = 1;
	else
		spared[vulnerability->spared_count++] = number;
}

/* Read each element of an array. */
typedef void read_element(struct document *document, struct kit_pull *pull);

static void
read_list(struct document *document, struct kit_pull *pull, read_element *read)
{
	if (kit_pull_array(pull))
		while (kit_pull_element(pull))
			read(document, pull);
}

/* ---- Head --------------------------------------------------------------- */

static void
read_tracking(struct document *document, struct kit_pull *pull)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "id") == 0)
			copy(document->id, kit_pull_text(pull));
		else if (strcmp(name, "initial_release_date") == 0)
			document->first_ms = time_of(kit_pull_text(pull));
		else if (strcmp(name, "current_release_date") == 0)
			document->current_ms = time_of(kit_pull_text(pull));
		else
			kit_pull_skip(pull);
	}
}

/* A member of an object that is a text, by its name. */
static void
read_text_in(struct kit_pull *pull, const char *wanted, char out[DOCUMENT_WORD])
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name))
		if (strcmp(name, wanted) == 0)
			copy(out, kit_pull_text(pull));
		else
			kit_pull_skip(pull);
}

/* Publishers by the name that others have for them. */
static void
shorten_vendor(char vendor[DOCUMENT_WORD])
{
	static const char *const known[][2] = {{"Red Hat", "redhat"},
	    {"Microsoft", "microsoft"}, {"SUSE", "suse"}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strstr(vendor, known[i][0]) != NULL)
			copy(vendor, known[i][1]);
}

static void
read_head(struct document *document, struct kit_pull *pull)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "tracking") == 0)
			read_tracking(document, pull);
		else if (strcmp(name, "aggregate_severity") == 0)
			read_text_in(pull, "text", document->severity);
		else if (strcmp(name, "publisher") == 0)
			read_text_in(pull, "name", document->vendor);
		else if (strcmp(name, "category") == 0)
			copy(document->category, kit_pull_text(pull));
		else
			kit_pull_skip(pull);
	}
	shorten_vendor(document->vendor);
	document->has_head |= document->id[0] != '\0';
}

/* ---- Products ----------------------------------------------------------- */

/* What is known of a product before its id is. */
struct naming {
	char id[KIT_PULL_TEXT + 1], purl[KIT_PULL_TEXT + 1];
	char cpe[DOCUMENT_WORD], name[DOCUMENT_WORD];
};

static void
keep_text(struct kit_pull *pull, char *out, size_t size)
{
	const char *text = kit_pull_text(pull);

	snprintf(out, size, "%s", text == NULL ? "" : text);
}

static void
read_helper(struct kit_pull *pull, struct naming *naming)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "purl") == 0)
			keep_text(pull, naming->purl, sizeof naming->purl);
		else if (strcmp(name, "cpe") == 0)
			keep_text(pull, naming->cpe, sizeof naming->cpe);
		else
			kit_pull_skip(pull);
	}
}

/* The number of a product that is described, or PRODUCTS_NONE. */
static uint32_t
read_product(struct document *document, struct kit_pull *pull)
{
	struct products *products = &document->products;
	struct naming naming = {.id = ""};
	const char *name;
	uint32_t number;

	if (!kit_pull_object(pull))
		return PRODUCTS_NONE;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "product_id") == 0)
			keep_text(pull, naming.id, sizeof naming.id);
		else if (strcmp(name, "name") == 0)
			keep_text(pull, naming.name, sizeof naming.name);
		else if (strcmp(name, "product_identification_helper") == 0)
			read_helper(pull, &naming);
		else
			kit_pull_skip(pull);
	}
	if (naming.id[0] == '\0')
		return PRODUCTS_NONE;
	number = products_number(products, naming.id);
	if (number == PRODUCTS_NONE ||
	    products_set_name(products, number, naming.name) < 0 ||
	    products_set_purl(products, number, naming.purl) < 0 ||
	    products_set_cpe(products, number, naming.cpe) < 0)
		document->out_of_memory = 1;
	return number;
}

/* Branches lie within each other to any depth, but documents have five. */
static void
read_branches(struct document *document, struct kit_pull *pull, int depth)
{
	const char *name;

	if (depth == BRANCHES) {
		kit_pull_skip(pull);
		return;
	}
	if (!kit_pull_array(pull))
		return;
	while (kit_pull_element(pull)) {
		if (!kit_pull_object(pull))
			continue;
		while (kit_pull_member(pull, &name)) {
			if (strcmp(name, "branches") == 0)
				read_branches(document, pull, depth + 1);
			else if (strcmp(name, "product") == 0)
				read_product(document, pull);
			else
				kit_pull_skip(pull);
		}
	}
}

/* The number of a product that is only named. */
static uint32_t
read_reference(struct document *document, struct kit_pull *pull)
{
	const char *id = kit_pull_text(pull);
	uint32_t number = id == NULL ? PRODUCTS_NONE
	                             : products_number(&document->products, id);

	if (id != NULL && number == PRODUCTS_NONE)
		document->out_of_memory = 1;
	return number;
}

static void
read_relationship(struct document *document, struct kit_pull *pull)
{
	uint32_t whole = PRODUCTS_NONE, component = PRODUCTS_NONE;
	uint32_t platform = PRODUCTS_NONE;
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "full_product_name") == 0)
			whole = read_product(document, pull);
		else if (strcmp(name, "product_reference") == 0)
			component = read_reference(document, pull);
		else if (strcmp(name, "relates_to_product_reference") == 0)
			platform = read_reference(document, pull);
		else
			kit_pull_skip(pull);
	}
	if (whole == PRODUCTS_NONE)
		return;
	if (component != PRODUCTS_NONE)
		document->products.list[whole].component = component;
	if (platform != PRODUCTS_NONE)
		document->products.list[whole].platform = platform;
}

static void
read_full_name(struct document *document, struct kit_pull *pull)
{
	read_product(document, pull);
}

static void
read_tree(struct document *document, struct kit_pull *pull)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "branches") == 0)
			read_branches(document, pull, 0);
		else if (strcmp(name, "full_product_names") == 0)
			read_list(document, pull, read_full_name);
		else if (strcmp(name, "relationships") == 0)
			read_list(document, pull, read_relationship);
		else
			kit_pull_skip(pull);
	}
	document->has_tree = 1;
}

/* ---- One vulnerability -------------------------------------------------- */

static void
read_fixed(struct document *document, struct kit_pull *pull, uint32_t remedy)
{
	const char *id;

	if (!kit_pull_array(pull))
		return;
	while (kit_pull_element(pull))
		if ((id = kit_pull_text(pull)) != NULL)
			add_fixed(document, id, remedy);
}

static void
read_spared(struct document *document, struct kit_pull *pull)
{
	const char *id = kit_pull_text(pull);

	if (id != NULL)
		add_spared(document, id);
}

static void
read_status(struct document *document, struct kit_pull *pull)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "fixed") == 0 ||
		    strcmp(name, "first_fixed") == 0)
			read_fixed(document, pull, REMEDY_NONE);
		else if (strcmp(name, "known_not_affected") == 0)
			read_list(document, pull, read_spared);
		else
			kit_pull_skip(pull);
	}
}

static void
take_offer(struct vulnerability *vulnerability, const char *category)
{
	int offer = document_offer(category);

	if (offer > 0 &&
	    (vulnerability->offer == 0 || offer < vulnerability->offer))
		vulnerability->offer = offer;
}

/* Details name Microsoft's patches, addresses everybody's. */
static void
read_details(struct kit_pull *pull, struct remedy *remedy)
{
	const char *text = kit_pull_text(pull);

	if (text != NULL)
		remedy_of_details(text, remedy->id, DOCUMENT_WORD);
}

static void
read_url(struct kit_pull *pull, struct remedy *remedy)
{
	const char *text = kit_pull_text(pull);

	if (text != NULL && remedy->id[0] == '\0')
		remedy_of_url(text, remedy->id, DOCUMENT_WORD);
}

static void
read_remedy_member(struct document *document, struct kit_pull *pull,
    const char *name, struct remedy *remedy, char category[DOCUMENT_WORD])
{
	if (strcmp(name, "category") == 0)
		copy(category, kit_pull_text(pull));
	else if (strcmp(name, "date") == 0)
		remedy->at_ms = time_of(kit_pull_text(pull));
	else if (strcmp(name, "restart_required") == 0)
		read_text_in(pull, "category", remedy->restart);
	else if (strcmp(name, "product_ids") == 0)
		read_fixed(document, pull,
		    (uint32_t)document->vulnerability.remedy_count);
	else if (strcmp(name, "details") == 0)
		read_details(pull, remedy);
	else if (strcmp(name, "url") == 0)
		read_url(pull, remedy);
	else
		kit_pull_skip(pull);
}

static void
read_remediation(struct document *document, struct kit_pull *pull)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	size_t before = vulnerability->fixed_count;
	char category[DOCUMENT_WORD] = "";
	struct remedy remedy = {0}, *remedies;
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name))
		read_remedy_member(document, pull, name, &remedy, category);
	take_offer(vulnerability, category);
	remedies = room_for(document, vulnerability->remedies,
	    vulnerability->remedy_count, &vulnerability->remedy_room,
	    sizeof *remedies);
	if (remedies != NULL)
		vulnerability->remedies = remedies;
	if (strcmp(category, "vendor_fix") != 0 || remedies == NULL)
		vulnerability->fixed_count = before;
	else
		remedies[vulnerability->remedy_count++] = remedy;
}

/* Of several scores the highest. */
static void
read_metrics(struct vulnerability *vulnerability, struct kit_pull *pull)
{
	const char *name, *text;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "baseScore") != 0)
			kit_pull_skip(pull);
		else if ((text = kit_pull_text(pull)) != NULL &&
			 strtod(text, NULL) > strtod(vulnerability->cvss, NULL))
			copy(vulnerability->cvss, text);
	}
}

static void
read_score(struct document *document, struct kit_pull *pull)
{
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name))
		if (strncmp(name, "cvss_v", 6) == 0)
			read_metrics(&document->vulnerability, pull);
		else
			kit_pull_skip(pull);
}

/* Red Hat grades with the category "impact", in which Microsoft says what an
 * attacker gains. */
static void
read_threat(struct document *document, struct kit_pull *pull)
{
	struct vulnerability *vulnerability = &document->vulnerability;
	char category[DOCUMENT_WORD] = "", details[DOCUMENT_WORD] = "";
	const char *name;

	if (!kit_pull_object(pull))
		return;
	while (kit_pull_member(pull, &name)) {
		if (strcmp(name, "category") == 0)
			copy(category, kit_pull_text(pull));
		else if (strcmp(name, "details") == 0)
			copy(details, kit_pull_text(pull));
		else
			kit_pull_skip(pull);
	}
	if (strcmp(category, "impact") == 0 &&
	    kit_severity_known(details) != NULL)
		copy(vulnerability->severity, details);
	if (strcmp(category, "exploit_status") == 0)
		vulnerability->is_exploited |= remedy_is_exploited(details);
}

static void
read_vulnerability_member(
    struct document *document, struct kit_pull *pull, const char *name)
{
	struct vulnerability *vulnerability = &document->vulnerability;

	if (strcmp(name, "cve") == 0)
		copy(vulnerability->cve, kit_pull_text(pull));
	else if (strcmp(name, "release_date") == 0)
		vulnerability->at_ms = time_of(kit_pull_text(pull));
	else if (strcmp(name, "product_status") == 0)
		read_status(document, pull);
	else if (strcmp(name, "remediations") == 0)
		read_list(document, pull, read_remediation);
	else if (strcmp(name, "scores") == 0)
		read_list(document, pull, read_score);
	else if (strcmp(name, "threats") == 0)
		read_list(document, pull, read_threat);
	else
		kit_pull_skip(pull);
}

static void
forget_vulnerability(struct vulnerability *vulnerability)
{
	vulnerability->cve[0] = vulnerability->severity[0] =
	    vulnerability->cvss[0] = '\0';
	vulnerability->is_exploited = 0;
	vulnerability->at_ms = 0;
	vulnerability->offer = 0;
	vulnerability->remedy_count = vulnerability->fixed_count =
	    vulnerability->spared_count = 0;
}

/* ---- The document ------------------------------------------------------- */

static int32_t
read_vulnerabilities(struct document *document, struct kit_pull *pull)
{
	int32_t result = PLORE_OK;
	const char *name;

	/* Without a date nothing can be told; the end says so. */
	if (document->has_head && document->first_ms == 0) {
		kit_pull_skip(pull);
		return PLORE_OK;
	}
	if (!document->has_head || !document->has_tree) {
		document->was_early = 1;
		kit_pull_skip(pull);
		return PLORE_OK;
	}
	if (!kit_pull_array(pull))
		return PLORE_OK;
	while (result == PLORE_OK && kit_pull_element(pull)) {
		if (!kit_pull_object(pull))
			continue;
		while (kit_pull_member(pull, &name))
			read_vulnerability_member(document, pull, name);
		/* Half a vulnerability would be another one. */
		if (kit_pull_failed(pull))
			break;
		result = document->out_of_memory
		             ? PLORE_E_FAILED
		             : document_tell_vulnerability(document);
		forget_vulnerability(&document->vulnerability);
		if (result == PLORE_OK && document->breathe != NULL)
			result = document->breathe(document->context);
	}
	return result;
}

static int32_t
check(struct document *document, struct kit_pull *pull, char *why,
    size_t why_size)
{
	if (kit_pull_end(pull) < 0)
		snprintf(why, why_size, "line %llu: %s",
		    (unsigned long long)kit_pull_line(pull),
		    kit_pull_error(pull));
	else if (document->id[0] == '\0')
		snprintf(why, why_size,
		    "no document.tracking.id: expected CSAF 2.0");
	else if (document->first_ms == 0)
		snprintf(
		    why, why_size, "no document.tracking.initial_release_date");
	else
		return PLORE_OK;
	return PLORE_E_DATA;
}

int32_t
document_read(struct document *document, struct kit_pull *pull, char *why,
    size_t why_size)
{
	int32_t result = PLORE_OK;
	const char *name;

	if (kit_pull_object(pull))
		while (result == PLORE_OK && kit_pull_member(pull, &name)) {
			if (strcmp(name, "document") == 0)
				read_head(document, pull);
			else if (strcmp(name, "product_tree") == 0)
				read_tree(document, pull);
			else if (strcmp(name, "vulnerabilities") == 0)
				result = read_vulnerabilities(document, pull);
			else
				kit_pull_skip(pull);
		}
	if (result == PLORE_OK)
		result = check(document, pull, why, why_size);
	if (result == PLORE_OK && document->out_of_memory)
		result = PLORE_E_FAILED;
	if (result == PLORE_OK && document->was_early) {
		document->has_head = document->has_tree = 1;
		document->was_early = 0;
		return PLORE_E_UNSUPPORTED;
	}
	return result == PLORE_OK ? document_tell_rest(document) : result;
}

void
document_clear(struct document *document)
{
	products_clear(&document->products);
	forget_vulnerability(&document->vulnerability);
	kit_fixes_clear(&document->fixes);
	kit_set_clear(&document->spared);
	document->id[0] = document->category[0] = document->severity[0] =
	    document->vendor[0] = '\0';
	document->first_ms = document->current_ms = 0;
	document->has_head = document->has_tree = document->was_early = 0;
	document->vulnerabilities = 0;
	document->out_of_memory = 0;
}

void
document_free(struct document *document)
{
	products_free(&document->products);
	kit_fixes_free(&document->fixes);
	kit_set_free(&document->spared);
	free(document->vulnerability.remedies);
	free(document->vulnerability.fixed);
	free(document->vulnerability.spared);
	document->vulnerability = (struct vulnerability){0};
}
