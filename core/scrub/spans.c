#include "scrub/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const char *const names[PL_SPAN_KINDS] = {
    [PL_SPAN_HOST] = "HOST",
    [PL_SPAN_DOMAIN] = "DOMAIN",
    [PL_SPAN_USER] = "USER",
    [PL_SPAN_ORG] = "ORG",
    [PL_SPAN_SITE] = "SITE",
    [PL_SPAN_GROUP] = "GROUP",
    [PL_SPAN_VALUE] = "VALUE",
    [PL_SPAN_STRUCK] = "STRUCK",
    [PL_SPAN_SECRET] = "SECRET",
    [PL_SPAN_URL] = "URL",
    [PL_SPAN_EMAIL] = "EMAIL",
    [PL_SPAN_PATH] = "PATH",
    [PL_SPAN_SID] = "SID",
    [PL_SPAN_GUID] = "GUID",
    [PL_SPAN_MAC] = "MAC",
    [PL_SPAN_IP] = "IP",
    [PL_SPAN_GPS] = "GPS",
    [PL_SPAN_PHONE] = "PHONE",
    [PL_SPAN_TICKET] = "TICKET",
    [PL_SPAN_SERIAL] = "SERIAL",
    [PL_SPAN_DATE] = "DATE",
};

void
pl_spans_add(struct pl_spans *spans, struct pl_span span)
{
	spans->list = pl_grow(
	    spans->list, spans->count, &spans->room, sizeof *spans->list);
	spans->list[spans->count++] = span;
}

static int
span_compare(const void *one, const void *other)
{
	const struct pl_span *a = one, *b = other;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to > b->to ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

/* Whether one is larger than the other and holds it. */
static int
span_holds(const struct pl_span *one, const struct pl_span *other)
{
	return one->from <= other->from && one->to >= other->to &&
	       one->to - one->from > other->to - other->from;
}

void
pl_spans_merge(struct pl_spans *spans)
{
	size_t kept = 0;

	if (spans->count == 0)
		return;
	qsort(spans->list, spans->count, sizeof *spans->list, span_compare);
	for (size_t i = 1; i < spans->count; i++) {
		struct pl_span *last = &spans->list[kept];
		const struct pl_span *next = &spans->list[i];

		if (next->from >= last->to) {
			spans->list[++kept] = *next;
			continue;
		}
		if (span_holds(last, next))
			continue;
		if (next->kind < last->kind)
			last->kind = next->kind;
		if (next->to > last->to)
			last->to = next->to;
	}
	spans->count = kept + 1;
}

void
pl_spans_free(struct pl_spans *spans)
{
	free(spans->list);
	*spans = (struct pl_spans){0};
}

const char *
pl_span_name(enum pl_span_kind kind)
{
	return names[kind];
}

static size_t
placeholder_number(const char *text, size_t left, unsigned long *number)
{
	size_t length = 0;

	*number = 0;
	while (length < left && length < 9 && text[length] >= '0' &&
	       text[length] <= '9')
		*number = *number * 10 + (unsigned long)(text[length++] - '0');
	return *number > 0 ? length : 0;
}

size_t
pl_span_placeholder(const char *text, size_t left, enum pl_span_kind *kind,
    unsigned long *number)
{
	if (left == 0 || *text != '[')
		return 0;
	for (int i = 0; i < PL_SPAN_KINDS; i++) {
		size_t length = 1 + strlen(names[i]), digits;

		if (left <= length + 1 || text[length] != '-' ||
		    memcmp(text + 1, names[i], length - 1) != 0)
			continue;
		length++;
		digits =
		    placeholder_number(text + length, left - length, number);
		length += digits;
		if (digits == 0 || length >= left || text[length] != ']')
			return 0;
		*kind = (enum pl_span_kind)i;
		return length + 1;
	}
	return 0;
}
