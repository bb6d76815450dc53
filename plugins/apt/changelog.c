#include "plugins/apt/changelog.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit/lines.h"
#include "kit/grow.h"

enum { LINE_LIMIT = 64 * 1024 };

/* " -- Name <mail>  Mon, 24 Jun 2024 10:00:00 +0200" */
static int
trailer_read(const char *line, int64_t *out_ms)
{
	const char *date = strstr(line, ">  ");
	struct tm tm = {0};
	const char *end;
	int zone, minutes;

	if (date == NULL)
		return -1;
	end = strptime(date + 3, "%a, %d %b %Y %H:%M:%S", &tm);
	if (end == NULL || sscanf(end, " %5d", &zone) != 1)
		return -1;
	minutes = zone / 100 * 60 + zone % 100;
	*out_ms = ((int64_t)timegm(&tm) - minutes * 60) * 1000;
	return 0;
}

/* "openssl (3.0.11-1~deb12u2) bookworm-security; urgency=medium" */
static int
head_read(struct changelog_entry *out, const char *line)
{
	const char *open = strchr(line, '('), *close = strchr(line, ')');
	size_t length;

	if (line[0] == ' ' || line[0] == '\0' || open == NULL ||
	    close == NULL || close < open)
		return -1;
	length = (size_t)(close - open - 1);
	if (length == 0 || length >= sizeof out->version)
		return -1;
	*out = (struct changelog_entry){0};
	memcpy(out->version, open + 1, length);
	close += 1 + strspn(close + 1, " ");
	length = strcspn(close, "; ");
	if (length >= sizeof out->suite)
		return -1;
	memcpy(out->suite, close, length);
	return 0;
}

static void
cves_read(struct changelog_entry *entry, const char *line)
{
	while ((line = strstr(line, "CVE-")) != NULL &&
	       entry->cve_count < CHANGELOG_CVES) {
		size_t year = strspn(line + 4, "0123456789");
		size_t number = line[4 + year] == '-'
		                    ? strspn(line + 5 + year, "0123456789")
		                    : 0;
		size_t length = 5 + year + number;
		char *cve = entry->cves[entry->cve_count];

		if (year == 4 && number >= 4 &&
		    length < sizeof entry->cves[0]) {
			memcpy(cve, line, length);
			cve[length] = '\0';
			entry->cve_count++;
		}
		line += 4;
	}
}

int
changelog_take(struct changelog *changelog, const char *line)
{
	struct changelog_entry *entries;
	struct changelog_entry *entry;

	if (changelog->count >= CHANGELOG_ENTRIES)
		return 0;
	entries = kit_grow(changelog->entries, changelog->count,
	    &changelog->room, sizeof *entries);
	if (entries == NULL)
		return -1;
	changelog->entries = entries;
	entry = &entries[changelog->count];
	if (!changelog->inside) {
		changelog->inside = head_read(entry, line) == 0;
	} else if (strncmp(line, " -- ", 4) == 0) {
		changelog->count += trailer_read(line, &entry->at_ms) == 0;
		changelog->inside = 0;
	} else {
		cves_read(entry, line);
	}
	return 0;
}

/* Is the known version the one looked for, or what that is a rebuild of? */
static int
is_version(const char *known, const char *version)
{
	const char *plus = strrchr(version, '+');
	size_t source = strlen(version);

	if (plus != NULL && plus[1] == 'b' &&
	    strspn(plus + 2, "0123456789") == strlen(plus + 2))
		source = (size_t)(plus - version);
	return strcmp(known, version) == 0 ||
	       (strlen(known) == source && memcmp(known, version, source) == 0);
}

static void
entries_read(struct changelog *out, struct kit_lines *lines, const char *until)
{
	struct kit_line line;

	while (kit_lines_next(lines, &line) > 0) {
		size_t before = out->count;

		if (changelog_take(out, line.text) < 0 ||
		    out->count == CHANGELOG_ENTRIES)
			return;
		if (until != NULL && out->count > before &&
		    is_version(out->entries[before].version, until))
			return;
	}
}

/* The name comes from a log, and must not lead out of the folder. */
static int
is_package(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

int
changelog_read(struct changelog *out, const char *folder, const char *package,
    const char *until)
{
	static const char *const names[] = {"changelog.Debian.gz",
	    "changelog.gz", "changelog.Debian", "changelog"};
	char path[PATH_MAX], error[256];

	*out = (struct changelog){0};
	if (!is_package(package))
		return -1;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct kit_lines *lines;

		snprintf(
		    path, sizeof path, "%s/%s/%s", folder, package, names[i]);
		lines = kit_lines_open(path, LINE_LIMIT, error, sizeof error);
		if (lines == NULL)
			continue;
		entries_read(out, lines, until);
		kit_lines_close(lines);
		if (out->count > 0)
			return 0;
		changelog_free(out);
	}
	return -1;
}

void
changelog_free(struct changelog *changelog)
{
	free(changelog->entries);
	changelog->entries = NULL;
	changelog->count = changelog->room = 0;
	changelog->inside = 0;
}

size_t
changelog_find(const struct changelog *changelog, const char *version)
{
	size_t i = 0;

	while (i < changelog->count &&
	       !is_version(changelog->entries[i].version, version))
		i++;
	return i;
}
