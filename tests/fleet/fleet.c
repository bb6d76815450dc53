/*
 * fleet - native events of a made-up organization, always the same ones
 *
 *     fleet --events N [--seed S] [--from ITEM] [--first ITEMS]
 *
 * Each patch is released, found missing on its assets, installed after a time
 * that depends on the asset, its ring and the severity, sometimes after a
 * failure, and rarely rolled back. Some items stay open, some assets retire.
 * Everything follows from a hash of (seed, patch, asset), so any range of
 * items can be printed alone, in constant memory. Integers only: the same
 * bytes on every machine.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVENTS_PER_ITEM = 3, DAY_MINUTES = 1440 };

static const int64_t start = 1748736000; /* 2025-06-01T00:00:00Z */
static const int64_t span_days = 365;

struct fleet {
	uint64_t seed;
	int64_t assets, patches;
};

/* splitmix64 (Steele, Lea and Flood 2014), as a hash. */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint64_t
draw(const struct fleet *fleet, uint64_t what, int64_t a, int64_t b)
{
	return mix(
	    mix(mix(fleet->seed ^ what << 56) ^ (uint64_t)a) ^ (uint64_t)b);
}

/* 0 to limit - 1. */
static int64_t
below(uint64_t random, int64_t limit)
{
	return (int64_t)((random >> 33) % (uint64_t)limit);
}

static const char *
pick(uint64_t random, const char *const *list, const int *percent)
{
	int64_t at = below(random, 100);

	while (at >= *percent) {
		at -= *percent++;
		list++;
	}
	return *list;
}

static const char *
when(int64_t seconds, char text[32])
{
	time_t t = seconds;
	struct tm tm;

	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	return text;
}

/* ---- Assets ------------------------------------------------------------- */

static int
ring_of(const struct fleet *fleet, int64_t asset)
{
	int64_t at = below(draw(fleet, 1, asset, 0), 100);

	return at < 5 ? 0 : at < 20 ? 1 : at < 80 ? 2 : 3;
}

static int64_t
enrolled(const struct fleet *fleet, int64_t asset)
{
	uint64_t random = draw(fleet, 2, asset, 0);

	if (below(random, 100) < 80)
		return start;
	return start + below(mix(random), span_days * 86400);
}

/* 0: never. */
static int64_t
retired(const struct fleet *fleet, int64_t asset)
{
	uint64_t random = draw(fleet, 3, asset, 0);

	if (below(random, 100) >= 4)
		return 0;
	return enrolled(fleet, asset) + below(mix(random), 200 * 86400) + 86400;
}

static void
print_assets(const struct fleet *fleet)
{
	static const char *const rings[] = {"canary", "early", "broad", "late"};
	static const char *const classes[] = {
	    "server", "workstation", "laptop"};
	static const char *const systems[] = {
	    "Debian 12", "Windows Server 2022", "Windows 11"};
	static const int shares[] = {40, 35, 25};
	char text[32];

	for (int64_t a = 0; a < fleet->assets; a++) {
		int64_t gone = retired(fleet, a);

		printf("{\"kind\":\"asset.seen\",\"time\":\"%s\",\"asset\":"
		       "\"host-%05" PRId64 "\",\"attrs\":{\"ring\":\"%s\","
		       "\"class\":\"%s\",\"os\":\"%s\"}}\n",
		    when(enrolled(fleet, a), text), a, rings[ring_of(fleet, a)],
		    pick(draw(fleet, 4, a, 0), classes, shares),
		    pick(draw(fleet, 5, a, 0), systems, shares));
		if (gone != 0)
			printf("{\"kind\":\"asset.retired\",\"time\":\"%s\","
			       "\"asset\":\"host-%05" PRId64 "\"}\n",
			    when(gone, text), a);
		else
			printf("{\"kind\":\"asset.seen\",\"time\":\"%s\","
			       "\"asset\":\"host-%05" PRId64 "\"}\n",
			    when(start + span_days * 86400, text), a);
	}
}

/* ---- Patches ------------------------------------------------------------ */

static int
severity_of(const struct fleet *fleet, int64_t patch)
{
	int64_t at = below(draw(fleet, 6, patch, 0), 100);

	return at < 10 ? 0 : at < 40 ? 1 : at < 85 ? 2 : 3;
}

static int64_t
released(const struct fleet *fleet, int64_t patch)
{
	return start + patch * (span_days * 86400) / fleet->patches +
	       below(draw(fleet, 7, patch, 0), 3600);
}

static void
print_patch(const struct fleet *fleet, int64_t patch)
{
	static const char *const severities[] = {
	    "critical", "high", "medium", "low"};
	static const char *const vendors[] = {"microsoft", "debian", "oracle"};
	static const int shares[] = {50, 40, 10};
	char text[32];

	printf("{\"kind\":\"patch.released\",\"time\":\"%s\",\"patch\":"
	       "\"P-%05" PRId64 "\",\"attrs\":{\"severity\":\"%s\","
	       "\"vendor\":\"%s\",\"type\":\"security\"}}\n",
	    when(released(fleet, patch), text), patch,
	    severities[severity_of(fleet, patch)],
	    pick(draw(fleet, 8, patch, 0), vendors, shares));
}

