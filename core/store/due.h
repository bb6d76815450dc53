/*
 * due.h - which packages are to be joined anew, and what that takes
 *
 * Advisories meet what was installed package by package (join/join.h). A batch
 * notes, in the transaction that stores it, the products of whose patches it
 * told something that matters to that: an attribute "from", "to", "advisory"
 * or "distro" of an event, a vulnerability, another product; and all products
 * where it turns out that an asset ran another release than was known. Only
 * package URLs are noted. A note stays until it was worked off.
 */
#ifndef PL_DUE_H
#define PL_DUE_H

#include <stdint.h>

#include "model/kind.h"

struct pl_buf;
struct pl_error;
struct pl_store;

/* ---- Working off -------------------------------------------------------- */

struct pl_due;

/* The store must outlive it. */
int pl_due_open(
    struct pl_due **out, struct pl_store *store, struct pl_error *err);
void pl_due_close(struct pl_due *due); /* NULL is fine */

/* Replace a product by the next one that is noted, in the order of bytes; ""
 * by the first. 1, 0 where there is none, or PL_E_STORE. */
int pl_due_next(
    struct pl_due *due, struct pl_buf *product, struct pl_error *err);

/* Forget the notes up to and with this product, in a transaction. */
int pl_due_done(struct pl_due *due, const char *product, struct pl_error *err);

/* The patches of a product, by id. Each of these calls back until a callback
 * returns other than 0, which is then returned; texts are borrowed for the
 * time of the call. */
int pl_due_patches(struct pl_due *due, const char *product,
    int (*each)(void *context, int64_t patch, const char *name), void *context,
    struct pl_error *err);

/* What is told of a patch alone by "advisory" and "distro". */
int pl_due_advisories(struct pl_due *due, int64_t patch,
    int (*each)(void *context, const char *name, const char *value),
    void *context, struct pl_error *err);
int pl_due_vulns(struct pl_due *due, int64_t patch,
    int (*each)(void *context, int64_t vuln), void *context,
    struct pl_error *err);

/* An event of a patch on an asset that has an attribute "from" or "to". */
struct pl_due_event {
	int64_t patch, asset, at_ms, source;
	enum pl_kind kind;
	const char *name, *value; /* of the attribute */
};

/* In the order of pl_reader_open, and of one event by name and value. */
int pl_due_events(struct pl_due *due, int64_t patch,
    int (*each)(void *context, const struct pl_due_event *event), void *context,
    struct pl_error *err);

/* Which release an asset ran at a time, "debian-12": as was told last until
 * then, else as was told first. "" where nobody ever did. */
int pl_due_distro(struct pl_due *due, int64_t asset, int64_t at_ms,
    struct pl_buf *out, struct pl_error *err);

/* The name of an asset. */
int pl_due_asset(struct pl_due *due, int64_t asset, struct pl_buf *out,
    struct pl_error *err);

/* ---- Noting; for batch.c ------------------------------------------------ */

struct pl_due_notes;

int pl_due_notes_open(
    struct pl_due_notes **out, struct pl_store *store, struct pl_error *err);
void pl_due_notes_close(struct pl_due_notes *notes); /* NULL is fine */

/* Does an attribute of an event matter, by its name? */
int pl_due_matters(const char *name);

/* Note the product of a patch, where it has one. */
int pl_due_note(
    struct pl_due_notes *notes, int64_t patch, struct pl_error *err);

/* Note that something was told of patches on an asset that is joined. */
int pl_due_note_asset(
    struct pl_due_notes *notes, int64_t asset, struct pl_error *err);

/* To be asked before the fact is stored, and before what was told along with it
 * is noted: where it says that the asset ran another release at that time than
 * was known when its patches were joined, note all products. */
int pl_due_note_distro(struct pl_due_notes *notes, int64_t asset, int64_t at_ms,
    const char *distro, struct pl_error *err);

#endif
