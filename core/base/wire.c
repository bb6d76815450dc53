#include "base/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

/* ---- Writing ------------------------------------------------------------ */

void
pl_wire_free(struct pl_wire *wire)
{
	free(wire->bytes);
	*wire = (struct pl_wire){0};
}

static void
grow(struct pl_wire *wire, size_t length)
{
	size_t room = wire->room > 0 ? wire->room : PL_WIRE_FLUSH;

	while (room < length)
		room *= 2;
	wire->bytes = pl_realloc_array(wire->bytes, room, 1);
	wire->room = room;
}

/* Room for so many more bytes, to be written at once: they count as there. */
static uint8_t *
add(struct pl_wire *wire, size_t length)
{
	size_t start = wire->length;

	wire->length += length;
	if (wire->length > wire->room)
		grow(wire, wire->length);
	return wire->bytes + start;
}

static void
set_u32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
	to[2] = (uint8_t)(value >> 16);
	to[3] = (uint8_t)(value >> 24);
}

static void
put_u32(struct pl_wire *wire, uint32_t value)
{
	set_u32(add(wire, 4), value);
}

static void
put_u64(struct pl_wire *wire, uint64_t value)
{
	put_u32(wire, (uint32_t)value);
	put_u32(wire, (uint32_t)(value >> 32));
}

static void
put_text(struct pl_wire *wire, const char *text)
{
	size_t size = text == NULL ? 0 : strlen(text) + 1;

	put_u32(wire, (uint32_t)size);
	if (size > 0)
		memcpy(add(wire, size), text, size);
}

static void
frame_begin(struct pl_wire *wire, enum pl_frame type)
{
	wire->frame = wire->length;
	put_u32(wire, 0); /* frame_end knows the length */
	*add(wire, 1) = (uint8_t)type;
}

static void
frame_end(struct pl_wire *wire)
{
	set_u32(wire->bytes + wire->frame,
	    (uint32_t)(wire->length - wire->frame - 4));
}

/* ---- Reading ------------------------------------------------------------ */

