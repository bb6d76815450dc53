#include "base/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "tests/fuzz/wire_messages.h"

/* ---- One of each message ------------------------------------------------- */

static void
write_grant(struct pl_wire *wire)
{
	const struct pl_wire_grant grant = {"/var/log", 1};

	pl_wire_grant(wire, &grant);
}

static void
write_hello(struct pl_wire *wire)
{
	const struct pl_wire_hello hello = {
	    "0.1.0", PL_SANDBOX_REQUIRED, PL_RIGHT_ROOT, 65534, 65533, 1};

	pl_wire_hello(wire, &hello);
}

static void
write_open(struct pl_wire *wire)
{
	const struct pl_wire_option options[] = {
	    {"path", "/var/log/dpkg.log", 0}, {"asset", "", 0}};

	pl_wire_open(wire, 3, options, PL_COUNT(options));
}

static void
write_collect(struct pl_wire *wire)
{
	const plore_request request = {.size = sizeof request,
	    .cursor = "118 4",
	    .since_ms = -1,
	    .until_ms = INT64_MAX,
	    .max_events = UINT64_MAX};

	pl_wire_collect(wire, &request);
}

static void
write_collect_all(struct pl_wire *wire)
{
	const plore_request request = {.size = sizeof request};

	pl_wire_collect(wire, &request);
}

static void
write_refuse(struct pl_wire *wire)
{
	const struct pl_wire_refuse refuse = {7, PLORE_E_STOPPED};

	pl_wire_refuse(wire, &refuse);
}

static void
write_sandbox(struct pl_wire *wire)
{
	const struct pl_wire_sandbox sandbox = {"limits, Landlock 7", 1};

	pl_wire_sandbox(wire, &sandbox);
}

static void
write_plugin(struct pl_wire *wire)
{
	static const char *const kinds[] = {
	    "item.detected", "asset.seen", NULL};
	static const char *const paths[] = {"/var/log", NULL};
	static const plore_option options[] = {
	    {"path", "the log", "/var/log", PLORE_PATH, PLORE_REPEATED},
	    {"token", NULL, NULL, PLORE_SECRET, PLORE_REQUIRED}, {0}};
	const plore_plugin plugin = {.size = sizeof plugin,
	    .needs = PLORE_NEED_ROOT,
	    .evidence = PLORE_BY_SCAN,
	    .id = "org.example.a",
	    .name = "A",
	    .version = "1",
	    .license = "MIT",
	    .kinds = kinds,
	    .paths = paths,
	    .options = options};

	pl_wire_plugin(wire, &plugin);
}

static void
write_event(struct pl_wire *wire)
{
	static const plore_attr attrs[] = {
	    {"ring", "canary", PLORE_PUBLIC, 0}, {"note", "", PLORE_ALIAS, 0}};
	const plore_event event = {.size = sizeof event,
	    .time_ms = 1772431200000,
	    .after_ms = 1772431100000,
	    .took_ms = 5,
	    .kind = "deploy.failed",
	    .asset = "web-14",
	    .patch = "KB5034441",
	    .code = "0x80070643",
	    .attrs = attrs,
	    .attr_count = PL_COUNT(attrs)};

	pl_wire_event(wire, &event);
}

static void
write_reject(struct pl_wire *wire)
{
	const struct pl_wire_reject reject = {"a.log:5", "no time", NULL};

	pl_wire_reject(wire, &reject);
}

static void
write_checkpoint(struct pl_wire *wire)
{
	pl_wire_text(wire, PL_FRAME_CHECKPOINT, "118 4");
}

static void
write_progress(struct pl_wire *wire)
{
	const struct pl_wire_progress progress = {7, UINT64_MAX, "dpkg.log"};

	pl_wire_progress(wire, &progress);
}

static void
write_fail(struct pl_wire *wire)
{
	pl_wire_text(wire, PL_FRAME_FAIL, NULL);
}

static void
write_done(struct pl_wire *wire)
{
	pl_wire_done(wire, PLORE_E_ACCESS);
}

static void
write_closed(struct pl_wire *wire)
{
	pl_wire_closed(wire, 123456789012);
}

static const struct sample {
	enum pl_frame type;
	void (*write)(struct pl_wire *wire);
} samples[] = {
    {PL_FRAME_GRANT, write_grant},
    {PL_FRAME_HELLO, write_hello},
    {PL_FRAME_OPEN, write_open},
    {PL_FRAME_COLLECT, write_collect},
    {PL_FRAME_COLLECT, write_collect_all},
    {PL_FRAME_REFUSE, write_refuse},
    {PL_FRAME_SANDBOX, write_sandbox},
    {PL_FRAME_PLUGIN, write_plugin},
    {PL_FRAME_EVENT, write_event},
    {PL_FRAME_REJECT, write_reject},
    {PL_FRAME_CHECKPOINT, write_checkpoint},
    {PL_FRAME_PROGRESS, write_progress},
    {PL_FRAME_FAIL, write_fail},
    {PL_FRAME_DONE, write_done},
    {PL_FRAME_CLOSED, write_closed},
};

