#include "plugins/apt/aptitude.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "kit/instant.h"
#include "plugins/apt/dpkglog.h"

enum { MEMORY_OUT = -2 };

/* ---- Times -------------------------------------------------------------- */

static int
month_of(const char *name)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *found = strlen(name) == 3 ? strstr(months, name) : NULL;

	return found == NULL || (found - months) % 3 != 0
	           ? 0
	           : (int)(found - months) / 3 + 1;
}

/* "Thu, Mar 12 2026 02:14:07 +0100" */
static int
read_time(const char *text, int64_t *out_ms)
{
	char month[4], time[9], zone[6], instant[64];
	int day, year, end = 0;
	const char *date = strstr(text, ", ");

	if (date == NULL ||
	    sscanf(date, ", %3s %2d %4d %8s %5s%n", month, &day, &year, time,
		zone, &end) != 5 ||
	    date[end] != '\0' || strlen(zone) != 5 || month_of(month) == 0)
		return -1;
	snprintf(instant, sizeof instant, "%04d-%02d-%02dT%s%.3s:%.2s", year,
	    month_of(month), day, time, zone, zone + 3);
	return kit_instant_read(instant, out_ms);
}

static int
begin_report(struct aptitude *log, const char *text, const char **why)
{
	log->at_ms = 0;
	if (read_time(text, &log->at_ms) < 0) {
		*why = "expected a date in English, such as "
		       "Thu, Mar 12 2026 02:14:07 +0100";
		return -1;
	}
	if (log->first_ms == 0 || log->at_ms < log->first_ms)
		log->first_ms = log->at_ms;
	if (log->at_ms > log->last_ms)
		log->last_ms = log->at_ms;
	return 0;
}

/* ---- Intentions --------------------------------------------------------- */

static size_t
next_word(const char **text, const char **word)
{
	size_t length = strcspn(*text, " ");

	*word = *text;
	*text += length;
	*text += strspn(*text, " ");
	return length;
}

static int
add_intention(struct aptitude *log, const char *text)
{
	const char *package, *old, *arrow, *version;
	size_t package_length = next_word(&text, &package);
	size_t old_length = next_word(&text, &old);
	size_t arrow_length = next_word(&text, &arrow);
	size_t version_length = next_word(&text, &version);
	int change = arrow_length == 2 && strncmp(arrow, "->", 2) == 0;
	struct intention *items;
	struct intention item = {.at_ms = log->at_ms};

	if (!change) { /* what is new has one version */
		version = old;
		version_length = old_length;
		old_length = 0;
	}
	if (package_length == 0 || version_length == 0 ||
	    (!change && arrow_length > 0) || package_length >= DPKG_NAME ||
	    old_length >= DPKG_NAME || version_length >= DPKG_NAME)
		return -1;
	item.package = kit_numbers_add(
	    log->names, package, dpkg_bare_length(package, package_length));
	item.old = kit_numbers_add(log->names, old, old_length);
	item.version = kit_numbers_add(log->names, version, version_length);
	items = kit_grow(log->items, log->count, &log->room, sizeof *items);
	if (items == NULL || item.package == KIT_NUMBERS_FULL ||
	    item.old == KIT_NUMBERS_FULL || item.version == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	log->items = items;
	items[log->count++] = item;
	return 0;
}

/* "[UPGRADE] ...", "[INSTALL, DEPENDENCIES] ..."; what stays or goes is not
 * waited for. */
static int
take_action(struct aptitude *log, const char *text, const char **why)
{
	const char *close = strstr(text, "] ");
	int result;

	if (close == NULL || (strncmp(text, "[UPGRADE", 8) != 0 &&
				 strncmp(text, "[INSTALL", 8) != 0))
		return 0;
	if (log->at_ms == 0)
		return 0; /* its report was set aside already */
	result = add_intention(log, close + 2);
	if (result == -1)
		*why = "expected a package and versions such as "
		       "openssl:amd64 3.0.11-1 -> 3.0.13-1";
	return result;
}

int
aptitude_take(
    struct aptitude *log, const char *text, size_t length, const char **why)
{
	if (length == 0)
		return 0;
	if (log->titled) {
		log->titled = 0;
		return begin_report(log, text, why);
	}
	if (strncmp(text, "Aptitude ", strlen("Aptitude ")) == 0 &&
	    strstr(text, ": log report") != NULL) {
		log->titled = 1;
		log->at_ms = 0;
		return 0;
	}
	return *text == '[' ? take_action(log, text, why) : 0;
}

void
aptitude_free(struct aptitude *log)
{
	free(log->items);
	*log = (struct aptitude){0};
}
