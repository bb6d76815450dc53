/*
 * products.h - the products that a document speaks of, by their ids
 *
 * A document lists products, each under an id of its own, and then says "this
 * package as a component of that system" under further ids, tens of thousands
 * of them. What is kept of each is what makes a patch of it: the package and
 * its version, from a package URL, and the release, from a CPE.
 */
#ifndef CSAF_PRODUCTS_H
#define CSAF_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

enum {
	PRODUCTS = 1 << 20,                /* of a document */
	PRODUCTS_BYTES = 256 * 1024 * 1024 /* of all their names */
};

#define PRODUCTS_NONE UINT32_MAX /* past the limits, or no memory */

struct product {
	const char *id;
	const char *type, *vendor;     /* of its package URL; NULL: none */
	const char *package, *version; /* version NULL: none is told */
	const char *distro;            /* "rhel-9"; NULL: it is no release */
	const char *name;              /* in people's words, or NULL */
	int is_source;
	uint32_t component, platform; /* what it is made of, or itself */
};

struct products {
	struct product *list;
	size_t count, room;
	uint32_t *slots; /* open addressing; 0: free, else number + 1 */
	size_t slot_count;
	struct products_block *blocks; /* of text */
	size_t bytes;
};

/* The number of a product, which is made where it is new; PRODUCTS_NONE. */
uint32_t products_number(struct products *products, const char *id);

/* Tell more of a product, by its number: its name, its package URL, its CPE.
 * What is not understood tells nothing. -1 without memory. */
int products_set_name(
    struct products *products, uint32_t number, const char *name);
int products_set_purl(
    struct products *products, uint32_t number, const char *purl);
int products_set_cpe(
    struct products *products, uint32_t number, const char *cpe);

/* What a product comes to: the package of what it is a component of, and the
 * release of its platform. Members are NULL where they are not known. */
struct product products_resolve(
    const struct products *products, uint32_t number);

/* Forget all products. */
void products_clear(struct products *products);
void products_free(struct products *products);

#endif
