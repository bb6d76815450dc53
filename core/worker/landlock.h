/*
 * landlock.h - the files and the network that are left
 *
 * Landlock (Linux 5.13) lets a process give up everything in the file system
 * but what it names. Later versions added TCP and signals.
 */
#ifndef PL_LANDLOCK_H
#define PL_LANDLOCK_H

#include "worker/sandbox.h"

/* The version that the kernel offers, 0 where it has none. */
int pl_landlock_version(void);

/* Leave readable: the system's libraries and time zones, the plugin's file,
 * what is granted; startable, with PL_RIGHT_PROGRAMS: the system's programs
 * and those granted. A granted path that does not exist is passed over. 0, or
 * -1 with errno. */
int pl_landlock_enter(const struct pl_sandbox *sandbox, int version);

#endif
