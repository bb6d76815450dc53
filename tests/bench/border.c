/*
 * border - what the border between patchlore and a plugin costs
 *
 *   border EMITTER.so EVENTS
 *
 * The same plugin is called in this process, where an event costs a function
 * call, and in a worker, where it is packed, sent, unpacked and checked; then
 * workers are started with and without their sandbox. Medians of several runs,
 * with the smallest and the largest.
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "host/run.h"
#include "model/event.h"

enum { RUNS = 5, STARTS = 51 };

static int64_t count;

static double
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print(const char *name, double *values, size_t runs, const char *unit)
{
	qsort(values, runs, sizeof *values, by_size);
	printf("%-34s %8.3f %s (%.3f to %.3f)\n", name, values[runs / 2], unit,
	    values[0], values[runs - 1]);
}

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "border: %s\n", what);
	exit(1);
}

/* ---- In this process ---------------------------------------------------- */

static const char *events_option;

static int32_t
bare_emit(const plore_host *host, const plore_event *event)
{
	(void)host;
	count += event->attr_count == 2;
	return PLORE_OK;
}

static int32_t
bare_checkpoint(const plore_host *host, const char *cursor)
{
	(void)host;
	(void)cursor;
	return PLORE_OK;
}

static const char *
bare_option(const plore_host *host, const char *name, uint32_t index)
{
	(void)host;
	(void)name;
	return index == 0 ? events_option : NULL;
}

static double
bare_run(const char *file)
{
	const plore_host host = {.size = sizeof host,
	    .emit = bare_emit,
	    .checkpoint = bare_checkpoint,
	    .option = bare_option};
	const plore_request request = {.size = sizeof request};
	void *object = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	const plore_entry *entry =
	    object == NULL ? NULL : dlsym(object, "patchlore_plugin_1");
	void *self;
	double start;

	if (entry == NULL)
		die("the emitter cannot be loaded");
	start = now_us();
	if (entry->plugins[0]->open(&host, &self) != PLORE_OK ||
	    entry->plugins[0]->collect(self, &request) != PLORE_OK)
		die("the emitter failed");
	return now_us() - start;
}

/* ---- In a worker -------------------------------------------------------- */

static int
take_event(void *context, const struct pl_event *event, struct pl_error *err)
{
	(void)context;
	(void)err;
	count += event->attr_count == 2;
	return PL_OK;
}

static int
take_reject(
    void *context, const struct pl_wire_reject *reject, struct pl_error *err)
{
	(void)context;
	(void)err;
	die(reject->reason);
}

static int
take_checkpoint(void *context, const char *cursor, struct pl_error *err)
{
	(void)context;
	(void)cursor;
	(void)err;
	return PL_OK;
}

static const struct pl_run_sink sink = {
    .event = take_event, .reject = take_reject, .checkpoint = take_checkpoint};

static struct pl_run *
start(const struct pl_run_settings *settings)
{
	struct pl_run *run;
	struct pl_error err;

	if (pl_run_start(&run, settings, &sink, &err) < 0)
		die(err.text);
	return run;
}

static double
worker_run(const char *file)
{
	const struct pl_run_settings settings = {.file = file};
	const struct pl_wire_option option = {"events", events_option, 0};
	struct pl_run *run = start(&settings);
	struct pl_error err;
	double begun;

	if (pl_run_enter(run, &option, 1, &err) < 0)
		die(err.text);
	begun = now_us();
	if (pl_run_open(run, &option, 1, &err) < 0 ||
	    pl_run_collect(run, NULL, &err) < 0)
		die(err.text);
	begun = now_us() - begun;
	pl_run_end(run);
	return begun;
}

/* From nothing to a plugin that is loaded and described. */
static void
time_starts(const char *name, const char *file, enum pl_sandbox_mode mode)
{
	const struct pl_run_settings settings = {.file = file, .sandbox = mode};
	double ms[STARTS];

	for (int i = 0; i < STARTS; i++) {
		double begun = now_us();
		struct pl_run *run = start(&settings);

		ms[i] = (now_us() - begun) / 1e3;
		pl_run_end(run);
	}
	print(name, ms, STARTS, "ms");
}

/* What this machine takes for the start and end of any program. */
static void
time_nothing(void)
{
	double ms[STARTS];

	for (int i = 0; i < STARTS; i++) {
		double begun = now_us();
		pid_t child = fork();

		if (child == 0) {
			execl("/bin/true", "true", (char *)NULL);
			_exit(1);
		}
		waitpid(child, NULL, 0);
		ms[i] = (now_us() - begun) / 1e3;
	}
	print("a start of /bin/true", ms, STARTS, "ms");
}

int
main(int argc, char **argv)
{
	double bare[RUNS], worker[RUNS];
	double events;

	if (argc != 3)
		die("usage: border EMITTER.so EVENTS");
	events_option = argv[2];
	events = atof(events_option);
	for (int i = 0; i < RUNS; i++) {
		bare[i] = bare_run(argv[1]) / events;
		worker[i] = worker_run(argv[1]) / events;
	}
	if (count != 2 * RUNS * atoll(events_option))
		die("events were lost");
	print("an event, a call in one process", bare, RUNS, "us");
	print("an event, across the border", worker, RUNS, "us");
	time_nothing();
	time_starts("a worker's start, no sandbox", argv[1], PL_SANDBOX_OFF);
	time_starts("a worker's start, in its sandbox", argv[1],
	    PL_SANDBOX_BEST_EFFORT);
	return 0;
}
