/*
 * channel.h - the worker's end of the socket to the host
 */
#ifndef PL_CHANNEL_H
#define PL_CHANNEL_H

#include "base/wire.h"

struct pl_channel {
	int fd;
	struct pl_wire out;     /* frames written and not sent yet */
	uint8_t *in;            /* PL_CHANNEL_IN bytes */
	size_t in_length, used; /* of which the frame handed out took used */
};

enum { PL_CHANNEL_IN = PL_WIRE_MAX + 4 };

void pl_channel_init(struct pl_channel *channel, int fd);

/* Send what waits. 0, or -1 where the host is gone. */
int pl_channel_flush(struct pl_channel *channel);

/* Send what waits once it is worth a system call. */
int pl_channel_settle(struct pl_channel *channel);

/* Wait for a frame, after sending what waits. 1, 0 where the host closed, -1
 * where what came is no frame. The payload is borrowed until the next call. */
int pl_channel_receive(struct pl_channel *channel, enum pl_frame *type,
    struct pl_wire_in *payload);

/* Does the host want the worker back? Looks without waiting and takes nothing
 * away; safe from any thread. */
int pl_channel_stopping(const struct pl_channel *channel);

#endif
