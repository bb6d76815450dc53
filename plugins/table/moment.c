#include "plugins/table/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kit/instant.h"

enum { FORMAT_LIMIT = 200, DAY_S = 24 * 3600, DAY_MS = DAY_S * 1000 };

/* Digits of a number of seconds or milliseconds: up to the year 5138. */
enum { SECONDS_DIGITS = 11, MS_DIGITS = 14 };

/* ---- Formats ------------------------------------------------------------ */

static int
is_word(const char *format)
{
	return strcmp(format, "rfc3339") == 0 || strcmp(format, "unix") == 0 ||
	       strcmp(format, "unix_ms") == 0 || strcmp(format, "windows") == 0;
}

/* Does a format for strptime have one of the directives? */
static int
has(const char *format, const char *directives)
{
	for (; *format != '\0'; format++) {
		if (*format != '%')
			continue;
		format++;
		if (*format == 'E' || *format == 'O')
			format++;
		if (*format == '\0')
			return 0;
		if (strchr(directives, *format) != NULL)
			return 1;
	}
	return 0;
}

static int
ends_in_zone_name(const char *format)
{
	size_t length = strlen(format);

	return length >= 2 && strcmp(format + length - 2, "%Z") == 0;
}

int
moment_is_format(const char *format)
{
	if (is_word(format))
		return 1;
	return strlen(format) < FORMAT_LIMIT && has(format, "YyCFDcxG") &&
	       !has(format, "s");
}

int
moment_is_local(const char *format)
{
	return !is_word(format) && !has(format, "z") &&
	       !ends_in_zone_name(format);
}

int
moment_offset_read(const char *text, int32_t *minutes)
{
	int hours, rest, end = 0;

	if ((*text != '+' && *text != '-') ||
	    sscanf(text + 1, "%2d:%2d%n", &hours, &rest, &end) != 2 ||
	    end != 5 || text[6] != '\0' || hours < 0 || hours > 14 ||
	    rest < 0 || rest > 59)
		return -1;
	*minutes = (hours * 60 + rest) * (*text == '-' ? -1 : 1);
	return 0;
}

/* ---- Numbers ------------------------------------------------------------ */

/* Digits, and as milliseconds what three digits of a fraction say. */
static int
read_number(
    const char *text, size_t digits, int64_t *whole, int *ms, const char **end)
{
	size_t length = strspn(text, "0123456789");
	int scale = 100;

	*whole = 0;
	*ms = 0;
	if (length == 0 || length > digits)
		return -1;
	for (; length > 0; length--, text++)
		*whole = *whole * 10 + (*text - '0');
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++, scale /= 10)
			*ms += (*text - '0') * scale;
	*end = text;
	return 0;
}

static int
read_unix(int64_t *out, const char *text)
{
	const char *end;
	int ms;

	if (read_number(text, SECONDS_DIGITS, out, &ms, &end) < 0 ||
	    *end != '\0')
		return -1;
	*out = *out * 1000 + ms;
	return 0;
}

static int
read_unix_ms(int64_t *out, const char *text, const char *closing)
{
	const char *end;
	int ms;

	if (read_number(text, MS_DIGITS, out, &ms, &end) < 0)
		return -1;
	/* An offset beside the milliseconds, which are in UTC, says nothing
	 * about the instant. */
	if (*closing == ')' && (*end == '+' || *end == '-'))
		end += 1 + strspn(end + 1, "0123456789");
	return strcmp(end, closing) == 0 ? 0 : -1;
}

static int
read_word(int64_t *out, const char *text, const char *word, const char **why)
{
	if (strcmp(word, "rfc3339") == 0) {
		*why = "expected a time such as 2026-03-12T02:14:07Z";
		return kit_instant_read(text, out);
	}
	if (strcmp(word, "unix") == 0) {
		*why = "expected seconds since 1970";
		return read_unix(out, text);
	}
	if (strcmp(word, "unix_ms") == 0) {
		*why = "expected milliseconds since 1970";
		return read_unix_ms(out, text, "");
	}
	*why = "expected a time such as /Date(1773281647000)/";
	return strncmp(text, "/Date(", 6) == 0
	           ? read_unix_ms(out, text + 6, ")/")
	           : -1;
}

/* ---- Calendar ----------------------------------------------------------- */

static int
same_time(const struct tm *a, const struct tm *b)
{
	return a->tm_year == b->tm_year && a->tm_mon == b->tm_mon &&
	       a->tm_mday == b->tm_mday && a->tm_hour == b->tm_hour &&
	       a->tm_min == b->tm_min && a->tm_sec == b->tm_sec;
}

