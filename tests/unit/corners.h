/*
 * corners.h - worlds in which one machine would easily bear on another
 *
 * Each has a name that says what is tried, and lines as world.h reads them.
 */
#ifndef TESTS_CORNERS_H
#define TESTS_CORNERS_H

#include "tests/unit/world.h"

static const struct world_corner {
	const char *name;
	const char *lines[16];
} world_corners[] = {
    {"a class that changes in the period, and after it",
	{"0 1 asset.seen a - - class=server", "0 2 item.detected a KB1 -",
	    "0 40 asset.changed a - - class=client",
	    "0 50 item.detected a KB2 -", "0 95 asset.changed a - - class=ot",
	    "0 3 item.detected b KB1 -", "0 3 asset.seen b - - class=server"}},
    {"two names of one machine",
	{"0 1 asset.seen old - - class=server", "0 2 item.detected old KB1 -",
	    "0 3 deploy.installed old KB1 -",
	    "0 30 asset.merged old - - into=new",
	    "0 31 asset.seen new - - class=client",
	    "0 32 item.detected new KB1 -", "0 33 item.detected new KB2 -",
	    "0 2 item.detected b KB1 -"}},
    {"a chain of names",
	{"0 2 item.detected a KB1 -", "0 3 deploy.installed a KB1 -",
	    "0 10 asset.merged a - - into=b", "0 12 item.detected b KB2 -",
	    "0 13 deploy.installed b KB2 -", "0 20 asset.merged b - - into=c",
	    "0 20 asset.seen c - - class=cloud", "0 22 item.detected c KB3 -",
	    "0 4 item.detected d KB1 -", "0 4 asset.seen d - - class=cloud"}},
    {"names that go round in a circle",
	{"0 2 item.detected a KB1 -", "0 3 deploy.installed a KB1 -",
	    "0 10 asset.merged a - - into=b class=ot",
	    "0 12 item.detected b KB2 -", "0 13 deploy.installed b KB2 -",
	    "0 20 asset.merged b - - into=a class=client",
	    "0 4 item.detected d KB1 -"}},
    {"two machines that became one of which nobody tells",
	{"0 2 item.detected a KB1 -", "0 3 deploy.installed a KB1 -",
	    "0 10 asset.merged a - - into=gone", "0 12 item.detected b KB2 -",
	    "0 13 deploy.installed b KB2 -",
	    "0 20 asset.merged b - - into=gone class=client",
	    "0 4 item.detected d KB1 -"}},
    {"a machine that is itself, and one that changed its mind",
	{"0 2 item.detected a KB1 -", "0 9 deploy.installed a KB1 -",
	    "0 10 asset.merged a - - into=a", "0 2 item.detected b KB1 -",
	    "0 9 deploy.installed b KB1 -", "0 10 asset.merged b - - into=a",
	    "0 20 asset.merged b - - into=c", "0 12 item.detected c KB2 -",
	    "0 130 asset.merged c - - into=a"}},
    {"sources that contradict each other",
	{"0 2 item.detected a KB1 -", "1 2 item.not_applicable b KB1 -",
	    "1 2 item.detected b KB1 -", "0 5 deploy.failed a KB1 -",
	    "1 5 deploy.installed a KB1 -", "0 7 item.detected a KB1 -",
	    "1 7 item.not_found a KB1 -", "2 2 item.detected b KB2 -",
	    "0 4 deploy.installed b KB2 -", "1 4 deploy.rolled_back b KB2 -",
	    "0 1 asset.seen a - - class=ot",
	    "1 1 asset.seen a - - class=server",
	    "0 1 patch.released - KB1 - severity=low",
	    "1 1 patch.released - KB1 - severity=high"}},
    {"a rating that only one machine's scanner told",
	{"0 2 item.detected a KB1 - severity=critical kev=yes",
	    "0 2 item.detected b KB1 -", "0 3 item.detected c KB1 -",
	    "1 1 patch.released - KB1 -"}},
    {"a rating that a machine told first, and one that it told last",
	{"0 1 item.detected a KB1 - severity=critical",
	    "1 5 patch.released - KB1 - severity=low",
	    "0 9 item.still_present a KB1 - severity=critical",
	    "0 1 item.detected b KB1 -",
	    "0 1 item.detected a KB2 - severity=low",
	    "1 5 patch.released - KB2 - severity=critical",
	    "0 9 item.still_present a KB2 - severity=low",
	    "0 1 item.detected b KB2 -"}},
    {"a rating of one source, at one instant, by a machine and by none",
	{"0 5 item.detected a KB1 - severity=low kev=yes",
	    "0 5 patch.released - KB1 - severity=critical kev=no",
	    "0 5 item.detected a KB2 - severity=unrated",
	    "0 5 patch.released - KB2 - severity=critical",
	    "0 6 item.detected b KB1 -", "0 6 item.detected b KB2 -"}},
    {"a vulnerability that only one machine linked",
	{"0 2 item.detected a KB1 CVE-1", "0 2 item.detected b KB1 -",
	    "1 1 vuln.rescored - - CVE-1 severity=critical",
	    "0 2 item.detected a KB2 - vuln=CVE-1",
	    "1 3 patch.released - KB2 - vuln=CVE-1",
	    "0 2 item.detected b KB2 -", "0 2 item.detected c KB2 -"}},
    {"a vulnerability that one machine says is exploited",
	{"0 2 item.detected a - CVE-1 kev=yes severity=high",
	    "0 2 item.detected b - CVE-1", "0 2 item.detected b KB1 -",
	    "1 1 patch.released - KB1 - vuln=CVE-1"}},
    {"an heir that only one machine has heard of",
	{"0 2 item.detected a KB1 -", "0 2 item.detected b KB1 -",
	    "1 20 patch.superseded - KB1 - superseded_by=KB9",
	    "0 30 deploy.installed b KB9 -"}},
    {"an heir that is a vulnerability, but for one machine",
	{"0 2 item.detected a KB1 -", "0 30 deploy.installed a - CVE-9",
	    "1 20 patch.superseded - KB1 - superseded_by=CVE-9",
	    "1 20 vuln.published - - CVE-9", "0 30 deploy.installed b CVE-9 -",
	    "0 2 item.detected b KB1 -"}},
    {"a supersession that one machine told",
	{"0 2 item.detected a KB1 - superseded_by=KB2",
	    "0 30 deploy.installed a KB2 -", "0 2 item.detected b KB1 -",
	    "0 31 deploy.installed b KB2 -",
	    "1 1 patch.superseded - KB3 - superseded_by=KB2",
	    "0 2 item.detected b KB3 -"}},
    {"a product that another machine named, and a removal",
	{"0 2 item.detected a KB1 -", "0 30 product.removed a KB2 -",
	    "0 1 item.detected b KB1 - product=pkg:generic/x",
	    "0 1 item.detected b KB2 - product=pkg:generic/x"}},
    {"a package that is removed and comes back, on two machines",
	{"0 2 item.detected a lib=2 - product=pkg:deb/debian/lib",
	    "0 30 product.removed a lib=1 -",
	    "0 50 product.installed a lib=2 -", "0 60 item.detected a lib=2 -",
	    "0 2 item.detected b lib=2 -",
	    "0 40 product.removed b lib=1 - product=pkg:rpm/rhel/lib",
	    "0 3 item.detected b KB1 -"}},
    {"what is derived from versions that another machine named",
	{"1 1 patch.released - lib=2 - advisory=A1 severity=high",
	    "0 2 item.detected a lib=2 -",
	    "0 9 deploy.installed a lib=3 - from=1",
	    "0 1 item.detected b lib=2 - product=pkg:deb/debian/lib",
	    "0 1 item.detected b lib=3 - product=pkg:deb/debian/lib from=1",
	    "0 2 item.detected c lib=3 - from=1"}},
    {"what is derived by a vulnerability that another machine linked",
	{"1 1 patch.released - lib=2 - advisory=A1 "
	 "product=pkg:deb/debian/lib vuln=CVE-2",
	    "1 1 patch.released - lib=1 - advisory=A0 "
	    "product=pkg:deb/debian/lib",
	    "0 2 item.detected a lib=2 -",
	    "0 9 deploy.installed a lib=3 - from=1 "
	    "product=pkg:deb/debian/lib",
	    "0 1 item.detected b lib=1 - vuln=CVE-2"}},
    {"a machine that fell silent, and others that did not",
	{"0 2 item.detected m KB1 -", "0 80 asset.seen m - -",
	    "0 119 asset.seen a - -", "0 2 item.detected a KB1 -",
	    "0 140 item.still_present m KB1 -", "0 90 asset.seen n - -",
	    "0 2 item.detected n KB1 -"}},
    {"one that retired and came back",
	{"0 2 item.detected a KB1 -", "0 20 asset.retired a - -",
	    "0 30 asset.seen a - -", "0 115 asset.seen a - -",
	    "0 2 item.detected b KB1 -", "0 20 asset.retired b - -"}},
    {"a patch that was withdrawn, or so a machine would like",
	{"0 2 item.detected a KB1 -", "0 2 item.detected b KB1 -",
	    "1 30 patch.withdrawn - KB1 -", "0 5 deploy.installed b KB1 -",
	    "0 2 item.detected c KB2 -"}},
    {"the release where nobody detected, and another machine did",
	{"1 5 patch.released - KB1 -", "0 9 deploy.installed a KB1 -",
	    "0 2 item.detected b KB1 -", "0 9 deploy.installed b KB1 -",
	    "0 1 asset.seen a - -", "0 6 deploy.failed c KB1 -",
	    "0 1 asset.seen c - -"}},
    {"what is told after the cut-off, and before the period",
	{"0 -3 item.detected a KB1 -", "0 89 item.detected a KB2 -",
	    "0 90 item.detected a KB3 -", "0 121 deploy.installed a KB2 -",
	    "0 121 asset.merged a - - into=b", "0 125 item.detected b KB2 -",
	    "1 121 patch.released - KB2 - severity=critical",
	    "0 125 item.detected c KB2 - severity=critical"}},
};

