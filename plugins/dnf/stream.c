#include "plugins/dnf/stream.h"

#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"

static enum record_word
word_of(enum line_word word)
{
	switch (word) {
	case LINE_UPGRADE:
		return RECORD_UPGRADE;
	case LINE_DOWNGRADE:
		return RECORD_DOWNGRADE;
	case LINE_REMOVE:
		return RECORD_REMOVE;
	case LINE_REPLACED:
		return RECORD_REPLACED;
	case LINE_PRESENT:
		return RECORD_PRESENT;
	default:
		return RECORD_INSTALL;
	}
}

/* The line before began what has failed. */
static int
take_failure(struct stream *stream, const struct line *line)
{
	struct record *last =
	    stream->count == 0 ? NULL : &stream->records[stream->count - 1];
	uint32_t name = kit_numbers_find(&stream->history->names,
	    line->package.name, strlen(line->package.name));

	if (last == NULL || name == 0 || last->package != name)
		return 0;
	last->failed = 1;
	last->cause = history_text(stream->history, "dnf could not unpack it");
	return last->cause == KIT_NUMBERS_FULL ? -1 : 0;
}

int
stream_take(struct stream *stream, const struct line *line)
{
	struct record *records;
	struct years_line *times;

	if (line->word == LINE_OTHER || line->word == LINE_GOES_ON)
		return 0;
	if (line->word == LINE_FAILED)
		return take_failure(stream, line);
	records = kit_grow(stream->records, stream->count, &stream->record_room,
	    sizeof *records);
	if (records != NULL)
		stream->records = records;
	times = kit_grow(
	    stream->times, stream->count, &stream->time_room, sizeof *times);
	if (times != NULL)
		stream->times = times;
	if (records == NULL || times == NULL)
		return -1;
	records[stream->count] = (struct record){.word = word_of(line->word)};
	times[stream->count] = (struct years_line){line->yearless, line->at_ms};
	if (history_name(
		stream->history, &records[stream->count], &line->package) < 0)
		return -1;
	stream->count++;
	return 0;
}

int
stream_end_file(struct stream *stream, int64_t not_after_ms)
{
	struct stream_file *files = kit_grow(stream->files, stream->file_count,
	    &stream->file_room, sizeof *files);

	if (files == NULL)
		return -1;
	stream->files = files;
	files[stream->file_count++] =
	    (struct stream_file){stream->count, not_after_ms};
	return 0;
}

/* The newest first: what a file begins with was written after all of the one
 * before. */
static void
date_files(struct stream *stream, struct kit_local_clock *clock)
{
	int64_t bound_ms = INT64_MAX;

	for (size_t i = stream->file_count; i-- > 0;) {
		size_t first = i == 0 ? 0 : stream->files[i - 1].end;
		size_t count = stream->files[i].end - first;

		if (stream->files[i].not_after_ms < bound_ms)
			bound_ms = stream->files[i].not_after_ms;
		if (count == 0)
			continue;
		years_date(stream->times + first, count, bound_ms, clock);
		if (stream->times[first].at_ms != INT64_MIN)
			bound_ms = stream->times[first].at_ms + YEARS_BACK_MS;
	}
}

int
stream_close(
    struct stream *stream, enum origin origin, struct kit_local_clock *clock)
{
	date_files(stream, clock);
	history_begin_stream(stream->history, origin);
	for (size_t i = 0; i < stream->count; i++) {
		struct record *record = &stream->records[i];

		record->at_ms = record->begin_ms = stream->times[i].at_ms;
		if (record->at_ms != INT64_MIN &&
		    history_add(stream->history, record) < 0)
			return -1;
	}
	return 0;
}

void
stream_free(struct stream *stream)
{
	free(stream->records);
	free(stream->times);
	free(stream->files);
	*stream = (struct stream){.history = stream->history};
}
