/* Numbers that machines, accounts, places and telephones are known by. */
#include "scrub/rule.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "scrub/text.h"

/* ---- Windows ------------------------------------------------------------ */

/* Those shorter than this, as S-1-5-18, are the same on all machines. */
enum { SID_PARTS = 4, SID_LENGTH = 200 };

int
pl_rule_sid(const char *text, size_t at, struct pl_span *out)
{
	size_t end = at + pl_rule_word(text + at, "s-1"), parts = 0;

	if (end == at)
		return 0;
	while (text[end] == '-' && pl_is_digit(text[end + 1]) &&
	       end - at < SID_LENGTH) {
		end += 1 + pl_rule_run(text + end + 1, pl_is_digit, 20);
		parts++;
	}
	if (parts < SID_PARTS || pl_is_word(text[end]))
		return 0;
	return pl_rule_found(out, at, end, PL_SPAN_SID);
}

int
pl_rule_guid(const char *text, size_t at, struct pl_span *out)
{
	static const size_t groups[] = {8, 4, 4, 4, 12};
	size_t end = at;

	for (size_t i = 0; i < 5; i++) {
		if (i > 0 && text[end++] != '-')
			return 0;
		if (pl_rule_run(text + end, pl_is_hex, 13) != groups[i])
			return 0;
		end += groups[i];
	}
	if (pl_is_word(text[end]))
		return 0;
	return pl_rule_found(out, at, end, PL_SPAN_GUID);
}

/* ---- Networks ----------------------------------------------------------- */

/* Pairs of digits with : or - between them, or groups of four with dots: twelve
 * digits, or more, as names of disks and InfiniBand ports have. */
static size_t
mac_length(const char *text, size_t width, char between)
{
	size_t end = 0, digits = 0;

	while (pl_rule_run(text + end, pl_is_hex, width + 1) == width) {
		digits += width;
		end += width;
		if (text[end] != between)
			break;
		end++;
	}
	if (end > 0 && text[end - 1] == between)
		end--;
	return digits < 12 || pl_is_word(text[end]) ? 0 : end;
}

int
pl_rule_mac(const char *text, size_t at, struct pl_span *out)
{
	size_t length = mac_length(text + at, 2, ':');

	if (length == 0)
		length = mac_length(text + at, 2, '-');
	if (length == 0)
		length = mac_length(text + at, 4, '.');
	return length > 0 && pl_rule_found(out, at, at + length, PL_SPAN_MAC);
}

static int
is_ip6(char c)
{
	return pl_is_hex(c) || c == ':' || c == '.';
}

