#include "worker/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"

void
pl_channel_init(struct pl_channel *channel, int fd)
{
	*channel = (struct pl_channel){.fd = fd};
	channel->in = pl_alloc(PL_CHANNEL_IN);
}

int
pl_channel_flush(struct pl_channel *channel)
{
	size_t sent = 0;

	while (sent < channel->out.length) {
		ssize_t n = send(channel->fd, channel->out.bytes + sent,
		    channel->out.length - sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		sent += (size_t)n;
	}
	channel->out.length = 0;
	return 0;
}

int
pl_channel_settle(struct pl_channel *channel)
{
	return channel->out.length < PL_WIRE_FLUSH ? 0
	                                           : pl_channel_flush(channel);
}

int
pl_channel_receive(
    struct pl_channel *channel, enum pl_frame *type, struct pl_wire_in *payload)
{
	if (pl_channel_flush(channel) < 0)
		return 0;
	channel->in_length -= channel->used;
	memmove(channel->in, channel->in + channel->used, channel->in_length);
	channel->used = 0;
	for (;;) {
		int whole = pl_wire_frame(channel->in, channel->in_length, type,
		    payload, &channel->used);
		ssize_t n;

		if (whole != 0)
			return whole;
		n = recv(channel->fd, channel->in + channel->in_length,
		    PL_CHANNEL_IN - channel->in_length, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		channel->in_length += (size_t)n;
	}
}

int
pl_channel_stopping(const struct pl_channel *channel)
{
	uint8_t head[5];
	ssize_t n =
	    recv(channel->fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);

	if (n == 0)
		return 1; /* the host is gone */
	return n == (ssize_t)sizeof head && head[4] == PL_FRAME_STOP;
}
