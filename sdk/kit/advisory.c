/* SPDX-License-Identifier: MIT */
#include "kit/advisory.h"

#include <stdlib.h>
#include <string.h>

#include "kit/cvss.h"
#include "kit/names.h"
#include "kit/tell.h"

/* ---- Sets of names ----------------------------------------------------- */

/* The slot of a text, or the free one where it would go. */
static size_t
slot_of(const struct kit_set *set, const char *text, size_t length)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t mask = set->room * 2 - 1, slot;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	for (slot = hash & mask; set->slots[slot] != 0;
	     slot = (slot + 1) & mask) {
		const char *known = set->list[set->slots[slot] - 1];

		if (strncmp(known, text, length) == 0 && known[length] == '\0')
			break;
	}
	return slot;
}

int
kit_set_has(const struct kit_set *set, const char *text)
{
	return set->room > 0 &&
	       set->slots[slot_of(set, text, strlen(text))] != 0;
}

static int
grow_set(struct kit_set *set)
{
	size_t room = set->room == 0 ? 16 : set->room * 2;
	char **list = reallocarray(set->list, room, sizeof *list);
	uint32_t *slots = calloc(room * 2, sizeof *slots);

	if (list != NULL)
		set->list = list;
	if (list == NULL || slots == NULL) {
		free(slots);
		return -1;
	}
	free(set->slots);
	set->slots = slots;
	set->room = room;
	for (size_t i = 0; i < set->count; i++)
		slots[slot_of(set, list[i], strlen(list[i]))] = (uint32_t)i + 1;
	return 0;
}

int
kit_set_add(struct kit_set *set, const char *text, size_t length)
{
	size_t slot;

	if (set->count == set->room && grow_set(set) < 0)
		return -1;
	slot = slot_of(set, text, length);
	if (set->slots[slot] != 0 || set->count == KIT_SET)
		return 0;
	set->list[set->count] = strndup(text, length);
	if (set->list[set->count] == NULL)
		return -1;
	set->slots[slot] = (uint32_t)++set->count;
	return 0;
}

void
kit_set_clear(struct kit_set *set)
{
	while (set->count > 0)
		free(set->list[--set->count]);
	if (set->room > 0)
		memset(set->slots, 0, set->room * 2 * sizeof *set->slots);
}

void
kit_set_free(struct kit_set *set)
{
	kit_set_clear(set);
	free(set->list);
	free(set->slots);
	*set = (struct kit_set){0};
}

int
kit_set_add_cve(struct kit_set *set, const char *text)
{
	const char *cve = kit_cve_in(text);

	if (cve == NULL)
		return 0;
	return kit_set_add(set, cve, strlen(cve)) < 0 ? -1 : 1;
}

/* ---- Events ------------------------------------------------------------- */

struct attrs {
	plore_attr list[PLORE_MAX_ATTRS];
	uint32_t count;
};

static void
add(struct attrs *attrs, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0' && attrs->count < PLORE_MAX_ATTRS)
		attrs->list[attrs->count++] =
		    (plore_attr){name, value, PLORE_PUBLIC, 0};
}

static void
add_names(struct attrs *attrs, const char *name, const struct kit_set *names)
{
	for (size_t i = 0; names != NULL && i < names->count; i++)
		add(attrs, name, names->list[i]);
}

/* An event has room for so many attributes, and a kernel for more
 * vulnerabilities. */
int32_t
kit_emit_names(const plore_host *host, const plore_event *event,
    const char *name, const struct kit_set *names)
{
	plore_event part = *event;
	struct attrs attrs = {.count = 0};
	int32_t result;
	size_t i = 0;

	for (uint32_t own = 0; own < event->attr_count; own++)
		attrs.list[attrs.count++] = event->attrs[own];
	part.attrs = attrs.list;
	do {
		while (i < names->count && attrs.count < PLORE_MAX_ATTRS)
			add(&attrs, name, names->list[i++]);
		part.attr_count = attrs.count;
		result = kit_emit(host, &part);
		attrs.count = 0;
	} while (result == PLORE_OK && i < names->count);
	return result;
}

