/*
 * wire_messages.h - each frame's reader, with its writer behind it
 *
 * A message that was read well and is written again is the same to the byte:
 * that is what the unit test and the fuzz target hold the readers to. A new
 * message is a function here and a line in the table.
 */
#ifndef WIRE_MESSAGES_H
#define WIRE_MESSAGES_H

#include "base/alloc.h"
#include "base/wire.h"

/* Read a payload and, where that went well, write it as a frame. */
typedef int wire_again(struct pl_wire_in *in, struct pl_wire *out);

static int
again_grant(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_grant grant;

	if (pl_wire_read_grant(in, &grant) < 0)
		return -1;
	pl_wire_grant(out, &grant);
	return 0;
}

static int
again_hello(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_hello hello;

	if (pl_wire_read_hello(in, &hello) < 0)
		return -1;
	pl_wire_hello(out, &hello);
	return 0;
}

static int
again_open(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_option options[PL_WIRE_OPTIONS];
	uint32_t plugin, count;

	if (pl_wire_read_open(in, &plugin, options, &count) < 0)
		return -1;
	pl_wire_open(out, plugin, options, count);
	return 0;
}

static int
again_collect(struct pl_wire_in *in, struct pl_wire *out)
{
	plore_request request;

	if (pl_wire_read_collect(in, &request) < 0)
		return -1;
	pl_wire_collect(out, &request);
	return 0;
}

static int
again_refuse(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_refuse refuse;

	if (pl_wire_read_refuse(in, &refuse) < 0)
		return -1;
	pl_wire_refuse(out, &refuse);
	return 0;
}

static int
again_sandbox(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_sandbox sandbox;

	if (pl_wire_read_sandbox(in, &sandbox) < 0)
		return -1;
	pl_wire_sandbox(out, &sandbox);
	return 0;
}

static int
again_plugin(struct pl_wire_in *in, struct pl_wire *out)
{
	static struct pl_wire_plugin read;
	plore_plugin plugin;

	if (pl_wire_read_plugin(in, &read) < 0)
		return -1;
	plugin = (plore_plugin){.size = sizeof plugin,
	    .needs = read.needs,
	    .evidence = read.evidence,
	    .id = read.id,
	    .name = read.name,
	    .version = read.version,
	    .vendor = read.vendor,
	    .summary = read.summary,
	    .url = read.url,
	    .license = read.license,
	    .kinds = read.kinds,
	    .paths = read.paths,
	    .programs = read.programs,
	    .options = read.options};
	pl_wire_plugin(out, &plugin);
	return 0;
}

static int
again_event(struct pl_wire_in *in, struct pl_wire *out)
{
	plore_attr attrs[PLORE_MAX_ATTRS];
	plore_event event;

	if (pl_wire_read_event(in, &event, attrs) < 0)
		return -1;
	pl_wire_event(out, &event);
	return 0;
}

static int
again_reject(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_reject reject;

	if (pl_wire_read_reject(in, &reject) < 0)
		return -1;
	pl_wire_reject(out, &reject);
	return 0;
}

static int
again_checkpoint(struct pl_wire_in *in, struct pl_wire *out)
{
	const char *text;

	if (pl_wire_read_text(in, &text) < 0)
		return -1;
	pl_wire_text(out, PL_FRAME_CHECKPOINT, text);
	return 0;
}

static int
again_progress(struct pl_wire_in *in, struct pl_wire *out)
{
	struct pl_wire_progress progress;

	if (pl_wire_read_progress(in, &progress) < 0)
		return -1;
	pl_wire_progress(out, &progress);
	return 0;
}

static int
again_fail(struct pl_wire_in *in, struct pl_wire *out)
{
	const char *text;

	if (pl_wire_read_text(in, &text) < 0)
		return -1;
	pl_wire_text(out, PL_FRAME_FAIL, text);
	return 0;
}

static int
again_done(struct pl_wire_in *in, struct pl_wire *out)
{
	int32_t result;

	if (pl_wire_read_done(in, &result) < 0)
		return -1;
	pl_wire_done(out, result);
	return 0;
}

static int
again_closed(struct pl_wire_in *in, struct pl_wire *out)
{
	uint64_t allocated;

	if (pl_wire_read_closed(in, &allocated) < 0)
		return -1;
	pl_wire_closed(out, allocated);
	return 0;
}

static const struct wire_message {
	enum pl_frame type;
	wire_again *again;
} wire_messages[] = {
    {PL_FRAME_GRANT, again_grant},
    {PL_FRAME_HELLO, again_hello},
    {PL_FRAME_OPEN, again_open},
    {PL_FRAME_COLLECT, again_collect},
    {PL_FRAME_REFUSE, again_refuse},
    {PL_FRAME_SANDBOX, again_sandbox},
    {PL_FRAME_PLUGIN, again_plugin},
    {PL_FRAME_EVENT, again_event},
    {PL_FRAME_REJECT, again_reject},
    {PL_FRAME_CHECKPOINT, again_checkpoint},
    {PL_FRAME_PROGRESS, again_progress},
    {PL_FRAME_FAIL, again_fail},
    {PL_FRAME_DONE, again_done},
    {PL_FRAME_CLOSED, again_closed},
};

static inline const struct wire_message *
wire_message_of(enum pl_frame type)
{
	for (size_t i = 0; i < PL_COUNT(wire_messages); i++)
		if (wire_messages[i].type == type)
			return &wire_messages[i];
	return NULL;
}

#endif
