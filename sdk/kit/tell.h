/* SPDX-License-Identifier: MIT
 *
 * tell.h - what plugins say to the host, over and over
 *
 * All return what a plugin goes on with, so that they can stand behind return.
 */
#ifndef KIT_TELL_H
#define KIT_TELL_H

#include <patchlore/plugin.h>
#include <stdint.h>

/* Report an event. What the host answered, but that an event which it left out
 * is no reason to stop. */
int32_t kit_emit(const plore_host *host, const plore_event *event);

/* Set a line of a file aside, or where it is 0, the file. What the host
 * answered. */
int32_t kit_reject(const plore_host *host, const char *file, uint64_t line,
    const char *reason, const char *input);

/* Say why the run cannot go on. The result. */
int32_t kit_fail(const plore_host *host, int32_t result, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

#endif
