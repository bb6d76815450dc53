/*
 * wording.h - numbers and dates as people read them
 */
#ifndef PL_WORDING_H
#define PL_WORDING_H

#include <stdint.h>

#include "kpi/kpi.h"

enum { PL_WORDING = 160 }; /* bytes that any text below fits in */

/* "1,440,012" */
const char *pl_word_count(int64_t count, char text[PL_WORDING]);

/* A value by its unit: "1,440", "12.8" (days; two decimals
 * below 1, none of whole days and from 1,000 on), "27.1 %",
 * "0.82"; or the reason why there is none. */
const char *pl_word_value(
    enum pl_unit unit, struct pl_value value, char text[PL_WORDING]);

/* The same with its unit: "12.8 days", "1 item" is left to who knows what is
 * counted. */
const char *pl_word_say(
    enum pl_unit unit, struct pl_value value, char text[PL_WORDING]);

/* "12.7 to 12.9", in the unit of the value; "" where there is neither. An open
 * end is "12.7 or more". */
const char *pl_word_limits(enum pl_unit unit, struct pl_value low,
    struct pl_value high, char text[PL_WORDING]);

/* "2026-06-01"; "" of 0 */
const char *pl_word_date(int64_t ms, char text[PL_WORDING]);

/* "p = 0.012", "p < 0.0001", or why there is none. */
const char *pl_word_p(struct pl_value p, char text[PL_WORDING]);

#endif
