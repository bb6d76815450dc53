/*
 * wire.h - the frames between patchlore and a worker
 *
 * A frame is u32 length, u8 type, payload; length counts type and payload.
 * Numbers are little-endian. A string is u32 size and its bytes, the closing
 * NUL among them; size 0 stands for NULL. Each message has its writer and its
 * reader here, side by side.
 *
 * What arrives from a worker was written by a stranger. A reader holds every
 * size against what is left of the frame, and remembers in bad that one did
 * not fit; a side that receives a bad frame ends the conversation.
 */
#ifndef PL_WIRE_H
#define PL_WIRE_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PL_WIRE_PROTOCOL = 1,
	PL_WIRE_MAX = 128 * 1024,  /* bytes of a frame after its length */
	PL_WIRE_FLUSH = 64 * 1024, /* a writer sends when it holds this much */
	PL_WIRE_OPTIONS = 256,     /* option values of one source, at most */
	PL_WIRE_GRANTS = 1024,     /* paths granted to one worker, at most */
};

enum pl_frame {
	/* host to worker */
	PL_FRAME_GRANT = 1, /* one for each path, all before HELLO */
	PL_FRAME_HELLO,
	PL_FRAME_OPEN,
	PL_FRAME_COLLECT,
	PL_FRAME_CLOSE,
	PL_FRAME_REFUSE,
	PL_FRAME_STOP,
	/* worker to host */
	PL_FRAME_SANDBOX = 32, /* what protects us, before the plugin loads */
	PL_FRAME_PLUGIN,       /* one for each that the file holds */
	PL_FRAME_EVENT,
	PL_FRAME_REJECT,
	PL_FRAME_CHECKPOINT,
	PL_FRAME_PROGRESS,
	PL_FRAME_FAIL,
	PL_FRAME_DONE,   /* answers HELLO, OPEN and COLLECT */
	PL_FRAME_CLOSED, /* answers CLOSE */
};

/* ---- Frames being written ----------------------------------------------- */

struct pl_wire {
	uint8_t *bytes;
	size_t length, room;
	size_t frame; /* where the frame being written began */
};

void pl_wire_free(struct pl_wire *wire);

/* ---- Frames being read -------------------------------------------------- */

struct pl_wire_in {
	const uint8_t *bytes;
	size_t left;
	int bad;
};

/* Is there a whole frame at the start of bytes? 1 with its type and payload
 * and, in *used, the bytes it takes; 0 where more must come; -1 where its
 * length is out of bounds. */
int pl_wire_frame(const uint8_t *bytes, size_t length, enum pl_frame *type,
    struct pl_wire_in *payload, size_t *used);

/* ---- Messages ----------------------------------------------------------- */

/* Strings read are borrowed from the frame. */

/* A file or folder that the plugin may read, and with program start. */
struct pl_wire_grant {
	const char *path; /* absolute */
	uint32_t program;
};

void pl_wire_grant(struct pl_wire *wire, const struct pl_wire_grant *grant);
int pl_wire_read_grant(struct pl_wire_in *in, struct pl_wire_grant *out);

/* How strictly the worker shuts itself in before it loads the plugin. */
enum pl_sandbox_mode {
	PL_SANDBOX_BEST_EFFORT, /* what the kernel offers, and say so */
	PL_SANDBOX_REQUIRED,    /* all of it, or the plugin is not loaded */
	PL_SANDBOX_OFF,         /* limits and a session of its own only */
};

/* What a plugin may do beside reading what is granted. */
enum {
	PL_RIGHT_NETWORK = 1 << 0,
	PL_RIGHT_PROGRAMS = 1 << 1, /* start those granted, and the system's */
	PL_RIGHT_ROOT = 1 << 2,     /* read what is granted as root would */
};

struct pl_wire_hello {
	const char *version; /* of patchlore */
	uint32_t mode;       /* PL_SANDBOX_... */
	uint32_t rights;     /* PL_RIGHT_... or'ed */
	uint32_t uid, gid;   /* to become, where the worker starts as root */
	uint32_t witness;    /* tell what is refused, in log lines of level 0 */
};

