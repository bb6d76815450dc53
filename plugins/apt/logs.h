/*
 * logs.h - a log and its rotated files, in the order in which they were written
 *
 * logrotate numbers them (dpkg.log.1, dpkg.log.2.gz; the highest is the oldest)
 * or dates them (dpkg.log-20260301.gz), as it was told to.
 */
#ifndef APT_LOGS_H
#define APT_LOGS_H

struct logs {
	char **names; /* the oldest first, without the folder */
	int count;
};

/* List those of a base name such as "dpkg.log". 0, or -1 with errno. */
int logs_list(struct logs *out, const char *folder, const char *base);
void logs_free(struct logs *logs);

#endif
