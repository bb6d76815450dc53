/*
 * sandbox.h - what the worker gives up before a plugin's code runs
 *
 * Constructors of a shared object run inside dlopen, so both functions are
 * called before it, from the only thread. What the kernel does not offer is
 * left out; pl_sandbox_state says what is in force.
 */
#ifndef PL_SANDBOX_H
#define PL_SANDBOX_H

/* Close every descriptor from first on, go into a session of its own, die with
 * the host, hold rlimits, give up new privileges. 0, or -1 with errno where a
 * step that every kernel offers failed. */
int pl_sandbox_enter(int first_descriptor);

/* The protection in force, for the log: "rlimits, no-new-privileges". */
const char *pl_sandbox_state(void);

#endif