enum { HEAD = 5 }; /* bytes before a payload */

/* Read length bytes as a payload of the type. They are a copy of that very
 * size, so that the sanitizer sees a read too far. 1 where they are a message,
 * which then comes out of the writer as it was. */
static int
is_message(enum pl_frame type, const uint8_t *payload, size_t length)
{
	uint8_t *exact = malloc(length > 0 ? length : 1);
	struct pl_wire_in in = {.bytes = exact, .left = length};
	struct pl_wire out = {0};
	int result;

	assert_non_null(exact);
	memcpy(exact, payload, length);
	result = wire_message_of(type)->again(&in, &out);
	if (result == 0) {
		assert_int_equal(out.length, HEAD + length);
		assert_int_equal(out.bytes[4], type);
		assert_memory_equal(out.bytes + HEAD, payload, length);
	}
	pl_wire_free(&out);
	free(exact);
	return result == 0;
}

/* ---- Promises ------------------------------------------------------------ */

static void
what_is_written_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(samples); i++) {
		struct pl_wire wire = {0};
		struct pl_wire_in payload;
		enum pl_frame type;
		size_t used;

		samples[i].write(&wire);
		assert_int_equal(pl_wire_frame(wire.bytes, wire.length, &type,
				     &payload, &used),
		    1);
		assert_int_equal(type, samples[i].type);
		assert_int_equal(used, wire.length);
		assert_true(is_message(type, payload.bytes, payload.left));
		pl_wire_free(&wire);
	}
}

static void
each_message_has_a_sample(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(wire_messages); i++) {
		size_t found = 0;

		for (size_t j = 0; j < PL_COUNT(samples); j++)
			found += samples[j].type == wire_messages[i].type;
		assert_true(found > 0);
	}
}

static void
an_event_is_read_as_it_was(void **state)
{
	plore_attr attrs[PLORE_MAX_ATTRS];
	struct pl_wire wire = {0};
	struct pl_wire_in in;
	enum pl_frame type;
	plore_event event;
	size_t used;

	(void)state;
	write_event(&wire);
	pl_wire_frame(wire.bytes, wire.length, &type, &in, &used);
	assert_int_equal(pl_wire_read_event(&in, &event, attrs), PL_OK);
	assert_int_equal(event.time_ms, 1772431200000);
	assert_int_equal(event.after_ms, 1772431100000);
	assert_int_equal(event.took_ms, 5);
	assert_string_equal(event.kind, "deploy.failed");
	assert_string_equal(event.asset, "web-14");
	assert_string_equal(event.patch, "KB5034441");
	assert_null(event.vuln);
	assert_null(event.product);
	assert_string_equal(event.code, "0x80070643");
	assert_int_equal(event.attr_count, 2);
	assert_string_equal(attrs[0].name, "ring");
	assert_string_equal(attrs[0].value, "canary");
	assert_int_equal(attrs[0].share, PLORE_PUBLIC);
	assert_string_equal(attrs[1].value, "");
	pl_wire_free(&wire);
}

/* PL_WIRE_FLUSH bytes are the first room: let it end within each field. */
static void
an_event_stays_whole_where_the_room_ends(void **state)
{
	static char text[PL_WIRE_FLUSH];
	struct pl_wire event = {0};

	(void)state;
	write_event(&event);
	memset(text, 'x', sizeof text);
	for (size_t before = 0; before <= event.length; before++) {
		struct pl_wire wire = {0};
		/* A text has its size in front and a NUL behind it. */
		size_t length = PL_WIRE_FLUSH - before - HEAD - 5;

		text[length] = '\0';
		pl_wire_text(&wire, PL_FRAME_FAIL, text);
		text[length] = 'x';
		assert_int_equal(wire.length, PL_WIRE_FLUSH - before);
		write_event(&wire);
		assert_true(wire.length <= wire.room);
		assert_memory_equal(wire.bytes + PL_WIRE_FLUSH - before,
		    event.bytes, event.length);
		pl_wire_free(&wire);
	}
	pl_wire_free(&event);
}

static void
a_message_cut_anywhere_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(samples); i++) {
		struct pl_wire wire = {0};

		samples[i].write(&wire);
		for (size_t n = 0; n < wire.length - HEAD; n++)
			assert_false(
			    is_message(samples[i].type, wire.bytes + HEAD, n));
		pl_wire_free(&wire);
	}
}

