/*
 * witness.h - who tells what a plugin was refused
 *
 * For the conformance check: a plugin that is refused a file or a system call
 * may hide that, and its author should hear of it. The filter raises SIGSYS
 * for what it refuses and for every opening of a file; the handler carries the
 * opening out, so that Landlock decides, and writes each refusal to standard
 * error as a log line of level 0: "<0>open /etc/passwd". It protects nothing.
 */
#ifndef PL_WITNESS_H
#define PL_WITNESS_H

/* The sixth argument that marks an opening as the handler's own; the filter
 * lets it pass, and the kernel does not look at it. */
#define PL_WITNESS_PASS 0x706c6f72u

/* Install the handler. writes: opening a file for writing is not refused. 0,
 * or -1 with errno, ENOSYS on a processor whose registers we do not know. */
int pl_witness_start(int writes);

#endif
