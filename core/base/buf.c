#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

void
pl_buf_init(struct pl_buf *buf, size_t limit)
{
	*buf = (struct pl_buf){.room = 64, .limit = limit};
	buf->text = pl_alloc(buf->room);
}

void
pl_buf_free(struct pl_buf *buf)
{
	free(buf->text);
	*buf = (struct pl_buf){0};
}

void
pl_buf_clear(struct pl_buf *buf)
{
	buf->length = 0;
	buf->overflowed = 0;
	buf->text[0] = '\0';
}

static int
buf_reserve(struct pl_buf *buf, size_t more)
{
	size_t room = buf->room;

	if (more > buf->limit || buf->length > buf->limit - more) {
		buf->overflowed = 1;
		return PL_E_LIMIT;
	}
	while (room <= buf->length + more)
		room *= 2;
	if (room != buf->room) {
		buf->text = pl_realloc_array(buf->text, room, 1);
		buf->room = room;
	}
	return PL_OK;
}

int
pl_buf_add(struct pl_buf *buf, const void *bytes, size_t length)
{
	if (buf_reserve(buf, length) < 0)
		return PL_E_LIMIT;
	if (length > 0)
		memcpy(buf->text + buf->length, bytes, length);
	buf->length += length;
	buf->text[buf->length] = '\0';
	return PL_OK;
}

int
pl_buf_adds(struct pl_buf *buf, const char *text)
{
	return pl_buf_add(buf, text, strlen(text));
}

int
pl_buf_addf(struct pl_buf *buf, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0 || buf_reserve(buf, (size_t)length) < 0)
		return PL_E_LIMIT;
	va_start(args, format);
	vsnprintf(buf->text + buf->length, (size_t)length + 1, format, args);
	va_end(args);
	buf->length += (size_t)length;
	return PL_OK;
}

int
pl_buf_failed(const struct pl_buf *buf)
{
	return buf->overflowed ? PL_E_LIMIT : PL_OK;
}
