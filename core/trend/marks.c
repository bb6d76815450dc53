#include "trend/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

enum { SOURCE_NAME = 4096 };

int64_t
pl_trend_after(const struct pl_trend_request *request)
{
	int64_t last_ms = 0, month_ms;

	for (size_t i = 0; i < request->break_count; i++)
		if (request->breaks[i].at_ms > last_ms)
			last_ms = request->breaks[i].at_ms;
	month_ms = pl_time_month(last_ms);
	return month_ms < last_ms ? pl_time_add_months(month_ms, 1) : month_ms;
}

/* ---- When sources began -------------------------------------------------- */

/* By the id of a source; 0: no event. */
struct beginnings {
	int64_t *first_ms;
	size_t count;
};

static void
begin(struct beginnings *out, const struct pl_row *row)
{
	size_t source = (size_t)row->source;

	while (source >= out->count) {
		size_t room = out->count;

		out->first_ms =
		    pl_grow(out->first_ms, room, &room, sizeof *out->first_ms);
		memset(out->first_ms + out->count, 0,
		    (room - out->count) * sizeof *out->first_ms);
		out->count = room;
	}
	if (out->first_ms[source] == 0 || row->at_ms < out->first_ms[source])
		out->first_ms[source] = row->at_ms;
}

/* What is told of patches alone was so before the source was there. */
static int
read_beginnings(struct beginnings *out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open(&reader, store, as_of_ms, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0)
		if (row.asset != 0)
			begin(out, &row);
	pl_reader_close(reader);
	return result;
}

/* ---- Marks --------------------------------------------------------------- */

static void
add_mark(struct pl_trends *out, int64_t at_ms, const char *text, int is_break)
{
	out->marks[out->mark_count++] = (struct pl_trend_mark){
	    at_ms, pl_strdup(text == NULL ? "" : text), is_break};
}

static int64_t
first_month(const struct pl_trends *trends)
{
	int64_t first_ms = trends->until_ms;

	for (size_t i = 0; i < trends->count; i++)
		if (trends->lines[i].count > 0 &&
		    trends->lines[i].months[0].month_ms < first_ms)
			first_ms = trends->lines[i].months[0].month_ms;
	return first_ms;
}

static void
mark_sources(struct pl_trends *out, struct pl_store *store,
    const struct beginnings *beginnings)
{
	int64_t from_ms = pl_time_add_months(first_month(out), 1);
	struct pl_buf name;

	pl_buf_init(&name, SOURCE_NAME);
	for (size_t i = 0; i < beginnings->count; i++) {
		int64_t at_ms = beginnings->first_ms[i];

		if (at_ms < from_ms || at_ms >= out->until_ms)
			continue;
		pl_store_source_name(store, (int64_t)i, &name);
		add_mark(out, at_ms, name.text, 0);
	}
	pl_buf_free(&name);
}

static int
mark_compare(const void *a, const void *b)
{
	const struct pl_trend_mark *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	if (x->is_break != y->is_break)
		return y->is_break - x->is_break;
	return strcmp(x->text, y->text);
}

int
pl_trend_marks(struct pl_trends *out, struct pl_store *store,
    const struct pl_trend_request *request, struct pl_error *err)
{
	struct beginnings beginnings = {0};
	int result =
	    read_beginnings(&beginnings, store, request->query.as_of_ms, err);

	if (result == PL_OK) {
		out->marks =
		    pl_alloc_array(request->break_count + beginnings.count + 1,
			sizeof *out->marks);
		for (size_t i = 0; i < request->break_count; i++)
			add_mark(out, request->breaks[i].at_ms,
			    request->breaks[i].text, 1);
		mark_sources(out, store, &beginnings);
	}
	if (result == PL_OK)
		qsort(out->marks, out->mark_count, sizeof *out->marks,
		    mark_compare);
	free(beginnings.first_ms);
	return result;
}
