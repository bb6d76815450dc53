/* SPDX-License-Identifier: MIT
 *
 * kinds.h - every kind of event, for plugins that pass on what others write
 *
 * A plugin that knows its tool declares the few kinds that it reports; one that
 * reads native events, or maps tables as somebody tells it, declares these.
 */
#ifndef KIT_KINDS_H
#define KIT_KINDS_H

#include <patchlore/plugin.h>

/* Closes with NULL: what the descriptor's kinds wants. */
extern const char *const kit_kinds[];

/* Is it in kit_kinds? */
int kit_is_kind(const char *name);

/* Give the event an asset (NULL: none) where it names none and is about one;
 * what is told about a patch or a vulnerability holds for all machines. */
void kit_default_asset(plore_event *event, const char *asset);

#endif
