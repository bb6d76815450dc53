/*
 * join.h - fixes that came with a later version than the advisory names
 *
 * An advisory names the version F that fixes a package, as the patch P=F with
 * the attribute "advisory". Who installs F has that patch. Who goes from an
 * older version O to a later one V has it too, and only by comparing versions
 * is that known, so it is derived here, from what sources told of P=V with the
 * attribute "from" (or "to") and of P=F, where O < F < V:
 *
 *     deploy.installed P=V, from O     deploy.effective P=F
 *     item.detected P=V, from O        item.detected P=F
 *     deploy.rolled_back P=V, to O     deploy.rolled_back P=F
 *
 * at the same time, with the attribute "by", P=V. Versions are compared as
 * dpkg or rpm do, by the type of the product, pkg:deb/... or pkg:rpm/...,
 * which must be the same for both.
 *
 * A version counts in the releases that its advisories name by "distro", which
 * the asset's own must be or be a part of: rhel-8.4 of rhel-8. Where one of
 * the two is not known, the version counts unless an older one, at or below O,
 * has the same vulnerability or advisory: then it was fixed there already, for
 * another release.
 *
 * What is derived is told by a source of its own and, like all that is told,
 * only added to. So here alone the order of arrival may show: a fix that was
 * joined for want of a release, or of an older version with the same
 * vulnerability, stays when that is told later.
 */
#ifndef PL_JOIN_H
#define PL_JOIN_H

#include <stdint.h>

struct pl_error;
struct pl_store;

#define PL_JOIN_SOURCE "join"

/* Join the packages of which something was told since they were joined last
 * (store/due.h), into a store that is open for writing. Holds what is known of
 * one package in memory. *found is how many events are new, also where an error
 * is returned. Where *stop becomes 1 or the power fails, the next call goes on
 * from there. */
int pl_join(struct pl_store *store, const volatile int *stop, int64_t *found,
    struct pl_error *err);

#endif