static int32_t
emit_with_vulns(const plore_host *host, plore_event *event,
    const struct attrs *attrs, const struct kit_set *vulns)
{
	event->attrs = attrs->list;
	event->attr_count = attrs->count;
	return kit_emit_names(host, event, "vuln", vulns);
}

static plore_event
event_of(const struct kit_advisory *advisory, const char *kind)
{
	return (plore_event){.size = sizeof(plore_event),
	    .time_ms = advisory->at_ms,
	    .after_ms = advisory->after_ms,
	    .kind = kind};
}

static void
add_facts(struct attrs *attrs, const struct kit_advisory *advisory)
{
	add(attrs, "vendor", advisory->vendor);
	add(attrs, "type", advisory->type);
	add(attrs, "severity", kit_severity_known(advisory->severity));
	add(attrs, "cvss", advisory->cvss);
	add(attrs, "reboot", advisory->reboot);
	add(attrs, "remediation", advisory->remediation);
}

int
kit_whole_day(int64_t *at_ms, int64_t *after_ms, int64_t midnight_ms)
{
	const int64_t day_ms = 24 * 60 * 60 * 1000;

	if (*at_ms == 0 || (*at_ms - midnight_ms) % day_ms != 0)
		return 0;
	*after_ms = *at_ms - 1;
	*at_ms += day_ms - 1;
	return 1;
}

const char *
kit_advisory_type(const char *id)
{
	if (strlen(id) > 5 && id[4] == '-' && id[3] == 'A') {
		if (id[2] == 'B')
			return "bugfix";
		if (id[2] == 'E')
			return "enhancement";
	}
	return "security";
}

int32_t
kit_advisory_emit(const plore_host *host, const struct kit_advisory *advisory)
{
	plore_event event = event_of(advisory, "patch.released");
	struct attrs attrs = {.count = 0};

	event.patch = advisory->id;
	add_facts(&attrs, advisory);
	return emit_with_vulns(host, &event, &attrs, &advisory->vulns);
}

int32_t
kit_advisory_emit_fix(const plore_host *host,
    const struct kit_advisory *advisory, const struct kit_fix *fix)
{
	plore_event event = event_of(advisory,
	    advisory->unreleased ? "patch.revised" : "patch.released");
	const struct kit_package package = {
	    "", fix->type, fix->vendor, fix->package};
	struct kit_names names;
	struct attrs attrs = {.count = 0};

	/* What has no name here has none among what was installed. */
	if (kit_names_make(&names, &package, fix->version) < 0 ||
	    names.patch[0] == '\0')
		return PLORE_OK;
	event.patch = names.patch;
	event.product = names.product;
	add_facts(&attrs, advisory);
	add(&attrs, "advisory", advisory->id);
	add(&attrs, "arch", fix->is_source ? "source" : NULL);
	add_names(&attrs, "distro", fix->distros);
	return emit_with_vulns(host, &event, &attrs, &advisory->vulns);
}

int32_t
kit_advisory_emit_withdrawn(
    const plore_host *host, const struct kit_advisory *advisory)
{
	plore_event event = event_of(advisory, "patch.withdrawn");

	event.patch = advisory->id;
	return kit_emit(host, &event);
}

int32_t
kit_advisory_emit_published(
    const plore_host *host, const struct kit_advisory *advisory)
{
	int32_t result = PLORE_OK;

	for (size_t i = 0; result == PLORE_OK && i < advisory->vulns.count;
	     i++) {
		plore_event event = event_of(advisory, "vuln.published");
		struct attrs attrs = {.count = 0};

		event.vuln = advisory->vulns.list[i];
		add(&attrs, "severity", kit_severity_known(advisory->severity));
		add(&attrs, "cvss", advisory->cvss);
		event.attrs = attrs.list;
		event.attr_count = attrs.count;
		result = kit_emit(host, &event);
	}
	return result;
}

/* ---- What an advisory fixes --------------------------------------------- */

