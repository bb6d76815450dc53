#include "plugins/apt/unattended.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "plugins/apt/dpkglog.h"

enum { MEMORY_OUT = -2, TIME_LENGTH = 19, TEXT = 300 };

static int
begins(const char *text, const char *with, const char **rest)
{
	size_t length = strlen(with);

	if (strncmp(text, with, length) != 0)
		return 0;
	*rest = text + length;
	return 1;
}

/* ---- Packages ----------------------------------------------------------- */

static int
add_package(
    struct unattended *log, const char *text, size_t length, const char *reason)
{
	struct unattended_package *packages =
	    kit_grow(log->packages, log->count, &log->room, sizeof *packages);
	uint32_t package =
	    kit_numbers_add(log->names, text, dpkg_bare_length(text, length));
	uint32_t why =
	    kit_numbers_add(log->names, reason, strnlen(reason, TEXT));

	if (packages == NULL || package == KIT_NUMBERS_FULL ||
	    why == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	log->packages = packages;
	packages[log->count++] = (struct unattended_package){package, why};
	return 0;
}

/* "apt base-files linux-generic" */
static int
add_list(struct unattended *log, const char *text, const char *reason)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (length > 0 && length < DPKG_NAME &&
		    add_package(log, text, length, reason) < 0)
			return MEMORY_OUT;
		text += length;
		text += strspn(text, " ");
	}
	return 0;
}

/* "Package openssl is kept back because ...", "package 'x' upgradable but
 * fails to be marked for upgrade (...)" */
static int
take_one(struct unattended *log, const char *rest, const char *text)
{
	int quoted = *rest == '\'';
	const char *name = rest + quoted;
	size_t length = strcspn(name, quoted ? "'" : " ");
	const char *after = name + length + quoted;

	if (length == 0 || length >= DPKG_NAME || name[length] == '\0')
		return 0;
	if (strncmp(after, " is kept back", 13) != 0 &&
	    strncmp(after, " has conffile prompt", 20) != 0 &&
	    strncmp(after, " has a higher version available", 31) != 0 &&
	    strstr(after, "fails to be marked for upgrade") == NULL &&
	    strstr(after, "is blacklisted") == NULL)
		return 0;
	return add_package(log, name, length, text);
}

/* ---- Lines -------------------------------------------------------------- */

static int
add_failure(struct unattended *log, int64_t at_ms, const char *text)
{
	struct unattended_failure *failures;
	uint32_t cause = kit_numbers_add(log->names, text, strnlen(text, TEXT));

	if (cause == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	failures = kit_grow(log->failures, log->failure_count,
	    &log->failure_room, sizeof *failures);
	if (failures == NULL)
		return MEMORY_OUT;
	log->failures = failures;
	failures[log->failure_count++] =
	    (struct unattended_failure){log->begun_ms, at_ms, cause};
	return 0;
}

static void
begin_run(struct unattended *log, int64_t at_ms)
{
	log->count = 0;
	log->begun_ms = at_ms;
}

static int
take_words(struct unattended *log, int64_t at_ms, const char *text)
{
	const char *rest;

	log->listing = 0;
	log->at_ms = at_ms;
	/* What is allowed and what is not comes before or behind this line. */
	if (strcmp(text, "Starting unattended upgrades script") == 0)
		begin_run(log, at_ms);
	else if (begins(text, "Packages that will be upgraded:", &rest))
		return add_list(log, rest, "");
	else if (begins(text,
		     "Packages with upgradable origin but kept back:", &rest))
		log->listing = 1;
	else if (begins(text, "Package ", &rest) ||
		 begins(text, "package ", &rest))
		return take_one(log, rest, text);
	else if (begins(text, "error message: ", &rest))
		return add_failure(
		    log, at_ms, text + strlen("error message: "));
	return 0;
}

static int
read_time(
    struct unattended *log, const char *text, size_t length, int64_t *out_ms)
{
	return length > TIME_LENGTH && text[10] == ' ' &&
	               (text[TIME_LENGTH] == ',' || text[TIME_LENGTH] == ' ')
	           ? kit_local_time_read(&log->clock, text, text + 11, out_ms)
	           : -1;
}

static void
see(struct unattended *log, int64_t at_ms)
{
	if (log->first_ms == 0 || at_ms < log->first_ms)
		log->first_ms = at_ms;
	if (at_ms > log->last_ms)
		log->last_ms = at_ms;
}

int
unattended_take(
    struct unattended *log, const char *text, size_t length, const char **why)
{
	int64_t at_ms;

	if (read_time(log, text, length, &at_ms) < 0) {
		/* A list, by archive, or what Python says of its trouble. */
		if (log->first_ms == 0) {
			*why =
			    "expected a time such as 2026-03-12 02:14:07,123";
			return -1;
		}
		if (log->listing && *text == ' ')
			return add_list(
			    log, text, "unattended-upgrades keeps it back");
		return 0;
	}
	see(log, at_ms);
	/* The milliseconds, and how loud it is said. */
	text += TIME_LENGTH;
	text += strcspn(text, " ");
	text += strspn(text, " ");
	text += strcspn(text, " ");
	text += strspn(text, " ");
	return take_words(log, at_ms, text);
}

/* ---- For others --------------------------------------------------------- */

void
unattended_apply(const struct unattended *log, struct aptlog *apt)
{
	size_t next = 0;

	for (size_t i = 0; i < log->failure_count; i++) {
		const struct unattended_failure *failure = &log->failures[i];

		while (next < apt->count &&
		       apt->runs[next].start_ms < failure->from_ms)
			next++;
		for (size_t j = next;
		     j < apt->count && apt->runs[j].start_ms <= failure->at_ms;
		     j++)
			if (apt->runs[j].error != 0 && apt->runs[j].cause == 0)
				apt->runs[j].cause = failure->cause;
	}
}

const struct unattended_package *
unattended_find(const struct unattended *log, const char *package)
{
	uint32_t name = kit_numbers_find(log->names, package, strlen(package));
	const struct unattended_package *found = NULL;

	for (size_t i = 0; name != 0 && i < log->count; i++)
		if (log->packages[i].package == name &&
		    (found == NULL || log->packages[i].reason != 0))
			found = &log->packages[i];
	return found;
}

void
unattended_free(struct unattended *log)
{
	free(log->failures);
	free(log->packages);
	*log = (struct unattended){0};
}