static uint32_t
get_u32(struct pl_wire_in *in)
{
	const uint8_t *b = in->bytes;

	if (in->left < 4) {
		in->bad = 1;
		return 0;
	}
	in->bytes += 4;
	in->left -= 4;
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static uint64_t
get_u64(struct pl_wire_in *in)
{
	uint64_t low = get_u32(in);

	return low | (uint64_t)get_u32(in) << 32;
}

static const char *
get_text(struct pl_wire_in *in)
{
	uint32_t size = get_u32(in);
	const char *text = (const char *)in->bytes;

	if (size == 0 || in->bad)
		return NULL;
	if (size > in->left || memchr(text, '\0', size) != text + size - 1) {
		in->bad = 1;
		return NULL;
	}
	in->bytes += size;
	in->left -= size;
	return text;
}

/* A count of things that follow; bad where it is above its limit. */
static uint32_t
get_count(struct pl_wire_in *in, uint32_t limit)
{
	uint32_t count = get_u32(in);

	if (count > limit)
		in->bad = 1;
	return in->bad ? 0 : count;
}

/* A message was read well if nothing was missing and nothing is left. */
static int
finish(const struct pl_wire_in *in)
{
	return in->bad || in->left > 0 ? PL_E_PLUGIN : PL_OK;
}

int
pl_wire_frame(const uint8_t *bytes, size_t length, enum pl_frame *type,
    struct pl_wire_in *payload, size_t *used)
{
	struct pl_wire_in in = {.bytes = bytes, .left = length};
	uint32_t size;

	if (length < 5)
		return 0;
	size = get_u32(&in);
	if (size < 1 || size > PL_WIRE_MAX)
		return -1;
	if (in.left < size)
		return 0;
	*type = (enum pl_frame)in.bytes[0];
	*payload = (struct pl_wire_in){.bytes = in.bytes + 1, .left = size - 1};
	*used = 4 + (size_t)size;
	return 1;
}

/* ---- Messages down ------------------------------------------------------ */

void
pl_wire_grant(struct pl_wire *wire, const struct pl_wire_grant *grant)
{
	frame_begin(wire, PL_FRAME_GRANT);
	put_text(wire, grant->path);
	put_u32(wire, grant->program);
	frame_end(wire);
}

int
pl_wire_read_grant(struct pl_wire_in *in, struct pl_wire_grant *out)
{
	out->path = get_text(in);
	out->program = get_u32(in);
	if (out->path == NULL)
		in->bad = 1;
	return finish(in);
}

void
pl_wire_hello(struct pl_wire *wire, const struct pl_wire_hello *hello)
{
	frame_begin(wire, PL_FRAME_HELLO);
	put_u32(wire, PL_WIRE_PROTOCOL);
	put_text(wire, hello->version);
	put_u32(wire, hello->mode);
	put_u32(wire, hello->rights);
	put_u32(wire, hello->uid);
	put_u32(wire, hello->gid);
	put_u32(wire, hello->witness);
	frame_end(wire);
}

int
pl_wire_read_hello(struct pl_wire_in *in, struct pl_wire_hello *out)
{
	if (get_u32(in) != PL_WIRE_PROTOCOL)
		in->bad = 1;
	out->version = get_text(in);
	out->mode = get_u32(in);
	out->rights = get_u32(in);
	out->uid = get_u32(in);
	out->gid = get_u32(in);
	out->witness = get_u32(in);
	return finish(in);
}

void
pl_wire_sandbox(struct pl_wire *wire, const struct pl_wire_sandbox *sandbox)
{
	frame_begin(wire, PL_FRAME_SANDBOX);
	put_text(wire, sandbox->state);
	put_u32(wire, sandbox->filtered);
	frame_end(wire);
}

int
pl_wire_read_sandbox(struct pl_wire_in *in, struct pl_wire_sandbox *out)
{
	out->state = get_text(in);
	out->filtered = get_u32(in);
	if (out->state == NULL)
		in->bad = 1;
	return finish(in);
}

void
pl_wire_open(struct pl_wire *wire, uint32_t plugin,
    const struct pl_wire_option *options, uint32_t count)
{
	frame_begin(wire, PL_FRAME_OPEN);
	put_u32(wire, plugin);
	put_u32(wire, count);
	for (uint32_t i = 0; i < count; i++) {
		put_text(wire, options[i].name);
		put_text(wire, options[i].value);
	}
	frame_end(wire);
}

int
pl_wire_read_open(struct pl_wire_in *in, uint32_t *plugin,
    struct pl_wire_option options[PL_WIRE_OPTIONS], uint32_t *count)
{
	*plugin = get_u32(in);
	*count = get_count(in, PL_WIRE_OPTIONS);
	for (uint32_t i = 0; i < *count; i++) {
		options[i] = (struct pl_wire_option){0};
		options[i].name = get_text(in);
		options[i].value = get_text(in);
		if (options[i].name == NULL || options[i].value == NULL)
			in->bad = 1;
	}
	return finish(in);
}

void
pl_wire_collect(struct pl_wire *wire, const plore_request *request)
{
	frame_begin(wire, PL_FRAME_COLLECT);
	put_u32(wire, request->flags);
	put_text(wire, request->cursor);
	put_u64(wire, (uint64_t)request->since_ms);
	put_u64(wire, (uint64_t)request->until_ms);
	put_u64(wire, request->max_events);
	frame_end(wire);
}

int
pl_wire_read_collect(struct pl_wire_in *in, plore_request *request)
{
	*request = (plore_request){.size = sizeof *request};
	request->flags = get_u32(in);
	request->cursor = get_text(in);
	request->since_ms = (int64_t)get_u64(in);
	request->until_ms = (int64_t)get_u64(in);
	request->max_events = get_u64(in);
	return finish(in);
}

void
pl_wire_stop(struct pl_wire *wire)
{
	frame_begin(wire, PL_FRAME_STOP);
	frame_end(wire);
}

void
pl_wire_close(struct pl_wire *wire)
{
	frame_begin(wire, PL_FRAME_CLOSE);
	frame_end(wire);
}

void
pl_wire_refuse(struct pl_wire *wire, const struct pl_wire_refuse *refuse)
{
	frame_begin(wire, PL_FRAME_REFUSE);
	put_u64(wire, refuse->after);
	put_u32(wire, (uint32_t)refuse->result);
	frame_end(wire);
}

int
pl_wire_read_refuse(struct pl_wire_in *in, struct pl_wire_refuse *out)
{
	out->after = get_u64(in);
	out->result = (int32_t)get_u32(in);
	return finish(in);
}

/* ---- The descriptor ----------------------------------------------------- */

static void
put_list(struct pl_wire *wire, const char *const *list)
{
	uint32_t count = 0;

	while (list != NULL && count < PL_WIRE_LIST && list[count] != NULL)
		count++;
	put_u32(wire, count);
	for (uint32_t i = 0; i < count; i++)
		put_text(wire, list[i]);
}

static void
get_list(struct pl_wire_in *in, const char *list[PL_WIRE_LIST + 1])
{
	uint32_t count = get_count(in, PL_WIRE_LIST);

	for (uint32_t i = 0; i < count; i++) {
		list[i] = get_text(in);
		if (list[i] == NULL)
			in->bad = 1;
	}
	list[count] = NULL;
}

static void
put_options(struct pl_wire *wire, const plore_option *options)
{
	uint32_t count = 0;

	while (options != NULL && count < PL_WIRE_LIST &&
	       options[count].name != NULL)
		count++;
	put_u32(wire, count);
	for (uint32_t i = 0; i < count; i++) {
		put_text(wire, options[i].name);
		put_text(wire, options[i].summary);
		put_text(wire, options[i].fallback);
		put_u32(wire, options[i].type);
		put_u32(wire, options[i].flags);
	}
}

static void
get_options(struct pl_wire_in *in, plore_option options[PL_WIRE_LIST + 1])
{
	uint32_t count = get_count(in, PL_WIRE_LIST);

	for (uint32_t i = 0; i < count; i++) {
		options[i].name = get_text(in);
		options[i].summary = get_text(in);
		options[i].fallback = get_text(in);
		options[i].type = get_u32(in);
		options[i].flags = get_u32(in);
		if (options[i].name == NULL)
			in->bad = 1;
	}
	options[count] = (plore_option){0};
}

const plore_option *
pl_wire_declared(const struct pl_wire_plugin *plugin, const char *name)
{
	size_t i = 0;

	while (plugin->options[i].name != NULL &&
	       strcmp(plugin->options[i].name, name) != 0)
		i++;
	return &plugin->options[i];
}

void
pl_wire_plugin(struct pl_wire *wire, const plore_plugin *plugin)
{
	frame_begin(wire, PL_FRAME_PLUGIN);
	put_u32(wire, plugin->needs);
	put_u32(wire, plugin->evidence);
	put_text(wire, plugin->id);
	put_text(wire, plugin->name);
	put_text(wire, plugin->version);
	put_text(wire, plugin->vendor);
	put_text(wire, plugin->summary);
	put_text(wire, plugin->url);
	put_text(wire, plugin->license);
	put_list(wire, plugin->kinds);
	put_list(wire, plugin->paths);
	put_list(wire, plugin->programs);
	put_options(wire, plugin->options);
	frame_end(wire);
}

int
pl_wire_read_plugin(struct pl_wire_in *in, struct pl_wire_plugin *out)
{
	out->needs = get_u32(in);
	out->evidence = get_u32(in);
	out->id = get_text(in);
	out->name = get_text(in);
	out->version = get_text(in);
	out->vendor = get_text(in);
	out->summary = get_text(in);
	out->url = get_text(in);
	out->license = get_text(in);
	get_list(in, out->kinds);
	get_list(in, out->paths);
	get_list(in, out->programs);
	get_options(in, out->options);
	return finish(in);
}

/* ---- Messages up -------------------------------------------------------- */

void
pl_wire_event(struct pl_wire *wire, const plore_event *event)
{
	frame_begin(wire, PL_FRAME_EVENT);
	put_u64(wire, (uint64_t)event->time_ms);
	put_u64(wire, (uint64_t)event->after_ms);
	put_u64(wire, (uint64_t)event->took_ms);
	put_text(wire, event->kind);
	put_text(wire, event->asset);
	put_text(wire, event->patch);
	put_text(wire, event->vuln);
	put_text(wire, event->product);
	put_text(wire, event->code);
	put_u32(wire, event->attr_count);
	for (uint32_t i = 0; i < event->attr_count; i++) {
		put_text(wire, event->attrs[i].name);
		put_text(wire, event->attrs[i].value);
		put_u32(wire, event->attrs[i].share);
	}
	frame_end(wire);
}

int
pl_wire_read_event(struct pl_wire_in *in, plore_event *event,
    plore_attr attrs[PLORE_MAX_ATTRS])
{
	*event = (plore_event){.size = sizeof *event, .attrs = attrs};
	event->time_ms = (int64_t)get_u64(in);
	event->after_ms = (int64_t)get_u64(in);
	event->took_ms = (int64_t)get_u64(in);
	event->kind = get_text(in);
	event->asset = get_text(in);
	event->patch = get_text(in);
	event->vuln = get_text(in);
	event->product = get_text(in);
	event->code = get_text(in);
	event->attr_count = get_count(in, PLORE_MAX_ATTRS);
	for (uint32_t i = 0; i < event->attr_count; i++) {
		attrs[i].name = get_text(in);
		attrs[i].value = get_text(in);
		attrs[i].share = get_u32(in);
		if (attrs[i].name == NULL || attrs[i].value == NULL)
			in->bad = 1;
	}
	return finish(in);
}

void
pl_wire_reject(struct pl_wire *wire, const struct pl_wire_reject *reject)
{
	frame_begin(wire, PL_FRAME_REJECT);
	put_text(wire, reject->where);
	put_text(wire, reject->reason);
	put_text(wire, reject->input);
	frame_end(wire);
}

int
pl_wire_read_reject(struct pl_wire_in *in, struct pl_wire_reject *out)
{
	out->where = get_text(in);
	out->reason = get_text(in);
	out->input = get_text(in);
	return finish(in);
}

void
pl_wire_text(struct pl_wire *wire, enum pl_frame type, const char *text)
{
	frame_begin(wire, type);
	put_text(wire, text);
	frame_end(wire);
}

int
pl_wire_read_text(struct pl_wire_in *in, const char **text)
{
	*text = get_text(in);
	return finish(in);
}

void
pl_wire_progress(struct pl_wire *wire, const struct pl_wire_progress *progress)
{
	frame_begin(wire, PL_FRAME_PROGRESS);
	put_u64(wire, progress->done);
	put_u64(wire, progress->total);
	put_text(wire, progress->text);
	frame_end(wire);
}

int
pl_wire_read_progress(struct pl_wire_in *in, struct pl_wire_progress *out)
{
	out->done = get_u64(in);
	out->total = get_u64(in);
	out->text = get_text(in);
	return finish(in);
}

void
pl_wire_done(struct pl_wire *wire, int32_t result)
{
	frame_begin(wire, PL_FRAME_DONE);
	put_u32(wire, (uint32_t)result);
	frame_end(wire);
}

int
pl_wire_read_done(struct pl_wire_in *in, int32_t *result)
{
	*result = (int32_t)get_u32(in);
	return finish(in);
}

void
pl_wire_closed(struct pl_wire *wire, uint64_t allocated)
{
	frame_begin(wire, PL_FRAME_CLOSED);
	put_u64(wire, allocated);
	frame_end(wire);
}

int
pl_wire_read_closed(struct pl_wire_in *in, uint64_t *allocated)
{
	*allocated = get_u64(in);
	return finish(in);
}
