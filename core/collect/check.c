#include "collect/check.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "collect/collect.h"
#include "collect/nonsense.h"
#include "collect/trial.h"
#include "host/locate.h"
#include "host/symbols.h"
#include "model/kind.h"

enum rule {
	SYMBOLS,
	LOADS,
	QUIET,
	DESCRIPTOR,
	OPENS,
	COLLECTS,
	EXPLAINS,
	EVENTS,
	CHECKPOINTS,
	CLOSES,
	REPEATS,
	RESUMES,
	STOPS,
	REFUSALS,
	NONSENSE,
	LEAKS,
	TIDY,
	RIGHTS,
};

static const struct pl_check_rule all_rules[PL_CHECK_RULES] = {
    [SYMBOLS] = {.id = "symbols",
	.rule = "exports patchlore_plugin_1 and nothing else",
	.remedy = "compile with -fvisibility=hidden, mark only what "
		  "PLORE_PLUGINS declares, link with --exclude-libs,ALL"},
    [LOADS] = {.id = "loads",
	.rule = "loads without rights and with them, and describes itself "
		"alike",
	.remedy = "do nothing in constructors, keep the descriptor constant, "
		  "link whatever it calls (-Wl,-z,defs)"},
    [QUIET] = {.id = "quiet",
	.rule = "writes nothing while it is loaded, and little later",
	.remedy = "use the host's log, a line for what an administrator can "
		  "act on"},
    [DESCRIPTOR] = {.id = "descriptor",
	.rule = "its descriptor is complete and says what is true",
	.remedy = "see patchlore-plugin(7), THE DESCRIPTOR"},
    [OPENS] = {.id = "opens",
	.rule = "opens with the options given",
	.remedy = "return an error, with a sentence by fail, instead of dying"},
    [COLLECTS] = {.id = "collects",
	.rule = "collects to its end, without a crash or a long silence",
	.remedy =
	    "run its unit test under a debugger or AddressSanitizer; call "
	    "progress every few seconds"},
    [EXPLAINS] = {.id = "explains",
	.rule = "says why, where it returns an error",
	.remedy = "call fail with a sentence that names the thing, the trouble "
		  "and the remedy"},
    [EVENTS] = {.id = "events",
	.rule = "its events and cursors keep the limits and rules",
	.remedy = "see patchlore-events(7) for the kind, plugin.h for the "
		  "limits"},
    [CHECKPOINTS] = {.id = "checkpoints",
	.rule = "sets a checkpoint every few hundred events and at the end",
	.remedy = "call checkpoint with a cursor that leads on from there"},
    [CLOSES] = {.id = "closes",
	.rule = "closes without a crash",
	.remedy = "release in close what open took, once"},
    [REPEATS] = {.id = "repeats",
	.rule = "the same cursor gives the same events",
	.remedy = "take times and names from the source, never from the clock "
		  "or a counter"},
    [RESUMES] = {.id = "resumes",
	.rule = "no event is missing between a cursor and the rest",
	.remedy = "let the cursor stand for what was emitted, not for what was "
		  "read ahead"},
    [STOPS] = {.id = "stops",
	.rule = "comes back within a second of being stopped",
	.remedy = "look at stopping and at the results of emit and checkpoint, "
		  "also while waiting"},
    [REFUSALS] = {.id = "refusals",
	.rule = "goes on when events are refused, and returns when told so",
	.remedy = "PLORE_E_ARGUMENT: go on with the next; PLORE_E_STOPPED: "
		  "return it from collect"},
    [NONSENSE] = {.id = "nonsense",
	.rule = "survives input that makes no sense",
	.remedy = "limit every length, check every number, reject what cannot "
		  "be read, with its place"},
    [LEAKS] = {.id = "leaks",
	.rule = "keeps nothing over a hundred times open and close",
	.remedy = "free in close all that open allocated"},
    [TIDY] = {.id = "tidy",
	.rule = "leaves no thread, descriptor or process behind",
	.remedy = "join, close and wait for what it started, at the latest in "
		  "close"},
    [RIGHTS] = {.id = "rights",
	.rule = "uses nothing that it does not declare",
	.remedy = "declare paths, programs and needs, let options of type "
		  "PLORE_PATH name the rest, or do without"},
};

