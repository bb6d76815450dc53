#include "plugins/dnf/line.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kit/instant.h"

enum { ISO_LENGTH = 19, SYSLOG_LENGTH = 15, LEAP_YEAR = 2000 };

static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* ---- Times -------------------------------------------------------------- */

/* Does the text look like the form? 0 in it is a digit, _ a digit or a blank,
 * A a letter. */
static int
has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++) {
		int digit = *text >= '0' && *text <= '9';
		int letter = (*text | 32) >= 'a' && (*text | 32) <= 'z';

		if (*form == '0'   ? !digit
		    : *form == '_' ? !digit && *text != ' '
		    : *form == 'A' ? !letter
				   : *text != *form)
			return 0;
	}
	return 1;
}

static int
month_of(const char *text)
{
	for (int i = 0; i < 12; i++)
		if (strncmp(text, months[i], 3) == 0)
			return i + 1;
	return 0;
}

static int
number(const char *text)
{
	int tens = text[0] == ' ' ? 0 : text[0] - '0';

	return tens * 10 + text[1] - '0';
}

static int
days_in(int year, int month)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return lengths[month - 1] + (month == 2 && leap);
}

/* "Mar 12 02:14:07" */
static int
read_yearless(struct line_day *out, const char *text)
{
	if (!has_form(text, "AAA _0 00:00:00"))
		return -1;
	out->month = month_of(text);
	out->day = number(text + 4);
	memcpy(out->time, text + 7, 8);
	out->time[8] = '\0';
	return out->month == 0 || out->day == 0 ||
	               out->day > days_in(LEAP_YEAR, out->month)
	           ? -1
	           : 0;
}

int
line_day_in(const struct line_day *day, int year, struct kit_local_clock *clock,
    int64_t *out_ms)
{
	char date[40];

	if (day->month < 1 || day->month > 12 || year < 1980 || year > 9999 ||
	    day->day > days_in(year, day->month))
		return -1;
	snprintf(
	    date, sizeof date, "%04d-%02d-%02d", year, day->month, day->day);
	return kit_local_time_read(clock, date, day->time, out_ms);
}

/* "2026-03-12T02:14:07" and what says the zone: Z, +0100, +01:00 or nothing,
 * which is local. *text moves behind it. */
static int
read_iso(int64_t *out_ms, const char **text, struct kit_local_clock *clock)
{
	const char *zone = *text + ISO_LENGTH;
	char instant[40];

	if (*zone == ' ') {
		*text = zone;
		return kit_local_time_read(
		    clock, zone - ISO_LENGTH, zone - 8, out_ms);
	}
	if (*zone == 'Z') {
		snprintf(instant, sizeof instant, "%.*sZ", ISO_LENGTH, *text);
		*text = zone + 1;
	} else if ((*zone == '+' || *zone == '-') &&
		   (has_form(zone + 1, "0000") ||
		       has_form(zone + 1, "00:00"))) {
		int colon = zone[3] == ':';

		snprintf(instant, sizeof instant, "%.*s%.3s:%.2s", ISO_LENGTH,
		    *text, zone, zone + 3 + colon);
		*text = zone + 5 + colon;
	} else {
		return -1;
	}
	return **text == ' ' ? kit_instant_read(instant, out_ms) : -1;
}

/* ---- dnf.rpm.log -------------------------------------------------------- */

struct word {
	const char *text;
	enum line_word word;
};

static const struct word dnf_words[] = {
    {"Installed: ", LINE_INSTALL},
    {"Obsolete: ", LINE_INSTALL},
    {"Upgrade: ", LINE_UPGRADE},
    {"Downgrade: ", LINE_DOWNGRADE},
    {"Erase: ", LINE_REMOVE},
    {"Obsoleted: ", LINE_REMOVE},
    {"Upgraded: ", LINE_REPLACED},
    {"Downgraded: ", LINE_REPLACED},
    {"Cleanup: ", LINE_REPLACED},
    {NULL, LINE_OTHER},
};

/* Those of a scriptlet that runs later do not keep the package out. */
static const struct word dnf_errors[] = {
    {"Error unpacking rpm package ", LINE_FAILED},
    {"Error in cpio payload of rpm package ", LINE_FAILED},
    {"Error in PREIN scriptlet in rpm package ", LINE_FAILED},
    {"Error in PRETRANS scriptlet in rpm package ", LINE_FAILED},
    {NULL, LINE_OTHER},
};

