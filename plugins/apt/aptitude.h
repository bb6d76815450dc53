/*
 * aptitude.h - what aptitude meant to do, from its log
 *
 * As the log itself says, these are intentions. What became of them is in the
 * logs of apt and dpkg, which come later; an intention that neither of them
 * knows of never came to anything. The times have an offset, as the only ones
 * here, and are in the language of the machine.
 *
 *     Aptitude 0.8.13: log report
 *     Thu, Mar 12 2026 02:14:07 +0100
 *     ...
 *     [UPGRADE] openssl:amd64 3.0.11-1 -> 3.0.13-1
 *     ===============================================================================
 */
#ifndef APT_APTITUDE_H
#define APT_APTITUDE_H

#include <stddef.h>
#include <stdint.h>

#include "kit/numbers.h"

struct intention {
	int64_t at_ms;
	uint32_t package, old, version; /* without its architecture; old 0: new
	                                   on the machine */
};

struct aptitude {
	struct kit_numbers *names; /* the caller's */
	struct intention *items;   /* in the order of the log */
	size_t count, room;
	int64_t at_ms;             /* of the report at hand; 0: none */
	int64_t first_ms, last_ms; /* of all reports; 0: none */
	int titled;                /* the next line is a time */
};

/* Take the next line. 0; -1 with a literal in *why where it cannot be read; -2
 * where memory is out. */
int aptitude_take(
    struct aptitude *log, const char *text, size_t length, const char **why);
void aptitude_free(struct aptitude *log);

#endif
