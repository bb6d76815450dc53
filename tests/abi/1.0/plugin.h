/* SPDX-License-Identifier: MIT
 *
 * patchlore/plugin.h - what a plugin and patchlore promise each other
 *
 * A plugin reads one tool (the log of a package manager, a patch server, a
 * scanner's export) and reports, as events, what became of patches: released,
 * found missing, installed, failed, rolled back. This file is the whole
 * contract. Nothing has to be linked.
 *
 * How it is found   The shared object exports a single constant named
 *                   patchlore_plugin_1, after the major version of this file.
 *                   A host that looks for another number reports both.
 * Where it runs     Each configured source gets a process to itself, which
 *                   holds only the rights that the descriptor asks for and
 *                   the administrator grants. Should it crash or hang, that
 *                   one run is lost. Standard input and output are closed;
 *                   standard error ends up in the log, line by line.
 * Who owns what     The side that passes a pointer goes on owning it. The side
 *                   that gets one copies what it needs before returning.
 *                   Neither side ever frees what came from the other.
 * Threads           All calls come from one thread and do not overlap. Host
 *                   functions are called from that thread, during a call;
 *                   those marked [any thread] are free of this rule.
 * How it grows      Minor versions only add. A struct that starts with size
 *                   may become longer, and whoever reads it stops at size; a
 *                   struct that has no size is final. Widths are fixed, and
 *                   zero or NULL always stands for "not given".
 * Text and time     UTF-8 with a closing NUL. Milliseconds since 1970-01-01,
 *                   00:00 UTC.
 */
#ifndef PATCHLORE_PLUGIN_H
#define PATCHLORE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define PLORE_ABI_MAJOR 1 /* stands in the name of the exported constant */
#define PLORE_ABI_MINOR 0 /* one more with each addition */

/* A plugin that needs an addition of minor version N to work at all defines
 * this as N before it includes the header. */
#ifndef PLORE_MINOR_NEEDED
#define PLORE_MINOR_NEEDED 0
#endif

#if defined(__GNUC__)
#define PLORE_EXPORT __attribute__((visibility("default")))
#else
#define PLORE_EXPORT
#endif

/* True where *p is long enough to hold the field and the field is given. */
#define PLORE_HAS(type, p, field)                                              \
	((p)->size >= offsetof(type, field) + sizeof((p)->field) && (p)->field)

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Results ------------------------------------------------------------ */

/* How a call ended, and in the last column what the host makes of it. */
enum {
	PLORE_OK            = 0,
	PLORE_E_FAILED      = -1, /* for a reason not below    retries later */
	PLORE_E_CONFIG      = -2, /* an option is wrong        needs a person */
	PLORE_E_ACCESS      = -3, /* refused by the source     needs a person */
	PLORE_E_UNAVAILABLE = -4, /* source is down or busy    retries later */
	PLORE_E_DATA        = -5, /* source is unintelligible  retries later */
	PLORE_E_STOPPED     = -6, /* because the host said so  goes on later */
	PLORE_E_ARGUMENT    = -7, /* host to plugin: that was not acceptable */
	PLORE_E_UNSUPPORTED = -8  /* this side cannot do that at all */
};

/* Every host takes at least this much; of more it may say E_ARGUMENT. */
enum {
	PLORE_MAX_NAME   = 255,  /* bytes of a name or a code      */
	PLORE_MAX_TEXT   = 4095, /* bytes of any other string      */
	PLORE_MAX_CURSOR = 4095, /* bytes of a cursor              */
	PLORE_MAX_ATTRS  = 64,   /* attributes in one event        */
	PLORE_MAX_EVENT  = 65535 /* bytes of all strings of an event */
};

/* ---- Events ------------------------------------------------------------- */

/* May an attribute be shared? The names of assets never are. */
enum {
	PLORE_PRIVATE = 0, /* never leaves the organization's store */
	PLORE_ALIAS   = 1, /* leaves under an invented, stable name */
	PLORE_PUBLIC  = 2  /* leaves as it stands                   */
};