enum {
	CHECK_LINES = 100,       /* of log in one run */
	CHECK_UNMARKED = 100000, /* without a checkpoint */
	CHECK_CURSORS = 5,       /* that are resumed from */
	CHECK_REOPENINGS = 100,
	CHECK_LEAK = 16, /* bytes an opening, past what an allocator shifts */
	CHECK_STOP_MS = 1000,
	WORKER_DESCRIPTORS = 5, /* 0 to 2, the host, the plugin's file */
};

/* ---- Verdicts ----------------------------------------------------------- */

static void verdict(struct pl_check *check, enum rule rule,
    enum pl_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A rule that was seen broken stays so. */
static void
verdict(struct pl_check *check, enum rule rule, enum pl_verdict value,
    const char *format, ...)
{
	struct pl_check_rule *out = &check->rules[rule];
	va_list args;

	if (out->verdict == PL_VERDICT_BROKEN)
		return;
	out->verdict = value;
	va_start(args, format);
	vsnprintf(out->found, sizeof out->found, format, args);
	va_end(args);
}

#define KEPT(check, rule) verdict(check, rule, PL_VERDICT_KEPT, "%s", "")
#define OPEN(check, rule, ...)                                                 \
	verdict(check, rule, PL_VERDICT_OPEN, __VA_ARGS__)
#define BROKEN(check, rule, ...)                                               \
	verdict(check, rule, PL_VERDICT_BROKEN, __VA_ARGS__)

/* What every trial shows, whatever it was for. */
static void
look_at_all(struct pl_check *check, const struct pl_trial *trial)
{
	if (trial->early_lines > 0)
		BROKEN(check, QUIET, "while it was loaded: %s", trial->line);
	else if (trial->lines > CHECK_LINES)
		BROKEN(check, QUIET, "%zu lines in one run, first: %s",
		    trial->lines, trial->line);
	if (trial->flaws > 0 && trial->refuse_result == PLORE_OK)
		BROKEN(check, EVENTS, "%zu broke a rule, first: %s",
		    trial->flaws, trial->flaw);
	if (trial->refusals > 0)
		BROKEN(check, RIGHTS, "was refused: %s", trial->refused);
	/* Being stopped explains itself. */
	if (trial->code < 0 && trial->code != PL_E_PLUGIN &&
	    trial->code != PL_E_LIMIT && trial->code != PL_E_STOPPED &&
	    trial->phase != PL_PHASE_OPTIONS && !trial->explained)
		BROKEN(check, EXPLAINS, "%s", trial->err.text);
}

static struct pl_trial
begin(const struct pl_check *check, const char *file)
{
	return (struct pl_trial){.file = file,
	    .options = check->options,
	    .option_count = check->option_count,
	    .silence_ms = check->silence_ms};
}

static void
run(struct pl_check *check, struct pl_trial *trial)
{
	pl_trial_run(trial);
	look_at_all(check, trial);
}

/* ---- The file ----------------------------------------------------------- */

struct exported {
	int own, others;
	char other[100];
};

static int
take_symbol(void *context, const char *name)
{
	struct exported *exported = context;

	if (strcmp(name, "patchlore_plugin_1") == 0)
		exported->own = 1;
	else if (strncmp(name, "__odr_asan", 10) == 0)
		return 0; /* AddressSanitizer's mark on the one above */
	else if (exported->others++ == 0)
		snprintf(
		    exported->other, sizeof exported->other, "%.90s", name);
	return 0;
}

static int
check_symbols(struct pl_check *check, const char *file, struct pl_error *err)
{
	struct exported exported = {0};

	if (pl_symbols_exported(file, take_symbol, &exported, err) < 0) {
		pl_fail_at(err, "plugin %.400s", check->plugin);
		if (err != NULL)
			err->code = PL_E_CONFIG; /* exit status 2 */
		return PL_E_CONFIG;
	}
	if (!exported.own)
		BROKEN(check, SYMBOLS,
		    "patchlore_plugin_1 is not there (%d other%s, as %s)",
		    exported.others, exported.others == 1 ? "" : "s",
		    exported.others > 0 ? exported.other : "none");
	else if (exported.others > 0)
		BROKEN(check, SYMBOLS, "%d more, as %s", exported.others,
		    exported.other);
	else
		KEPT(check, SYMBOLS);
	return PL_OK;
}

/* ---- The descriptor ----------------------------------------------------- */

static int
is_made_of(const char *text, const char *characters)
{
	return text != NULL && *text != '\0' &&
	       strspn(text, characters) == strlen(text);
}

static const char *
option_flaw(const plore_option *options, size_t i)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

	if (!is_made_of(options[i].name, name))
		return "its name is not of a-z, 0-9, - and _";
	for (size_t j = 0; j < i; j++)
		if (strcmp(options[j].name, options[i].name) == 0)
			return "its name is there twice";
	if (options[i].summary == NULL || *options[i].summary == '\0')
		return "it has no summary";
	if (options[i].type > PLORE_PROGRAM)
		return "its type is unknown to this patchlore";
	return NULL;
}

