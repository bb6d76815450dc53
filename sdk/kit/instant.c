/* SPDX-License-Identifier: MIT */
#include "kit/instant.h"

#define DAY_MS (INT64_C(86400) * 1000)

static int
digits(const char **at, int count, int *out)
{
	*out = 0;
	for (; count > 0; count--, (*at)++) {
		if (**at < '0' || **at > '9')
			return -1;
		*out = *out * 10 + (**at - '0');
	}
	return 0;
}

static int
literal(const char **at, char c)
{
	return *(*at)++ == c ? 0 : -1;
}

static int
is_date(int year, int month, int day)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= lengths[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01; years begin in March, so that the leap day is the
 * last of a year. */
static int64_t
days_since_epoch(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t m = month > 2 ? month - 3 : month + 9;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	       1 - 719468;
}

static int
read_zone(const char **at, int lax, int64_t *offset_ms)
{
	int sign, hours, minutes;
	char c = **at;

	*offset_ms = 0;
	if (lax && c == '\0')
		return 0;
	(*at)++;
	if (c == 'Z' || c == 'z')
		return 0;
	if (c != '+' && c != '-')
		return -1;
	sign = c == '-' ? -1 : 1;
	if (digits(at, 2, &hours) < 0)
		return -1;
	if ((!lax || **at == ':') && literal(at, ':') < 0)
		return -1;
	if (digits(at, 2, &minutes) < 0 || hours > 23 || minutes > 59)
		return -1;
	*offset_ms = sign * (int64_t)(hours * 60 + minutes) * 60000;
	return 0;
}

static int
read_fraction(const char **at, int *ms)
{
	int scale = 100;

	*ms = 0;
	if (**at != '.')
		return 0;
	(*at)++;
	if (**at < '0' || **at > '9')
		return -1;
	for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
		*ms += (**at - '0') * scale;
	return 0;
}

static int
read_date(const char **at, int64_t *days)
{
	int year, month, day;

	if (digits(at, 4, &year) < 0 || literal(at, '-') < 0 ||
	    digits(at, 2, &month) < 0 || literal(at, '-') < 0 ||
	    digits(at, 2, &day) < 0 || !is_date(year, month, day))
		return -1;
	*days = days_since_epoch(year, month, day);
	return 0;
}

static int
read_instant(const char *text, int lax, int64_t *out)
{
	int hour, minute, second, ms;
	int64_t days, offset_ms;
	const char *at = text;

	if (read_date(&at, &days) < 0)
		return -1;
	if (*at != 'T' && *at != 't' && *at != ' ')
		return -1;
	at++;
	if (digits(&at, 2, &hour) < 0 || literal(&at, ':') < 0 ||
	    digits(&at, 2, &minute) < 0 || literal(&at, ':') < 0 ||
	    digits(&at, 2, &second) < 0)
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	if (read_fraction(&at, &ms) < 0 ||
	    read_zone(&at, lax, &offset_ms) < 0 || *at != '\0')
		return -1;
	*out = ((days * 24 + hour) * 60 + minute) * 60000 +
	       second * INT64_C(1000) + ms - offset_ms;
	return 0;
}

int
kit_instant_read(const char *text, int64_t *out)
{
	return read_instant(text, 0, out);
}

int
kit_instant_read_lax(const char *text, int64_t *out)
{
	return read_instant(text, 1, out);
}

int
kit_day_read(const char *text, int64_t *after_ms, int64_t *time_ms)
{
	const char *at = text;
	int64_t days;

	if (read_date(&at, &days) < 0 || *at != '\0')
		return -1;
	*after_ms = days * DAY_MS - 1;
	*time_ms = *after_ms + DAY_MS;
	return 0;
}
