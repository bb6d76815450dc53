#include "report/wording.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

enum { DATE = 10 };        /* letters of "2026-06-01" */
enum { MANY_DAYS = 1000 }; /* sums, whose decimals tell nothing */

const char *
pl_word_count(int64_t count, char text[PL_WORDING])
{
	char digits[32];
	size_t length, out = 0;

	snprintf(digits, sizeof digits, "%" PRId64, count);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
			text[out++] = ',';
		text[out++] = digits[i];
	}
	text[out] = '\0';
	return text;
}

/* Whole days are what they were rounded to, or their minutes are none. */
static int
decimals(double days)
{
	if (days == floor(days))
		return 0;
	return fabs(days) < 1 ? 2 : 1;
}

const char *
pl_word_value(enum pl_unit unit, struct pl_value value, char text[PL_WORDING])
{
	if (value.why != NULL)
		snprintf(text, PL_WORDING, "%s", value.why);
	else if (unit == PL_UNIT_COUNT ||
		 (unit == PL_UNIT_DAYS && fabs(value.value) >= MANY_DAYS))
		pl_word_count(llround(value.value), text);
	else if (unit == PL_UNIT_SHARE)
		snprintf(text, PL_WORDING, "%.1f %%", value.value * 100);
	else if (unit == PL_UNIT_RATIO)
		snprintf(text, PL_WORDING, "%.2f", value.value);
	else
		snprintf(text, PL_WORDING, "%.*f", decimals(value.value),
		    value.value);
	return text;
}

const char *
pl_word_say(enum pl_unit unit, struct pl_value value, char text[PL_WORDING])
{
	size_t length;

	pl_word_value(unit, value, text);
	if (value.why != NULL || unit != PL_UNIT_DAYS)
		return text;
	length = strlen(text);
	snprintf(text + length, PL_WORDING - length, "%s",
	    strcmp(text, "1") == 0 ? " day" : " days");
	return text;
}

const char *
pl_word_limits(enum pl_unit unit, struct pl_value low, struct pl_value high,
    char text[PL_WORDING])
{
	char from[PL_WORDING], to[PL_WORDING];

	text[0] = '\0';
	pl_word_value(unit, low, from);
	pl_word_value(unit, high, to);
	if (low.why == NULL && high.why == NULL)
		snprintf(text, PL_WORDING, "%.70s to %.70s", from, to);
	else if (low.why == NULL)
		snprintf(text, PL_WORDING, "%.70s or more", from);
	else if (high.why == NULL)
		snprintf(text, PL_WORDING, "%.70s or less", to);
	return text;
}

const char *
pl_word_date(int64_t ms, char text[PL_WORDING])
{
	char all[PL_TIME_TEXT];

	snprintf(text, PL_WORDING, "%.*s", ms == 0 ? 0 : DATE,
	    pl_time_format(ms, all));
	return text;
}

const char *
pl_word_p(struct pl_value p, char text[PL_WORDING])
{
	if (p.why != NULL)
		snprintf(text, PL_WORDING, "%s", p.why);
	else if (p.value < 0.0001)
		snprintf(text, PL_WORDING, "p < 0.0001");
	else
		snprintf(text, PL_WORDING, "p = %.2g", p.value);
	return text;
}
