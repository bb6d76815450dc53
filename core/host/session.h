/*
 * session.h - the end of everything that a worker started
 *
 * A worker leads a session and, where its sandbox holds, neither it nor its
 * children can leave it. So the processes of that session are its family, and
 * nobody else's.
 */
#ifndef PL_SESSION_H
#define PL_SESSION_H

#include <sys/types.h>

/* Kill every process of the session but its leader, which must have ended and
 * not been reaped: as long as it is there, the number is not given to a
 * stranger. */
void pl_session_end(pid_t leader);

/* How many processes the session has beside its leader. */
int pl_session_count(pid_t leader);

#endif
