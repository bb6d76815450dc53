#include "base/time.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"

int64_t
pl_time_steady(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
pl_time_now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct timespec now;

	if (epoch != NULL && *epoch != '\0') {
		char *end;
		long long seconds;

		errno = 0;
		seconds = strtoll(epoch, &end, 10);
		if (errno == 0 && *end == '\0')
			return seconds * 1000;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The algorithm is Howard Hinnant's days_from_civil: years begin in March, so
 * that the leap day is the last day of a year. */
int64_t
pl_time_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
	                     year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

int64_t
pl_time_month(int64_t ms)
{
	time_t when = (time_t)(ms / 1000 - (ms % 1000 < 0));
	struct tm tm;

	if (gmtime_r(&when, &tm) == NULL)
		return ms; /* no such instant is stored */
	return pl_time_days(tm.tm_year + 1900, tm.tm_mon + 1, 1) * PL_DAY_MS;
}

void
pl_time_earliest(int64_t *ms, int64_t other_ms)
{
	if (other_ms != 0 && (*ms == 0 || other_ms < *ms))
		*ms = other_ms;
}

int
pl_time_is_date(int year, int month, int day)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return 0;
	return day <= lengths[month - 1] + (month == 2 && leap);
}

int64_t
pl_time_add_months(int64_t ms, int months)
{
	int64_t in_day = (ms % PL_DAY_MS + PL_DAY_MS) % PL_DAY_MS;
	time_t day = (ms - in_day) / 1000;
	struct tm tm = {0};
	int year, month;

	gmtime_r(&day, &tm);
	months += tm.tm_mon;
	year = tm.tm_year + 1900 + months / 12;
	month = months % 12 + 1;
	while (!pl_time_is_date(year, month, tm.tm_mday) && tm.tm_mday > 28)
		tm.tm_mday--;
	return pl_time_days(year, month, tm.tm_mday) * PL_DAY_MS + in_day;
}

/* Read exactly count digits; NULL where there are not as many. */
static const char *
time_digits(const char *text, int count, int *out)
{
	*out = 0;
	for (; count > 0; count--, text++) {
		if (*text < '0' || *text > '9')
			return NULL;
		*out = *out * 10 + (*text - '0');
	}
	return text;
}

static const char *
time_fraction(const char *text, int *ms)
{
	int scale = 100;

	*ms = 0;
	if (*text != '.')
		return text;
	text++;
	if (*text < '0' || *text > '9')
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++, scale /= 10)
		*ms += (*text - '0') * scale;
	return text;
}

/* Read "Z" or "+05:30" up to the end of text. */
static int
time_zone(const char *text, int64_t *offset_ms)
{
	int hours, minutes, sign;

	if ((*text == 'Z' || *text == 'z') && text[1] == '\0') {
		*offset_ms = 0;
		return PL_OK;
	}
	if (*text != '+' && *text != '-')
		return PL_E_DATA;
	sign = *text == '-' ? -1 : 1;
	text = time_digits(text + 1, 2, &hours);
	if (text == NULL || *text != ':')
		return PL_E_DATA;
	text = time_digits(text + 1, 2, &minutes);
	if (text == NULL || *text != '\0' || hours > 23 || minutes > 59)
		return PL_E_DATA;
	*offset_ms = sign * (hours * 60 + minutes) * PL_MINUTE_MS;
	return PL_OK;
}

static int
time_of_day(const char *text, int64_t *out)
{
	int hour, minute, second, ms;
	int64_t offset;

	text = time_digits(text, 2, &hour);
	if (text == NULL || *text != ':')
		return PL_E_DATA;
	text = time_digits(text + 1, 2, &minute);
	if (text == NULL || *text != ':')
		return PL_E_DATA;
	text = time_digits(text + 1, 2, &second);
	if (text == NULL || hour > 23 || minute > 59 || second > 60)
		return PL_E_DATA;
	text = time_fraction(text, &ms);
	if (text == NULL || time_zone(text, &offset) < 0)
		return PL_E_DATA;
	*out =
	    ((hour * 60 + minute) * INT64_C(60) + second) * 1000 + ms - offset;
	return PL_OK;
}

int
pl_time_parse(const char *text, int64_t *out)
{
	int year, month, day;
	int64_t rest = 0;

	text = time_digits(text, 4, &year);
	if (text == NULL || *text != '-')
		return PL_E_DATA;
	text = time_digits(text + 1, 2, &month);
	if (text == NULL || *text != '-')
		return PL_E_DATA;
	text = time_digits(text + 1, 2, &day);
	if (text == NULL || !pl_time_is_date(year, month, day))
		return PL_E_DATA;
	if (*text == 'T' || *text == 't' || *text == ' ') {
		if (time_of_day(text + 1, &rest) < 0)
			return PL_E_DATA;
	} else if (*text != '\0') {
		return PL_E_DATA;
	}
	*out = pl_time_days(year, month, day) * PL_DAY_MS + rest;
	return PL_OK;
}

int
pl_time_parse_end(const char *text, int64_t *out)
{
	int result = pl_time_parse(text, out);

	if (result == PL_OK && strpbrk(text, "Tt ") == NULL)
		*out += PL_DAY_MS;
	return result;
}

const char *
pl_time_format(int64_t ms, char text[PL_TIME_TEXT])
{
	int64_t seconds = ms / 1000 - (ms % 1000 < 0);
	int rest = (int)((ms % 1000 + 1000) % 1000);
	time_t when = seconds;
	struct tm tm;
	char fraction[8] = "";

	if (gmtime_r(&when, &tm) == NULL || tm.tm_year < 1 - 1900 ||
	    tm.tm_year > 9999 - 1900) {
		snprintf(text, PL_TIME_TEXT, "%" PRId64 "ms", ms);
		return text;
	}
	if (rest != 0)
		snprintf(fraction, sizeof fraction, ".%03d", rest);
	snprintf(text, PL_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%.5sZ",
	    (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, fraction);
	return text;
}
