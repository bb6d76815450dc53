/*
 * termlog.h - what dpkg said on the terminal, from apt's term.log
 *
 * history.log says that a run went wrong, and not which packages it was about:
 * this log does, in dpkg's own words, and why. It is as wide as the terminal
 * was, with carriage returns and escape sequences in it, and in the language of
 * whoever looked at it. Only English is understood; what is not tells nothing.
 *
 *     Log started: 2026-03-12  02:14:07
 *     Unpacking openssl (3.0.13-1) over (3.0.11-1) ...
 *     Setting up openssl (3.0.13-1) ...
 *     dpkg: error processing package openssl (--configure):
 *      installed openssl package post-installation script subprocess ...
 *     Log ended: 2026-03-12  02:14:09
 */
#ifndef APT_TERMLOG_H
#define APT_TERMLOG_H

#include <stddef.h>
#include <stdint.h>

#include "kit/localtime.h"
#include "kit/numbers.h"
#include "plugins/apt/aptlog.h"

struct term_package {
	uint32_t package, bare, old, version; /* names; 0: not told */
	uint32_t cause;                       /* why it failed */
	int unpacked, removed, set_up, failed;
};

struct term_session {
	int64_t start_ms, end_ms; /* end 0: cut off */
	uint32_t error;           /* of dpkg, about no package */
	size_t first, count;      /* its packages */
	int understood;           /* it speaks English */
};

struct termlog {
	struct kit_numbers *names; /* the caller's, the same as the aptlog's */
	struct kit_local_clock clock;
	struct term_session *sessions;
	size_t count, room;
	struct term_package *packages;
	size_t package_count, package_room;
	size_t *by_name; /* by the number of the bare name: package and 1 */
	size_t by_name_room;
	size_t
	    explained; /* number of the package that the next line is about */
	int inside;
};

/* Take the next line, which is changed. 0; -1 with a literal in *why where it
 * cannot be read; -2 where memory is out. */
int termlog_take(
    struct termlog *log, char *text, size_t length, const char **why);

/* A file ends, and with it the session that it was about. */
void termlog_file_ends(struct termlog *log);

/* Tell the runs of history.log what was said during them; where it has none,
 * make runs of the sessions. Before aptlog_close. 0, or -2 where memory is
 * out. */
int termlog_apply(const struct termlog *log, struct aptlog *apt);
void termlog_free(struct termlog *log);

#endif
