/*
 * world.h - made-up machines, and what each of them adds to the votes
 *
 * A world is a list of events, a line each:
 *
 *     SOURCE DAY KIND ASSET PATCH VULN [ATTRIBUTE=VALUE ...]
 *
 * with "-" for what is not named, "product=" for the product, and days from the
 * beginning of the period, which has 90; it is looked at after 120. world_hold
 * holds the promise of share/ballot.h against a world: it makes a store of all
 * events, and for each machine one of all but those of its names, and compares
 * cell by cell. Who is which machine, and of what class, it reckons anew from
 * the lines.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "join/join.h"
#include "model/event.h"
#include "share/ballot.h"
#include "share/timeframe.h"
#include "store/batch.h"
#include "store/store.h"

#define WORLD_FROM INT64_C(1782864000000) /* 2026-07-01 */

enum {
	WORLD_DAYS = 90,
	WORLD_SEEN = 120, /* the cut-off */
	WORLD_LINE = 200,
	WORLD_NAMES = 40, /* of assets, at most */
	WORLD_SOURCES = 3,
};

struct world {
	char (*lines)[WORLD_LINE];
	size_t count, room;
};

static inline void
world_add(struct world *world, const char *line)
{
	world->lines = pl_grow(
	    world->lines, world->count, &world->room, sizeof *world->lines);
	snprintf(world->lines[world->count++], WORLD_LINE, "%s", line);
}

static inline void
world_free(struct world *world)
{
	free(world->lines);
	*world = (struct world){0};
}

/* Stores are made by the thousand, and none has to outlive a power cut: these
 * stand in for those of the C library, also for SQLite. */
__attribute__((visibility("default"))) int
fsync(int fd)
{
	(void)fd;
	return 0;
}

__attribute__((visibility("default"))) int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}

/* ---- Lines -------------------------------------------------------------- */

struct world_line {
	char text[WORLD_LINE]; /* which the event points into */
	int source;
	int day;
	struct pl_event event;
};

static inline const char *
world_word(const char *word)
{
	return word == NULL || strcmp(word, "-") == 0 ? NULL : word;
}

static inline void
world_attr(struct pl_event *event, char *word)
{
	char *value = strchr(word, '=');

	*value++ = '\0';
	if (strcmp(word, "product") == 0)
		event->product = value;
	else
		event->attrs[event->attr_count++] =
		    (struct pl_attr){word, value, PL_PUBLIC};
}

static inline void
world_parse(struct world_line *out, const char *line)
{
	struct pl_event *event = &out->event;
	char *rest, *word;

	memcpy(out->text, line, sizeof out->text);
	event->attr_count = 0;
	event->product = NULL;
	event->after_ms = 0;
	event->took_ms = 0;
	event->code = NULL;
	out->source = atoi(strtok_r(out->text, " ", &rest));
	out->day = atoi(strtok_r(NULL, " ", &rest));
	event->at_ms = WORLD_FROM + out->day * PL_DAY_MS;
	event->kind = pl_kind_of(strtok_r(NULL, " ", &rest));
	event->asset = world_word(strtok_r(NULL, " ", &rest));
	event->patch = world_word(strtok_r(NULL, " ", &rest));
	event->vuln = world_word(strtok_r(NULL, " ", &rest));
	while ((word = strtok_r(NULL, " ", &rest)) != NULL)
		world_attr(event, word);
}

/* The last value of a name on an asset up to a day; of several at once, the
 * greatest. "" where there is none. */
static inline void
world_fact(const struct world *world, const char *asset, const char *name,
    int day, char out[WORLD_LINE])
{
	struct world_line line;
	int newest = INT32_MIN;

	*out = '\0';
	for (size_t i = 0; i < world->count; i++) {
		world_parse(&line, world->lines[i]);
		if (line.event.asset == NULL || line.day > day ||
		    line.day < newest || strcmp(line.event.asset, asset) != 0)
			continue;
		for (size_t a = 0; a < line.event.attr_count; a++) {
			const struct pl_attr *attr = &line.event.attrs[a];

			if (strcmp(attr->name, name) != 0 ||
			    (line.day == newest &&
				strcmp(attr->value, out) < 0))
				continue;
			newest = line.day;
			snprintf(out, WORLD_LINE, "%s", attr->value);
		}
	}
}

