/*
 * worst.h - of what is told of several vulnerabilities, the worst
 *
 * A patch that nobody rated is as urgent as the most urgent of the
 * vulnerabilities that it fixes.
 */
#ifndef PL_WORST_H
#define PL_WORST_H

/* Is it something that has a worst: severity, cvss, kev, kev_added, kev_due,
 * exploitation, automatable, technical_impact? */
int pl_worst_has(const char *fact);

/* Is value worse than other, by what it is about? Dates: the earlier one. */
int pl_worst_than(const char *fact, const char *value, const char *other);

#endif