/* One particular: "severity", "ring", "os", "from", or a name of the plugin's
 * own. A name may occur several times in one event. */
typedef struct plore_attr {
	const char *name;
	const char *value;
	uint32_t    share; /* PLORE_PRIVATE, ... */
	uint32_t    reserved;
} plore_attr;

/* One fact, in the source's own names. patchlore-events(7) lists the kinds,
 * "patch.released" to "deploy.rolled_back"; a longer list does not change this
 * header.
 *
 * Source, asset, patch (or, without one, vulnerability), kind and time make an
 * event what it is. The same event given twice counts once, so a run that
 * begins a little too early does no harm.
 *
 *     plore_event event = {.size = sizeof event, .kind = "deploy.failed", ...};
 */
typedef struct plore_event {
	uint32_t    size;
	uint32_t    attr_count;
	int64_t     time_ms;  /* when; the latest possible instant    required */
	int64_t     after_ms; /* where that is not exact: later than this one  */
	int64_t     took_ms;  /* duration of the attempt                       */
	const char *kind;     /* among those of the descriptor        required */
	const char *asset;    /* a machine or a service                        */
	const char *patch;    /* "KB5034441", "RHSA-2024:0113"                 */
	const char *vuln;     /* "CVE-2024-0727"                               */
	const char *product;  /* as a package URL, "pkg:deb/debian/openssl"    */
	const char *code;     /* the result in the tool's words, "0x80070643"  */
	const plore_attr *attrs;
} plore_event;

/* ---- What the host offers ----------------------------------------------- */

enum { PLORE_LOG_ERROR = 1, PLORE_LOG_WARN, PLORE_LOG_INFO, PLORE_LOG_DEBUG };

typedef struct plore_host plore_host;
struct plore_host {
	uint32_t    size;
	uint32_t    minor;   /* PLORE_ABI_MINOR of the host      */
	const char *version; /* patchlore's own, for messages    */
	void       *impl;    /* for the host; do not touch       */

	/* Report an event. E_ARGUMENT: it broke a rule, was counted and left
	 * out; carry on. E_STOPPED: leave collect at once. */
	int32_t (*emit)(const plore_host *host, const plore_event *event);

	/* Set aside a piece of input that cannot be turned into an event, with
	 * the reason. It is kept for people to look at and counts as read.
	 * where is its place, "dpkg.log.2.gz:118"; input may be cut. Results
	 * as for emit. */
	int32_t (*reject)(const plore_host *host, const char *where,
	                  const char *reason, const char *input);

	/* Store what was reported so far together with a cursor, or neither.
	 * The plugin invents the cursor: an offset, an id, a date. Do this
	 * every few hundred events and at the end. */
	int32_t (*checkpoint)(const plore_host *host, const char *cursor);

	/* Value number index of an option; NULL past the last. It has been
	 * held against the descriptor: numbers and seconds are decimal, a
	 * switch is "0" or "1". Lives until close returns. */
	const char *(*option)(const plore_host *host, const char *name,
	                      uint32_t index);

	/* Before returning an error: tell an administrator, in one sentence,
	 * what to do about it. A later sentence replaces an earlier one. */
	void (*fail)(const plore_host *host, const char *text);

	void (*log)(const plore_host *host, uint32_t level,
	            const char *text); /* [any thread] */

	/* So much of so much, in whatever unit; total 0 where unknown, text
	 * NULL where there is nothing to add. It also shows the host that the
	 * plugin is alive: say something every few seconds. */
	void (*progress)(const plore_host *host, uint64_t done, uint64_t total,
	                 const char *text);

	/* Nonzero once the host wants the worker back. Ask at least once a
	 * second; a worker that does not come back is killed. [any thread] */
	int32_t (*stopping)(const plore_host *host);

	/* Further functions by the name they have, "patchlore.name/1" or
	 * "com.vendor.name/1"; NULL if unknown. Lives until close returns. */
	const void *(*extension)(const plore_host *host, const char *id);
};

/* ---- What the plugin offers --------------------------------------------- */

/* The host reads along: a PATH becomes readable, the host of a URL reachable,
 * a PROGRAM may be started (its value is an absolute path), and a SECRET is
 * kept out of logs, messages and reports. */
