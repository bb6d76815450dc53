#include "plugins/exec/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
stream_open(struct stream *stream, int fd, size_t limit)
{
	*stream = (struct stream){.fd = fd, .limit = limit};
	stream->bytes = malloc(limit + 2);
	return stream->bytes == NULL ? -1 : 0;
}

void
stream_close(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	free(stream->bytes);
	stream->bytes = NULL;
}

int
stream_fill(struct stream *stream)
{
	ssize_t n;

	if (stream->fd < 0)
		return 0;
	memmove(stream->bytes, stream->bytes + stream->start,
	    stream->end - stream->start);
	stream->end -= stream->start;
	stream->start = 0;
	n = read(stream->fd, stream->bytes + stream->end,
	    stream->limit + 1 - stream->end);
	if (n > 0) {
		stream->end += (size_t)n;
		return 1;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	close(stream->fd);
	stream->fd = -1;
	return 0;
}

static void
hand_out(struct stream *stream, struct stream_line *line, size_t length)
{
	line->text = stream->bytes + stream->start;
	line->length = length;
	if (length > 0 && line->text[length - 1] == '\r')
		line->length--;
	line->text[line->length] = '\0';
	line->number = ++stream->number;
	line->truncated = 0;
}

/* Drop held bytes up to the end of the line that goes by. */
static void
skip(struct stream *stream)
{
	char *from = stream->bytes + stream->start;
	char *end = memchr(from, '\n', stream->end - stream->start);

	stream->skipping = end == NULL;
	stream->start =
	    end == NULL ? stream->end : (size_t)(end + 1 - stream->bytes);
}

int
stream_next(struct stream *stream, struct stream_line *line)
{
	size_t held;
	char *from, *end;

	if (stream->skipping)
		skip(stream);
	held = stream->end - stream->start;
	from = stream->bytes + stream->start;
	end = memchr(from + stream->looked, '\n', held - stream->looked);
	stream->looked = 0;
	if (end != NULL) {
		hand_out(stream, line, (size_t)(end - from));
		stream->start += (size_t)(end - from) + 1;
		return 1;
	}
	if (held > stream->limit || (held > 0 && stream->fd < 0)) {
		hand_out(
		    stream, line, held < stream->limit ? held : stream->limit);
		line->truncated = held > stream->limit;
		stream->skipping = line->truncated;
		stream->start = stream->end;
		return 1;
	}
	stream->looked = held;
	return 0;
}