static int
is_zone(char c)
{
	return pl_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* "/64", "/255.255.0.0", ":443" behind an address. */
static size_t
ip_tail(const char *text, size_t end)
{
	if (text[end] == '/' && pl_is_digit(text[end + 1])) {
		size_t more = pl_rule_run(text + end + 1, is_ip6, 16);

		while (more > 0 && !pl_is_hex(text[end + more]))
			more--;
		end += 1 + more;
	}
	if (text[end] == ':' && pl_is_digit(text[end + 1]))
		end += 1 + pl_rule_run(text + end + 1, pl_is_digit, 5);
	return end;
}

int
pl_rule_ip6(const char *text, size_t at, struct pl_span *out)
{
	unsigned char address[sizeof(struct in6_addr)];
	char copy[64];
	size_t start = at + (text[at] == '['), end, length;
	int known = 0;

	length = pl_rule_run(text + start, is_ip6, sizeof copy - 1);
	while (length > 2 && !known) {
		memcpy(copy, text + start, length);
		copy[length] = '\0';
		known = inet_pton(AF_INET6, copy, address) == 1;
		if (!known) {
			if (pl_is_hex(copy[length - 1]))
				return 0;
			length--; /* a sentence's mark */
		}
	}
	end = start + length;
	if (!known || length < 3 || pl_is_word(text[end]))
		return 0;
	if (text[end] == '%')
		end += 1 + pl_rule_run(text + end + 1, is_zone, 32);
	if (start > at) {
		if (text[end] == '/')
			end = ip_tail(text, end);
		if (text[end] == ']')
			end++;
	}
	end = ip_tail(text, end);
	while (text[end - 1] == '.' || text[end - 1] == '-')
		end--;
	return pl_rule_found(out, at, end, PL_SPAN_IP);
}

/* The length of one of four parts: up to 255, or x or * for any. */
static size_t
ip4_part(const char *text, int part)
{
	size_t digits = pl_rule_run(text, pl_is_digit, 4);

	if (digits == 0)
		return part >= 2 && (pl_small(*text) == 'x' || *text == '*');
	return digits < 4 && atoi(text) <= 255 ? digits : 0;
}

/* The end of "-9" behind 10.1.2.3, unless it begins another address. */
static size_t
ip4_range(const char *text, size_t end)
{
	size_t digits, behind;

	if (text[end] != '-')
		return end;
	digits = pl_rule_run(text + end + 1, pl_is_digit, 4);
	behind = end + 1 + digits;
	if (digits == 0 || digits > 3 ||
	    (text[behind] == '.' && pl_is_digit(text[behind + 1])))
		return end;
	return behind;
}

int
pl_rule_ip4(const char *text, size_t at, struct pl_span *out)
{
	size_t end = at;

	if (at > 1 && text[at - 1] == '.' && pl_is_digit(text[at - 2]))
		return 0;
	for (int part = 0; part < 4; part++) {
		size_t length;

		if (part > 0 && text[end++] != '.')
			return 0;
		length = ip4_part(text + end, part);
		if (length == 0)
			return 0;
		end += length;
	}
	if (pl_is_word(text[end]) ||
	    (text[end] == '.' && pl_is_digit(text[end + 1])))
		return 0;
	end = ip_tail(text, end);
	return pl_rule_found(out, at, ip4_range(text, end), PL_SPAN_IP);
}

/* ---- Places ------------------------------------------------------------- */

static int
is_hemisphere(char c)
{
	return c != '\0' && strchr("NSEWnsew", c) != NULL;
}

static size_t
degree_sign(const char *text)
{
	return strncmp(text, "\xc2\xb0", 2) == 0 ? 2 : 0;
}

/* A mark of minutes or seconds: ' " and those that are no ASCII. */
static size_t
minute_mark(const char *text)
{
	if (*text == '\'' || *text == '"')
		return 1;
	if (strncmp(text, "\xe2\x80\xb2", 3) == 0 ||
	    strncmp(text, "\xe2\x80\xb3", 3) == 0 ||
	    strncmp(text, "\xe2\x80\x99", 3) == 0 ||
	    strncmp(text, "\xe2\x80\x9d", 3) == 0)
		return 3;
	return 0;
}

struct angle {
	size_t length;
	size_t decimals;
	double value;
	int marked; /* by a degree sign or a hemisphere */
};

/* The end of "42'46.5\"" behind degrees. */
static size_t
minutes_end(const char *text, size_t end)
{
	for (int part = 0; part < 2; part++) {
		size_t at = end + pl_rule_space(text + end, 2);
		size_t digits = pl_rule_run(text + at, pl_is_digit, 2), mark;

		at += digits;
		if (digits > 0 && text[at] == '.')
			at += 1 + pl_rule_run(text + at + 1, pl_is_digit, 8);
		mark = digits > 0 ? minute_mark(text + at) : 0;
		if (mark == 0)
			return end;
		/* Two single marks are one for seconds. */
		end = at + mark + minute_mark(text + at + mark);
	}
	return end;
}

/* The length of "N " or a sign before an angle; *led tells which. */
static size_t
angle_lead(const char *text, int *led)
{
	size_t space = is_hemisphere(*text) && text[1] == ' ';

	*led = is_hemisphere(*text) && pl_is_digit(text[1 + space]);
	if (*led)
		return 1 + space;
	return *text == '-' || *text == '+';
}

/* 40°42'46"N, 40.7128, -74.0060° W, N 40.7128 */
static struct angle
angle_at(const char *text)
{
	struct angle angle = {0};
	int led;
	size_t end = angle_lead(text, &led), digits, sign;

	digits = pl_rule_run(text + end, pl_is_digit, 4);
	if (digits == 0 || digits > 3)
		return angle;
	angle.value = atoi(text + end);
	end += digits;
	if (text[end] == '.') {
		angle.decimals = pl_rule_run(text + end + 1, pl_is_digit, 12);
		end += 1 + angle.decimals;
	}
	sign = degree_sign(text + end + (text[end] == ' '));
	if (sign > 0) {
		angle.marked = 1;
		end = minutes_end(text, end + (text[end] == ' ') + sign);
	}
	sign = end + (text[end] == ' ');
	if (!led && is_hemisphere(text[sign]) && !pl_is_word(text[sign + 1])) {
		angle.marked |= pl_is_upper(text[sign]);
		end = sign + 1;
	}
	angle.marked |= led && pl_is_upper(*text);
	angle.length = pl_is_word(text[end]) ? 0 : end;
	return angle;
}

int
pl_rule_gps(const char *text, size_t at, struct pl_span *out)
{
	struct angle north = angle_at(text + at), east;
	size_t gap, least;

	if (north.length == 0 || north.value > 180 ||
	    (north.decimals < 3 && !north.marked))
		return 0;
	gap = at + north.length;
	while (gap - at < north.length + 3 && text[gap] != '\0' &&
	       strchr(",;/ ", text[gap]) != NULL)
		gap++;
	east = angle_at(text + gap);
	/* Four decimals are ten metres. Figures in columns seldom have them. */
	least = memchr(text + at + north.length, ',',
		    gap - at - north.length) != NULL
	            ? 3
	            : 4;
	if (gap > at + north.length && east.length > 0 && east.value <= 180 &&
	    (north.marked || north.decimals >= least) &&
	    (east.marked || east.decimals >= least))
		return pl_rule_found(out, at, gap + east.length, PL_SPAN_GPS);
	/* One alone may be a temperature or a size, unless it is exact. */
	return north.marked && (north.decimals >= 2 || north.length > 8) &&
	       pl_rule_found(out, at, at + north.length, PL_SPAN_GPS);
}

/* ---- Telephones --------------------------------------------------------- */

struct dial {
	size_t length; /* to the last digit */
	size_t digits;
	size_t groups;
	size_t sizes[8]; /* of the first groups */
	size_t ends[8];  /* and where they end */
	char between;    /* the first separator; 0: none */
};

/* No country has longer numbers (E.164), with "00" before them. */
enum { DIAL_DIGITS = 17 };

/* Digits in groups, one or two separators between them. */
static struct dial
dial_at(const char *text)
{
	struct dial dial = {0};
	size_t at = 0;

	while (at < 40) {
		size_t digits = pl_rule_run(text + at, pl_is_digit, 20);

		if (digits > 0 && dial.digits + digits > DIAL_DIGITS &&
		    dial.groups > 0)
			break;
		if (digits > 0) {
			if (dial.groups < 8) {
				dial.sizes[dial.groups] = digits;
				dial.ends[dial.groups] = at + digits;
			}
			dial.groups++;
			dial.digits += digits;
			at += digits;
			dial.length = at;
		}
		if (text[at] == '\0' || strchr(" -.()/", text[at]) == NULL ||
		    at - dial.length >= 2)
			break;
		if (dial.between == '\0' && dial.groups > 0)
			dial.between = text[at];
		at++;
	}
	return dial;
}

/* "ext. 123", "x123" behind a number. */
static size_t
dial_extension(const char *text, size_t end)
{
	static const char *const words[] = {
	    "ext", "ext.", "extension", "x", NULL};
	size_t at = end + pl_rule_space(text + end, 2), length;

	at += text[at] == ',';
	at += pl_rule_space(text + at, 2);
	for (const char *const *word = words; *word != NULL; word++) {
		length = pl_rule_word(text + at, *word);
		if (length == 0)
			continue;
		length += pl_rule_space(text + at + length, 2);
		if (pl_is_digit(text[at + length]))
			return at + length +
			       pl_rule_run(text + at + length, pl_is_digit, 8);
	}
	return end;
}

/* (212) 555-0142, 212-555-0142, 1.212.555.0142; what comes behind is another
 * number. */
static int
dial_american(struct dial *dial)
{
	const size_t *sizes = dial->sizes;
	size_t first = sizes[0] == 1;

	if (dial->groups < first + 3 || sizes[first] != 3 ||
	    sizes[first + 1] != 3 || sizes[first + 2] != 4)
		return 0;
	dial->length = dial->ends[first + 2];
	return 1;
}

/* 020 7946 0958, 02079460958, 01.60.72.12.55: numbers of a country that begin
 * with 0. */
static int
dial_national(const struct dial *dial)
{
	if (dial->groups == 1)
		return dial->digits == 10 || dial->digits == 11;
	if (dial->between == '.')
		return dial->groups == 5 && dial->digits == 10;
	return dial->digits >= 8 && dial->digits <= 12;
}

/* 2125550142; 2147024891 and its like are codes of errors in decimal. */
static int
dial_bare(const char *text, const struct dial *dial)
{
	return dial->groups == 1 && dial->digits == 10 && text[0] >= '2' &&
	       text[3] >= '2' && strncmp(text, "2147", 4) != 0;
}

static int
dial_plausible(const char *text, struct dial *dial)
{
	size_t open = *text == '(';

	/* Brackets are around the code of an area alone. */
	if (open && text[1 + pl_rule_run(text + 1, pl_is_digit, 6)] != ')')
		return 0;
	if (!open && text[0] == '0' && text[1] == '0')
		return dial->digits >= 10;
	if (text[open] == '0' && dial_national(dial))
		return 1;
	return dial_american(dial) || dial_bare(text, dial);
}

/* "call 5550142", "phone: 555 0142" */
static size_t
dial_told(const char *text)
{
	static const char *const words[] = {"phone", "telephone", "tel", "tel.",
	    "call", "mobile", "cell", "fax", "pager", "dial", "ext", "ext.",
	    "extension", "hotline", "voicemail", NULL};
	size_t length = pl_rule_one_of(text, words);

	if (length == 0)
		return 0;
	for (size_t i = 0; i < 3 && text[length] != '\0' &&
			   strchr(" :.#-", text[length]) != NULL;
	     i++)
		length++;
	return text[length] == '+' || text[length] == '(' ||
	               pl_is_digit(text[length])
	           ? length
	           : 0;
}

int
pl_rule_phone(const char *text, size_t at, struct pl_span *out)
{
	size_t told = dial_told(text + at), start = at + told;
	size_t plus = text[start] == '+' &&
	              (pl_is_digit(text[start + 1]) || text[start + 1] == '(');
	struct dial dial;
	size_t end;

	if (told == 0 && !plus &&
	    ((text[at] != '(' && !pl_is_digit(text[at])) ||
		pl_rule_inside(text, at)))
		return 0;
	dial = dial_at(text + start + plus);
	if (told > 0 ? dial.digits < 4
	    : plus   ? dial.digits < 7 || dial.digits > DIAL_DIGITS
		     : !dial_plausible(text + start, &dial))
		return 0;
	end = dial_extension(text, start + plus + dial.length);
	return !pl_is_word(text[end]) &&
	       pl_rule_found(out, start, end, PL_SPAN_PHONE);
}
