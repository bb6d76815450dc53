/*
 * history.h - what became of each package, from all that tells of it
 *
 * Records come from four origins: the database of dnf, dnf.rpm.log, yum.log,
 * and lists of what is installed. They are added in that order, and a record of
 * a package and a version that an earlier origin knows of at about that time
 * (HISTORY_NEAR_MS) is the same deed and left out. history_close puts the rest
 * in order and follows which versions of each package are there:
 *
 *     a version that is there already            nothing: a repair
 *     another one is there, and gives way        a patch, or a way back
 *     a kernel beside an earlier one             a patch
 *     nothing is known to be there               new on the machine
 *     a version goes, others of it stay          nothing; so it is taken to be
 *                                                with kernels in logs
 *     a version goes and one comes, within
 *     HISTORY_SWAP_MS                            a patch, or a way back
 *     it goes because a patch is undone          a way back
 *
 * What a tool calls an upgrade is one, also where nothing is known of what was
 * there. A version that is said to have failed and is found in place by what
 * comes later was installed after all.
 */
#ifndef DNF_HISTORY_H
#define DNF_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "kit/deed.h"
#include "kit/numbers.h"
#include "plugins/dnf/nevra.h"

#define HISTORY_NEAR_MS (INT64_C(60) * 60 * 1000)
#define HISTORY_SWAP_MS (INT64_C(60) * 60 * 1000)

/* The most trusted first. */
enum origin { ORIGIN_DATABASE, ORIGIN_DNF_LOG, ORIGIN_YUM_LOG, ORIGIN_LIST };

enum record_word {
	RECORD_INSTALL,
	RECORD_UPGRADE,
	RECORD_DOWNGRADE,
	RECORD_REMOVE,
	RECORD_REPLACED, /* old gave way to what was told before */
	RECORD_PRESENT,  /* version is there since, without its epoch */
};

struct record {
	enum record_word word;
	enum origin origin;      /* set by history_add */
	int64_t begin_ms, at_ms; /* of the run it was part of, if that is known;
	                            else the same */
	int64_t order_ms;        /* set by history_add */
	uint32_t package, key;   /* "glibc", "glibc.i686" */
	uint32_t old, version;   /* 0: not told */
	uint32_t cause, command; /* 0: none */
	uint32_t number;         /* set by history_add; from 1 on */
	uint32_t previous;       /* of the same key; 0: none */
	uint32_t trusted;        /* the last one of a more trusted origin */
	int failed, undo;
	int dropped; /* another record tells it */
};

struct deed {
	enum kit_deed kind;
	int64_t at_ms, took_ms;
	uint32_t package, key;
	uint32_t old, version;
	uint32_t cause, command;
	int dropped;
};

struct presence {
	uint32_t version, next; /* number of another one; 0: none */
};

/* Of a key; of a name, only the last two. */
struct package_state {
	uint32_t last_record; /* numbers; 0: none */
	uint32_t first;       /* of what is there */
	uint32_t key_deed;
	uint32_t last_deed;
	uint32_t there; /* how many versions, of all architectures */
};

struct history {
	struct kit_numbers names;
	struct record *records;
	size_t record_count, record_room;
	struct deed *deeds; /* after history_close, in the order of time */
	size_t count, room;
	struct package_state *states; /* by the number of the name */
	size_t state_room;
	struct presence *there;
	size_t there_count, there_room;
	enum origin origin;
	int64_t latest_ms;         /* of the stream at hand */
	int64_t first_ms, last_ms; /* of all records; 0: none */
};

/* A stream of records begins, the oldest first but for lists; a clock that is
 * put back within it does not change their order. */
void history_begin_stream(struct history *history, enum origin origin);

/* The record of a package, to be filled in further. 0, or -1 where memory is
 * out. */
int history_name(
    struct history *history, struct record *out, const struct nevra *package);
uint32_t history_text(struct history *history, const char *text);

/* Add a copy. 0 or -1. */
int history_add(struct history *history, const struct record *record);

/* After the last record: make deeds of them. 0 or -1. */
int history_close(struct history *history);
void history_free(struct history *history);

#endif
