/*
 * version.h - which of two Debian versions is later (Debian Policy 5.6.12)
 */
#ifndef APT_VERSION_H
#define APT_VERSION_H

/* Less than, equal to or greater than 0, as dpkg --compare-versions says. */
int version_compare(const char *a, const char *b);

#endif