/* The lines, and that a to d, of a class each, were watched to the end. */
static inline void
world_make_corner(struct world *world, const struct world_corner *corner)
{
	static const char *const watched[] = {
	    "0 -20 asset.changed a - - class=server",
	    "0 -20 asset.changed b - - class=client",
	    "0 -20 asset.changed c - - class=network",
	    "0 -20 asset.changed d - - class=cloud",
	    "0 118 asset.changed a - -", "0 118 asset.changed b - -",
	    "0 118 asset.changed c - -", "0 118 asset.changed d - -",
	    "0 3 item.detected x KB1 -", "0 4 deploy.installed x KB1 -"};

	for (size_t i = 0; corner->lines[i] != NULL; i++)
		world_add(world, corner->lines[i]);
	for (size_t i = 0; i < PL_COUNT(watched); i++)
		world_add(world, watched[i]);
}

/* Many records of one machine: n in one bin, and one in another. */
static inline void
world_crowd(struct world *world, int n)
{
	char line[WORLD_LINE];

	for (int i = 0; i < n; i++) {
		snprintf(line, sizeof line, "0 5 item.detected a P%d -", i);
		world_add(world, line);
	}
	world_add(world, "0 5 item.detected a Q -");
	world_add(world, "0 6 deploy.installed a Q -");
	world_add(world, "0 5 item.detected b P0 -");
	world_add(world, "0 9 deploy.installed b P0 -");
}

#endif
