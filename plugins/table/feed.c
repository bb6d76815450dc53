#include "plugins/table/feed.h"

#include <string.h>

#include "kit/digest.h"

int
feed_open(struct feed *feed, const char *path, size_t line_limit, char *error,
    size_t error_size)
{
	*feed = (struct feed){.digest = KIT_DIGEST};
	feed->lines = kit_lines_open(path, line_limit, error, error_size);
	return feed->lines == NULL ? -1 : 0;
}

void
feed_close(struct feed *feed)
{
	kit_lines_close(feed->lines);
	feed->lines = NULL;
}

int
feed_next(struct feed *feed, struct kit_line *line)
{
	int more = kit_lines_next(feed->lines, line);

	if (more <= 0)
		return more;
	feed->digest = kit_digest(feed->digest, line->text, line->length);
	feed->digest = kit_digest(feed->digest, "\n", 1);
	feed->open_end = !line->ended && !kit_lines_packed(feed->lines);
	if (line->number == 1 && line->length >= 3 &&
	    memcmp(line->text, "\xef\xbb\xbf", 3) == 0) {
		line->text += 3;
		line->length -= 3;
	}
	return more;
}

void
feed_here(const struct feed *feed, struct feed_mark *mark)
{
	mark->offset = kit_lines_offset(feed->lines);
	mark->number = kit_lines_number(feed->lines);
	mark->digest = feed->digest;
}

int
feed_skip(struct feed *feed, const struct feed_mark *mark)
{
	struct kit_line line;

	while (kit_lines_offset(feed->lines) < mark->offset)
		if (feed_next(feed, &line) <= 0)
			return 0;
	return kit_lines_offset(feed->lines) == mark->offset &&
	       feed->digest == mark->digest;
}