enum {
	PLORE_TEXT = 0, PLORE_NUMBER, PLORE_SWITCH, PLORE_SECONDS,
	PLORE_PATH, PLORE_URL, PLORE_SECRET, PLORE_PROGRAM
};

enum { PLORE_REQUIRED = 1 << 0, PLORE_REPEATED = 1 << 1 };

typedef struct plore_option {
	const char *name;
	const char *summary;  /* a line for --help and the manual    */
	const char *fallback; /* the value where none is given, or NULL */
	uint32_t    type;     /* PLORE_TEXT, ...                     */
	uint32_t    flags;    /* PLORE_REQUIRED, ...                 */
} plore_option;

typedef struct plore_request {
	uint32_t    size;
	uint32_t    flags;      /* none defined yet                     */
	const char *cursor;     /* last one stored; NULL: from the start */
	int64_t     since_ms;   /* nothing older is wanted              */
	int64_t     until_ms;   /* nor anything later                   */
	uint64_t    max_events; /* return OK after roughly this many    */
} plore_request;

/* What the source is, and so how far its word goes. */
enum {
	PLORE_BY_LOG = 1, /* history the tool wrote itself */
	PLORE_BY_AGENT, PLORE_BY_SCAN, PLORE_BY_TICKET, PLORE_BY_HUMAN
};

/* Rights past reading the plugin itself and the system's libraries. */
enum {
	PLORE_NEED_NETWORK = 1 << 0,
	PLORE_NEED_ROOT    = 1 << 1 /* for files that only root can read */
};

typedef struct plore_plugin {
	uint32_t    size;
	uint32_t    needs;    /* PLORE_NEED_NETWORK, ...                       */
	uint32_t    evidence; /* PLORE_BY_LOG, ...                    required */
	uint32_t    reserved;
	const char *id;       /* "org.debian.apt", for ever           required */
	const char *name;     /* "APT history"                        required */
	const char *version;  /* "1.4.0"                              required */
	const char *vendor;
	const char *summary;  /* one line                                      */
	const char *url;
	const char *license;  /* SPDX expression                               */

	/* Lists close with NULL; that of options with an entry without name. */
	const char *const  *kinds;    /* of event it may report       required */
	const char *const  *paths;    /* files and folders it reads            */
	const char *const  *programs; /* programs it starts                    */
	const plore_option *options;

	/* Make ready. What is left in *self comes back in every other call.
	 * If this returns an error, close is not called. */
	int32_t (*open)(const plore_host *host, void **self);

	/* Could collect read the source now? Reports no event. Optional. */
	int32_t (*check)(void *self);

	/* Report what came after request->cursor, the oldest first if the
	 * source lets you. OK: nothing is left to read. May be called again. */
	int32_t (*collect)(void *self, const plore_request *request);

	/* Give back what open took. */
	void (*close)(void *self);

	/* The counterpart of the host's extension. Optional. */
	const void *(*extension)(const char *id);
} plore_plugin;

/* ---- The exported constant ---------------------------------------------- */

typedef struct plore_entry {
	uint32_t size;
	uint32_t minor;        /* PLORE_ABI_MINOR when it was compiled */
	uint32_t minor_needed; /* PLORE_MINOR_NEEDED                   */
	uint32_t reserved;
	const plore_plugin *const *plugins; /* closes with NULL */
} plore_entry;

PLORE_EXPORT extern const plore_entry patchlore_plugin_1;

/* Write this once in a shared object: PLORE_PLUGINS(&my_plugin); */
#define PLORE_PLUGINS(...)                                                     \
	static const plore_plugin *const plore_plugins_[] = {__VA_ARGS__, NULL};   \
	const plore_entry patchlore_plugin_1 = {                                   \
		(uint32_t)sizeof(plore_entry), PLORE_ABI_MINOR, PLORE_MINOR_NEEDED, 0, \
		plore_plugins_}

#ifdef __cplusplus
}
#endif

#endif /* PATCHLORE_PLUGIN_H */
