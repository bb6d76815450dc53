#include "plugins/osv/dsalist.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "plugins/osv/report.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

void
dsalist_begin(struct dsalist *list, struct report *report)
{
	*list = (struct dsalist){.report = report};
	report_clear(report);
}

int32_t
dsalist_end(struct dsalist *list)
{
	int was_open = list->is_open;

	list->is_open = 0;
	return was_open ? report_end(list->report) : PLORE_OK;
}

/* "[03 Apr 2019] " at the begin of a line; the months are English in any
 * locale. Its length, or 0 where there is none. */
static size_t
read_day(const char *line, int64_t *out_ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = {0}, given;
	char month[4];
	const char *found;
	int length = 0;

	if (sscanf(line, "[%2d %3[A-Za-z] %4d] %n", &tm.tm_mday, month,
		&tm.tm_year, &length) != 3 ||
	    length == 0)
		return 0;
	found = strstr(months, month);
	if (found == NULL || strlen(month) != 3 || (found - months) % 3 != 0)
		return 0;
	tm.tm_mon = (int)(found - months) / 3;
	tm.tm_year -= 1900;
	given = tm;
	*out_ms = (int64_t)timegm(&tm) * 1000;
	return tm.tm_mday == given.tm_mday && tm.tm_mon == given.tm_mon
	           ? (size_t)length
	           : 0;
}

/* The day alone is known: it was before the next one began. */
static int32_t
take_head(struct dsalist *list, const char *line, char *why, size_t why_size)
{
	struct kit_advisory *advisory = &list->report->advisory;
	int64_t day_ms = 0;
	size_t begin = read_day(line, &day_ms);
	size_t length = begin == 0 ? 0 : strcspn(line + begin, " \t");

	if (length == 0 || length >= DSALIST_ID) {
		snprintf(why, why_size,
		    "expected a line such as [03 Apr 2019] DSA-4421-1 chromium "
		    "- security update");
		return PLORE_E_DATA;
	}
	memcpy(list->id, line + begin, length);
	list->id[length] = '\0';
	list->is_open = 1;
	advisory->id = list->id;
	advisory->at_ms = day_ms + DAY_MS - 1;
	advisory->after_ms = day_ms - 1;
	advisory->vendor = "debian";
	advisory->type = "security";
	return PLORE_OK;
}

static int32_t
take_vulns(struct dsalist *list, char *line)
{
	char *rest, *name;

	for (name = strtok_r(line, "{} \t", &rest); name != NULL;
	     name = strtok_r(NULL, "{} \t", &rest))
		if (kit_set_add_cve(&list->report->advisory.vulns, name) < 0)
			return PLORE_E_FAILED;
	return PLORE_OK;
}

/* "[bookworm] - openssl 3.0.11-1~deb12u2"; instead of a version there may be
 * <not-affected>, <unfixed> or <end-of-life>, and a remark behind it. */
static int32_t
take_package(struct dsalist *list, char *line, char *why, size_t why_size)
{
	char *rest, *codename = strtok_r(line, "[] \t", &rest);
	char *dash = strtok_r(NULL, " \t", &rest);
	char *package = strtok_r(NULL, " \t", &rest);
	char *version = strtok_r(NULL, " \t", &rest);
	struct distro distro = {"deb", "debian", ""};

	if (version == NULL || strcmp(dash, "-") != 0) {
		snprintf(why, why_size,
		    "expected a line such as [stretch] - chromium "
		    "73.0.3683.75-1~deb9u1");
		return PLORE_E_DATA;
	}
	/* A release that is new to this table still has its packages. */
	distro_of_debian(&distro, codename);
	if (version[0] != '<')
		report_add(list->report, &distro, package, version, 1);
	return PLORE_OK;
}

int32_t
dsalist_line(struct dsalist *list, char *line, char *why, size_t why_size)
{
	size_t space = strspn(line, " \t");
	int32_t result;

	if (line[space] == '\0')
		return PLORE_OK;
	if (space == 0) {
		result = dsalist_end(list);
		return result == PLORE_OK ? take_head(list, line, why, why_size)
		                          : result;
	}
	/* What belongs to a bad head goes with it. */
	if (!list->is_open)
		return PLORE_OK;
	line += space;
	if (line[0] == '{')
		return take_vulns(list, line);
	if (line[0] == '[')
		return take_package(list, line, why, why_size);
	return PLORE_OK; /* NOTE: and the like */
}
