/*
 * spans.h - stretches of a text, and what each is
 *
 * Offsets are bytes; a span ends before its to. A list owns nothing but itself
 * and begins as {0}.
 */
#ifndef PL_SPANS_H
#define PL_SPANS_H

#include <stddef.h>
#include <stdint.h>

/* What a piece of text gives away. Where several rules claim the same piece,
 * the kind that comes first here is told; of two of which one holds the other,
 * that of the larger. */
enum pl_span_kind {
	PL_SPAN_HOST,
	PL_SPAN_DOMAIN,
	PL_SPAN_USER,
	PL_SPAN_ORG,
	PL_SPAN_SITE,
	PL_SPAN_GROUP,
	PL_SPAN_VALUE,  /* told to patchlore as private */
	PL_SPAN_STRUCK, /* by a reviewer */
	PL_SPAN_SECRET,
	PL_SPAN_URL,
	PL_SPAN_EMAIL,
	PL_SPAN_PATH,
	PL_SPAN_SID,
	PL_SPAN_GUID,
	PL_SPAN_MAC,
	PL_SPAN_IP,
	PL_SPAN_GPS,
	PL_SPAN_PHONE,
	PL_SPAN_TICKET,
	PL_SPAN_SERIAL,
	PL_SPAN_DATE,
	PL_SPAN_KINDS
};

struct pl_span {
	uint32_t from, to;
	enum pl_span_kind kind;
	uint16_t year; /* of a date, 0: not told */
	uint8_t month; /* 1 to 12; 0: not told, or one of two */
};

struct pl_spans {
	struct pl_span *list;
	size_t count, room;
};

void pl_spans_add(struct pl_spans *spans, struct pl_span span);

/* Sort by place, and make one of those that overlap. */
void pl_spans_merge(struct pl_spans *spans);
void pl_spans_free(struct pl_spans *spans);

/* "HOST", as it stands in a placeholder. */
const char *pl_span_name(enum pl_span_kind kind);

/* The length of the placeholder, as in [HOST-12], that text begins with, or 0;
 * left is how many bytes of it there are. Fills in kind and number. */
size_t pl_span_placeholder(const char *text, size_t left,
    enum pl_span_kind *kind, unsigned long *number);

#endif
