/* Days, which are told as their month. */
#include "scrub/rule.h"

#include <stdlib.h>
#include <string.h>

#include "scrub/text.h"

struct day {
	size_t length;
	int year, month, day; /* 0: not told */
};

/* ---- Pieces ------------------------------------------------------------- */

static int
number(const char *text, size_t digits)
{
	int value = 0;

	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static int
is_year(int year)
{
	return year >= 1970 && year <= 2099;
}

/* The length of a month's name, long or short, and which it is. */
static size_t
month_at(const char *text, int *month)
{
	static const char *const names[] = {"january", "february", "march",
	    "april", "may", "june", "july", "august", "september", "october",
	    "november", "december"};

	for (int i = 0; i < 12; i++) {
		size_t letters = pl_rule_run(text, pl_is_letter, 10);
		size_t whole = strlen(names[i]);

		if ((letters != whole && letters != 3 &&
			(letters != 4 || i != 8)) ||
		    letters > whole)
			continue;
		for (size_t j = 0; j < letters; j++)
			if (pl_small(text[j]) != names[i][j])
				letters = 0;
		if (letters == 0)
			continue;
		*month = i + 1;
		return letters + (letters < whole && text[letters] == '.');
	}
	return 0;
}

/* "14", "14th", "14.": a day of a month. */
static size_t
day_at(const char *text, int *day)
{
	static const char *const ends[] = {"st", "nd", "rd", "th", NULL};
	size_t digits = pl_rule_run(text, pl_is_digit, 3), end;

	if (digits == 0 || digits > 2)
		return 0;
	*day = number(text, digits);
	if (*day < 1 || *day > 31)
		return 0;
	end = pl_rule_one_of(text + digits, ends);
	return digits + end;
}

static size_t
year_at(const char *text, int *year)
{
	size_t digits = pl_rule_run(text, pl_is_digit, 5);

	*year = digits == 4 ? number(text, 4) : 0;
	return is_year(*year) ? 4 : 0;
}

/* "10:02", "10:02:55.123" */
static size_t
clock_at(const char *text)
{
	size_t at = pl_rule_run(text, pl_is_digit, 3);

	if (at == 0 || at > 2 || text[at] != ':' || !pl_is_digit(text[at + 1]))
		return 0;
	for (int i = 0; i < 2 && text[at] == ':' && pl_is_digit(text[at + 1]);
	     i++)
		at += 1 + pl_rule_run(text + at + 1, pl_is_digit, 2);
	if ((text[at] == '.' || text[at] == ',') && pl_is_digit(text[at + 1]))
		at += 1 + pl_rule_run(text + at + 1, pl_is_digit, 9);
	return at;
}

/* One of these words, with a space before it or not. */
static size_t
word_behind(const char *text, const char *const *words)
{
	size_t space = *text == ' ';
	size_t word = pl_rule_one_of(text + space, words);

	return word > 0 ? space + word : 0;
}

/* " am", "Z", "+02:00", " +0200 CEST" */
static size_t
zone_behind(const char *text)
{
	static const char *const halves[] = {"am", "pm", "a.m", "p.m", NULL};
	static const char *const zones[] = {"z", "utc", "gmt", "cet", "cest",
	    "est", "edt", "cst", "cdt", "pst", "pdt", "mst", "mdt", "bst",
	    NULL};
	size_t at = word_behind(text, halves), sign;

	at += word_behind(text + at, zones);
	sign = at + (text[at] == ' ');
	if ((text[sign] == '+' || text[sign] == '-') &&
	    (sign == at || pl_rule_run(text + sign + 1, pl_is_digit, 5) == 4) &&
	    pl_is_digit(text[sign + 1])) {
		at = sign + 1 + pl_rule_run(text + sign + 1, pl_is_digit, 4);
		if (text[at] == ':' && pl_is_digit(text[at + 1]))
			at += 1 + pl_rule_run(text + at + 1, pl_is_digit, 2);
	}
	return at + word_behind(text + at, zones);
}

/* "T10:02:55.123+02:00", ", 10:02 am", ":10:02:55 +0000", " at 10:02": a time
 * behind a day. */
static size_t
time_behind(const char *text)
{
	size_t at = 0, clock;

	if (*text == 'T' || *text == 't' || *text == '_' || *text == ':') {
		at = 1;
	} else {
		at += *text == ',';
		at += pl_rule_space(text + at, 2);
		at += pl_rule_word(text + at, "at ");
	}
	clock = at > 0 ? clock_at(text + at) : 0;
	return clock > 0 ? at + clock + zone_behind(text + at + clock) : 0;
}

/* ---- Days in numbers ---------------------------------------------------- */

static int
day_ends(const char *text)
{
	return !pl_is_digit(*text) && (*text != '.' || !pl_is_digit(text[1])) &&
	       (!pl_is_word(*text) || pl_small(*text) == 't');
}

/* 2026-03-14, 2026/3/14, 2026.03.14 */
static struct day
day_year_first(const char *text)
{
	struct day day = {0};
	size_t at = year_at(text, &day.year), month, days;
	char sign = text[4 * (at > 0)];

	if (at == 0 ||
	    (sign != '-' && sign != '/' && sign != '.' && sign != '_'))
		return (struct day){0};
	month = pl_rule_run(text + 5, pl_is_digit, 3);
	if (month == 0 || month > 2 || text[5 + month] != sign)
		return (struct day){0};
	days = pl_rule_run(text + 6 + month, pl_is_digit, 3);
	if (days == 0 || days > 2 || !day_ends(text + 6 + month + days))
		return (struct day){0};
	day.month = number(text + 5, month);
	day.day = number(text + 6 + month, days);
	day.length = 6 + month + days;
	return day;
}

/* 20260314, 20260314103000, 20260314T1030 */
static struct day
day_compact(const char *text)
{
	size_t digits = pl_rule_run(text, pl_is_digit, 18);
	struct day day = {0};

	if (digits != 8 && digits != 12 && digits != 14)
		return day;
	day.year = number(text, 4);
	day.month = number(text + 4, 2);
	day.day = number(text + 6, 2);
	day.length = digits;
	if (digits == 8 &&
	    (pl_small(text[8]) == 't' || text[8] == '-' || text[8] == '_')) {
		size_t time = pl_rule_run(text + 9, pl_is_digit, 7);

		if (time == 4 || time == 6)
			day.length += 1 + time;
		day.length += pl_small(text[day.length]) == 'z';
	}
	if (!is_year(day.year) || !day_ends(text + day.length))
		day.length = 0;
	return day;
}

/* 14.03.2026, 3/14/2026, 14-03-26: where both may be the month, none is. */
static struct day
day_year_last(const char *text)
{
	struct day day = {0};
	size_t one = pl_rule_run(text, pl_is_digit, 3), other, year;
	char sign = text[one];
	int first, second;

	if (one == 0 || one > 2 || (sign != '.' && sign != '/' && sign != '-'))
		return day;
	other = pl_rule_run(text + one + 1, pl_is_digit, 3);
	if (other == 0 || other > 2 || text[one + 1 + other] != sign)
		return day;
	year = pl_rule_run(text + one + other + 2, pl_is_digit, 5);
	day.length = one + other + 2 + year;
	day.year = number(text + one + other + 2, year < 4 ? year : 4);
	if (year == 2 && sign == '/')
		day.year += 2000;
	first = number(text, one);
	second = number(text + one + 1, other);
	day.day = first > second ? first : second;
	day.month = first > second ? second : first;
	if (sign == '.') {
		day.day = first;
		day.month = second;
	}
	if (!is_year(day.year) || !day_ends(text + day.length))
		return (struct day){0};
	if (sign != '.' && day.day <= 12 && first != second) {
		day.day = 1;
		day.month = -1;
	}
	return day;
}

/* 2026-W11, 2026-W11-3: a week may lie in two months. */
static struct day
day_week(const char *text)
{
	struct day day = {.month = -1, .day = 1};
	size_t at = year_at(text, &day.year);

	at += at > 0 && text[at] == '-';
	if (at == 0 || pl_small(text[at]) != 'w' ||
	    pl_rule_run(text + at + 1, pl_is_digit, 3) != 2)
		return (struct day){0};
	at += 3;
	if (text[at] == '-' && pl_is_digit(text[at + 1]))
		at += 2;
	day.length = pl_is_word(text[at]) ? 0 : at;
	return day;
}

/* ---- Days in words ------------------------------------------------------ */

static size_t
between(const char *text)
{
	size_t at = *text == ',' || *text == '-' || *text == '/';

	return at + pl_rule_space(text + at, 2);
}

/* "-16", " to 16": the last of several days. */
static size_t
range_behind(const char *text)
{
	static const char *const words[] = {"-", "to", "and", "/", "&", NULL};
	size_t at = pl_rule_space(text, 1), digits;
	int last;

	for (const char *const *word = words; *word != NULL; word++) {
		size_t length = pl_rule_word(text + at, *word);

		if (length == 0)
			continue;
		length += at + pl_rule_space(text + at + length, 1);
		digits = day_at(text + length, &last);
		return digits > 0 && !pl_is_word(text[length + digits])
		           ? length + digits
		           : 0;
	}
	return 0;
}

static void
day_take_year(struct day *day, const char *text)
{
	size_t gap = between(text + day->length), digits;
	int year;

	digits = year_at(text + day->length + gap, &year);
	if (gap > 0 && digits > 0 &&
	    !pl_is_word(text[day->length + gap + digits])) {
		day->year = year;
		day->length += gap + digits;
		return;
	}
	/* 14-Mar-26 */
	gap = text[day->length] == '-';
	digits = pl_rule_run(text + day->length + gap, pl_is_digit, 3);
	if (gap == 1 && digits == 2) {
		day->year = 2000 + number(text + day->length + 1, 2);
		day->length += 3;
	}
}

/* "14 March 2026", "14th of March", "14-Mar-26", "14/Mar/2026:" */
static struct day
day_then_month(const char *text)
{
	struct day day = {0};
	size_t at = day_at(text, &day.day), word;

	if (at == 0)
		return day;
	at += range_behind(text + at);
	at += text[at] == '.';
	at += text[at] == '-' || text[at] == '/' ? 1
	                                         : pl_rule_space(text + at, 2);
	word = pl_rule_word(text + at, "of ");
	at += word;
	word = month_at(text + at, &day.month);
	if (word == 0 || at < 2 || pl_is_word(text[at + word]))
		return (struct day){0};
	day.length = at + word;
	day_take_year(&day, text);
	return day;
}

/* "March 14, 2026", "Mar 14"; of "may 5" the capital tells what it is. */
static struct day
month_then_day(const char *text)
{
	struct day day = {0};
	size_t at = month_at(text, &day.month), gap, digits;

	if (at == 0 || pl_is_word(text[at]))
		return (struct day){0};
	gap = at + (text[at] == '-' ? 1 : pl_rule_space(text + at, 2));
	digits = day_at(text + gap, &day.day);
	if (digits == 0 || gap == at || pl_is_word(text[gap + digits]) ||
	    text[gap + digits] == '%' ||
	    (text[gap + digits] == '.' && pl_is_digit(text[gap + digits + 1])))
		return (struct day){0};
	day.length = gap + digits + range_behind(text + gap + digits);
	day_take_year(&day, text);
	if (pl_is_lower(*text) && day.year == 0)
		day.length = 0;
	return day;
}

/* ---- Seconds since 1970 ------------------------------------------------- */

static struct day
day_of_seconds(const char *text)
{
	size_t digits = pl_rule_run(text, pl_is_digit, 14);
	struct day day = {.month = -1, .day = 1};
	long long seconds;

	if ((digits != 10 && digits != 13) || *text != '1' || text[1] < '4' ||
	    !day_ends(text + digits))
		return day;
	seconds = atoll(text) / (digits == 13 ? 1000 : 1);
	/* Days that begin or end a year may be told as the other one. */
	day.year = (int)(1970 + seconds / 31556952);
	day.length = digits;
	return day;
}

/* ---- All ---------------------------------------------------------------- */

/* The length of "Saturday, " before a day. */
static size_t
weekday_at(const char *text)
{
	static const char *const days[] = {"monday", "mon", "tuesday", "tue",
	    "tues", "wednesday", "wed", "thursday", "thu", "thur", "thurs",
	    "friday", "fri", "saturday", "sat", "sunday", "sun", NULL};
	size_t length = pl_rule_one_of(text, days);

	if (length == 0)
		return 0;
	length += text[length] == '.';
	length += text[length] == ',';
	length += pl_rule_space(text + length, 2);
	return length + pl_rule_word(text + length, "the ");
}

static struct day
day_any(const char *text)
{
	static struct day (*const forms[])(const char *text) = {day_year_first,
	    day_compact, day_year_last, day_week, day_then_month,
	    month_then_day, day_of_seconds};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct day day = forms[i](text);

		if (day.length > 0 && day.day >= 1 && day.day <= 31 &&
		    day.month != 0 && day.month <= 12)
			return day;
	}
	return (struct day){0};
}

/* "Mar 14 10:02:55 2026", as date prints it. */
static void
day_year_behind(struct day *day, const char *text)
{
	int year;

	if (day->year == 0 && text[day->length] == ' ' &&
	    year_at(text + day->length + 1, &year) > 0 &&
	    !pl_is_word(text[day->length + 5])) {
		day->year = year;
		day->length += 5;
	}
}

/* The 03 of "2026-03 March" is a month. */
static int
behind_year(const char *text, size_t at)
{
	return at > 4 && text[at - 1] == '-' && pl_is_digit(text[at - 2]) &&
	       pl_is_digit(text[at - 3]) && pl_is_digit(text[at - 4]) &&
	       pl_is_digit(text[at - 5]);
}

int
pl_rule_date(const char *text, size_t at, struct pl_span *out)
{
	size_t before = weekday_at(text + at);
	struct day day = day_any(text + at + before);

	if (day.length == 0 || behind_year(text, at))
		return 0;
	day.length += time_behind(text + at + before + day.length);
	day_year_behind(&day, text + at + before);
	pl_rule_found(out, at, at + before + day.length, PL_SPAN_DATE);
	out->year = (uint16_t)day.year;
	out->month = (uint8_t)(day.month > 0 ? day.month : 0);
	return 1;
}