static const struct word yum_words[] = {
    {"Installed: ", LINE_INSTALL},
    {"Dep-Installed: ", LINE_INSTALL},
    {"Updated: ", LINE_UPGRADE},
    {"Dep-Updated: ", LINE_UPGRADE},
    {"Erased: ", LINE_REMOVE},
    {"Obsoleted: ", LINE_REMOVE},
    {NULL, LINE_OTHER},
};

static int
read_name(struct nevra *out, const char *text, size_t length)
{
	if (length == 0 || length >= NEVRA_TEXT || strchr(text, ' ') != NULL)
		return -1;
	*out = (struct nevra){0};
	memcpy(out->name, text, length);
	return 0;
}

/* The words with which a record begins, and the package that follows. */
static int
read_words(struct line *out, const struct word *words, const char *text,
    const char **why)
{
	size_t length;

	while (words->text != NULL &&
	       strncmp(text, words->text, strlen(words->text)) != 0)
		words++;
	out->word = words->word;
	if (words->text == NULL)
		return 0;
	text += strlen(words->text);
	length = strlen(text);
	if (nevra_read(&out->package, text, length) == 0)
		return 0;
	if ((out->word == LINE_REMOVE || out->word == LINE_FAILED) &&
	    read_name(&out->package, text, length) == 0)
		return 0;
	*why = "expected a package such as openssl-1:1.1.1k-12.el8.x86_64";
	return -1;
}

static int
is_level(const char *text, const char *level)
{
	return strncmp(text, level, strlen(level)) == 0 &&
	       text[strlen(level)] == ' ';
}

/* "SUBDEBUG Upgrade: ...", "ERROR Error unpacking ...". */
static int
read_dnf_record(struct line *out, const char *text, const char **why)
{
	const struct word *words = dnf_words;
	size_t level = strcspn(text, " ");

	if (is_level(text, "ERROR") || is_level(text, "CRITICAL"))
		words = dnf_errors;
	else if (!is_level(text, "SUBDEBUG"))
		return 0;
	return read_words(out, words, text + level + 1, why);
}

int
line_read_dnf(struct line *out, struct kit_local_clock *clock, const char *text,
    size_t length, const char **why)
{
	*out = (struct line){0};
	*why = "expected a time such as 2026-03-12T02:14:07Z";
	if (length > ISO_LENGTH && has_form(text, "0000-00-00T00:00:00")) {
		if (read_iso(&out->at_ms, &text, clock) < 0)
			return -1;
	} else if (length > SYSLOG_LENGTH &&
		   has_form(text, "AAA _0 00:00:00 AA")) {
		if (read_yearless(&out->yearless, text) < 0)
			return -1;
		text += SYSLOG_LENGTH;
	} else {
		out->word = LINE_GOES_ON;
		return 0;
	}
	return read_dnf_record(out, text + 1, why);
}

/* ---- yum.log ------------------------------------------------------------ */

int
line_read_yum(
    struct line *out, const char *text, size_t length, const char **why)
{
	*out = (struct line){0};
	*why = "expected a time such as Mar 12 02:14:07";
	if (length <= SYSLOG_LENGTH || text[SYSLOG_LENGTH] != ' ' ||
	    read_yearless(&out->yearless, text) < 0)
		return -1;
	return read_words(out, yum_words, text + SYSLOG_LENGTH + 1, why);
}

/* ---- rpm -qa --last ----------------------------------------------------- */

/* A date as rpm writes it in English, in its several orders. */
struct last_date {
	int year, month, day, hour;
	char time[9];
	const char *zone; /* the letters at its end, or NULL */
};

/* The next word, and *text behind it and the blanks that follow. */
static size_t
next_word(const char **word, const char **text)
{
	size_t length = strcspn(*text, " ");

	*word = *text;
	*text += length;
	*text += strspn(*text, " ");
	return length;
}

static int
small_number(const char *text, size_t length)
{
	if (length < 1 || length > 2 || strspn(text, "0123456789") < length)
		return -1;
	return length == 1 ? text[0] - '0' : number(text);
}

