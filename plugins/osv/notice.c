#include "plugins/osv/notice.h"

#include <stdio.h>
#include <string.h>

#include "kit/instant.h"
#include "plugins/osv/report.h"
#include "plugins/osv/text.h"

enum { TIME = 40 };

/* "2004-10-23T01:17:50", in UTC, which it does not say. */
static int
take_time(struct kit_advisory *advisory, const json_t *notice, char *why,
    size_t why_size)
{
	const char *text = text_of(notice, "published");
	char zoned[TIME];

	snprintf(zoned, sizeof zoned, "%.30sZ", text == NULL ? "" : text);
	if (text != NULL && (kit_instant_read(zoned, &advisory->at_ms) == 0 ||
				kit_instant_read(text, &advisory->at_ms) == 0))
		return 0;
	snprintf(why, why_size,
	    "published: \"%.60s\": expected a time such as 2024-11-07T09:49:52",
	    text == NULL ? "" : text);
	return -1;
}

static int
take_vulns(struct kit_advisory *advisory, const json_t *notice)
{
	const json_t *ids = json_object_get(notice, "cves_ids");
	const json_t *cves = json_object_get(notice, "cves");

	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));

		if (id != NULL && kit_set_add_cve(&advisory->vulns, id) < 0)
			return -1;
	}
	for (size_t i = 0; i < json_array_size(cves); i++) {
		const char *id = text_of(json_array_get(cves, i), "id");

		if (id != NULL && kit_set_add_cve(&advisory->vulns, id) < 0)
			return -1;
	}
	return 0;
}

/* A release goes by its codename, and the notice says which number it has. */
static struct distro
distro_of(const json_t *notice, const char *codename)
{
	const json_t *releases = json_object_get(notice, "releases");
	struct distro distro = {"deb", "ubuntu", ""};

	for (size_t i = 0; i < json_array_size(releases); i++) {
		const json_t *release = json_array_get(releases, i);
		const char *name = text_of(release, "codename");
		const char *version = text_of(release, "version");

		if (name != NULL && version != NULL &&
		    strcmp(name, codename) == 0)
			snprintf(
			    distro.name, DISTRO_NAME, "ubuntu-%.40s", version);
	}
	return distro;
}

static void
add_package(
    struct report *report, const struct distro *distro, const json_t *package)
{
	const char *name = text_of(package, "name");
	const char *version = text_of(package, "version");

	if (name != NULL && version != NULL)
		report_add(report, distro, name, version,
		    json_is_true(json_object_get(package, "is_source")));
}

static void
add_packages(struct report *report, const json_t *notice)
{
	json_t *releases = json_object_get(notice, "release_packages");
	const char *codename;
	json_t *packages;

	json_object_foreach(releases, codename, packages)
	{
		const struct distro distro = distro_of(notice, codename);

		for (size_t i = 0; i < json_array_size(packages); i++)
			add_package(
			    report, &distro, json_array_get(packages, i));
	}
}

int32_t
notice_tell(
    struct report *report, const json_t *notice, char *why, size_t why_size)
{
	struct kit_advisory *advisory = &report->advisory;
	int32_t result = PLORE_OK;

	report_clear(report);
	advisory->id = text_of(notice, "id");
	if (advisory->id == NULL) {
		snprintf(why, why_size, "expected an object with an \"id\"");
		return PLORE_E_DATA;
	}
	advisory->vendor = "ubuntu";
	advisory->type = "security";
	if (take_time(advisory, notice, why, why_size) < 0)
		result = PLORE_E_DATA;
	else if (take_vulns(advisory, notice) < 0)
		result = PLORE_E_FAILED;
	if (result == PLORE_OK) {
		add_packages(report, notice);
		result = report_end(report);
	}
	report_clear(report);
	return result;
}
