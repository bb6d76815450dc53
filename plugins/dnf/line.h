/*
 * line.h - the lines of dnf.rpm.log, of yum.log, and of "rpm -qa --last"
 *
 *     2026-03-12T02:14:07+0100 SUBDEBUG Upgrade: curl-7.76.1-31.el9.x86_64
 *     Mar 12 02:14:07 Updated: 1:openssl-libs-1.0.2k-26.el7_9.x86_64
 *     bash-4.4.20-4.el8.x86_64           Thu 12 Mar 2026 02:14:07 AM CET
 *
 * dnf wrote Z at first, then an offset; before that, like yum, neither a year
 * nor a zone (years.h tells the year). A record of dnf.rpm.log may go on for
 * several lines, which then begin with no time.
 */
#ifndef DNF_LINE_H
#define DNF_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "kit/localtime.h"
#include "plugins/dnf/nevra.h"

enum line_word {
	LINE_OTHER,     /* a record that says nothing we need */
	LINE_GOES_ON,   /* more of the record before */
	LINE_INSTALL,   /* a version is being installed */
	LINE_UPGRADE,   /* in place of another one */
	LINE_DOWNGRADE, /* in place of a later one */
	LINE_REMOVE, /* a version goes; of yum, perhaps without saying which */
	LINE_REPLACED, /* a version gives way to one that was told before */
	LINE_FAILED,   /* that one did not get in */
	LINE_PRESENT,  /* a version is there since */
};

/* Where the year is missing. */
struct line_day {
	int month, day; /* 1 to 12, 1 to 31; 0: at_ms is given */
	char time[9];   /* "02:14:07" */
};

struct line {
	enum line_word word;
	int64_t at_ms;
	struct line_day yearless;
	struct nevra package; /* of REMOVE and FAILED perhaps a name only: then
	                         version and key are "" */
};

/* Read a line of length bytes that a NUL closes. 0, or -1 with a literal in
 * *why. */
int line_read_dnf(struct line *out, struct kit_local_clock *clock,
    const char *text, size_t length, const char **why);
int line_read_yum(
    struct line *out, const char *text, size_t length, const char **why);
int line_read_last(struct line *out, struct kit_local_clock *clock,
    const char *text, size_t length, const char **why);

/* The time of a day in a year; -1 where it has no such day. */
int line_day_in(const struct line_day *day, int year,
    struct kit_local_clock *clock, int64_t *out_ms);

#endif
