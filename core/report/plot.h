/*
 * plot.h - gnuplot, as a program beside us
 */
#ifndef PL_PLOT_H
#define PL_PLOT_H

struct pl_error;

enum { PL_PLOT_SECONDS = 30 };

/* Run gnuplot in a folder on a script, after a line of settings. It is started
 * without a shell, sees no standard input, and is ended when it takes too
 * long. */
int pl_plot(const char *dir, const char *settings, const char *script,
    struct pl_error *err);

#endif
