/*
 * bearing.h - whose word bears on an item
 *
 * Patches, vulnerabilities and products are the same on all machines, so what
 * one machine's events tell of them bears on the items of all others: which
 * product a patch is of, what it fixes, which fixes a later version brought.
 * Figures are the better for it. What is told of a machine to strangers must
 * not be.
 */
#ifndef PL_BEARING_H
#define PL_BEARING_H

enum pl_bearing {
	PL_BEARING_ALL, /* all that was told */
	/* What events of the item's asset tell, and events without an asset.
	 * Here a product is a package by the name of a patch, P=V; what "join"
	 * derived is left out, since it compares the patches of all assets; and
	 * a patch that is superseded by a named one has an heir, whether or not
	 * anybody tells of that. */
	PL_BEARING_OWN,
};

#endif
