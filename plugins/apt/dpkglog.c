#include "plugins/apt/dpkglog.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int
local_time_read(const char *text, int64_t *out_ms)
{
	struct tm tm = {.tm_isdst = -1};
	int end = 0;
	time_t when;

	if (sscanf(text, "%4d-%2d-%2d %2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon,
		&tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &end) != 6 ||
	    end != 19)
		return -1;
	if (tm.tm_year < 1980 || tm.tm_mon < 1 || tm.tm_mon > 12 ||
	    tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 60)
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	when = mktime(&tm);
	if (when == (time_t)-1)
		return -1;
	*out_ms = (int64_t)when * 1000;
	return 0;
}

/* The words after the time, at most five of them. */
struct words {
	char word[5][DPKG_NAME];
	int count;
};

static int
words_read(struct words *out, const char *text)
{
	out->count = 0;
	while (*(text += strspn(text, " ")) != '\0' && out->count < 5) {
		size_t length = strcspn(text, " ");

		if (length >= DPKG_NAME)
			return -1;
		memcpy(out->word[out->count], text, length);
		out->word[out->count++][length] = '\0';
		text += length;
	}
	return 0;
}

static void
set_package(struct dpkg_line *out, const char *word)
{
	snprintf(out->package, sizeof out->package, "%s", word);
	out->package[strcspn(out->package, ":")] = '\0';
}

static void
status_read(struct dpkg_line *out, const struct words *words)
{
	if (words->count < 4)
		return;
	set_package(out, words->word[2]);
	memcpy(out->version, words->word[3], DPKG_NAME);
	if (strcmp(words->word[1], "installed") == 0)
		out->action = DPKG_INSTALLED;
	else if (strcmp(words->word[1], "not-installed") == 0 ||
		 strcmp(words->word[1], "config-files") == 0)
		out->action = DPKG_GONE;
}

static int
action_read(struct dpkg_line *out, const struct words *words)
{
	const char *verb = words->word[0];

	if (strcmp(verb, "status") == 0) {
		status_read(out, words);
		return 0;
	}
	if (strcmp(verb, "upgrade") == 0)
		out->action = DPKG_UPGRADE;
	else if (strcmp(verb, "install") == 0)
		out->action = DPKG_INSTALL;
	else if (strcmp(verb, "remove") == 0 || strcmp(verb, "purge") == 0)
		out->action = DPKG_REMOVE;
	else
		return 0;
	if (words->count < 4)
		return -1;
	set_package(out, words->word[1]);
	memcpy(out->old, words->word[2], DPKG_NAME);
	memcpy(out->version, words->word[3], DPKG_NAME);
	return 0;
}

int
dpkg_line_read(struct dpkg_line *out, const char *text, const char **why)
{
	struct words words;

	*out = (struct dpkg_line){0};
	if (local_time_read(text, &out->at_ms) < 0) {
		*why = "expected a time such as 2026-03-12 02:14:07";
		return -1;
	}
	if (words_read(&words, text + 19) < 0) {
		*why = "a word of more than 255 bytes";
		return -1;
	}
	if (words.count < 2 || action_read(out, &words) < 0) {
		*why = "expected an action, a package and two versions";
		return -1;
	}
	return 0;
}