/* ---- Machines ----------------------------------------------------------- */

/* The names of assets and where they go on; machine is the same number for all
 * names of one. */
struct world_machines {
	char names[WORLD_NAMES][WORLD_LINE];
	int into[WORLD_NAMES]; /* -1: nowhere */
	int machine[WORLD_NAMES];
	int has_events[WORLD_NAMES];
	int count;
};

static inline int
world_name(struct world_machines *machines, const char *name)
{
	int i = 0;

	while (i < machines->count && strcmp(machines->names[i], name) != 0)
		i++;
	if (i == machines->count) {
		if (i == WORLD_NAMES)
			abort();
		snprintf(machines->names[i], WORLD_LINE, "%s", name);
		machines->into[i] = -1;
		machines->has_events[i] = 0;
		machines->count++;
	}
	return i;
}

static inline void
world_machines(const struct world *world, struct world_machines *out)
{
	struct world_line line;
	char into[WORLD_LINE];

	out->count = 0;
	for (size_t i = 0; i < world->count; i++) {
		world_parse(&line, world->lines[i]);
		if (line.event.asset != NULL)
			out->has_events[world_name(out, line.event.asset)] = 1;
	}
	for (int i = 0; i < out->count; i++) {
		world_fact(world, out->names[i], "into", WORLD_SEEN, into);
		if (*into != '\0' && strcmp(into, out->names[i]) != 0)
			out->into[i] = world_name(out, into);
		out->machine[i] = i;
	}
	/* The least number goes round until nothing changes. */
	for (int round = 0; round < out->count; round++)
		for (int i = 0; i < out->count; i++) {
			int into_i = out->into[i], *a, *b;

			if (into_i < 0)
				continue;
			a = &out->machine[i];
			b = &out->machine[into_i];
			*a = *b = *a < *b ? *a : *b;
		}
}

static inline enum pl_class
world_word_class(const char *word)
{
	int class = 0;

	while (class < PL_CLASS_OTHER && strcmp(pl_classes[class], word) != 0)
		class ++;
	return (enum pl_class) class;
}

static inline enum pl_class
world_class(const struct world *world, const struct world_machines *machines,
    int machine)
{
	enum pl_class class = PL_CLASS_OTHER;
	char word[WORLD_LINE];

	for (int i = 0; i < machines->count; i++) {
		if (machines->machine[i] != machine)
			continue;
		world_fact(
		    world, machines->names[i], "class", WORLD_DAYS - 1, word);
		if (*word != '\0' && machines->into[i] < 0)
			return world_word_class(word);
		if (*word != '\0' && world_word_class(word) < class)
			class = world_word_class(word);
	}
	return class;
}

/* ---- Stores ------------------------------------------------------------- */

/* In which order events come; starts as {0}: as in the lines, at once. */
struct world_order {
	const size_t *order; /* numbers of all lines; NULL: as they are */
	size_t commit_every; /* 0: at the end */
	int last_source_first;
};

static inline void
world_stop(const struct world *world, const struct pl_error *err)
{
	printf("# %s\n", err->text);
	for (size_t i = 0; i < world->count && i < 500; i++)
		printf("# %s\n", world->lines[i]);
	fflush(stdout);
	abort();
}

static inline int
world_is_of(
    const struct world_machines *machines, const char *asset, int machine)
{
	for (int i = 0; i < machines->count; i++)
		if (strcmp(machines->names[i], asset) == 0)
			return machines->machine[i] == machine;
	return 0;
}

