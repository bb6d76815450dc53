/* SPDX-License-Identifier: MIT
 *
 * version.h - which of two versions of a package is later
 *
 * Every packaging system has an order of its own; to compare by another's is
 * to be wrong now and then. Any text is a version to them, and none is
 * refused: what the tool would refuse has some place in the order.
 *
 * Both return less than, equal to or greater than 0.
 */
#ifndef KIT_VERSION_H
#define KIT_VERSION_H

/* As dpkg --compare-versions (Debian Policy 5.6.12): "1:2.0~rc1-3+b1". */
int kit_version_deb(const char *a, const char *b);

/* As rpm compares epoch, version and release: "1:2.0~rc1^git3-3.el9". A
 * version without a release comes before all that have one. */
int kit_version_rpm(const char *a, const char *b);

#endif
