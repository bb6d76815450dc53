/* SPDX-License-Identifier: MIT */
#include "kit/localtime.h"

#include <string.h>
#include <time.h>

#include "kit/zone.h"

/* Two digits, or -1. */
static int
pair(const char *text)
{
	unsigned tens = (unsigned char)text[0] - '0';
	unsigned ones;

	if (tens > 9)
		return -1;
	ones = (unsigned char)text[1] - '0';
	return ones > 9 ? -1 : (int)(tens * 10 + ones);
}

/* Asks the C library, which knows the zone. */
static int
hour_begins(
    struct kit_local_clock *clock, const char *date, const char *time, int hour)
{
	struct tm tm = {.tm_isdst = -1, .tm_hour = hour};
	int century = pair(date), year = century < 0 ? -1 : pair(date + 2);
	time_t when;

	if (year < 0 || date[4] != '-')
		return -1;
	tm.tm_mon = pair(date + 5) - 1;
	if (tm.tm_mon < 0 || date[7] != '-')
		return -1;
	tm.tm_mday = pair(date + 8);
	tm.tm_year = century * 100 + year - 1900;
	if (tm.tm_year < 80 || tm.tm_mon > 11 || tm.tm_mday < 1 ||
	    tm.tm_mday > 31)
		return -1;
	if (clock->zones != NULL)
		kit_zones_use(clock->zones, date);
	when = mktime(&tm);
	if (when == (time_t)-1)
		return -1;
	memcpy(clock->date, date, sizeof clock->date);
	memcpy(clock->hour, time, sizeof clock->hour);
	clock->begins_ms = (int64_t)when * 1000;
	return 0;
}

int
kit_local_time_read(struct kit_local_clock *clock, const char *date,
    const char *time, int64_t *out_ms)
{
	int hour = pair(time), minute, second;

	if (hour < 0 || hour > 23 || time[2] != ':')
		return -1;
	minute = pair(time + 3);
	if (minute < 0 || minute > 59 || time[5] != ':')
		return -1;
	second = pair(time + 6);
	if (second < 0 || second > 60)
		return -1;
	if ((memcmp(clock->hour, time, sizeof clock->hour) != 0 ||
		strncmp(clock->date, date, sizeof clock->date) != 0) &&
	    hour_begins(clock, date, time, hour) < 0)
		return -1;
	*out_ms = clock->begins_ms + (minute * 60 + second) * INT64_C(1000);
	return 0;
}
