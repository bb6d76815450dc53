/* SPDX-License-Identifier: MIT */
#include "kit/cvss.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Scores ------------------------------------------------------------- */

/* The metrics, each with its values and what they weigh. Section 7.4 of the
 * specification of 3.1. That of PR is the one where the scope stays. */
enum { AV, AC, PR, UI, S, C, I, A, METRICS };

static const struct {
	const char *name, *values;
	double weights[4];
} metrics[METRICS] = {
    [AV] = {"AV", "NALP", {0.85, 0.62, 0.55, 0.2}},
    [AC] = {"AC", "LH", {0.77, 0.44}},
    [PR] = {"PR", "NLH", {0.85, 0.62, 0.27}},
    [UI] = {"UI", "NR", {0.85, 0.62}},
    [S] = {"S", "UC", {0, 1}},
    [C] = {"C", "HLN", {0.56, 0.22, 0}},
    [I] = {"I", "HLN", {0.56, 0.22, 0}},
    [A] = {"A", "HLN", {0.56, 0.22, 0}},
};

/* Where the scope changes, privileges weigh more. */
static const double changed_pr[] = {0.85, 0.68, 0.5};

/* Which value the vector has for a metric, or -1. */
static int
value_of(const char *vector, int metric)
{
	size_t length = strlen(metrics[metric].name);

	for (const char *at = strchr(vector, '/'); at != NULL;
	     at = strchr(at, '/')) {
		const char *value;

		at++;
		if (strncmp(at, metrics[metric].name, length) != 0 ||
		    at[length] != ':' || at[length + 1] == '\0' ||
		    (at[length + 2] != '/' && at[length + 2] != '\0'))
			continue;
		value = strchr(metrics[metric].values, at[length + 1]);
		return value == NULL ? -1
		                     : (int)(value - metrics[metric].values);
	}
	return -1;
}

/* Up to one decimal, as 3.1 has it, so that 4.02 stored as 4.0200000001 is 4.1
 * everywhere. */
static double
round_up(double score)
{
	long whole = lround(score * 100000);
	long tenths = whole / 10000 + (whole % 10000 != 0);

	return (double)tenths / 10;
}

int
kit_cvss_base(const char *vector, char out[KIT_CVSS_SCORE])
{
	double weights[METRICS], impact, exploitability, score = 0;
	int changed;

	if (strncmp(vector, "CVSS:3.", 7) != 0)
		return -1;
	for (int i = 0; i < METRICS; i++) {
		int value = value_of(vector, i);

		if (value < 0)
			return -1;
		weights[i] = metrics[i].weights[value];
	}
	changed = weights[S] > 0;
	if (changed)
		weights[PR] = changed_pr[value_of(vector, PR)];
	impact = 1 - (1 - weights[C]) * (1 - weights[I]) * (1 - weights[A]);
	impact = changed
	             ? 7.52 * (impact - 0.029) - 3.25 * pow(impact - 0.02, 15)
	             : 6.42 * impact;
	exploitability =
	    8.22 * weights[AV] * weights[AC] * weights[PR] * weights[UI];
	if (impact > 0)
		score =
		    fmin((changed ? 1.08 : 1) * (impact + exploitability), 10);
	snprintf(out, KIT_CVSS_SCORE, "%.1f", round_up(score));
	return 0;
}

const char *
kit_cvss_severity(double score, const char *version)
{
	if (version[0] == '2')
		return score < 4 ? "low" : score < 7 ? "medium" : "high";
	if (score == 0)
		return "none";
	if (score < 4)
		return "low";
	if (score < 7)
		return "medium";
	return score < 9 ? "high" : "critical";
}

/* ---- Severities --------------------------------------------------------- */

static const char *const severities[] = {
    NULL, "unrated", "none", "low", "medium", "high", "critical"};

enum { UNRATED = 1, SEVERITIES = sizeof severities / sizeof *severities };

int
kit_severity(const char *word)
{
	static const struct {
		const char *word;
		int severity;
	} others[] = {{"important", 5}, {"moderate", 4}, {"negligible", 3}};

	for (int i = 1; i < SEVERITIES; i++)
		if (strcasecmp(word, severities[i]) == 0)
			return i;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcasecmp(word, others[i].word) == 0)
			return others[i].severity;
	return UNRATED;
}

const char *
kit_severity_word(int severity)
{
	return severity < 0 || severity >= SEVERITIES ? NULL
	                                              : severities[severity];
}

const char *
kit_severity_known(const char *word)
{
	int severity = word == NULL ? 0 : kit_severity(word);

	return severity <= UNRATED ? NULL : severities[severity];
}
