#!/bin/sh
# On how many assets, day by day, something that is known to be exploited is
# open; days are counted from 2026-01-01.
#
#   KB1 fixes CVE-1, which is put on the list on day 10.
#     a  found 0, installed 20                   exposed on days 10 to 19
#     b  found 15, open                          from day 15 on
#   KB2 is listed as such, nobody says since when.
#     a  found 15, installed 25 at noon          days 15 to 25
#     c  found 30, installed within the hour     day 30
#   KB3 is said not to be listed.
#     d  found 0, open
#
# By day 40: a 16 days, b 25, c 1, in 30 days. Day 30 has b and c, days 15 to
# 25 a and b. January, which ends with day 30: 16 + 16 + 1 of 31 days;
# February, up to day 39: 9.
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# "n days mean most last" of each figure.
exposed() {
	patchlore kpi kev-exposed --format csv "$@" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%s%s", $at["value"],
			$at["measure"] == "last" ? "\n" : " " }'
}

cat >"$TAP_TMP/events.jsonl" <<'X'
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"KB1","attrs":{"vuln":"CVE-2026-1"}}
{"kind":"vuln.kev_added","time":"2026-01-11T00:00:00Z","vuln":"CVE-2026-1"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"KB1"}
{"kind":"deploy.installed","time":"2026-01-21T00:00:00Z","asset":"a","patch":"KB1"}
{"kind":"item.detected","time":"2026-01-16T00:00:00Z","asset":"b","patch":"KB1"}
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"KB2","attrs":{"kev":"yes"}}
{"kind":"item.detected","time":"2026-01-16T00:00:00Z","asset":"a","patch":"KB2"}
{"kind":"deploy.installed","time":"2026-01-26T12:00:00Z","asset":"a","patch":"KB2"}
{"kind":"item.detected","time":"2026-01-31T23:00:00Z","asset":"c","patch":"KB2"}
{"kind":"deploy.installed","time":"2026-01-31T23:30:00Z","asset":"c","patch":"KB2"}
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"KB3","attrs":{"kev":"no"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"d","patch":"KB3"}
{"kind":"exception.granted","time":"2026-02-01T00:00:00Z","asset":"b","patch":"KB1"}
X
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
is "$(exposed --as-of 2026-02-10)" "3 30 1.4 2 1" \
	"an asset counts once a day, from the listing on"
is "$(exposed --as-of 2026-02-10 --view managed)" "3 30 1.4 2 1" \
	"an exception keeps no attacker out"
is "$(exposed --as-of 2026-02-10 --by month)" "3 31 1.06451613 2 2
1 9 1 1 1" "each month has all of its days"
is "$(exposed --as-of 2026-02-10 --since 2026-01-01)" "3 40 1.05 2 1" \
	"the days before the first exposure are days, where they are asked for"
is "$(exposed --as-of 2026-02-10 --since 2026-01-27 --until 2026-01-31)" \
	"1 4 1 1 1" "limits are limits of days"
is "$(exposed --as-of 2026-01-16T12:00:00Z)" "2 6 1.16666667 2 2" \
	"the day of the cut-off is the last one"
is "$(exposed --as-of 2026-01-10)" "0 0   " \
	"what is listed later was not yet"
is "$(exposed --as-of 2026-02-10 --where asset=d)" "0 0   " \
	"where nothing is listed there is no number"
like "$(patchlore kpi kev-exposed --as-of 2026-02-10 --where asset=d)" \
	"nothing at risk is known to be exploited" "which is said"
finish
