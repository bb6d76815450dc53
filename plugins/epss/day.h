/*
 * day.h - the lines of a day's scores
 *
 * There were three forms so far:
 *
 *     cve,epss                     2021: no more than that; the day is in the
 *     CVE-2020-5902,0.65117        name of the file
 *
 *     cve,epss,percentile          later in 2021
 *     CVE-2020-5902,0.65117,0.99995
 *
 *     #model_version:v2023.03.01,score_date:2023-03-07T00:00:00+0000
 *     cve,epss,percentile          since February 2022
 *     CVE-2020-5902,0.97567,0.99995
 */
#ifndef EPSS_DAY_H
#define EPSS_DAY_H

#include <stddef.h>
#include <stdint.h>

enum { EPSS_MODEL = 64, EPSS_MILLION = 1000000 };

/* When the scores were made, and by which model ("" where nobody says). Where
 * only the day is known, after_ms is not 0. */
struct epss_day {
	int64_t time_ms, after_ms;
	char model[EPSS_MODEL];
};

/* A row; its texts point into the line. */
struct epss_row {
	const char *cve;
	const char *score;      /* as it is written, "0.97567" */
	const char *percentile; /* NULL where it is not told */
	uint32_t millionths;    /* the score */
};

/* The day from a file's name: "epss_scores-2021-04-14.csv.gz". 0, or -1 where
 * there is none in it. */
int epss_day_of_name(const char *name, struct epss_day *out);

/* The line that begins with #; what it does not say stays as it is in *out. 0,
 * or -1 where its date is none. */
int epss_day_of_comment(char *line, struct epss_day *out);

/* Is it the row with the names of the columns? */
int epss_is_header(const char *line);

/* A row, taken apart in place. NULL, or why it is none. */
const char *epss_row_read(char *line, struct epss_row *out);

#endif
