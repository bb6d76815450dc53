/*
 * error.h - what went wrong, in a sentence for the person who must act
 *
 * A function that can fail returns 0 or one of the codes below and takes a
 * struct pl_error last. The place that detects the trouble writes the
 * sentence with pl_fail; callers pass the code on, and may put in front where
 * they were with pl_fail_at. Nothing below cli/ prints.
 */
#ifndef PL_ERROR_H
#define PL_ERROR_H

enum {
	PL_OK = 0,
	PL_E_FAILED = -1,  /* none of the below */
	PL_E_CONFIG = -2,  /* a setting or an argument is wrong */
	PL_E_IO = -3,      /* the operating system said no */
	PL_E_STORE = -4,   /* the store is damaged, foreign, busy or full */
	PL_E_DATA = -5,    /* input that makes no sense */
	PL_E_STOPPED = -6, /* somebody asked to stop; what is done is kept */
	PL_E_LIMIT = -7,   /* larger than a named limit allows */
	PL_E_PLUGIN = -8,  /* a plugin broke the contract or died */
	PL_E_UNAVAILABLE = -9, /* a source is down or busy: try again later */
};

struct pl_error {
	int code;
	char text[1000]; /* UTF-8, one line, no full stop at its end */
};

/* Write the sentence and return code, so that "return pl_fail(...)" reads
 * well. err may be NULL where the caller does not want the words. */
int pl_fail(struct pl_error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "context: " in front of what err says already. Returns err's code. */
int pl_fail_at(struct pl_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Put "; remedy" behind it, for a caller who knows what can be done about it.
 * Returns err's code. */
int pl_fail_remedy(struct pl_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
