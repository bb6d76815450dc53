#include "plugins/apt/version.h"

#include <stdlib.h>
#include <string.h>

struct part {
	const char *text;
	size_t length;
};

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* "~" sorts before the end of a part, the end before letters, and letters
 * before everything else. */
static int
weight(struct part part, size_t at)
{
	if (at >= part.length || is_digit(part.text[at]))
		return 0;
	if (part.text[at] == '~')
		return -1;
	if (is_letter(part.text[at]))
		return part.text[at];
	return part.text[at] + 256;
}

static struct part
skip(struct part part, size_t count)
{
	return (struct part){part.text + count, part.length - count};
}

static size_t
digits(struct part part)
{
	size_t count = 0;

	while (count < part.length && is_digit(part.text[count]))
		count++;
	return count;
}

static size_t
zeros(struct part part)
{
	size_t count = 0;

	while (count < part.length && part.text[count] == '0')
		count++;
	return count;
}

/* Numbers of any length: without leading zeros the longer one is greater. */
static int
compare_numbers(struct part *a, struct part *b)
{
	size_t m, n;
	int order;

	*a = skip(*a, zeros(*a));
	*b = skip(*b, zeros(*b));
	m = digits(*a);
	n = digits(*b);
	order = m != n ? (m > n) - (m < n) : memcmp(a->text, b->text, m);
	*a = skip(*a, m);
	*b = skip(*b, n);
	return order;
}

static int
compare_parts(struct part a, struct part b)
{
	while (a.length > 0 || b.length > 0) {
		size_t i = 0;
		int order;

		while ((i < a.length && !is_digit(a.text[i])) ||
		       (i < b.length && !is_digit(b.text[i]))) {
			order = weight(a, i) - weight(b, i);
			if (order != 0)
				return order;
			i++;
		}
		a = skip(a, i);
		b = skip(b, i);
		order = compare_numbers(&a, &b);
		if (order != 0)
			return order;
	}
	return 0;
}

/* epoch:upstream-revision, of which only the middle must be there. */
static void
split(const char *version, long *epoch, struct part *upstream,
    struct part *revision)
{
	const char *colon = strchr(version, ':');
	const char *dash;

	*epoch = colon == NULL ? 0 : strtol(version, NULL, 10);
	if (colon != NULL)
		version = colon + 1;
	dash = strrchr(version, '-');
	*upstream = (struct part){
	    version, dash == NULL ? strlen(version) : (size_t)(dash - version)};
	*revision = (struct part){dash == NULL ? "" : dash + 1, 0};
	revision->length = strlen(revision->text);
}

int
version_compare(const char *a, const char *b)
{
	struct part upstream[2], revision[2];
	long epoch[2];
	int order;

	split(a, &epoch[0], &upstream[0], &revision[0]);
	split(b, &epoch[1], &upstream[1], &revision[1]);
	if (epoch[0] != epoch[1])
		return epoch[0] < epoch[1] ? -1 : 1;
	order = compare_parts(upstream[0], upstream[1]);
	return order != 0 ? order : compare_parts(revision[0], revision[1]);
}