/* "12 Mar 2026 02:14:07 AM CET", "Mar 12 02:14:07 2026". */
static int
take_date_word(struct last_date *date, const char *word, size_t length)
{
	if (length == 8 && has_form(word, "00:00:00")) {
		memcpy(date->time, word, 8);
		date->hour = number(word);
	} else if (length == 4 && has_form(word, "0000")) {
		date->year = number(word) * 100 + number(word + 2);
	} else if (length == 3 && month_of(word) > 0 && date->month == 0) {
		date->month = month_of(word);
	} else if (date->day == 0 && small_number(word, length) > 0) {
		date->day = small_number(word, length);
	} else if (length == 2 && word[1] == 'M' && date->hour <= 12 &&
		   (word[0] == 'A' || word[0] == 'P')) {
		date->hour = date->hour % 12 + (word[0] == 'P' ? 12 : 0);
		date->time[0] = (char)('0' + date->hour / 10);
		date->time[1] = (char)('0' + date->hour % 10);
	} else if (date->time[0] != '\0' && word[length] == '\0' &&
		   word[0] >= 'A' && word[0] <= 'Z') {
		date->zone = word;
	} else {
		return -1;
	}
	return 0;
}

/* The letters at the end: UTC, or what the zone was called then. */
static int
apply_zone(int64_t *at_ms, const struct last_date *date, const char **why)
{
	size_t length = strlen(date->zone);
	time_t seconds = (time_t)(*at_ms / 1000);
	struct tm tm;

	if (localtime_r(&seconds, &tm) != NULL && tm.tm_zone != NULL &&
	    strlen(tm.tm_zone) == length &&
	    strncmp(tm.tm_zone, date->zone, length) == 0)
		return 0;
	/* The other of two hours of the same name, when clocks are put back. */
	for (int hour = -1; hour <= 1; hour += 2) {
		time_t other = seconds + hour * (time_t)3600;

		if (localtime_r(&other, &tm) != NULL && tm.tm_zone != NULL &&
		    tm.tm_hour == date->hour && strlen(tm.tm_zone) == length &&
		    strncmp(tm.tm_zone, date->zone, length) == 0) {
			*at_ms = (int64_t)other * 1000;
			return 0;
		}
	}
	*why = "its zone is not that of the option timezone at that time";
	return -1;
}

static int
read_last_date(int64_t *out_ms, struct kit_local_clock *clock, const char *text,
    const char **why)
{
	struct last_date date = {0};
	struct line_day day = {0};
	const char *word;
	int utc;

	/* The day of the week says nothing new. */
	if (next_word(&word, &text) != 3)
		return -1;
	while (*text != '\0') {
		size_t length = next_word(&word, &text);

		if (take_date_word(&date, word, length) < 0)
			return -1;
	}
	day.month = date.month;
	day.day = date.day;
	memcpy(day.time, date.time, sizeof day.time);
	if (date.time[0] == '\0' || date.day == 0)
		return -1;
	utc = date.zone != NULL &&
	      (strcmp(date.zone, "UTC") == 0 || strcmp(date.zone, "GMT") == 0);
	if (utc) {
		char instant[64];

		snprintf(instant, sizeof instant, "%04d-%02d-%02dT%.8sZ",
		    date.year, date.month, date.day, date.time);
		return kit_instant_read(instant, out_ms);
	}
	if (line_day_in(&day, date.year, clock, out_ms) < 0)
		return -1;
	return date.zone == NULL ? 0 : apply_zone(out_ms, &date, why);
}

int
line_read_last(struct line *out, struct kit_local_clock *clock,
    const char *text, size_t length, const char **why)
{
	const char *name, *end = text + length;
	size_t name_length = next_word(&name, &text);
	size_t digits = strspn(text, "0123456789");

	*out = (struct line){.word = LINE_PRESENT};
	/* The keys that packages are signed with are listed among them. */
	if (strncmp(name, "gpg-pubkey-", strlen("gpg-pubkey-")) == 0) {
		out->word = LINE_OTHER;
		return 0;
	}
	*why = "expected a package such as bash-4.4.20-4.el8.x86_64 and a time";
	if (nevra_read(&out->package, name, name_length) < 0 || text == end)
		return -1;
	if (digits > 0 && digits < 12 && text + digits == end) {
		for (; digits > 0; digits--, text++)
			out->at_ms = out->at_ms * 10 + (*text - '0');
		out->at_ms *= 1000;
		return 0;
	}
	*why = "expected a date in English; run rpm with LC_ALL=C, or let it "
	       "write the time in seconds";
	return read_last_date(&out->at_ms, clock, text, why);
}