struct kit_fixes_row {
	const char *type, *vendor;
	char *package; /* owns the memory of all three */
	const char *version, *distro;
	int is_source;
};

static int
grow(struct kit_fixes *fixes)
{
	size_t room = fixes->room == 0 ? 64 : fixes->room * 2;
	struct kit_fixes_row *rows;

	if (fixes->count < fixes->room)
		return 0;
	rows = reallocarray(fixes->rows, room, sizeof *rows);
	if (rows == NULL)
		return -1;
	fixes->rows = rows;
	fixes->room = room;
	return 0;
}

int
kit_fixes_add(struct kit_fixes *fixes, const char *type, const char *vendor,
    const char *distro, const char *package, const char *version, int is_source)
{
	size_t first = strlen(package) + 1, second = strlen(version) + 1;
	size_t third = strlen(distro) + 1;
	char *text;

	if (first == 1 || second == 1 || first + second > PLORE_MAX_NAME ||
	    fixes->count == KIT_FIXES)
		return 0;
	text = grow(fixes) < 0 ? NULL : malloc(first + second + third);
	if (text == NULL)
		return -1;
	memcpy(text, package, first);
	memcpy(text + first, version, second);
	memcpy(text + first + second, distro, third);
	fixes->rows[fixes->count++] = (struct kit_fixes_row){
	    type, vendor, text, text + first, text + first + second, is_source};
	fixes->is_sorted = 0;
	return 0;
}

static int
compare_fixes(const struct kit_fixes_row *a, const struct kit_fixes_row *b)
{
	int order = strcmp(a->vendor, b->vendor);

	if (order == 0)
		order = strcmp(a->package, b->package);
	return order != 0 ? order : strcmp(a->version, b->version);
}

static int
compare_rows(const void *left, const void *right)
{
	const struct kit_fixes_row *a = left, *b = right;
	int order = compare_fixes(a, b);

	return order != 0 ? order : strcmp(a->distro, b->distro);
}

int
kit_fixes_next(struct kit_fixes *fixes, size_t *at, struct kit_fix *out)
{
	const struct kit_fixes_row *row;

	if (!fixes->is_sorted && fixes->count > 0)
		qsort(fixes->rows, fixes->count, sizeof *fixes->rows,
		    compare_rows);
	fixes->is_sorted = 1;
	kit_set_clear(&fixes->distros);
	if (*at >= fixes->count)
		return 0;
	row = &fixes->rows[*at];
	*out = (struct kit_fix){.type = row->type,
	    .vendor = row->vendor,
	    .package = row->package,
	    .version = row->version,
	    .is_source = 1,
	    .distros = &fixes->distros};
	for (; *at < fixes->count && compare_fixes(row, &fixes->rows[*at]) == 0;
	     ++*at) {
		const char *distro = fixes->rows[*at].distro;

		/* A binary package may be called like its source. */
		out->is_source &= fixes->rows[*at].is_source;
		if (distro[0] != '\0' &&
		    kit_set_add(&fixes->distros, distro, strlen(distro)) < 0)
			return -1;
	}
	return 1;
}

void
kit_fixes_clear(struct kit_fixes *fixes)
{
	while (fixes->count > 0)
		free(fixes->rows[--fixes->count].package);
	kit_set_clear(&fixes->distros);
}

void
kit_fixes_free(struct kit_fixes *fixes)
{
	kit_fixes_clear(fixes);
	kit_set_free(&fixes->distros);
	free(fixes->rows);
	*fixes = (struct kit_fixes){0};
}

int
kit_distro_wanted(const plore_host *host, const char *distro)
{
	const char *wanted = host->option(host, "distro", 0);

	if (wanted == NULL)
		return 1;
	for (uint32_t i = 1; wanted != NULL; i++) {
		size_t length = strlen(wanted);

		if (length > 0 && strncmp(distro, wanted, length) == 0 &&
		    strchr("-.", distro[length]) != NULL)
			return 1;
		wanted = host->option(host, "distro", i);
	}
	return 0;
}
