/*
 * child.h - a program and all that it starts, from its start to its certain end
 *
 * The program leads a process group of its own, reads nothing (its standard
 * input is at its end), and is killed by the kernel should the worker die. It
 * gets no descriptor but the three standard ones: the worker's connection to
 * patchlore is not among them.
 */
#ifndef EXEC_CHILD_H
#define EXEC_CHILD_H

#include <stdint.h>
#include <sys/types.h>

struct child {
	pid_t pid;
	int pidfd;          /* -1 before Linux 5.3 */
	int output, errors; /* ends of pipes that do not block; the caller
	                       closes them */
};

/* Start argv[0], an absolute path, in the environment env. 0, or the errno of
 * the step that failed, exec among them. */
int child_start(struct child *child, char *const argv[], char *const env[]);

/* Wait until there is something to read or the program has ended, at most so
 * long. A descriptor of -1 is not waited for. */
void child_poll(const struct child *child, int output, int errors, int ms);

/* Has the program ended? It is kept as it is until child_finish. */
int child_ended(const struct child *child);

/* Ask the group to end, with TERM, and give it CHILD_GRACE_MS. What it says
 * meanwhile is read from output and errors and goes nowhere. */
enum { CHILD_GRACE_MS = 2000 };
void child_ask(const struct child *child, int output, int errors);

/* Kill whatever is left of the group and give the program back to the kernel.
 * Its wait status. */
int child_finish(struct child *child);

/* Milliseconds by a clock that is never set, for deadlines. */
int64_t child_clock_ms(void);

#endif
