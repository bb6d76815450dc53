#!/bin/sh
# The figures that are not told unless asked for, of a history that was worked
# out by hand.
#
# catalogue_events.jsonl, seen from 2026-03-01; days are counted from
# 2026-01-01, so the cut-off is day 59 and February begins on day 31. By the
# detection clock:
#
#   KB1  a  found 2, approved 3, offered 5, installed 6, restarted 8, verified
#           11                                              fixed after 6
#        b  found 2, mitigated 4, approved 7, cancelled 8   open for 57
#        c  found 2, excused 9 to 19 and from 40 on         open for 57
#        d  found 2, failed 9, installed 12, no restart yet open for 57
#   KB2  a  found 32, installed 36 but there again 38 (void), installed 42
#                                                           fixed after 10
#
# patch-coverage: day 6, 5 at risk, S = 4/5; day 10, 4 at risk, S = 3/5.
#   Managed: c is out from 7 to 17 days after its start, so 3 are at risk at
#   day 10, S = 4/5 x 2/3 = 8/15, and 46.7 % are fixed; two are in the backlog.
# failure-codes: the one failure, of d, came without a code.
# first-attempt-success: a (KB1) and a (KB2) of those and d: 2/3.
# backlog-flow: 5 began, 2 were closed. In January 4 and 1, in February 1 and 1.
# remediation-capacity: January a, b, c, d, one closed; February b, c, d, a
#   (KB2), one closed: 2 of 8.
# stage-latency: detect: 2 from the release, four times. approve: 1 and 5 while
#   c waits for 57: the median is 5; d and a (KB2) went on without. offer: 2,
#   while b waits: S = 1/2 at 2. install: 1, 4 and 10. take effect: 2 and 6,
#   while d waits. verify: 3, while a (KB2) waits.
# reboot-latency: 2, while d is due: S = 1/2 at 2.
# verification: a (KB1) of two fixes. It alone took effect and was watched for 30
#   days after that, and was not found wanting.
# exposure: 6 + 3 x 57 + 10 = 187 days; from February on 3 x 28 + 10 = 94, as
#   nothing of a (KB1) lies there.
# kev-exposed: nobody tells what is exploited.
# mitigation: b after 2 of 5 at risk: 20 % in 7 days; the fixed ones ended
#   otherwise. Nobody tells when it is to be removed.
# exceptions: c of b, c and d, for 59 - 40 = 19 days, and without an end.
# patch-currency: nothing is open on a, of four. asset-coverage: all were seen and
#   none scanned; to c nothing was brought.
# change-fail-rate: a 6 and d 12 (KB1), a 36 and a 42 (KB2) are 6 days apart, so four
#   waves, all derived. None went wrong: found again is no intervention. Nobody
#   tells causes. deployment-frequency: 4 in 56 days. recovery-time: d, 9 to 12.
# unpatchable: nobody tells.
# data-quality: all five have a start, and nothing is out of order.
. tests/tap.sh

store=$TAP_TMP/k.db

figures() {
	"$BUILD/patchlore" --store "$store" kpi --as-of 2026-03-01 "$@"
}

"$BUILD/patchlore" --store "$store" collect events \
	path=tests/cli/catalogue_events.jsonl >/dev/null
{
	figures --all
	figures --view managed time-to-patch backlog
	figures --by month backlog-flow remediation-capacity
	figures --since 2026-02-01 time-to-patch backlog-flow exposure
	figures --until 2026-02-01 time-to-patch failure-rate
	figures --by scenario time-to-patch
} >"$TAP_TMP/table"
same_file "$TAP_TMP/table" tests/cli/catalogue_table.txt \
	"the figures are as reckoned"
is "$(figures --format json failure-rate | grep -c '"cancelled": 1')" 1 \
	"an attempt that was cancelled is told apart"
is "$(figures --format json --view managed backlog | grep '"view"')" \
	' "view": "managed",' "a document names its view"
like "$(figures --view rosy 2>&1)" "expected strict or managed" \
	"a view that there is not"
like "$(figures --since 2026-02-30 2>&1)" "--since.*expected a date" \
	"a day that there is not"

# m: its mitigation ended before it was found, and the fix came with February. r:
# rolled back before the restart it asked for.
rm -f "$store"*
cat >"$TAP_TMP/edges.jsonl" <<'X'
{"kind":"mitigation.applied","time":"2026-01-01T00:00:00Z","asset":"m","patch":"KB5"}
{"kind":"mitigation.removed","time":"2026-01-02T00:00:00Z","asset":"m","patch":"KB5"}
{"kind":"item.detected","time":"2026-01-03T00:00:00Z","asset":"m","patch":"KB5"}
{"kind":"deploy.effective","time":"2026-02-01T00:00:00Z","asset":"m","patch":"KB5"}
{"kind":"item.detected","time":"2026-01-03T00:00:00Z","asset":"r","patch":"KB5"}
{"kind":"deploy.installed","time":"2026-01-05T00:00:00Z","asset":"r","patch":"KB5"}
{"kind":"deploy.reboot_required","time":"2026-01-05T00:00:00Z","asset":"r","patch":"KB5"}
{"kind":"deploy.rolled_back","time":"2026-01-06T00:00:00Z","asset":"r","patch":"KB5"}
{"kind":"asset.seen","time":"2026-02-09T00:00:00Z","asset":"r"}
X
"$BUILD/patchlore" --store "$store" collect events \
	path="$TAP_TMP/edges.jsonl" >/dev/null
edges() { # the row of numbers
	"$BUILD/patchlore" --store "$store" kpi --as-of 2026-02-10 "$@" |
		sed -n '7p'
}
like "$(edges remediation-capacity)" '^3      1 ' \
	"a fix at the first instant of a month is one of the month before"
like "$(edges mitigation)" '^2          0 ' \
	"a mitigation that ended before the start protects nobody"
like "$(edges reboot-latency)" '^1        0 ' \
	"an install that was rolled back waits for no restart"
like "$(edges patch-currency --clock release)" '^     2      1  50\.0%' \
	"an item without a start by the clock is open all the same"
finish
