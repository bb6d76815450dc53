/*
 * types.c - the type of every field and function of plugin.h, as it is for ever
 *
 * Sizes and offsets do not tell int64_t from uint64_t, nor one signature from
 * another: this does, while compiling. A line is added with each new field and
 * none is ever changed.
 */
#include <patchlore/plugin.h>

/* By pointers, because a qualifier of the field itself would be lost. A type
 * cannot stand in parentheses, as a macro's argument should; "..." may. */
#define IS(type, field, ...)                                                   \
	_Static_assert(                                                        \
	    _Generic(&((type *)0)->field, __VA_ARGS__ * : 1, default : 0),     \
	    #type "." #field " is no longer " #__VA_ARGS__)

IS(plore_attr, name, const char *);
IS(plore_attr, value, const char *);
IS(plore_attr, share, uint32_t);
IS(plore_attr, reserved, uint32_t);

IS(plore_event, size, uint32_t);
IS(plore_event, attr_count, uint32_t);
IS(plore_event, time_ms, int64_t);
IS(plore_event, after_ms, int64_t);
IS(plore_event, took_ms, int64_t);
IS(plore_event, kind, const char *);
IS(plore_event, asset, const char *);
IS(plore_event, patch, const char *);
IS(plore_event, vuln, const char *);
IS(plore_event, product, const char *);
IS(plore_event, code, const char *);
IS(plore_event, attrs, const plore_attr *);

typedef int32_t emit(const plore_host *, const plore_event *);
typedef int32_t reject(
    const plore_host *, const char *, const char *, const char *);
typedef int32_t checkpoint(const plore_host *, const char *);
typedef const char *option(const plore_host *, const char *, uint32_t);
typedef void fail(const plore_host *, const char *);
typedef void log_line(const plore_host *, uint32_t, const char *);
typedef void progress(const plore_host *, uint64_t, uint64_t, const char *);
typedef int32_t stopping(const plore_host *);
typedef const void *host_extension(const plore_host *, const char *);

IS(plore_host, size, uint32_t);
IS(plore_host, minor, uint32_t);
IS(plore_host, version, const char *);
IS(plore_host, impl, void *);
IS(plore_host, emit, emit *);
IS(plore_host, reject, reject *);
IS(plore_host, checkpoint, checkpoint *);
IS(plore_host, option, option *);
IS(plore_host, fail, fail *);
IS(plore_host, log, log_line *);
IS(plore_host, progress, progress *);
IS(plore_host, stopping, stopping *);
IS(plore_host, extension, host_extension *);

IS(plore_option, name, const char *);
IS(plore_option, summary, const char *);
IS(plore_option, fallback, const char *);
IS(plore_option, type, uint32_t);
IS(plore_option, flags, uint32_t);

IS(plore_request, size, uint32_t);
IS(plore_request, flags, uint32_t);
IS(plore_request, cursor, const char *);
IS(plore_request, since_ms, int64_t);
IS(plore_request, until_ms, int64_t);
IS(plore_request, max_events, uint64_t);

typedef int32_t open_plugin(const plore_host *, void **);
typedef int32_t check(void *);
typedef int32_t collect(void *, const plore_request *);
typedef void close_plugin(void *);
typedef const void *extension(const char *);

IS(plore_plugin, size, uint32_t);
IS(plore_plugin, needs, uint32_t);
IS(plore_plugin, evidence, uint32_t);
IS(plore_plugin, reserved, uint32_t);
IS(plore_plugin, id, const char *);
IS(plore_plugin, name, const char *);
IS(plore_plugin, version, const char *);
IS(plore_plugin, vendor, const char *);
IS(plore_plugin, summary, const char *);
IS(plore_plugin, url, const char *);
IS(plore_plugin, license, const char *);
IS(plore_plugin, kinds, const char *const *);
IS(plore_plugin, paths, const char *const *);
IS(plore_plugin, programs, const char *const *);
IS(plore_plugin, options, const plore_option *);
IS(plore_plugin, open, open_plugin *);
IS(plore_plugin, check, check *);
IS(plore_plugin, collect, collect *);
IS(plore_plugin, close, close_plugin *);
IS(plore_plugin, extension, extension *);

IS(plore_entry, size, uint32_t);
IS(plore_entry, minor, uint32_t);
IS(plore_entry, minor_needed, uint32_t);
IS(plore_entry, reserved, uint32_t);
IS(plore_entry, plugins, const plore_plugin *const *);

_Static_assert(
    _Generic(&patchlore_plugin_1, const plore_entry * : 1, default : 0),
    "the exported constant is no longer a const plore_entry");
