/*
 * filter.h - the system calls that are left
 *
 * A list of what is refused rather than of what is allowed: libraries call
 * what they like and new calls appear every year, so an allow list breaks
 * strangers' code. Refused calls return EPERM and kill nobody; Landlock holds
 * the files.
 *
 * Signals to other processes are held by Landlock from version 6 on. The filter
 * does not rest on it: without PL_RIGHT_PROGRAMS there are none but to the
 * process itself, and with it none to the host, its group or to everybody at
 * once. What it cannot tell apart then are children and other processes of the
 * user.
 */
#ifndef PL_FILTER_H
#define PL_FILTER_H

/* Refuse from now on, given the PL_RIGHT_... of the plugin: whatever reaches
 * into other processes, the kernel's set-up, namespaces or the clock; sockets
 * but those of the network, and these without PL_RIGHT_NETWORK; other
 * processes and programs without PL_RIGHT_PROGRAMS; changing files. To be
 * called by the child of the host, with no_new_privs. With witness, what is
 * refused raises SIGSYS for witness.h, and so does every opening of a file. 0,
 * or -1 with errno. */
int pl_filter_enter(unsigned rights, int witness);

#endif