static inline void
world_tell(const struct world *world, const struct world_order *order,
    const struct world_machines *machines, int without, int source,
    struct pl_batch *batch)
{
	struct pl_batch_result counts = {0};
	struct world_line line;
	struct pl_error err;

	for (size_t i = 0; i < world->count; i++) {
		size_t at = order->order != NULL ? order->order[i] : i;

		world_parse(&line, world->lines[at]);
		if (line.source != source ||
		    (line.event.asset != NULL && machines != NULL &&
			world_is_of(machines, line.event.asset, without)))
			continue;
		if (pl_event_check(&line.event, &err) < 0 ||
		    pl_batch_add(batch, &line.event, &err) < 0)
			world_stop(world, &err);
		if (order->commit_every != 0 && i % order->commit_every == 0 &&
		    pl_batch_commit(batch, NULL, &counts, &err) < 0)
			world_stop(world, &err);
	}
	if (pl_batch_commit(batch, NULL, &counts, &err) < 0)
		world_stop(world, &err);
}

/* Make a store of all events but those of one machine (machines NULL: of all)
 * at a path, and count its votes. */
static inline void
world_count(const struct world *world, const struct world_order *order,
    const struct world_machines *machines, int without, const char *path,
    struct pl_ballots *out, struct pl_ballot_told *told)
{
	static const struct pl_timeframe time = {.from_ms = WORLD_FROM,
	    .to_ms = WORLD_FROM + WORLD_DAYS * PL_DAY_MS,
	    .as_of_ms = WORLD_FROM + WORLD_SEEN * PL_DAY_MS};
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	static const volatile int stop;
	struct pl_store *store;
	struct pl_buf cursor;
	struct pl_error err;
	int64_t joined;

