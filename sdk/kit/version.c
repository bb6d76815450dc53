/* SPDX-License-Identifier: MIT */
#include "kit/version.h"

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

/* ---- dpkg --------------------------------------------------------------- */

/* "~" sorts before the end of a part, the end before letters, and letters
 * before everything else. */
static int
deb_weight(struct part part, size_t at)
{
	if (at >= part.length || is_digit(part.text[at]))
		return 0;
	if (part.text[at] == '~')
		return -1;
	if (is_letter(part.text[at]))
		return part.text[at];
	return (unsigned char)part.text[at] + 256;
}

static int
deb_parts(struct part a, struct part b)
{
	while (a.length > 0 || b.length > 0) {
		size_t i = 0;
		int order;

		while ((i < a.length && !is_digit(a.text[i])) ||
		       (i < b.length && !is_digit(b.text[i]))) {
			order = deb_weight(a, i) - deb_weight(b, i);
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
deb_split(const char *version, long *epoch, struct part *upstream,
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
kit_version_deb(const char *a, const char *b)
{
	struct part upstream[2], revision[2];
	long epoch[2];
	int order;

	deb_split(a, &epoch[0], &upstream[0], &revision[0]);
	deb_split(b, &epoch[1], &upstream[1], &revision[1]);
	if (epoch[0] != epoch[1])
		return epoch[0] < epoch[1] ? -1 : 1;
	order = deb_parts(upstream[0], upstream[1]);
	return order != 0 ? order : deb_parts(revision[0], revision[1]);
}

/* ---- rpm ---------------------------------------------------------------- */

/* What stands between the segments says nothing, but for these two. */
static struct part
rpm_skip(struct part part)
{
	while (part.length > 0 && !is_digit(*part.text) &&
	       !is_letter(*part.text) && *part.text != '~' && *part.text != '^')
		part = skip(part, 1);
	return part;
}

static int
starts(struct part part, char c)
{
	return part.length > 0 && *part.text == c;
}

/* "~" sorts before the end of a part, "^" behind the end and before all else.
 * 1 where both begin with the same of them, which is then skipped; 0 where
 * neither has one; -1 where they differ, and then *order says how. */
static int
rpm_marks(struct part *a, struct part *b, int *order)
{
	for (const char *mark = "~^"; *mark != '\0'; mark++) {
		int of_a = starts(*a, *mark), of_b = starts(*b, *mark);

		if (of_a && of_b) {
			*a = skip(*a, 1);
			*b = skip(*b, 1);
			return 1;
		}
		if (!of_a && !of_b)
			continue;
		*order = of_a ? -1 : 1;
		if (*mark == '^' && (of_a ? b : a)->length == 0)
			*order = -*order;
		return -1;
	}
	return 0;
}

static size_t
letters(struct part part)
{
	size_t count = 0;

	while (count < part.length && is_letter(part.text[count]))
		count++;
	return count;
}

static int
compare_words(struct part *a, struct part *b)
{
	size_t m = letters(*a), n = letters(*b);
	int order = memcmp(a->text, b->text, m < n ? m : n);

	*a = skip(*a, m);
	*b = skip(*b, n);
	return order != 0 ? order : (m > n) - (m < n);
}

static int
rpm_parts(struct part a, struct part b)
{
	for (;;) {
		int order = 0, marks;

		a = rpm_skip(a);
		b = rpm_skip(b);
		marks = rpm_marks(&a, &b, &order);
		if (marks < 0)
			return order;
		if (marks > 0)
			continue;
		if (a.length == 0 || b.length == 0)
			return (a.length > 0) - (b.length > 0);
		/* A number is later than a word. */
		if (is_digit(*a.text) != is_digit(*b.text))
			return is_digit(*a.text) ? 1 : -1;
		order = is_digit(*a.text) ? compare_numbers(&a, &b)
		                          : compare_words(&a, &b);
		if (order != 0)
			return order;
	}
}

/* epoch:version-release; what stands before a colon and is no number is no
 * epoch. */
static void
rpm_split(const char *text, struct part *epoch, struct part *version,
    struct part *release)
{
	const char *dash;

	*epoch = (struct part){text, strlen(text)};
	epoch->length = digits(*epoch);
	if (text[epoch->length] == ':')
		text += epoch->length + 1;
	else
		epoch->length = 0;
	dash = strrchr(text, '-');
	*version = (struct part){
	    text, dash == NULL ? strlen(text) : (size_t)(dash - text)};
	*release = (struct part){dash == NULL ? "" : dash + 1, 0};
	release->length = strlen(release->text);
}

int
kit_version_rpm(const char *a, const char *b)
{
	struct part epoch[2], version[2], release[2];
	int order;

	rpm_split(a, &epoch[0], &version[0], &release[0]);
	rpm_split(b, &epoch[1], &version[1], &release[1]);
	order = compare_numbers(&epoch[0], &epoch[1]);
	if (order == 0)
		order = rpm_parts(version[0], version[1]);
	return order != 0 ? order : rpm_parts(release[0], release[1]);
}