/* The fields as if they were UTC. -1 where there is no such date or time. */
static int
as_utc(const struct tm *fields, time_t *out)
{
	struct tm copy = *fields;

	*out = timegm(&copy); /* turns 31 April into 1 May */
	return same_time(&copy, fields) ? 0 : -1;
}

static int
is_shown_at(time_t at, const struct tm *fields)
{
	struct tm local;

	return localtime_r(&at, &local) != NULL && same_time(&local, fields);
}

/* Local fields as an instant: tried with the offsets that the zone has a day
 * before and a day after. Where both fit and differ, the clocks were put back
 * in between. */
static int
local_time(const struct tm *fields, time_t utc, struct moment *out)
{
	time_t days[2] = {utc - DAY_S, utc + DAY_S}, first, last;
	struct tm around[2];

	if (localtime_r(&days[0], &around[0]) == NULL ||
	    localtime_r(&days[1], &around[1]) == NULL)
		return -1;
	first = utc - around[0].tm_gmtoff;
	last = utc - around[1].tm_gmtoff;
	if (!is_shown_at(first, fields))
		first = last;
	if (!is_shown_at(last, fields))
		last = first;
	if (!is_shown_at(first, fields))
		return -1;
	if (first > last) {
		time_t other = first;

		first = last;
		last = other;
	}
	out->at_ms = (int64_t)last * 1000;
	out->after_ms = first == last ? 0 : (int64_t)first * 1000 - 1;
	return 0;
}

/* The minutes of a zone's name that stands at text's end. */
static int
find_offset(
    const char *name, const struct moment_format *format, int32_t *minutes)
{
	*minutes = 0;
	if (strcmp(name, "UTC") == 0 || strcmp(name, "GMT") == 0 ||
	    strcmp(name, "Z") == 0)
		return 0;
	for (size_t i = 0; i < format->offset_count; i++)
		if (strcmp(format->offsets[i].name, name) == 0) {
			*minutes = format->offsets[i].minutes;
			return 0;
		}
	return -1;
}

static int
read_fields(struct tm *fields, const char *text, const char *format,
    const char **rest, const char **why)
{
	*fields = (struct tm){.tm_mday = 1, .tm_isdst = -1};
	*rest = strptime(text, format, fields);
	if (*rest == NULL) {
		*why = "a time that is not as the mapping's format says";
		return -1;
	}
	return 0;
}

static int
read_calendar(struct moment *out, const char *text,
    const struct moment_format *format, const char **why)
{
	char before[FORMAT_LIMIT];
	int by_name = ends_in_zone_name(format->text);
	struct tm fields;
	const char *rest;
	int32_t minutes;
	time_t utc;

	snprintf(before, sizeof before, "%.*s",
	    (int)strlen(format->text) - (by_name ? 2 : 0), format->text);
	if (read_fields(&fields, text, before, &rest, why) < 0)
		return -1;
	if (!by_name && *rest != '\0') {
		*why = "more behind the time than the mapping's format says";
		return -1;
	}
	if (format->whole_day)
		fields.tm_hour = fields.tm_min = fields.tm_sec = 0;
	if (as_utc(&fields, &utc) < 0) {
		*why = "a date or a time of day that does not exist";
		return -1;
	}
	out->after_ms = 0;
	if (by_name) {
		*why = "a zone that is not among the mapping's zones";
		if (find_offset(rest, format, &minutes) < 0)
			return -1;
		out->at_ms = ((int64_t)utc - minutes * 60) * 1000;
		return 0;
	}
	if (has(format->text, "z")) {
		out->at_ms = ((int64_t)utc - fields.tm_gmtoff) * 1000;
		return 0;
	}
	*why = "a local time that the clocks were put past";
	return local_time(&fields, utc, out);
}

static int
is_date(const struct moment_format *format)
{
	return format->whole_day ||
	       (!is_word(format->text) && !has(format->text, "HIklTRrcX"));
}

int
moment_read(struct moment *out, const char *text,
    const struct moment_format *format, const char **why)
{
	struct moment moment = {0};
	int result = is_word(format->text)
	                 ? read_word(&moment.at_ms, text, format->text, why)
	                 : read_calendar(&moment, text, format, why);

	if (result < 0)
		return -1;
	if (format->whole_day && is_word(format->text))
		moment.at_ms -= moment.at_ms % DAY_MS;
	if (is_date(format)) {
		moment.after_ms = moment.at_ms - 1;
		moment.at_ms += DAY_MS - 1;
	}
	*out = moment;
	return 0;
}
