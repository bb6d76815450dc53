#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "model/policy_pack.h"

static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const severities[] = {
    "unrated", "none", "low", "medium", "high", "critical", NULL};
static const char *const impacts[] = {"partial", "total", NULL};
static const char *const exploitations[] = {"none", "poc", "active", NULL};

static const struct policy_fact facts[PL_POLICY_FACTS] = {
    [PL_POLICY_SEVERITY] = {POLICY_WORDS, severities, 0, 0},
    [PL_POLICY_CVSS] = {POLICY_NUMBER, NULL, 0, 10},
    [PL_POLICY_KEV] = {POLICY_WORDS, yes_no, 0, 0},
    [PL_POLICY_EXPOSED] = {POLICY_WORDS, yes_no, 0, 0},
    [PL_POLICY_AUTOMATABLE] = {POLICY_WORDS, yes_no, 0, 0},
    [PL_POLICY_IMPACT] = {POLICY_WORDS, impacts, 0, 0},
    [PL_POLICY_EXPLOITATION] = {POLICY_WORDS, exploitations, 0, 0},
    [PL_POLICY_CVE_YEAR] = {POLICY_NUMBER, NULL, 1999, 2099},
    [PL_POLICY_IMPORTANCE] = {POLICY_OPEN, NULL, 0, 0},
    [PL_POLICY_CLASS] = {POLICY_OPEN, NULL, 0, 0},
    [PL_POLICY_GROUP] = {POLICY_OPEN, NULL, 0, 0},
    [PL_POLICY_TIER] = {POLICY_OPEN, NULL, 0, 0},
};

/* What sources write, and what it is called here. */
static const struct {
	enum pl_policy_input fact;
	const char *alias, *word;
} aliases[] = {
    {PL_POLICY_SEVERITY, "important", "high"},
    {PL_POLICY_SEVERITY, "moderate", "medium"},
};

const char *
pl_policy_input_name(enum pl_policy_input input)
{
	static const char *const names[PL_POLICY_INPUTS] = {"severity", "cvss",
	    "kev", "exposed", "automatable", "technical_impact", "exploitation",
	    "cve_year", "importance", "class", "group", "tier", "release",
	    "detection", "published", "kev_added", "kev_due"};

	return names[input];
}

const struct policy_fact *
policy_fact(enum pl_policy_input input)
{
	return input < PL_POLICY_FACTS ? &facts[input] : NULL;
}

static int
is_yes_no(enum pl_policy_input fact)
{
	return facts[fact].words == yes_no;
}

static int
cell_of_word(enum pl_policy_input fact, const char *text)
{
	if (is_yes_no(fact) &&
	    (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0))
		return 1;
	if (is_yes_no(fact) &&
	    (strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0))
		return 0;
	for (size_t i = 0; i < PL_COUNT(aliases); i++)
		if (aliases[i].fact == fact &&
		    strcasecmp(aliases[i].alias, text) == 0)
			text = aliases[i].word;
	for (int i = 0; facts[fact].words[i] != NULL; i++)
		if (strcasecmp(facts[fact].words[i], text) == 0)
			return i;
	return -1;
}

static int
cell_of_text(const struct policy_scale *scale, const char *text)
{
	size_t i = 0;

	while (i < scale->count && strcmp(scale->words[i], text) != 0)
		i++;
	return (int)i; /* behind the last: any other */
}

static int
cell_of_number(const struct policy_scale *scale, enum pl_policy_input fact,
    const char *text)
{
	double number;
	char *end;
	int cell = 0;

	if (fact == PL_POLICY_CVE_YEAR && strncmp(text, "CVE-", 4) == 0 &&
	    strspn(text + 4, "0123456789") == 4 && text[8] == '-')
		number = strtod(text + 4, &end);
	else if (strspn(text, "0123456789.") != strlen(text))
		return -1;
	else
		number = strtod(text, &end);
	if (end == text || (*end != '\0' && *end != '-') ||
	    number < facts[fact].least || number > facts[fact].most)
		return -1;
	for (size_t i = 0; i < scale->count && number >= scale->steps[i]; i++)
		cell++;
	return cell;
}

int
policy_cell(const struct policy_scale *scale, enum pl_policy_input fact,
    const char *text)
{
	if (text == NULL || *text == '\0')
		return -1;
	switch (facts[fact].kind) {
	case POLICY_WORDS:
		return cell_of_word(fact, text);
	case POLICY_OPEN:
		return cell_of_text(scale, text);
	case POLICY_NUMBER:
		break;
	}
	return cell_of_number(scale, fact, text);
}

static void
tell_interval(
    const struct policy_scale *scale, uint32_t cells, struct pl_buf *out)
{
	size_t first = 0, last = scale->count;

	while ((cells >> first & 1) == 0)
		first++;
	while ((cells >> last & 1) == 0)
		last--;
	if (first > 0)
		pl_buf_addf(out, " from %g", scale->steps[first - 1]);
	if (last < scale->count)
		pl_buf_addf(out, " below %g", scale->steps[last]);
}

void
policy_tell_cells(const struct policy_scale *scale, enum pl_policy_input fact,
    uint32_t cells, struct pl_buf *out)
{
	const char *between = " ";

	pl_buf_adds(out, pl_policy_input_name(fact));
	if (facts[fact].kind == POLICY_NUMBER) {
		tell_interval(scale, cells, out);
		return;
	}
	for (size_t i = 0; i < 32; i++) {
		const char *word = "something else";

		if ((cells >> i & 1) == 0)
			continue;
		if (facts[fact].kind == POLICY_WORDS)
			word = facts[fact].words[i];
		else if (i < scale->count)
			word = scale->words[i];
		pl_buf_addf(out, "%s%s", between, word);
		between = " or ";
	}
}
