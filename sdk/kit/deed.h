/* SPDX-License-Identifier: MIT
 *
 * deed.h - what became of a package, as its manager tells it
 *
 * New on a machine it is a product; from one version to another it is a patch,
 * or a way back.
 */
#ifndef KIT_DEED_H
#define KIT_DEED_H

/* Cursors may hold the numbers. */
enum kit_deed {
	KIT_DEED_INSTALLED, /* new on the machine */
	KIT_DEED_INSTALL_FAILED,
	KIT_DEED_REMOVED,
	KIT_DEED_UPGRADED,
	KIT_DEED_UPGRADE_FAILED,
	KIT_DEED_DOWNGRADED,
};

/* The kind of the event that tells it, "deploy.installed". */
const char *kit_deed_kind(enum kit_deed deed);

int kit_deed_failed(enum kit_deed deed);
int kit_deed_changes(enum kit_deed deed); /* one version into another */
int kit_deed_undoes(enum kit_deed deed);  /* it is the old version that goes */

#endif
