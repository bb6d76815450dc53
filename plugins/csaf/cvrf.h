/*
 * cvrf.h - Microsoft's monthly security updates in CVRF 1.1, which is XML
 *
 * A document lists vulnerabilities, each with the updates that fix it; an
 * update fixes many of them. So updates are gathered, with what they fix, and
 * told at the end; of vulnerabilities, only the one at hand is kept.
 */
#ifndef CSAF_CVRF_H
#define CSAF_CVRF_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

struct cvrf;

/* NULL without memory. */
struct cvrf *cvrf_new(const plore_host *host);
void cvrf_free(struct cvrf *cvrf); /* NULL is fine */

/* Take bytes of the document. 0, or -1 with a reason where it is flawed, or
 * where there is no memory. */
int cvrf_take(struct cvrf *cvrf, const char *bytes, size_t length, char *why,
    size_t why_size);

/* It is over: tell it. PLORE_OK; PLORE_E_DATA with a reason where it is none;
 * or what the host answered. Adds to *events. */
int32_t cvrf_end(
    struct cvrf *cvrf, uint64_t *events, char *why, size_t why_size);

#endif
