#include "share/entity.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/map.h"
#include "store/store.h"

/* A name of a machine, of which there need not be any event. */
struct node {
	uint32_t parent; /* towards the name that stands for the machine */
	int moves;       /* it goes on under another name */
	int is_told;     /* a class is, */
	int is_final;    /* by the name that it goes on under */
	enum pl_class class;
};

/* Nodes are by the number of their name, from 1 on. */
struct pl_entities {
	struct pl_map *names;
	struct node *nodes;
	size_t count, room;
	uint32_t *name_of; /* by asset */
	size_t asset_count;
};

static uint32_t
node_add(struct pl_entities *entities, const char *name)
{
	uint32_t number = pl_map_add(entities->names, name);

	while (entities->count <= number) {
		entities->nodes = pl_grow(entities->nodes, entities->count,
		    &entities->room, sizeof *entities->nodes);
		entities->nodes[entities->count] =
		    (struct node){.parent = (uint32_t)entities->count};
		entities->count++;
	}
	return number;
}

static uint32_t
root_of(const struct pl_entities *entities, uint32_t number)
{
	while (entities->nodes[number].parent != number)
		number = entities->nodes[number].parent;
	return number;
}

/* Paths are kept short on the way, so that long chains of names cost little. */
static uint32_t
root_shorten(struct pl_entities *entities, uint32_t number)
{
	uint32_t root = root_of(entities, number);

	while (number != root) {
		uint32_t next = entities->nodes[number].parent;

		entities->nodes[number].parent = root;
		number = next;
	}
	return root;
}

static int
take_asset(void *context, const struct pl_asset *asset)
{
	struct pl_entities *entities = context;
	size_t needed = (size_t)asset->id + 1;

	if (needed > entities->asset_count) {
		size_t room = needed * 2;

		entities->name_of = pl_realloc_array(
		    entities->name_of, room, sizeof *entities->name_of);
		memset(entities->name_of + entities->asset_count, 0,
		    (room - entities->asset_count) * sizeof *entities->name_of);
		entities->asset_count = room;
	}
	entities->name_of[asset->id] = node_add(entities, asset->name);
	return 0;
}

static uint32_t
name_of(const struct pl_entities *entities, int64_t asset)
{
	return (size_t)asset < entities->asset_count ? entities->name_of[asset]
	                                             : 0;
}

static int
take_move(void *context, const struct pl_fact *fact)
{
	struct pl_entities *entities = context;
	uint32_t name = name_of(entities, fact->owner), into;

	if (name == 0 || strcmp(fact->name, "into") != 0)
		return 0;
	into = node_add(entities, fact->value);
	if (into == name)
		return 0;
	entities->nodes[name].moves = 1;
	name = root_shorten(entities, name);
	entities->nodes[name].parent = root_shorten(entities, into);
	return 0;
}

static int
take_class(void *context, const struct pl_fact *fact)
{
	struct pl_entities *entities = context;
	uint32_t name = name_of(entities, fact->owner);
	struct node *machine;
	enum pl_class class;
	int is_final;

	if (name == 0 || strcmp(fact->name, "class") != 0)
		return 0;
	machine = &entities->nodes[root_shorten(entities, name)];
	class = pl_class_of(fact->value);
	is_final = !entities->nodes[name].moves;
	if (machine->is_told && machine->is_final >= is_final &&
	    (machine->is_final > is_final || machine->class <= class))
		return 0;
	machine->is_told = 1;
	machine->is_final = is_final;
	machine->class = class;
	return 0;
}

int
pl_entities_load(struct pl_entities **out, struct pl_store *store,
    int64_t as_of_ms, int64_t class_ms, struct pl_error *err)
{
	struct pl_entities *entities = pl_alloc(sizeof *entities);
	int result;

	entities->names = pl_map_new();
	result = pl_store_assets(store, as_of_ms, take_asset, entities, err);
	if (result == PL_OK)
		result = pl_store_asset_facts(
		    store, as_of_ms, take_move, entities, err);
	if (result == PL_OK)
		result = pl_store_asset_facts(
		    store, class_ms, take_class, entities, err);
	if (result < 0) {
		pl_entities_free(entities);
		return result;
	}
	*out = entities;
	return PL_OK;
}

void
pl_entities_free(struct pl_entities *entities)
{
	if (entities == NULL)
		return;
	pl_map_free(entities->names);
	free(entities->nodes);
	free(entities->name_of);
	free(entities);
}

uint32_t
pl_entity_of(const struct pl_entities *entities, int64_t asset)
{
	return root_of(entities, name_of(entities, asset));
}

uint32_t
pl_entity_count(const struct pl_entities *entities)
{
	return (uint32_t)entities->count;
}

enum pl_class
pl_entity_class(const struct pl_entities *entities, uint32_t entity)
{
	const struct node *machine = &entities->nodes[entity];

	return machine->is_told ? machine->class : PL_CLASS_OTHER;
}
