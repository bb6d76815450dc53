/*
 * sample.c - a plugin that uses all of contract 1.0, in what C11 and C++17
 * have in common
 *
 * It is compiled from the header of each release and run by today's host. Two
 * cases are asked for when compiling: NEWER, against a header whose structs
 * have a further field at their ends (newer.awk), and PLORE_MINOR_NEEDED.
 */
#include <patchlore/plugin.h>
#include <string.h>

#define WHEN INT64_C(1767225600000) /* 2026-01-01 */

/* What a reader would crash on that did not stop at size. */
#define RUBBISH ((const char *)1)

static const plore_host *sample_host;

static plore_event
sample_event(const char *kind, const char *asset, int64_t time_ms)
{
	plore_event event;

	memset(&event, 0, sizeof event);
	event.size = (uint32_t)sizeof event;
	event.kind = kind;
	event.time_ms = time_ms;
	event.asset = asset;
	event.patch = "P-1";
#ifdef NEWER
	event.added = UINT64_MAX;
#endif
	return event;
}

static int32_t
sample_open(const plore_host *host, void **self)
{
	sample_host = host;
	*self = &sample_host;
	if (host->version == NULL || host->option(host, "word", 0) == NULL ||
	    strcmp(host->option(host, "word", 0), "fallback") != 0 ||
	    host->option(host, "word", 1) != NULL) {
		host->fail(host, "the option did not come through");
		return PLORE_E_CONFIG;
	}
#ifdef NEWER
	if (PLORE_HAS(plore_host, host, added)) {
		host->fail(host, "the host has what it cannot know");
		return PLORE_E_FAILED;
	}
#endif
	return PLORE_OK;
}

static int32_t
sample_check(void *self)
{
	return self == &sample_host ? PLORE_OK : PLORE_E_FAILED;
}

static int32_t
emit_released(void)
{
	const plore_attr attrs[] = {{"severity", "critical", PLORE_PUBLIC, 0}};
	plore_event event = sample_event("patch.released", NULL, WHEN);

	event.product = "pkg:generic/sample";
	event.attrs = attrs;
	event.attr_count = 1;
	return sample_host->emit(sample_host, &event);
}

static int32_t
emit_failed(void)
{
	const plore_attr attrs[] = {{"user", "root", PLORE_PRIVATE, 0},
	    {"batch", "b-7", PLORE_ALIAS, 0}};
	plore_event event = sample_event("deploy.failed", "a", WHEN + 2000);

	event.after_ms = WHEN + 1000;
	event.took_ms = 500;
	event.vuln = "CVE-2026-0001";
	event.code = "0x80070643";
	event.attrs = attrs;
	event.attr_count = 2;
	return sample_host->emit(sample_host, &event);
}

/* An event of a time when code and attrs did not exist yet. */
static int32_t
emit_short(void)
{
	plore_event event = sample_event("deploy.installed", "a", WHEN + 3000);

	event.size = (uint32_t)offsetof(plore_event, code);
	event.code = RUBBISH;
	event.attrs = (const plore_attr *)RUBBISH;
	return sample_host->emit(sample_host, &event);
}

static int32_t
sample_collect(void *self, const plore_request *request)
{
	plore_event flawed = sample_event(NULL, "a", WHEN);
	int32_t result;

	(void)self;
#ifdef NEWER
	if (PLORE_HAS(plore_request, request, added))
		return PLORE_E_FAILED;
#endif
	sample_host->log(sample_host, PLORE_LOG_WARN, "sample: collects");
	if (request->cursor != NULL)
		return strcmp(request->cursor, "here") == 0 ? PLORE_OK
		                                            : PLORE_E_DATA;
	if (sample_host->extension(sample_host, "org.example.none/1") != NULL ||
	    sample_host->stopping(sample_host) ||
	    sample_host->emit(sample_host, &flawed) != PLORE_E_ARGUMENT)
		return PLORE_E_FAILED;
	result = emit_released();
	if (result == PLORE_OK)
		result = emit_failed();
	if (result == PLORE_OK)
		result = emit_short();
	if (result == PLORE_OK)
		result = sample_host->reject(
		    sample_host, "sample:4", "no time", "<event/>");
	sample_host->progress(sample_host, 4, 4, NULL);
	if (result == PLORE_OK)
		result = sample_host->checkpoint(sample_host, "here");
	return result;
}

static void
sample_close(void *self)
{
	(void)self;
}

static const void *
sample_extension(const char *id)
{
	(void)id;
	return NULL;
}

static const char *const sample_kinds[] = {
    "patch.released", "deploy.failed", "deploy.installed", NULL};
static const char *const sample_none[] = {NULL};

static const plore_option sample_options[] = {
    {"word", "any word", "fallback", PLORE_TEXT, 0}, {NULL, NULL, NULL, 0, 0}};

static const plore_plugin sample = {
    (uint32_t)sizeof sample,
    0,
    PLORE_BY_LOG,
    0,
    "org.example.sample",
    "Sample",
    "1.0",
    "Example",
    "reports the same three events each time",
    "https://example.org/",
    "MIT",
    sample_kinds,
    sample_none,
    sample_none,
    sample_options,
    sample_open,
    sample_check,
    sample_collect,
    sample_close,
    sample_extension,
#ifdef NEWER
    UINT64_MAX,
#endif
};

PLORE_PLUGINS(&sample);
