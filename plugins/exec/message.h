/*
 * message.h - a line that a program said: an event, or a word beside it
 *
 * Beside native events there are three kinds of line:
 *
 *     {"cursor":"2026-03-12"}                 from here I could go on
 *     {"log":"fetched page 3","level":"info"} error, warn, info or debug
 *     {"reject":{"where":"x.csv:7","reason":"no date","input":"..."}}
 *
 * They are read as strictly as events: a member that is not known, or is there
 * twice, makes the line a bad one.
 */
#ifndef EXEC_MESSAGE_H
#define EXEC_MESSAGE_H

#include "kit/event_line.h"

enum message_kind {
	MESSAGE_EVENT,
	MESSAGE_CURSOR,
	MESSAGE_LOG,
	MESSAGE_REJECT,
};

/* Texts point into the line; NULL where they were not given. */
struct message {
	enum message_kind kind;
	struct kit_event_line line; /* MESSAGE_EVENT; error is set for all */
	const char *text;           /* of MESSAGE_CURSOR and MESSAGE_LOG */
	uint32_t level;             /* PLORE_LOG_INFO where none is given */
	const char *where, *reason, *input; /* MESSAGE_REJECT */
};

/* Read a line, closed by a NUL at text[length], in place. 0, or -1 with the
 * reason in out->line.error. */
int message_read(struct message *out, char *text, size_t length);

#endif