static void
a_message_with_a_byte_too_many_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < PL_COUNT(samples); i++) {
		struct pl_wire wire = {0};
		size_t length;

		samples[i].write(&wire);
		length = wire.length - HEAD;
		pl_wire_done(&wire, 0); /* any bytes */
		assert_false(
		    is_message(samples[i].type, wire.bytes + HEAD, length + 1));
		pl_wire_free(&wire);
	}
}

/* Whatever a byte becomes: refused, or another good message. */
static void
a_wrong_byte_is_refused_or_read_as_it_stands(void **state)
{
	size_t refused = 0, read = 0;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(samples); i++) {
		struct pl_wire wire = {0};

		samples[i].write(&wire);
		for (size_t at = HEAD; at < wire.length; at++) {
			const uint8_t was = wire.bytes[at];

			for (int flip = 1; flip < 256; flip++) {
				wire.bytes[at] = was ^ (uint8_t)flip;
				if (is_message(samples[i].type,
					wire.bytes + HEAD, wire.length - HEAD))
					read++;
				else
					refused++;
			}
			wire.bytes[at] = was;
		}
		pl_wire_free(&wire);
	}
	assert_true(refused > 0);
	assert_true(read > 0);
}

static void
counts_above_their_limit_are_refused(void **state)
{
	static struct pl_wire_option many[PL_WIRE_OPTIONS + 1];
	static plore_attr attrs[PLORE_MAX_ATTRS + 1];
	plore_event event = {.size = sizeof event, .attrs = attrs};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(many); i++)
		many[i] = (struct pl_wire_option){"a", "b", 0};
	for (size_t i = 0; i < PL_COUNT(attrs); i++)
		attrs[i] = (plore_attr){"a", "b", 0, 0};
	for (uint32_t over = 0; over <= 1; over++) {
		struct pl_wire wire = {0};

		pl_wire_open(&wire, 0, many, PL_WIRE_OPTIONS + over);
		assert_int_equal(is_message(PL_FRAME_OPEN, wire.bytes + HEAD,
				     wire.length - HEAD),
		    !over);
		wire.length = 0;
		event.attr_count = PLORE_MAX_ATTRS + over;
		pl_wire_event(&wire, &event);
		assert_int_equal(is_message(PL_FRAME_EVENT, wire.bytes + HEAD,
				     wire.length - HEAD),
		    !over);
		pl_wire_free(&wire);
	}
}

static void
a_frame_is_waited_for_until_it_is_whole(void **state)
{
	struct pl_wire wire = {0};
	struct pl_wire_in payload;
	enum pl_frame type;
	size_t used;

	(void)state;
	write_event(&wire);
	for (size_t n = 0; n < wire.length; n++)
		assert_int_equal(
		    pl_wire_frame(wire.bytes, n, &type, &payload, &used), 0);
	pl_wire_free(&wire);
}

static void
a_length_out_of_bounds_ends_the_conversation(void **state)
{
	static const struct {
		uint32_t length;
		int result;
	} cases[] = {{0, -1}, {1, 1}, {PL_WIRE_MAX, 0}, {PL_WIRE_MAX + 1, -1},
	    {UINT32_MAX, -1}, {0x80000000, -1}};
	struct pl_wire_in payload;
	enum pl_frame type;
	size_t used;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		const uint8_t bytes[] = {(uint8_t)cases[i].length,
		    (uint8_t)(cases[i].length >> 8),
		    (uint8_t)(cases[i].length >> 16),
		    (uint8_t)(cases[i].length >> 24), PL_FRAME_STOP};

		assert_int_equal(
		    pl_wire_frame(bytes, sizeof bytes, &type, &payload, &used),
		    cases[i].result);
	}
}

static void
some_frames_have_no_payload(void **state)
{
	static const struct {
		void (*write)(struct pl_wire *wire);
		enum pl_frame type;
	} cases[] = {
	    {pl_wire_stop, PL_FRAME_STOP}, {pl_wire_close, PL_FRAME_CLOSE}};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_wire wire = {0};

		cases[i].write(&wire);
		assert_int_equal(wire.length, HEAD);
		assert_int_equal(wire.bytes[4], cases[i].type);
		pl_wire_free(&wire);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_is_read),
	    cmocka_unit_test(each_message_has_a_sample),
	    cmocka_unit_test(an_event_is_read_as_it_was),
	    cmocka_unit_test(an_event_stays_whole_where_the_room_ends),
	    cmocka_unit_test(a_message_cut_anywhere_is_refused),
	    cmocka_unit_test(a_message_with_a_byte_too_many_is_refused),
	    cmocka_unit_test(a_wrong_byte_is_refused_or_read_as_it_stands),
	    cmocka_unit_test(counts_above_their_limit_are_refused),
	    cmocka_unit_test(a_frame_is_waited_for_until_it_is_whole),
	    cmocka_unit_test(a_length_out_of_bounds_ends_the_conversation),
	    cmocka_unit_test(some_frames_have_no_payload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
