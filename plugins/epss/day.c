#include "plugins/epss/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/names.h"
#include "kit/instant.h"
#include "kit/json.h"

enum { DAY = sizeof "2021-04-14" - 1 };

int
epss_day_of_name(const char *name, struct epss_day *out)
{
	char text[DAY + 1];

	for (size_t i = strlen(name); i-- > 0;) {
		snprintf(text, sizeof text, "%s", name + i);
		if (kit_day_read(text, &out->after_ms, &out->time_ms) == 0)
			return 0;
	}
	return -1;
}

int
epss_day_of_comment(char *line, struct epss_day *out)
{
	char *rest = NULL;

	for (char *part = strtok_r(line + 1, ",", &rest); part != NULL;
	     part = strtok_r(NULL, ",", &rest)) {
		if (strncmp(part, "model_version:", 14) == 0)
			snprintf(
			    out->model, sizeof out->model, "%s", part + 14);
		if (strncmp(part, "score_date:", 11) != 0)
			continue;
		if (kit_day_read(part + 11, &out->after_ms, &out->time_ms) == 0)
			continue;
		if (kit_instant_read_lax(part + 11, &out->time_ms) < 0)
			return -1;
		out->after_ms = 0;
	}
	return 0;
}

int
epss_is_header(const char *line)
{
	return strcmp(line, "cve,epss") == 0 ||
	       strncmp(line, "cve,epss,", 9) == 0;
}

/* A number from 0 to 1. */
static int
read_share(const char *text, double *out)
{
	size_t length = kit_json_number(text);

	if (length == 0 || text[length] != '\0')
		return -1;
	*out = strtod(text, NULL);
	return *out >= 0 && *out <= 1 ? 0 : -1;
}

/* The next field of the line, which is cut there. */
static char *
cut(char **line)
{
	char *field = *line;

	if (field == NULL)
		return NULL;
	*line = strchr(field, ',');
	if (*line != NULL)
		*(*line)++ = '\0';
	return field;
}

const char *
epss_row_read(char *line, struct epss_row *out)
{
	double score, percentile;

	out->cve = cut(&line);
	out->score = cut(&line);
	out->percentile = cut(&line);
	if (!kit_cve_is(out->cve))
		return "expected a row that begins as CVE-2020-5902,0.97567";
	if (out->score == NULL || read_share(out->score, &score) < 0)
		return "expected a score from 0 to 1 behind the CVE";
	if (out->percentile != NULL && out->percentile[0] == '\0')
		out->percentile = NULL;
	if (out->percentile != NULL &&
	    read_share(out->percentile, &percentile) < 0)
		return "expected a percentile from 0 to 1 behind the score";
	out->millionths = (uint32_t)(score * EPSS_MILLION + 0.5);
	return NULL;
}
