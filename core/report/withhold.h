/*
 * withhold.h - a report that may be handed to another house
 *
 * What was asked is looked through before the store is read, and what was found
 * before anybody makes a picture or a page of it: so these show what is left,
 * and cannot show more. What is left are words of share/vocabulary.h and
 * numbers that share/disclosure.h lets pass, as coarse as share/coarse.h makes
 * them; what this does not know is withheld. Whose assets, users, sites and
 * teams it is about is in no part of it.
 */
#ifndef PL_WITHHOLD_H
#define PL_WITHHOLD_H

#include <stddef.h>
#include <stdint.h>

#include "kpi/kpi.h"

struct pl_error;
struct pl_findings;
struct pl_store;

/* What numbers that are withheld say. */
#define PL_WITHHELD_WORD "withheld"

enum { PL_WITHHELD_COUNT = -1 }; /* of patches, soak and rings: not told */

/* What was withheld, in sentences, and what stands instead of some of it. */
struct pl_withheld {
	size_t count, room;
	char **lines;
	const char *assets;  /* bands: "100 to 499" */
	const char *patches; /* of the list of them; NULL: there is none */
	const char *policy;  /* its public id, or that it is their own */
	int no_matrix;       /* its strata are not public */
};

/* Begin with what is asked: only by strata with public values, which no source
 * told as anything but public, and of patches with a public name. Strata of the
 * template that are not such are left out, and
 * the list says so. PL_E_CONFIG where something else was asked for. own_by: the
 * strata of the query are the template's. policy: by which name its policy was
 * found, or NULL; one that comes with patchlore is called so. */
int pl_withhold_asked(struct pl_withheld **out, struct pl_store *store,
    struct pl_query *query, int own_by, const char *policy, const char *patch,
    struct pl_error *err);
void pl_withheld_free(struct pl_withheld *withheld); /* NULL is fine */

/* Withhold. The findings have the list from then on, and free it. PL_E_DATA
 * where so few assets were found that nothing can be told. */
int pl_withhold(struct pl_findings *findings, struct pl_withheld *withheld,
    struct pl_error *err);

/* Why there is no such picture of findings of which something was withheld, or
 * NULL. */
const char *pl_withhold_picture(
    const struct pl_findings *findings, const char *name);

/* ---- Parts of it --------------------------------------------------------- */

/* One sentence more, once. */
void pl_withheld_add(struct pl_withheld *withheld, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A count that may be withheld: PL_WITHHELD_COUNT or what is left of it. */
int64_t pl_withhold_count(int64_t count, int hidden);

void pl_withhold_figures(
    struct pl_findings *findings, struct pl_withheld *withheld);
void pl_withhold_patches(
    struct pl_findings *findings, struct pl_withheld *withheld);
void pl_withhold_rings(
    struct pl_findings *findings, struct pl_withheld *withheld);

/* After the figures: a month that the parts do not tell is not told here. */
void pl_withhold_trends(
    struct pl_findings *findings, struct pl_withheld *withheld);

#endif