	if (pl_store_open(&store, path, PL_STORE_WRITE, &err) < 0)
		world_stop(world, &err);
	pl_buf_init(&cursor, 100);
	for (int i = 0; i < WORLD_SOURCES; i++) {
		int number =
		    order->last_source_first ? WORLD_SOURCES - 1 - i : i;
		char name[8] = {'s', (char)('0' + number)};
		struct pl_batch *batch;
		int64_t source;

		if (pl_store_source(
			store, name, "events", &source, &cursor, &err) < 0 ||
		    pl_batch_begin(&batch, store, source, &err) < 0)
			world_stop(world, &err);
		world_tell(world, order, machines, without, number, batch);
		pl_batch_free(batch);
	}
	pl_buf_free(&cursor);
	if (pl_join(store, &stop, &joined, &err) < 0 ||
	    pl_ballots_read(out, told, store, &time, &err) < 0)
		world_stop(world, &err);
	pl_store_close(store);
	for (size_t i = 0; i < PL_COUNT(ends); i++) {
		char name[256];

		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* ---- The promise -------------------------------------------------------- */

/* What holding a world found. */
struct world_found {
	int machines;     /* that were taken out */
	int voters;       /* that added something */
	int64_t most;     /* squared length of the longest difference */
	const char *what; /* that does not hold; NULL: all does */
};

/* What a row of cells may differ by: nothing, or one vote that is added. */
static inline const char *
world_row(const int64_t *with, const int64_t *without, int is_own,
    int64_t *squares, int *votes)
{
	int64_t sum = 0;

	for (size_t bin = 0; bin < PL_BINS; bin++) {
		int64_t more = with[bin] - without[bin];

		if (more != 0 && !is_own)
			return "cells of another class differ";
		if (more < 0)
			return "it takes something from a cell";
		sum += more;
		*squares += more * more;
	}
	if (sum != 0 && sum != PL_VOTE)
		return "it adds neither nothing nor a vote";
	*votes |= sum != 0;
	return NULL;
}

static inline const char *
world_difference(const struct pl_ballots *with,
    const struct pl_ballots *without, enum pl_class class,
    struct world_found *found)
{
	int votes = 0;

	for (int table = 0; table < PL_TABLES; table++) {
		int64_t squares = 0;

		for (int c = 0; c < PL_CLASSES; c++)
			for (int u = 0; u < PL_URGENCIES; u++) {
				const char *what =
				    world_row(with->units[table][c][u],
					without->units[table][c][u],
					c == (int)class, &squares, &votes);

				if (what != NULL)
					return what;
			}
		if (squares > INT64_C(2) * PL_VOTE * PL_VOTE)
			return "it changes a table by too much";
		if (squares > found->most)
			found->most = squares;
	}
	found->machines++;
	found->voters += votes;
	return NULL;
}

static inline void
world_found_add(struct world_found *sum, const struct world_found *found)
{
	sum->machines += found->machines;
	sum->voters += found->voters;
	if (found->most > sum->most)
		sum->most = found->most;
	if (found->what != NULL)
		sum->what = found->what;
}

static inline int
world_stands_for_one(const struct world_machines *machines, int i)
{
	return machines->machine[i] == i;
}

/* Hold each machine of a world to the promise. Prints what does not hold. */
static inline void
world_hold(
    const struct world *world, const char *path, struct world_found *found)
{
	static const struct world_order as_is;
	struct world_machines machines;
	struct pl_ballots all, rest;
	struct pl_ballot_told told;

	*found = (struct world_found){0};
	world_machines(world, &machines);
	world_count(world, &as_is, NULL, 0, path, &all, &told);
	for (int i = 0; i < machines.count; i++) {
		if (!world_stands_for_one(&machines, i))
			continue;
		world_count(world, &as_is, &machines, i, path, &rest, &told);
		found->what = world_difference(
		    &all, &rest, world_class(world, &machines, i), found);
		if (found->what == NULL)
			continue;
		printf("# without %s: %s\n", machines.names[i], found->what);
		for (size_t l = 0; l < world->count && l < 500; l++)
			printf("# %s\n", world->lines[l]);
		return;
	}
}

/* ---- Worlds by chance --------------------------------------------------- */

/* splitmix64 (Steele, Lea and Flood 2014). */
static inline unsigned
world_below(uint64_t *state, unsigned limit)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((x ^ x >> 31) >> 33) % limit;
}

#define WORLD_ANY(state, list) (list)[world_below(state, PL_COUNT(list))]

static inline const char *
world_any_kind(uint64_t *state)
{
	static const char *const often[] = {"item.detected", "item.detected",
	    "item.detected", "deploy.installed", "deploy.installed",
	    "deploy.failed", "patch.released", "patch.released", "asset.seen"};
	static const char *const rare[] = {"item.still_present",
	    "item.reopened", "item.not_found", "item.not_applicable",
	    "deploy.rolled_back", "deploy.uninstalled", "deploy.effective",
	    "deploy.reboot_required", "deploy.rebooted", "deploy.timed_out",
	    "deploy.agent_lost", "deploy.cancelled", "product.removed",
	    "product.installed", "patch.superseded", "patch.superseded",
	    "patch.withdrawn", "vuln.published", "vuln.kev_added",
	    "vuln.rescored", "asset.merged", "asset.merged", "asset.retired",
	    "asset.changed", "decision.approved", "exception.granted",
	    "mitigation.applied", "scan.completed", "verify.passed"};

	return world_below(state, 2) == 0 ? WORLD_ANY(state, often)
	                                  : WORLD_ANY(state, rare);
}

/* Attributes that an event of a kind may bring into other items. */
static inline void
world_any_attrs(uint64_t *state, const char *kind, const char *asset,
    const char *patch, struct pl_buf *line)
{
	static const char *const severities[] = {
	    "low", "high", "critical", "unrated"};
	static const char *const classes[] = {"server", "client", "ot", "toy"};
	static const char *const heirs[] = {
	    "KB1", "KB2", "KB3", "KB9", "CVE-1", "lib=3"};
	static const char *const intos[] = {"a1", "a2", "a3", "a4", "zz"};
	static const char *const products[] = {
	    "pkg:deb/debian/lib", "pkg:rpm/rhel/lib", "pkg:deb/debian/other"};
	static const char *const versions[] = {"1", "2", "3", "4"};
	static const char *const vulns[] = {"CVE-1", "CVE-2", "CVE-3"};
	int is_item = patch[0] != '-' || kind[0] == 'v';

	if (is_item && world_below(state, 3) == 0)
		pl_buf_addf(line, " severity=%s", WORLD_ANY(state, severities));
	if (is_item && world_below(state, 8) == 0)
		pl_buf_addf(
		    line, " kev=%s", world_below(state, 3) ? "yes" : "no");
	if (patch[0] != '-' && world_below(state, 3) == 0)
		pl_buf_addf(line, " vuln=%s", WORLD_ANY(state, vulns));
	if (patch[0] != '-' && world_below(state, 3) == 0)
		pl_buf_addf(line, " product=%s", WORLD_ANY(state, products));
	if (asset[0] != '-' && world_below(state, 4) == 0)
		pl_buf_addf(line, " class=%s", WORLD_ANY(state, classes));
	if (strcmp(kind, "asset.merged") == 0 && world_below(state, 5) != 0)
		pl_buf_addf(line, " into=%s", WORLD_ANY(state, intos));
	if (strcmp(kind, "patch.superseded") == 0 ||
	    world_below(state, 12) == 0)
		pl_buf_addf(line, " superseded_by=%s", WORLD_ANY(state, heirs));
	if (strncmp(patch, "lib", 3) == 0)
		pl_buf_addf(line,
		    asset[0] == '-' ? " advisory=A%s" : " from=%s",
		    WORLD_ANY(state, versions));
}

static inline void
world_any_line(uint64_t *state, struct pl_buf *line)
{
	static const char *const assets[] = {
	    "a0", "a1", "a2", "a3", "a4", "a5"};
	static const char *const patches[] = {
	    "KB1", "KB2", "KB3", "lib=1", "lib=2", "lib=3", "lib=4"};
	static const char *const vulns[] = {"CVE-1", "CVE-2", "CVE-3"};
	const char *kind = world_any_kind(state);
	unsigned needs = pl_kind_needs(pl_kind_of(kind));
	const char *asset = "-", *patch = "-", *vuln = "-";

	if (needs & PL_NEEDS_ASSET ||
	    (!(needs & PL_REFUSES_ASSET) && world_below(state, 2) == 0))
		asset = WORLD_ANY(state, assets);
	if (!(needs & (PL_REFUSES_SUBJECT | PL_NEEDS_VULN)) &&
	    (needs & PL_NEEDS_PATCH || world_below(state, 5) != 0))
		patch = WORLD_ANY(state, patches);
	if (needs & PL_NEEDS_VULN ||
	    (!(needs & PL_REFUSES_SUBJECT) &&
		(patch[0] == '-' || world_below(state, 4) == 0)))
		vuln = WORLD_ANY(state, vulns);
	pl_buf_clear(line);
	pl_buf_addf(line, "%u %d %s %s %s %s",
	    world_below(state, WORLD_SOURCES),
	    (int)world_below(state, 75) * 2 - 25, kind, asset, patch, vuln);
	world_any_attrs(state, kind, asset, patch, line);
}

/* Few names and few days, so that all meets all. */
static inline void
world_make(struct world *world, uint64_t seed)
{
	uint64_t state = seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
	unsigned events = 40 + world_below(&state, 200);
	struct pl_buf line;

	pl_buf_init(&line, WORLD_LINE - 1);
	for (unsigned i = 0; i < events; i++) {
		world_any_line(&state, &line);
		world_add(world, line.text);
	}
	pl_buf_free(&line);
}

#endif
