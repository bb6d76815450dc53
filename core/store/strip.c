#include "store/strip.h"

enum {
	HEAD_NOTES = 0x80,
	HEAD_KIND = 0x7f, /* as a kind: a greater one follows */

	NOTE_SOURCE = 1,
	NOTE_AFTER = 2,
	NOTE_TOOK = 4,
	NOTE_CODE = 8,
	NOTES = 15,

	SCALES = 3,
	NUMBER = 10, /* bytes of a number, at most */
};

static const int64_t scales[SCALES] = {1, 1000, 60000};

int
pl_strip_compare(const struct pl_strip_key *a, const struct pl_strip_key *b)
{
	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->asset != b->asset)
		return a->asset < b->asset ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->source < b->source ? -1 : a->source > b->source;
}

void
pl_strip_begin(struct pl_strip_state *state, const struct pl_strip_key *first)
{
	*state = (struct pl_strip_state){*first, first->at};
}

/* ---- Writing ------------------------------------------------------------ */

static uint8_t *
put(uint8_t *out, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		*out++ = (uint8_t)(number | 0x80);
	*out++ = (uint8_t)number;
	return out;
}

/* Numbers on both sides of 0, small ones first. Differences wrap around, so
 * that any two times have one. */
static uint64_t
fold(int64_t number)
{
	return (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
}

static int64_t
unfold(uint64_t number)
{
	return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

/* A span is told as its scale, and as a multiple of that. One too long to
 * leave two bits free is told by scale 3, which has the number to itself. */
static uint8_t *
put_span(uint8_t *out, int64_t span)
{
	int scale = SCALES - 1;
	uint64_t units;

	while (span % scales[scale] != 0)
		scale--;
	units = fold(span / scales[scale]);
	if (units >> 62 == 0)
		return put(out, units << 2 | (unsigned)scale);
	return put(put(out, SCALES), units);
}

static uint8_t *
put_notes(uint8_t *out, unsigned notes, const struct pl_strip_row *row)
{
	*out++ = (uint8_t)notes;
	if (notes & NOTE_SOURCE)
		out = put(out, (uint64_t)row->key.source);
	if (notes & NOTE_AFTER)
		out = put_span(out,
		    (int64_t)((uint64_t)row->key.at - (uint64_t)row->after));
	if (notes & NOTE_TOOK)
		out = put_span(out, row->took);
	if (notes & NOTE_CODE)
		out = put(out, (uint64_t)row->code);
	return out;
}

static uint8_t *
put_place(uint8_t *out, const struct pl_strip_state *state,
    const struct pl_strip_key *key)
{
	if (key->subject == state->last.subject)
		return put(
		    out, (uint64_t)(key->asset - state->last.asset) << 1);
	out = put(out, (uint64_t)key->asset << 1 | 1);
	return put(out, (uint64_t)(key->subject - state->last.subject));
}

static int
same_item(const struct pl_strip_key *a, const struct pl_strip_key *b)
{
	return a->subject == b->subject && a->asset == b->asset;
}

static uint8_t *
put_head(uint8_t *out, int kind, unsigned notes)
{
	int flag = notes != 0 ? HEAD_NOTES : 0;

	*out++ = (uint8_t)(flag | (kind < HEAD_KIND ? kind : HEAD_KIND));
	return kind < HEAD_KIND ? out : put(out, (uint64_t)kind);
}

size_t
pl_strip_write(
    struct pl_strip_state *state, const struct pl_strip_row *row, uint8_t *out)
{
	int same = same_item(&row->key, &state->last);
	int64_t since = same ? state->last.at : state->first_at;
	uint8_t *end = out;
	unsigned notes =
	    (row->key.source != state->last.source ? NOTE_SOURCE : 0u) |
	    (row->after != 0 ? NOTE_AFTER : 0u) |
	    (row->took != 0 ? NOTE_TOOK : 0u) |
	    (row->code != 0 ? NOTE_CODE : 0u);

	end = put_head(end, row->key.kind, notes);
	end = put_place(end, state, &row->key);
	end = put_span(end, (int64_t)((uint64_t)row->key.at - (uint64_t)since));
	if (notes != 0)
		end = put_notes(end, notes, row);
	if (!same)
		state->first_at = row->key.at;
	state->last = row->key;
	return (size_t)(end - out);
}

/* ---- Reading ------------------------------------------------------------ */

struct in {
	const uint8_t *at, *end;
	int bad;
};

static uint64_t
get_long(struct in *in)
{
	uint64_t number = 0;

	for (unsigned shift = 0; in->at < in->end && shift < 7 * NUMBER;
	     shift += 7) {
		uint8_t byte = *in->at++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return number;
	}
	in->bad = 1;
	return 0;
}

/* Most numbers are one byte. */
static inline uint64_t
get(struct in *in)
{
	if (in->at < in->end && *in->at < 0x80)
		return *in->at++;
	return get_long(in);
}

static inline int64_t
get_span(struct in *in)
{
	uint64_t number = get(in);
	unsigned scale = number & 3;

	if (scale == SCALES)
		return unfold(get(in));
	return (
	    int64_t)((uint64_t)unfold(number >> 2) * (uint64_t)scales[scale]);
}

static void
get_notes(struct in *in, struct pl_strip_row *row)
{
	uint64_t notes = get(in);

	if (notes == 0 || notes > NOTES)
		in->bad = 1;
	if (notes & NOTE_SOURCE)
		row->key.source = (int64_t)get(in);
	if (notes & NOTE_AFTER)
		row->after =
		    (int64_t)((uint64_t)row->key.at - (uint64_t)get_span(in));
	if (notes & NOTE_TOOK)
		row->took = get_span(in);
	if (notes & NOTE_CODE)
		row->code = (int64_t)get(in);
}

/* Returns whether the item is the one before. */
static int
get_place(struct in *in, struct pl_strip_key *key)
{
	uint64_t place = get(in);

	if (place == 0)
		return 1;
	if (place & 1) {
		key->asset = (int64_t)(place >> 1);
		key->subject = (int64_t)((uint64_t)key->subject + get(in));
	} else {
		key->asset = (int64_t)((uint64_t)key->asset + (place >> 1));
	}
	return 0;
}

int
pl_strip_read(struct pl_strip_state *state, const uint8_t **bytes,
    const uint8_t *end, struct pl_strip_row *row)
{
	struct in in = {*bytes, end, 0};
	uint8_t head;
	int same;

	if (in.at == end)
		return 0;
	head = *in.at++;
	*row = (struct pl_strip_row){.key = state->last};
	row->key.kind = head & HEAD_KIND;
	if (row->key.kind == HEAD_KIND)
		row->key.kind = (int)(get(&in) & 0xffff);
	same = get_place(&in, &row->key);
	row->key.at =
	    (int64_t)((uint64_t)(same ? state->last.at : state->first_at) +
		      (uint64_t)get_span(&in));
	if (head & HEAD_NOTES)
		get_notes(&in, row);
	if (in.bad || row->key.subject < 0 || row->key.asset < 0 ||
	    pl_strip_compare(&row->key, &state->last) < 0)
		return -1;
	if (!same)
		state->first_at = row->key.at;
	state->last = row->key;
	*bytes = in.at;
	return 1;
}
