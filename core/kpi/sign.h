/*
 * sign.h - what is told elsewhere against the install of a patch
 *
 * An item's own events tell that it was undone or made trouble. Elsewhere
 * stand incidents of a patch that name no machine, and installs of something
 * else on the same machine that name the patch as their cause: hotfixes.
 */
#ifndef PL_SIGN_H
#define PL_SIGN_H

#include <stdint.h>

struct pl_error;
struct pl_signs;
struct pl_store;

/* Read them, up to a cut-off. */
int pl_signs_load(struct pl_signs **out, struct pl_store *store,
    int64_t as_of_ms, struct pl_error *err);
void pl_signs_free(struct pl_signs *signs); /* NULL is fine */

/* The first after an instant about a patch on an asset, or with asset 0 about
 * the patch alone; 0: there is none. */
int64_t pl_signs_after(const struct pl_signs *signs, int64_t subject,
    int64_t asset, int64_t after_ms);

/* Does any install tell what caused it? Else nobody knows of rework. */
int pl_signs_tell_causes(const struct pl_signs *signs);

#endif
