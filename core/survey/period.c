#include "survey/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

enum { YEAR_FIRST = 1970 };

/* Does the text have digits where the form has a 0, and else the same? */
static int
has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++)
		if (*form == '0' ? *text < '0' || *text > '9' : *text != *form)
			return 0;
	return *text == '\0';
}

static int
number(const char *digits, size_t count)
{
	char text[5];

	snprintf(text, sizeof text, "%.*s", (int)count, digits);
	return (int)strtol(text, NULL, 10);
}

int64_t
pl_period_begin(const char *text)
{
	int month = 1, day = 1, year;

	if (has_form(text, "0000-Q0"))
		month = 3 * number(text + 6, 1) - 2;
	else if (has_form(text, "0000-00") || has_form(text, "0000-00-00"))
		month = number(text + 5, 2);
	else if (!has_form(text, "0000"))
		return -1;
	if (has_form(text, "0000-00-00"))
		day = number(text + 8, 2);
	year = number(text, 4);
	if (year < YEAR_FIRST || !pl_time_is_date(year, month, day))
		return -1;
	return pl_time_days(year, month, day);
}

int64_t
pl_period_end(const char *text)
{
	int64_t begin = pl_period_begin(text);
	int months = strlen(text) == strlen("2026") ? 12
	             : strchr(text, 'Q') != NULL    ? 3
	                                            : 1;

	if (begin < 0)
		return -1;
	if (strlen(text) == strlen("2026-11-26"))
		return begin + 1;
	return pl_time_add_months(begin * PL_DAY_MS, months) / PL_DAY_MS;
}

int
pl_period_ends_in(const char *text, const char *other)
{
	int64_t end = pl_period_end(text), begin = pl_period_begin(other);

	return end >= 0 && begin >= 0 && end > begin &&
	       end <= pl_period_end(other);
}

void
pl_period_span(const char *text, int64_t *from_ms, int64_t *until_ms)
{
	*from_ms = pl_period_begin(text) * PL_DAY_MS;
	*until_ms = pl_period_end(text) * PL_DAY_MS;
}

int
pl_period_compare(const char *a, const char *b)
{
	int64_t first = pl_period_begin(a), second = pl_period_begin(b);

	if (first != second)
		return first < second ? -1 : 1;
	/* The longer the name, the shorter the time, but for a quarter and a
	 * month, of which "Q" is the greater letter. */
	if (strlen(a) == strlen(b))
		return strcmp(b, a);
	return strlen(a) < strlen(b) ? -1 : 1;
}

int
pl_period_is_month(const char *text)
{
	return has_form(text, "0000-00") && pl_period_begin(text) >= 0;
}

int
pl_period_is_after(const char *text, int64_t ms)
{
	return pl_period_begin(text) * PL_DAY_MS > ms;
}

void
pl_period_of(int64_t ms, char out[PL_PERIOD_TEXT])
{
	char text[PL_TIME_TEXT];

	pl_time_format(ms, text);
	snprintf(out, PL_PERIOD_TEXT, "%.4s-Q%c", text,
	    "1234"[(number(text + 5, 2) - 1) / 3]);
}
