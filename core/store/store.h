/*
 * store.h - events in, ordered histories out
 *
 * A store holds what the sources told: names and what is told of them in plain
 * tables, which core/store/schema.c describes, and events packed in strips
 * (strips.h), which a person sees by query.h. Events are written through
 * batch.h and read here, one item's history after the other.
 *
 * One process writes at a time; a second one waits a moment and is then told
 * who is busy. A store opened for reading shows what was there when it was
 * opened, whatever is asked of it later. A user who may read the file but not
 * write beside it reads it too, as long as nobody writes: a query during which
 * somebody did is PL_E_STORE.
 */
#ifndef PL_STORE_H
#define PL_STORE_H

#include <stdint.h>

#include "model/kind.h"

struct pl_buf;
struct pl_error;
struct pl_store;

enum pl_store_mode {
	PL_STORE_READ,  /* must exist */
	PL_STORE_WRITE, /* is made where it does not exist */
};

/* Open the store at a path. PL_E_STORE with the reason where the file is not
 * a store of patchlore, comes from a newer version, is damaged, or is not this
 * user's to open; PL_E_CONFIG where no file can have the path. */
int pl_store_open(struct pl_store **out, const char *path,
    enum pl_store_mode mode, struct pl_error *err);
void pl_store_close(struct pl_store *store); /* NULL is fine */

/* Find the source of this name, or make it, and load its cursor (the buffer is
 * left empty where nothing was stored yet). A source that is read by another
 * plugin than before begins anew. */
int pl_store_source(struct pl_store *store, const char *name,
    const char *plugin, int64_t *id, struct pl_buf *cursor,
    struct pl_error *err);

/* ---- Names and facts ---------------------------------------------------- */

/* A machine that at least one event up to the cut-off speaks of. */
struct pl_asset {
	int64_t id; /* 1 and up, without gaps worth a thought */
	const char *name;
	int64_t first_ms; /* its oldest event: enrolment */
	int64_t last_ms;  /* its newest event up to the cut-off */
};

enum pl_subject_type { PL_SUBJECT_PATCH = 0, PL_SUBJECT_VULN = 1 };

/* What an item is about. */
struct pl_subject {
	int64_t id; /* 1 and up */
	enum pl_subject_type type;
	const char *name;
	const char *product; /* NULL where no event up to the cut-off named one;
	                        of several, the one that was named first */
};

/* The newest value, up to the cut-off, of something told about an asset or a
 * subject: "severity", "ring", "os". */
struct pl_fact {
	int64_t owner; /* id of the asset or the subject */
	const char *name;
	const char *value;
};

/* Each calls back once per row, by id (facts: by owner, then name), until a
 * callback returns other than 0, which is then returned. Strings are borrowed
 * for the time of the call. */
int pl_store_assets(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_asset *asset), void *context,
    struct pl_error *err);
int pl_store_subjects(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_subject *subject), void *context,
    struct pl_error *err);
int pl_store_patch_vulns(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err);
int pl_store_codes(struct pl_store *store,
    int (*each)(void *context, int64_t id, const char *text), void *context,
    struct pl_error *err);
int pl_store_asset_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err);
int pl_store_subject_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err);

/* The same of what was told by events without an asset, whatever events of
 * assets told beside it: these rows hang on no asset. Of stores from before
 * this was kept apart: facts that feeds told, and no links. */
int pl_store_catalogue_facts(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, const struct pl_fact *fact), void *context,
    struct pl_error *err);
int pl_store_catalogue_vulns(struct pl_store *store, int64_t as_of_ms,
    int (*each)(void *context, int64_t patch, int64_t vuln), void *context,
    struct pl_error *err);

/* Was any value of a fact of that name, of an asset or a subject, told with
 * another share class than public? So too where nobody can say. */
int pl_store_has_private(struct pl_store *store, const char *fact);

/* ---- Histories ---------------------------------------------------------- */

/* An event as it is stored. subject 0: about the asset alone (asset.seen,
 * scan.completed); asset 0: about the subject alone (patch.released). A source
 * that told it more than once may have told different particulars: then the
 * latest after_ms, the longest took_ms and the code last in the alphabet stand,
 * each for itself, whichever came first. kind may be one that only a newer
 * patchlore knows; pl_kind_name has no name for it. */
