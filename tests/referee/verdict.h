/*
 * verdict.h - what a referee's program says: TAP, with what was measured
 *
 *	verdict(p > 1e-4, "chi-square of draws: p %.3g", p);
 *	...
 *	return verdict_end();
 *
 * Programs here measure for minutes what tests/unit/ only looks at; "make
 * referee" runs them and shows all they say.
 */
#ifndef TESTS_VERDICT_H
#define TESTS_VERDICT_H

#include <stdarg.h>
#include <stdio.h>

static int verdicts, verdicts_against;

__attribute__((format(printf, 2, 3))) static inline void
verdict(int holds, const char *format, ...)
{
	va_list args;

	verdicts++;
	verdicts_against += !holds;
	printf("%s %d - ", holds ? "ok" : "not ok", verdicts);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	puts("");
	fflush(stdout); /* somebody is waiting */
}

static inline int
verdict_end(void)
{
	printf("1..%d\n", verdicts);
	return verdicts_against > 0;
}

#endif