/* ---- Items -------------------------------------------------------------- */

static void
print_event(const char *kind, int64_t at, int64_t asset, int64_t patch,
    const char *rest)
{
	char text[32];

	printf("{\"kind\":\"%s\",\"time\":\"%s\",\"asset\":\"host-%05" PRId64
	       "\",\"patch\":\"P-%05" PRId64 "\"%s}\n",
	    kind, when(at, text), asset, patch, rest);
}

/* Minutes from detection to installation: a sum of geometric waits, longer in
 * later rings and for lesser severities, and longer by up to four times on
 * assets that are always slow. */
static int64_t
wait_minutes(const struct fleet *fleet, int64_t patch, int64_t asset)
{
	static const int ring_days[] = {1, 4, 9, 20};
	static const int severity_tenths[] = {6, 10, 14, 20};
	int64_t scale = ring_days[ring_of(fleet, asset)] * DAY_MINUTES *
	                severity_tenths[severity_of(fleet, patch)] / 10;
	uint64_t random = draw(fleet, 9, patch, asset);
	int64_t slow = 1 + below(draw(fleet, 10, asset, 0), 4);
	int64_t wait = below(random, 240);

	while (below(random = mix(random), 10) < 6)
		wait += below(mix(random), scale) * slow / 2 + 60;
	return wait;
}

static void
print_install(const struct fleet *fleet, int64_t patch, int64_t asset,
    int64_t at, int64_t end)
{
	uint64_t random = draw(fleet, 11, patch, asset);
	/* A few patches are bad ones, and roll back a lot. */
	int64_t undo_permille =
	    below(draw(fleet, 12, patch, 0), 50) == 0 ? 150 : 6;
	char rest[64];

	if (below(random, 100) < 6)
		print_event("deploy.failed",
		    at - 3600 - below(mix(random), 80000), asset, patch,
		    ",\"code\":\"0x80070643\"");
	snprintf(rest, sizeof rest, ",\"took_ms\":%" PRId64,
	    20000 + below(mix(random + 1), 600000));
	print_event("deploy.installed", at, asset, patch, rest);
	at += 3600 + below(mix(random + 2), 12 * 86400);
	if (below(mix(random + 3), 1000) < undo_permille && at < end)
		print_event("deploy.rolled_back", at, asset, patch, "");
}

static void
print_item(const struct fleet *fleet, int64_t patch, int64_t asset)
{
	uint64_t random = draw(fleet, 13, patch, asset);
	int64_t gone = retired(fleet, asset);
	int64_t end = gone != 0 ? gone : start + span_days * 86400;
	int64_t found = released(fleet, patch) + below(random, 2 * 86400);
	int64_t at;

	if (found < enrolled(fleet, asset))
		found = enrolled(fleet, asset) + below(random, 86400);
	if (found >= end)
		return;
	print_event("item.detected", found, asset, patch, "");
	at = found + 90000 + wait_minutes(fleet, patch, asset) * 60;
	if (below(mix(random), 100) < 60 && found + 7200 < at)
		print_event(
		    "decision.approved", found + 7200, asset, patch, "");
	if (at < end)
		print_install(fleet, patch, asset, at, end);
}

/* ---- The program -------------------------------------------------------- */

static struct fleet
fleet_of(int64_t events, uint64_t seed)
{
	struct fleet fleet = {.seed = seed, .assets = 20, .patches = 10};
	int64_t items = events / EVENTS_PER_ITEM;

	/* As many assets as patches, or a little more. */
	while (fleet.assets * fleet.patches < items) {
		fleet.assets += fleet.assets / 10;
		fleet.patches = fleet.assets * 3 / 4;
	}
	return fleet;
}

static int
usage(void)
{
	fputs("usage: fleet --events N [--seed S] [--from ITEM] "
	      "[--first ITEMS]\n",
	    stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"events", required_argument, NULL, 'e'},
	    {"seed", required_argument, NULL, 's'},
	    {"from", required_argument, NULL, 'f'},
	    {"first", required_argument, NULL, 'n'}, {0}};
	int64_t events = 0, from = 0, first = INT64_MAX;
	uint64_t seed = 1;
	struct fleet fleet;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'e')
			events = strtoll(optarg, NULL, 10);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 10);
		else if (option == 'f')
			from = strtoll(optarg, NULL, 10);
		else if (option == 'n')
			first = strtoll(optarg, NULL, 10);
		else
			return usage();
	}
	if (events < 1 || from < 0 || first < 1)
		return usage();
	fleet = fleet_of(events, seed);
	if (from == 0)
		print_assets(&fleet);
	for (int64_t p = 0; p < fleet.patches; p++) {
		int64_t item = p * fleet.assets;

		if (item + fleet.assets <= from || item - from >= first)
			continue;
		if (item >= from)
			print_patch(&fleet, p);
		for (int64_t a = 0; a < fleet.assets; a++, item++)
			if (item >= from && item - from < first)
				print_item(&fleet, p, a);
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