static void
look_at_descriptor(void *context, const struct pl_wire_plugin *plugin)
{
	static const char id[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	struct pl_check *check = context;

	if (!is_made_of(plugin->id, id) || strchr(plugin->id, '.') == NULL)
		BROKEN(check, DESCRIPTOR,
		    "id \"%.100s\": expected a name as \"org.example.tool\"",
		    plugin->id);
	if (plugin->summary == NULL || *plugin->summary == '\0')
		BROKEN(check, DESCRIPTOR, "there is no summary");
	if (plugin->license == NULL || *plugin->license == '\0')
		BROKEN(check, DESCRIPTOR, "there is no license");
	if (plugin->evidence > PLORE_BY_HUMAN)
		BROKEN(check, DESCRIPTOR, "evidence %" PRIu32 " is unknown",
		    plugin->evidence);
	for (size_t i = 0; plugin->kinds[i] != NULL; i++)
		if (pl_kind_of(plugin->kinds[i]) == PL_KIND_NONE)
			BROKEN(check, DESCRIPTOR,
			    "kind \"%.100s\" does not exist", plugin->kinds[i]);
	for (size_t i = 0; plugin->options[i].name != NULL; i++) {
		const char *flaw = option_flaw(plugin->options, i);

		if (flaw != NULL)
			BROKEN(check, DESCRIPTOR, "option \"%.100s\": %s",
			    plugin->options[i].name, flaw);
	}
	KEPT(check, DESCRIPTOR);
	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		if (plugin->options[i].type == PLORE_PROGRAM)
			OPEN(check, RIGHTS,
			    "it may start programs, and those are not watched");
	if (plugin->programs[0] != NULL)
		OPEN(check, RIGHTS,
		    "it may start programs, and those are not watched");
}

/* ---- The whole, from its start ------------------------------------------ */

static void
look_at_checkpoints(struct pl_check *check, const struct pl_trial *whole)
{
	if (whole->event_count == 0)
		OPEN(check, CHECKPOINTS, "no event was reported");
	else if (whole->most_waiting > CHECK_UNMARKED)
		BROKEN(check, CHECKPOINTS, "%zu events without one",
		    whole->most_waiting);
	else if (whole->waiting > 0)
		BROKEN(check, CHECKPOINTS, "%zu events came after the last",
		    whole->waiting);
	else
		KEPT(check, CHECKPOINTS);
}

static void
look_at_usage(struct pl_check *check, const struct pl_trial *whole)
{
	const struct pl_run_usage *usage = &whole->usage;

	if (usage->threads == 0 || usage->descriptors == 0) {
		OPEN(check, TIDY, "/proc does not tell");
		return;
	}
	if (usage->threads > 1)
		BROKEN(check, TIDY, "%d threads are left", usage->threads - 1);
	if (usage->descriptors > WORKER_DESCRIPTORS)
		BROKEN(check, TIDY, "%d descriptors are left open",
		    usage->descriptors - WORKER_DESCRIPTORS);
	if (usage->children > 0)
		BROKEN(check, TIDY, "%d processes are left", usage->children);
	KEPT(check, TIDY);
}

/* Where the first run ended early, that belongs to one rule. */
static void
look_at_end(struct pl_check *check, const struct pl_trial *whole)
{
	static const enum rule of[] = {[PL_PHASE_LOAD] = LOADS,
	    [PL_PHASE_ENTER] = LOADS,
	    [PL_PHASE_OPTIONS] = OPENS,
	    [PL_PHASE_OPEN] = OPENS,
	    [PL_PHASE_COLLECT] = COLLECTS,
	    [PL_PHASE_CLOSE] = CLOSES};
	int broken =
	    whole->code == PL_E_PLUGIN || whole->phase == PL_PHASE_LOAD;

	if (whole->phase > PL_PHASE_ENTER)
		KEPT(check, LOADS);
	if (whole->phase > PL_PHASE_OPEN)
		KEPT(check, OPENS);
	if (whole->phase > PL_PHASE_COLLECT)
		KEPT(check, COLLECTS);
	if (whole->phase == PL_PHASE_END)
		KEPT(check, CLOSES);
	else if (whole->code == PL_E_LIMIT &&
		 (whole->waiting > CHECK_UNMARKED ||
		     whole->set_aside > PL_TRIAL_REJECTS ||
		     whole->bytes > PL_COLLECT_WAITING_BYTES))
		BROKEN(check, CHECKPOINTS, "%s", whole->err.text);
	else
		verdict(check, of[whole->phase],
		    broken ? PL_VERDICT_BROKEN : PL_VERDICT_OPEN, "%s",
		    whole->err.text);
}

static void
check_whole(struct pl_check *check, struct pl_trial *whole)
{
	whole->descriptor = look_at_descriptor;
	whole->context = check;
	run(check, whole);
	snprintf(check->protection, sizeof check->protection, "%s",
	    whole->protection);
	check->events = whole->event_count;
	look_at_end(check, whole);
	if (whole->phase > PL_PHASE_ENTER)
		KEPT(check, QUIET);
	if (whole->phase != PL_PHASE_END)
		return;
	look_at_checkpoints(check, whole);
	look_at_usage(check, whole);
	if (whole->event_count == 0)
		OPEN(check, EVENTS,
		    "no event was reported; give options of a "
		    "source that has some");
	else
		KEPT(check, EVENTS);
}

/* ---- The same again, and from the middle -------------------------------- */

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* A sorted copy of the first count events. Free it. */
static uint64_t *
sorted(const struct pl_trial *trial, size_t count)
{
	uint64_t *copy = pl_alloc_array(count + 1, sizeof *copy);

	if (count > 0) {
		memcpy(copy, trial->events, count * sizeof *copy);
		qsort(copy, count, sizeof *copy, by_number);
	}
	return copy;
}

static int
is_in(const uint64_t *list, size_t count, uint64_t number)
{
	return bsearch(&number, list, count, sizeof *list, by_number) != NULL;
}

/* How many of some events are in neither of two other lists. */
static size_t
missing(const struct pl_trial *all, const struct pl_trial *a, size_t a_count,
    const struct pl_trial *b)
{
	uint64_t *first = sorted(a, a_count);
	uint64_t *second = sorted(b, b->event_count);
	size_t count = 0;

	for (size_t i = 0; i < all->event_count; i++)
		count += !is_in(first, a_count, all->events[i]) &&
		         !is_in(second, b->event_count, all->events[i]);
	free(first);
	free(second);
	return count;
}

static void
check_repeats(
    struct pl_check *check, const char *file, const struct pl_trial *whole)
{
	struct pl_trial again = begin(check, file);
	size_t lost, more;

	run(check, &again);
	lost = missing(whole, &again, again.event_count, &again);
	more = missing(&again, whole, whole->event_count, whole);
	if (again.code < 0)
		BROKEN(check, REPEATS, "the second time: %s", again.err.text);
	else if (lost + more > 0)
		BROKEN(check, REPEATS,
		    "the second time %zu events were gone and %zu were new",
		    lost, more);
	else
		KEPT(check, REPEATS);
	pl_trial_free(&again);
}

static void
resume(struct pl_check *check, const char *file, const struct pl_trial *whole,
    const struct pl_trial_mark *mark)
{
	struct pl_trial rest = begin(check, file);
	size_t lost;

	rest.cursor = mark->cursor;
	run(check, &rest);
	lost = missing(whole, whole, mark->events, &rest);
	if (rest.code < 0)
		BROKEN(check, RESUMES, "from cursor \"%.100s\": %s",
		    mark->cursor, rest.err.text);
	else if (lost > 0)
		BROKEN(check, RESUMES,
		    "%zu events are neither before nor after cursor \"%.100s\"",
		    lost, mark->cursor);
	else
		KEPT(check, RESUMES);
	pl_trial_free(&rest);
}

static void
check_resumes(
    struct pl_check *check, const char *file, const struct pl_trial *whole)
{
	size_t tries = whole->mark_count < CHECK_CURSORS ? whole->mark_count
	                                                 : CHECK_CURSORS;

	for (size_t i = 0; i < tries; i++)
		resume(check, file, whole,
		    &whole->marks[(i + 1) * whole->mark_count / tries - 1]);
}

/* ---- A bad day ---------------------------------------------------------- */

static void
check_stops(struct pl_check *check, const char *file)
{
	struct pl_trial trial = begin(check, file);

	trial.stop_early = 1;
	run(check, &trial);
	if (trial.code == PL_E_PLUGIN && trial.phase != PL_PHASE_CLOSE)
		BROKEN(check, STOPS, "%s", trial.err.text);
	else if (trial.stop_took_ms > CHECK_STOP_MS)
		BROKEN(check, STOPS, "took %" PRId64 " ms", trial.stop_took_ms);
	else if (trial.stop_took_ms < 0)
		OPEN(check, STOPS, "it gave no sign of life to stop it at");
	else
		KEPT(check, STOPS);
	pl_trial_free(&trial);
}

static void
check_refusals(struct pl_check *check, const char *file)
{
	static const struct {
		uint64_t after;
		int32_t result;
	} ways[] = {
	    {0, PLORE_E_ARGUMENT}, {0, PLORE_E_STOPPED}, {1, PLORE_E_STOPPED}};

	for (size_t i = 0; i < PL_COUNT(ways); i++) {
		struct pl_trial trial = begin(check, file);

		trial.refuse_after = ways[i].after;
		trial.refuse_result = ways[i].result;
		run(check, &trial);
		if (trial.code == PL_E_PLUGIN)
			BROKEN(check, REFUSALS, "with result %" PRId32 ": %s",
			    ways[i].result, trial.err.text);
		else if (ways[i].result == PLORE_E_ARGUMENT && trial.code < 0)
			BROKEN(check, REFUSALS, "gave up: %s", trial.err.text);
		else
			KEPT(check, REFUSALS);
		pl_trial_free(&trial);
	}
}

static void
check_leaks(struct pl_check *check, const char *file)
{
	struct pl_trial trial = begin(check, file);
	const uint64_t turns = CHECK_REOPENINGS - CHECK_REOPENINGS / 10;

	trial.reopen = CHECK_REOPENINGS;
	run(check, &trial);
	if (trial.code < 0)
		BROKEN(check, LEAKS, "%s", trial.err.text);
	else if (trial.usage.allocated == 0)
		OPEN(
		    check, LEAKS, "the allocator does not tell (a sanitizer?)");
	else if (trial.usage.allocated >
		 trial.allocated_early + turns * CHECK_LEAK)
		BROKEN(check, LEAKS, "%" PRIu64 " bytes an opening",
		    (trial.usage.allocated - trial.allocated_early) / turns);
	else
		KEPT(check, LEAKS);
	pl_trial_free(&trial);
}

/* ---- Input that makes no sense ------------------------------------------ */

struct paths {
	size_t count;
	char *names[PL_WIRE_OPTIONS];
};

/* Which of the given options are paths? */
static void
take_paths(void *context, const struct pl_wire_plugin *plugin)
{
	struct paths *paths = context;

	for (size_t i = 0; plugin->options[i].name != NULL; i++)
		if (plugin->options[i].type == PLORE_PATH)
			paths->names[paths->count++] =
			    pl_strdup(plugin->options[i].name);
}

static int
is_path(const struct paths *paths, const char *option)
{
	for (size_t i = 0; i < paths->count; i++) {
		size_t length = strlen(paths->names[i]);

		if (strncmp(paths->names[i], option, length) == 0 &&
		    option[length] == '=')
			return 1;
	}
	return 0;
}

static void
feed(struct pl_check *check, const char *file, size_t option,
    enum pl_nonsense what)
{
	const char *given = check->options[option];
	const char *value = strchr(given, '=') + 1;
	struct pl_trial trial = begin(check, file);
	char path[PATH_MAX], text[PATH_MAX + PLORE_MAX_NAME + 1];
	const char **options =
	    pl_alloc_array(check->option_count, sizeof *options);
	struct pl_error err;

	memcpy(options, check->options, check->option_count * sizeof *options);
	if (pl_nonsense_make(path, value, what, &err) < 0) {
		OPEN(check, NONSENSE, "%s", err.text);
	} else {
		snprintf(text, sizeof text, "%.*s%s", (int)(value - given),
		    given, path);
		options[option] = text;
		trial.options = options;
		run(check, &trial);
		if (trial.code == PL_E_PLUGIN)
			BROKEN(check, NONSENSE, "%.*s: %s",
			    (int)(value - given - 1), given, trial.err.text);
		else
			KEPT(check, NONSENSE);
		pl_trial_free(&trial);
	}
	pl_nonsense_remove(path);
	free(options);
}

static void
check_nonsense(struct pl_check *check, const char *file)
{
	struct pl_trial trial = begin(check, file);
	struct paths paths = {0};

	OPEN(check, NONSENSE, "no option that was given names a path");
	trial.descriptor = take_paths;
	trial.context = &paths;
	trial.reopen = 1;
	run(check, &trial);
	pl_trial_free(&trial);
	for (size_t i = 0; i < check->option_count; i++)
		for (int what = 0;
		     what < PL_NONSENSES && is_path(&paths, check->options[i]);
		     what++)
			feed(check, file, i, (enum pl_nonsense)what);
	for (size_t i = 0; i < paths.count; i++)
		free(paths.names[i]);
}

/* ---- All ---------------------------------------------------------------- */

static void
check_file(struct pl_check *check, const char *file)
{
	struct pl_trial whole = begin(check, file);

	check_whole(check, &whole);
	if (whole.phase == PL_PHASE_END) {
		check_repeats(check, file, &whole);
		check_resumes(check, file, &whole);
		check_refusals(check, file);
	}
	if (whole.phase >= PL_PHASE_COLLECT) {
		check_stops(check, file);
		check_leaks(check, file);
		check_nonsense(check, file);
	}
	if (whole.phase == PL_PHASE_END) {
		KEPT(check, EXPLAINS);
		if (check->rules[RIGHTS].found[0] == '\0')
			KEPT(check, RIGHTS);
	}
	pl_trial_free(&whole);
}

int
pl_check(struct pl_check *check, struct pl_error *err)
{
	char file[PATH_MAX];
	int result = pl_locate_plugin(check->plugin, file, err);

	if (result < 0)
		return result;

	memcpy(check->rules, all_rules, sizeof all_rules);
	for (size_t i = 0; i < PL_CHECK_RULES; i++)
		OPEN(check, (enum rule)i, "it did not get there");
	check->rules[RIGHTS].found[0] = '\0';
	check->events = 0;
	check->protection[0] = '\0';
	result = check_symbols(check, file, err);
	if (result == PL_OK)
		check_file(check, file);
	return result;
}