struct pl_wire_sandbox {
	const char *state; /* for people */
	uint32_t filtered; /* the filter of system calls is in force */
};

void pl_wire_sandbox(
    struct pl_wire *wire, const struct pl_wire_sandbox *sandbox);
int pl_wire_read_sandbox(struct pl_wire_in *in, struct pl_wire_sandbox *out);

void pl_wire_hello(struct pl_wire *wire, const struct pl_wire_hello *hello);
int pl_wire_read_hello(struct pl_wire_in *in, struct pl_wire_hello *out);

struct pl_wire_option {
	const char *name;
	const char *value;
	int fallback; /* nobody chose it; known to the host, and not sent */
};

void pl_wire_open(struct pl_wire *wire, uint32_t plugin,
    const struct pl_wire_option *options, uint32_t count);
int pl_wire_read_open(struct pl_wire_in *in, uint32_t *plugin,
    struct pl_wire_option options[PL_WIRE_OPTIONS], uint32_t *count);

void pl_wire_collect(struct pl_wire *wire, const plore_request *request);
int pl_wire_read_collect(struct pl_wire_in *in, plore_request *request);

void pl_wire_stop(struct pl_wire *wire);

/* Close what is open; it may be opened again. */
void pl_wire_close(struct pl_wire *wire);

/* For the conformance check: give this result for every event after so many,
 * instead of taking it. PLORE_OK ends that. */
struct pl_wire_refuse {
	uint64_t after;
	int32_t result;
};

void pl_wire_refuse(struct pl_wire *wire, const struct pl_wire_refuse *refuse);
int pl_wire_read_refuse(struct pl_wire_in *in, struct pl_wire_refuse *out);

/* The descriptor's texts and lists; its functions stay in the worker. */
enum { PL_WIRE_LIST = 256 }; /* entries of one list, at most */

struct pl_wire_plugin {
	uint32_t needs, evidence;
	const char *id, *name, *version, *vendor, *summary, *url, *license;
	const char *kinds[PL_WIRE_LIST + 1];
	const char *paths[PL_WIRE_LIST + 1];
	const char *programs[PL_WIRE_LIST + 1];
	plore_option options[PL_WIRE_LIST + 1];
};

/* The option of a name, or the one without a name that ends the list. */
const plore_option *pl_wire_declared(
    const struct pl_wire_plugin *plugin, const char *name);

void pl_wire_plugin(struct pl_wire *wire, const plore_plugin *plugin);
int pl_wire_read_plugin(struct pl_wire_in *in, struct pl_wire_plugin *out);

void pl_wire_event(struct pl_wire *wire, const plore_event *event);
int pl_wire_read_event(struct pl_wire_in *in, plore_event *event,
    plore_attr attrs[PLORE_MAX_ATTRS]);

struct pl_wire_reject {
	const char *where, *reason, *input;
};

void pl_wire_reject(struct pl_wire *wire, const struct pl_wire_reject *reject);
int pl_wire_read_reject(struct pl_wire_in *in, struct pl_wire_reject *out);

/* CHECKPOINT and FAIL carry one text. */
void pl_wire_text(struct pl_wire *wire, enum pl_frame type, const char *text);
int pl_wire_read_text(struct pl_wire_in *in, const char **text);

struct pl_wire_progress {
	uint64_t done, total;
	const char *text;
};

void pl_wire_progress(
    struct pl_wire *wire, const struct pl_wire_progress *progress);
int pl_wire_read_progress(struct pl_wire_in *in, struct pl_wire_progress *out);

void pl_wire_done(struct pl_wire *wire, int32_t result);
int pl_wire_read_done(struct pl_wire_in *in, int32_t *result);

/* Bytes that are allocated in the worker; 0 where that cannot be told. */
void pl_wire_closed(struct pl_wire *wire, uint64_t allocated);
int pl_wire_read_closed(struct pl_wire_in *in, uint64_t *allocated);

#endif
