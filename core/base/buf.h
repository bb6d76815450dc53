/*
 * buf.h - text that grows, up to a limit set when it is made
 *
 * The text is always closed by a NUL, which length does not count. Adding
 * past the limit leaves the buffer as it was and returns PL_E_LIMIT; a
 * caller may add several times and look at pl_buf_failed once at the end.
 */
#ifndef PL_BUF_H
#define PL_BUF_H

#include <stddef.h>

struct pl_buf {
	char *text; /* borrowed until the next change; never NULL */
	size_t length;
	size_t room;
	size_t limit;
	int overflowed; /* something did not fit since the last clear */
};

void pl_buf_init(struct pl_buf *buf, size_t limit);
void pl_buf_free(struct pl_buf *buf);  /* usable again after pl_buf_init */
void pl_buf_clear(struct pl_buf *buf); /* keeps the memory */
int pl_buf_add(struct pl_buf *buf, const void *bytes, size_t length);
int pl_buf_adds(struct pl_buf *buf, const char *text);
int pl_buf_addf(struct pl_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* PL_E_LIMIT where anything did not fit, else 0. */
int pl_buf_failed(const struct pl_buf *buf);

#endif