struct pl_row {
	int64_t subject;
	int64_t asset;
	int64_t at_ms;
	int64_t after_ms;
	int64_t took_ms;
	enum pl_kind kind;
	int64_t source;
	const char *code; /* borrowed until the next row; NULL: none */
	int64_t code_id;  /* for pl_store_codes; 0: none */
	int64_t until_ms; /* the end that is told with exception.granted, as
	                     "expires", or with mitigation.applied, as
	                     "remove_by": a date, or a time as in RFC 3339;
	                     0: none */
};

struct pl_reader;

/* Several threads may have a reader each, as long as nothing else is asked of
 * the store meanwhile.
 *
 * Read the events up to the cut-off in the order (subject, asset, at, kind,
 * source). So what is known of the assets alone comes before all items, and
 * what is known of a subject alone before the items of that subject. */
int pl_reader_open(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err);

/* The same, for one asset: no items but its own. */
int pl_reader_open_asset(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t asset, struct pl_error *err);

/* The same, but only the events of one kind. */
int pl_reader_open_kind(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_kind kind, struct pl_error *err);

/* The same, but only what is told of patches and vulnerabilities alone, with
 * asset 0; or only one of them, on all assets. */
int pl_reader_open_catalogue(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err);
int pl_reader_open_subject(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t subject, struct pl_error *err);

/* The same, but only the patches and vulnerabilities of these ids; 0 as the
 * first one: also what is known of assets alone. */
int pl_reader_open_subjects(struct pl_reader **out, struct pl_store *store,
    int64_t as_of_ms, int64_t first, int64_t last, struct pl_error *err);

/* Part all subjects into at most count runs of neighbours with about as many
 * events in each, and not less than PL_STORE_PART: the last id of each run into
 * last, in order. Returns how many there are, or a PL_E_ code. */
enum { PL_STORE_PART = 20000 };
int pl_store_part(
    struct pl_store *store, int64_t *last, int count, struct pl_error *err);

/* 1 and a row, 0 at the end, or a PL_E_ code. */
int pl_reader_next(
    struct pl_reader *reader, struct pl_row *row, struct pl_error *err);
void pl_reader_close(struct pl_reader *reader); /* NULL is fine */

/* What is attached to one event, by name. */
int pl_store_event_attrs(struct pl_store *store, const struct pl_row *row,
    int (*each)(void *context, const char *name, const char *value),
    void *context, struct pl_error *err);

/* What an event says of its deployment: the wave that it belongs to, and the
 * earlier patch that made it necessary. */
enum pl_mark_name { PL_MARK_WAVE, PL_MARK_CAUSE };

struct pl_mark {
	int64_t subject, asset, at_ms;
	enum pl_kind kind;
	int64_t source;
	const char *value; /* borrowed until the next mark */
};

struct pl_mark_reader;

/* Read the events up to the cut-off that have a mark, in the order in which
 * pl_reader_open tells them; of several values the first in the alphabet comes
 * first. Costs nothing for events without one. */
int pl_mark_reader_open(struct pl_mark_reader **out, struct pl_store *store,
    int64_t as_of_ms, enum pl_mark_name name, struct pl_error *err);

/* 1 and a mark, 0 at the end, or a PL_E_ code. */
int pl_mark_reader_next(
    struct pl_mark_reader *reader, struct pl_mark *mark, struct pl_error *err);
void pl_mark_reader_close(struct pl_mark_reader *reader); /* NULL is fine */

/* ---- Care --------------------------------------------------------------- */

/* Ids by name, or 0. */
int64_t pl_store_asset_id(struct pl_store *store, const char *name);
int64_t pl_store_subject_id(struct pl_store *store, const char *name);
int64_t pl_store_patch_id(struct pl_store *store, const char *name);
int64_t pl_store_source_id(struct pl_store *store, const char *name);

/* The name of a source, for people; copied into out, "" where unknown. */
void pl_store_source_name(
    struct pl_store *store, int64_t id, struct pl_buf *out);

/* Input that was set aside. */
struct pl_store_reject {
	const char *source, *where, *reason, *input;
};

/* Calls back as above, in the order in which they were set aside. */
int pl_store_rejects(struct pl_store *store,
    int (*each)(void *context, const struct pl_store_reject *reject),
    void *context, struct pl_error *err);

struct pl_store_counts {
	int64_t events, assets, subjects, sources, rejects;
	int64_t first_ms, last_ms; /* of all events; 0 where there are none */
};

int pl_store_count(
    struct pl_store *store, struct pl_store_counts *out, struct pl_error *err);

#endif
