#include "share/taxonomy.h"

#include <string.h>

/* The sectors of critical infrastructure as public bodies name them (CISA; EU
 * 2022/2555, annexes I and II), joined where an organization would fit in two
 * of them. */
const char *const pl_sectors[] = {"undisclosed", "chemical", "defence",
    "education", "energy", "finance", "food", "government", "health",
    "information-technology", "manufacturing", "media", "research", "retail",
    "services", "telecommunications", "transport", "water", "other", NULL};

/* As the United Nations part the world (M49). */
const char *const pl_regions[] = {
    "undisclosed", "africa", "americas", "asia", "europe", "oceania", NULL};

const char *const pl_sizes[] = {"1-99", "100-499", "500-1999", "2000-9999",
    "10000-49999", "50000-more", NULL};

const char *const pl_privacies[] = {"strict", "standard", "annual", NULL};

const char *const pl_layouts[] = {"none", "pooled", "by-class", NULL};

const char *const pl_table_names[] = {"ttp.1", "outcome.1", NULL};

const char *const pl_urgencies[] = {"urgent", "routine", NULL};

const char *const pl_classes[] = {
    "server", "client", "network", "ot", "cloud", "other", NULL};

/* Bins end at their NULL. */
static const char *const bins[PL_TABLES][PL_BINS + 1] = {
    [PL_TABLE_TIME] = {"1", "3", "7", "14", "30", "60", "90", "180", "more",
	"open"},
    [PL_TABLE_OUTCOME] = {"ok", "retried", "failed", "rolled-back", "deferred"},
};

/* Words by which sources call the machines of a class, closed by NULL. */
static const char *const class_words[PL_CLASSES][8] = {
    [PL_CLASS_SERVER] = {"server"},
    [PL_CLASS_CLIENT] = {"client", "workstation", "desktop", "laptop",
	"notebook"},
    [PL_CLASS_NETWORK] = {"network", "router", "switch", "firewall"},
    [PL_CLASS_OT] = {"ot", "ics", "scada", "plc"},
    [PL_CLASS_CLOUD] = {"cloud"},
};

enum pl_class
pl_class_of(const char *word)
{
	for (int class = 0; class < PL_CLASS_OTHER; class ++)
		for (size_t i = 0; class_words[class][i] != NULL; i++)
			if (strcmp(class_words[class][i], word) == 0)
				return (enum pl_class) class;
	return PL_CLASS_OTHER;
}

enum { NANO = 1000000000 };

/* In 1e-9 rho, of a release. */
static const int64_t budgets[PL_PRIVACIES] = {
    [PL_PRIVACY_STRICT] = 25000000,
    [PL_PRIVACY_STANDARD] = 100000000,
    [PL_PRIVACY_ANNUAL] = 400000000,
};

enum pl_layout
pl_layout_of(enum pl_size size, enum pl_privacy privacy)
{
	if (size == PL_SIZE_1 && privacy != PL_PRIVACY_ANNUAL)
		return PL_LAYOUT_NONE;
	return size <= PL_SIZE_100 ? PL_LAYOUT_POOLED : PL_LAYOUT_BY_CLASS;
}

size_t
pl_table_bins(enum pl_ballot_table table)
{
	size_t count = 0;

	while (bins[table][count] != NULL)
		count++;
	return count;
}

const char *
pl_table_bin(enum pl_ballot_table table, size_t bin)
{
	return bins[table][bin];
}

int64_t
pl_table_rho(enum pl_ballot_table table, enum pl_privacy privacy)
{
	const int64_t tenths = table == PL_TABLE_TIME ? 6 : 4;

	return budgets[privacy] * tenths / 10;
}

int64_t
pl_table_variance(enum pl_ballot_table table, enum pl_privacy privacy)
{
	const int64_t rho = pl_table_rho(table, privacy);
	const int64_t votes2 = (int64_t)PL_VOTE * PL_VOTE;

	return (votes2 * NANO + rho - 1) / rho;
}

/*
 * A share p of n units of which half of the B bins are the numerator has the
 * error sigma * sqrt(B / 2 * (1 - p)^2 + B / 2 * p^2) / n, which at p = 1/2 is
 * sigma * sqrt(B) / 2 / n. With 1.96 of it at a tenth, n^2 is 96.04 * B *
 * sigma^2. Counted in whole votes, rounded up.
 */
int64_t
pl_table_least(enum pl_ballot_table table, enum pl_privacy privacy)
{
	const int64_t sigma2 = pl_table_variance(table, privacy);
	const int64_t needed = sigma2 / PL_VOTE * 9604 / 100 *
	                       (int64_t)pl_table_bins(table) / PL_VOTE;
	int64_t votes = 0;

	while (votes * votes < needed)
		votes++;
	return votes * PL_VOTE;
}
