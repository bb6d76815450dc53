/* SPDX-License-Identifier: MIT
 *
 * machine.h - the machine whose own logs are read, for package managers
 *
 * A path of /var/log means the logs of this machine. Any other may be a copy of
 * another one's, which must not meet files of this machine.
 *
 * Functions ask for the options path, asset, timezone (PLORE_REPEATED) and
 * release, which such plugins have in common.
 */
#ifndef KIT_MACHINE_H
#define KIT_MACHINE_H

#include <patchlore/plugin.h>
#include <stdint.h>

#include "kit/osrelease.h"
#include "kit/zone.h"

enum { KIT_MACHINE_NAME = PLORE_MAX_NAME + 1 };

/* What the option says; else own where the logs are this machine's, or NULL.
 * Borrowed from the host or own. */
const char *kit_machine_place(
    const plore_host *host, const char *option, const char *own);

/* As the option says, or this machine's name. PLORE_OK, or an error that was
 * told to the host; so with the next. */
int32_t kit_machine_asset(const plore_host *host, char out[KIT_MACHINE_NAME]);
int32_t kit_machine_zones(const plore_host *host, struct kit_zones *out);

/* From its os-release, if it is to be looked at; what is wrong is logged. */
void kit_machine_release(const plore_host *host, struct kit_osrelease *out);

/* Report that it was there, asset.seen; os may be NULL. As kit_emit. */
int32_t kit_machine_seen(const plore_host *host, const char *asset,
    int64_t at_ms, const struct kit_osrelease *os);

#endif
