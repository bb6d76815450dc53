#!/bin/sh
# Figures of a history that was worked out by hand.
#
# kpi_events.jsonl, seen from 2026-03-01; days are counted from 2026-01-01, so
# the cut-off is day 59. Items by the detection clock:
#
#   KB1 critical  web-1  found 0, failed 1, installed 2     fixed after 2
#                 web-2  found 0, installed 5               fixed after 5
#                 web-3  found 56                           open for 3
#                 web-4  found 50                           open for 9
#   KB2 high      db-1   found 0, asset last seen 10        stale after 10
#   KB3 low       web-1  found 0, not applicable            excluded
#                 web-2  installed 6, never found           excluded
#   KB4 medium    web-3  found 0; its product removed 8     left after 8
#                        and back 15; found 20, installed 30, undone 40: the
#                        fix is void                        open for 39
#   KB6 unknown   old-1  installed 10, never found          excluded
#   KB7 unknown   new-1  installed 12, never found          excluded
#   KB5           web-3  removed and installed only         no item
#
# time-to-patch: n = 7, fixed 2, left 1, censored 3, 9, 10 and 39 (4). Day 2: 7
#   at risk, S = 6/7. Day 5: the one of 3 days has gone as well, 5 at risk,
#   S = 6/7 x 4/5 = 24/35. So 1 - S = 11/35 = 0.314286 at 7, 14 and 30 days.
#   S never reaches 1/2, and nobody was followed for 90 days.
#   critical alone: S = 3/4 at 2, 3/4 x 1/2 = 3/8 at 5: median 5, 1 - S = 0.625
#   at 7; the longest was followed for 9 days.
# failure-rate: installed web-1, web-2 (KB1), web-2 (KB3), web-3, old-1, new-1;
#   failed web-1: 1/7 = 0.142857.
# rollback-rate: 6 installs. old-1 was not seen after its install and leaves at
#   0. web-3 undone after 10 days, with 5 watched: 1/5. Nobody else.
# backlog: open for 3, 9 and 39 days. Half of them by 9, nine tenths by 39.
# quality: 4 excluded and 1 stale of 11: C.
#
# By the release clock only KB1, released on day -1, has a start, and its assets
# come under observation on day 0, web-4 on day 50:
#   web-1 1 to 3 fixed, web-2 1 to 6 fixed, web-3 1 to 60, web-4 51 to 60 open.
#   Day 3: 3 at risk, S = 2/3. Day 6: 2 at risk, S = 1/3: median 6,
#   1 - S = 0.666667. KB6 was installed before its release, KB7 on the day that
#   new-1 came under observation.
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

figures() {
	patchlore kpi --as-of 2026-03-01 "$@"
}

patchlore collect events path=tests/cli/kpi_events.jsonl >/dev/null
{
	figures
	figures --by severity
	figures --clock release
} >"$TAP_TMP/table"
same_file "$TAP_TMP/table" tests/cli/kpi_table.txt "the tables are as reckoned"
# The version and the definitions have their own time to change.
figures --format json | grep -vE '"(patchlore|definitions)":' >"$TAP_TMP/json"
same_file "$TAP_TMP/json" tests/cli/kpi_figures.json "and so is the document"
figures --by severity --format json |
	grep -vE '"(patchlore|definitions)":' >"$TAP_TMP/json"
same_file "$TAP_TMP/json" tests/cli/kpi_severity.json \
	"and so it is broken down"

# What leaves competes: at day 8, 4 are at risk and S = 24/35, so that 6/35 of all
# leave with the product of KB4.
like "$(figures patch-coverage --format json | sed -n '/"left"/,/}/p')" \
	'"30": 0.171428571' "what leaves is told apart"

# KB3 on web-1 never applied; KB3 on web-2, KB6 and KB7 were never found.
is "$(figures backlog --quality --format json | sed -n '/"excluded"/,/}/p' |
	tr -d ' \n')" \
	'"excluded":{"not_applicable":1,"no_start":3,"order":0,"not_observed":0},' \
	"the quality says what it was marked down for"

# Lately seen are web-1 to web-4 and new-1, of which web-3 and web-4 have items
# open; no tool brought anything to db-1 and web-4.
like "$(figures patch-currency)" '^     5      3  60\.0%' "assets are current"
like "$(figures asset-coverage)" '^     7  71\.4%     0\.0% +71\.4%' \
	"or not even watched"

# Ten assets, each patched a day later than the one before and none with a
# failure: at most 3 in 10 fail, and nothing tells a rollback's spread.
rm -f "$store"*
for n in 0 1 2 3 4 5 6 7 8 9; do
	cat <<EOF
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"s-$n","patch":"KB9"}
{"kind":"deploy.installed","time":"2026-01-1${n}T00:00:00Z","asset":"s-$n","patch":"KB9"}
{"kind":"asset.seen","time":"2026-02-28T00:00:00Z","asset":"s-$n"}
EOF
done >"$TAP_TMP/ten.jsonl"
patchlore collect events path="$TAP_TMP/ten.jsonl" >/dev/null
figures failure-rate rollback-rate >"$TAP_TMP/ten"
same_file "$TAP_TMP/ten" tests/cli/kpi_ten.txt \
	"without an event the limits are those of the rule of three, or none"

# A patch of which a tool says that it does not know, and one of which it says
# nothing.
rm -f "$store"*
cat >"$TAP_TMP/unknown.jsonl" <<'EOF'
{"kind":"patch.released","time":"2026-02-01T00:00:00Z","patch":"KB1","attrs":{"severity":"unknown"}}
{"kind":"item.detected","time":"2026-02-01T00:00:00Z","asset":"web-1","patch":"KB1"}
{"kind":"item.detected","time":"2026-02-01T00:00:00Z","asset":"web-1","patch":"KB2"}
EOF
patchlore collect events path="$TAP_TMP/unknown.jsonl" >/dev/null
is "$(figures backlog --by severity | sed -n 's/^unknown  *\([0-9]*\).*/\1/p')" \
	2 "what a tool calls unknown is no stratum of its own"
is "$(figures backlog --where severity=unknown | grep -c '^ *2 ')" 1 \
	"nor to somebody who asks for it"
is "$(figures --by os,severity --by os 2>&1 || echo "status $?")" \
	"patchlore: --by names os twice; name each stratum once
status 2" "a stratum that is named twice is refused"

for why in "not reached" "fewer than 10 assets" "not followed that long" \
	"no items" "nothing to count" "items on assets not seen for 30 days" \
	"items without a start" "no rollback to tell its spread by"; do
	ok "a reason that is shown: $why" \
		grep -q "^[a-z]  $why" tests/cli/kpi_table.txt tests/cli/kpi_ten.txt
done

# Wilson's limits of 0 in 10 are 0 and 27.8 %. Greenwood's of the median need no
# ten assets.
rm -f "$store"*
patchlore collect events path="$TAP_TMP/ten.jsonl" >/dev/null
like "$(figures failure-rate --interval naive)" '^10      0  0.0%     0.0-27.8 ' \
	"naive limits of a rate are those of Wilson"
is "$(figures time-to-patch --interval naive | sed -n 's/.*\(limits as.*\)\.$/\1/p')" \
	"limits as if items were independent" "and the table says what they are"
is "$(figures time-to-patch --interval naive --format json |
	sed -n 's/^ *"interval": //p')" '"naive",' "so does the document"
is "$(figures --interval wald 2>&1 || echo "status $?")" \
	'patchlore kpi: --interval wald: expected clustered or naive; see "patchlore kpi --help"
status 2' "other limits are refused"
finish
