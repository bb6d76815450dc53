/* SPDX-License-Identifier: MIT */
#include "kit/deed.h"

const char *
kit_deed_kind(enum kit_deed deed)
{
	static const char *const kinds[] = {
	    [KIT_DEED_INSTALLED] = "product.installed",
	    [KIT_DEED_INSTALL_FAILED] = "product.failed",
	    [KIT_DEED_REMOVED] = "product.removed",
	    [KIT_DEED_UPGRADED] = "deploy.installed",
	    [KIT_DEED_UPGRADE_FAILED] = "deploy.failed",
	    [KIT_DEED_DOWNGRADED] = "deploy.rolled_back",
	};

	return kinds[deed];
}

int
kit_deed_failed(enum kit_deed deed)
{
	return deed == KIT_DEED_INSTALL_FAILED ||
	       deed == KIT_DEED_UPGRADE_FAILED;
}

int
kit_deed_changes(enum kit_deed deed)
{
	return deed == KIT_DEED_UPGRADED || deed == KIT_DEED_UPGRADE_FAILED ||
	       deed == KIT_DEED_DOWNGRADED;
}

int
kit_deed_undoes(enum kit_deed deed)
{
	return deed == KIT_DEED_REMOVED || deed == KIT_DEED_DOWNGRADED;
}
