/*
 * entity.h - which names are one machine, and what class it is of
 *
 * A machine that goes on under another name says so by asset.merged with the
 * attribute "into"; of several such values the newest up to the cut-off holds,
 * as of all that is told of an asset. Names that lead to each other, by however
 * many steps and also in a circle, are one machine, whether or not there are
 * events of the name that one leads to.
 *
 * Its class is what is told of the name that it goes on under. Where that tells
 * none, or where there is no such name because they go round in a circle: the
 * first, in the order of enum pl_class, of those that its other names tell.
 *
 * All this hangs on the events of the machine's own names.
 */
#ifndef PL_ENTITY_H
#define PL_ENTITY_H

#include <stdint.h>

#include "share/taxonomy.h"

struct pl_entities;
struct pl_error;
struct pl_store;

/* Read which names are one up to as_of_ms, and their classes up to class_ms. */
int pl_entities_load(struct pl_entities **out, struct pl_store *store,
    int64_t as_of_ms, int64_t class_ms, struct pl_error *err);
void pl_entities_free(struct pl_entities *entities); /* NULL is fine */

/* The number of the machine that an asset is, of which an event up to the
 * cut-off speaks: less than pl_entity_count. Not all numbers are used. */
uint32_t pl_entity_of(const struct pl_entities *entities, int64_t asset);
uint32_t pl_entity_count(const struct pl_entities *entities);

/* Of a number that pl_entity_of told. */
enum pl_class pl_entity_class(
    const struct pl_entities *entities, uint32_t entity);

#endif
