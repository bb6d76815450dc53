/*
 * remedy.h - what a vendor calls its fix, from the words around it
 */
#ifndef CSAF_REMEDY_H
#define CSAF_REMEDY_H

#include <stddef.h>

/* The patch that a text names: "5035853" or "5035853:Security Update:..." is
 * Microsoft's KB5035853. 1, or 0 where it names none. */
int remedy_of_details(const char *details, char *out, size_t size);

/* From an address: ".../errata/RHSA-2024:0010" or "...Search.aspx?q=KB5035853".
 */
int remedy_of_url(const char *url, char *out, size_t size);

/* What a restart category of CSAF, or a word of Microsoft's, means for the
 * attribute reboot. NULL: nothing. */
const char *remedy_reboot(const char *restart);

/* Does Microsoft's exploit status say that it is exploited? */
int remedy_is_exploited(const char *status);

#endif
