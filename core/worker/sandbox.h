/*
 * sandbox.h - what the worker gives up before a plugin's code runs
 *
 * Constructors of a shared object run inside dlopen, so both functions are
 * called before it, from the only thread. The layers, from the outermost in:
 * a session and process limits of its own; another user where it starts as
 * root; Landlock, which opens nothing but the system's libraries, the plugin
 * and what is granted; a filter of system calls. Children inherit them all.
 *
 * What the kernel does not offer is left out and named, or under
 * PL_SANDBOX_REQUIRED an error.
 */
#ifndef PL_SANDBOX_H
#define PL_SANDBOX_H

#include <stddef.h>
#include <sys/types.h>

#include "base/wire.h"

/* At the very start: close every descriptor from first on, lead a session,
 * die with the host, hold the limits. 0, or -1 with errno. */
int pl_sandbox_begin(int first_descriptor);

struct pl_sandbox {
	enum pl_sandbox_mode mode;
	unsigned rights; /* PL_RIGHT_... */
	uid_t uid;       /* to become, where the worker is root */
	gid_t gid;
	int plugin; /* descriptor of the plugin's file */
	const struct pl_wire_grant *grants;
	size_t grant_count;
	int witness; /* write down what is refused, see witness.h */
};

enum { PL_SANDBOX_TEXT = 512 };

struct pl_sandbox_state {
	char text[PL_SANDBOX_TEXT]; /* what is in force and what is missing:
	                               "limits, user 65534, Landlock 7, system
	                               calls" */
	int filtered;               /* the filter of system calls is in force */
};

/* Shut the door. 0, or -1 with the reason in state->text where the mode does
 * not allow to go on. */
int pl_sandbox_enter(
    const struct pl_sandbox *sandbox, struct pl_sandbox_state *state);

#endif
