/* SPDX-License-Identifier: MIT
 *
 * logs.h - a log and its rotated files, in the order in which they were written
 *
 * logrotate numbers them (dpkg.log.1, dpkg.log.2.gz; the highest is the oldest)
 * or dates them (dpkg.log-20260301.gz), as it was told to.
 */
#ifndef KIT_LOGS_H
#define KIT_LOGS_H

struct kit_logs {
	char **names; /* the oldest first, without the folder */
	int count;
};

/* List those of a base name such as "dpkg.log". 0, or -1 with errno. */
int kit_logs_list(struct kit_logs *out, const char *folder, const char *base);
void kit_logs_free(struct kit_logs *logs);

#endif
