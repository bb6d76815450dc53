#!/bin/sh
# Exceptions and mitigations whose end is told beforehand; days are counted from
# 2026-01-01. All are found on day 0 and critical, which by 7-30-90 makes them
# due when day 7 ends.
#
#   a  excused on day 2 until day 9 is over (the 10th)      back on day 10
#   b  excused on day 2 until noon of day 5                 back then
#   c  excused on day 2 until "soon", which is no day       for good
#   d  excused on day 2 until day 9 is over; told again
#      later with the 20th, until day 19 is over            back on day 20
#   e  excused on day 2 until day 9 is over, and told on
#      day 15 to have expired; installed on day 12
#   f  mitigated on day 2, to be removed by the 6th; patched on day 4
#   g  mitigated on day 2, to be removed by the 6th, and was on day 8
#   h  mitigated on day 2, nobody knows for how long
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

values() { # FIGURE MEASURES OPTION...
	figure=$1
	measures=$2
	shift 2
	patchlore kpi "$figure" --format csv "$@" | awk -F, -v told="$measures" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ value[$at["measure"]] = $at["value"] }
		END {
			count = split(told, names, " ")
			for (i = 1; i <= count; i++)
				printf "%s%s", value[names[i]],
					i < count ? " " : "\n"
		}'
}

cat >"$TAP_TMP/events.jsonl" <<'X'
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"P","attrs":{"severity":"critical","vuln":"CVE-2026-1"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"P"}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"a","patch":"P","attrs":{"expires":"2026-01-10"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"b","patch":"P"}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"b","patch":"P","attrs":{"expires":"2026-01-06T13:00:00+01:00"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"c","patch":"P"}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"c","patch":"P","attrs":{"expires":"soon"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"d","patch":"P"}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"d","patch":"P","attrs":{"expires":"2026-01-10"}}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"d","patch":"P","attrs":{"expires":"2026-01-20"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"e","patch":"P"}
{"kind":"exception.granted","time":"2026-01-03T00:00:00Z","asset":"e","patch":"P","attrs":{"expires":"2026-01-10"}}
{"kind":"deploy.installed","time":"2026-01-13T00:00:00Z","asset":"e","patch":"P"}
{"kind":"exception.expired","time":"2026-01-16T00:00:00Z","asset":"e","patch":"P"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"f","patch":"P"}
{"kind":"mitigation.applied","time":"2026-01-03T00:00:00Z","asset":"f","patch":"P","attrs":{"remove_by":"2026-01-06"}}
{"kind":"deploy.installed","time":"2026-01-05T00:00:00Z","asset":"f","patch":"P"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"g","patch":"P"}
{"kind":"mitigation.applied","time":"2026-01-03T00:00:00Z","asset":"g","patch":"P","attrs":{"remove_by":"2026-01-06"}}
{"kind":"mitigation.removed","time":"2026-01-09T00:00:00Z","asset":"g","patch":"P"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"h","patch":"P"}
{"kind":"mitigation.applied","time":"2026-01-03T00:00:00Z","asset":"h","patch":"P","attrs":{"until":"2026-01-06"}}
X
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null

# ---- Exceptions ------------------------------------------------------------

excused() { # DAY OPTION...
	day=$1
	shift
	values exceptions "n count endless expired" --as-of "$day" "$@"
}
is "$(excused 2026-01-04)" "8 5 0.2 0" "all hold at first, one without an end"
is "$(excused 2026-01-06T11:59:59Z)" "7 5 0.2 0" \
	"to the minute before the time that was told"
is "$(excused 2026-01-06T12:00:00Z)" "7 4 0.25 1" "and not at that time"
is "$(excused 2026-01-10T23:59:59Z)" "7 4 0.25 1" "a date holds all its day"
is "$(excused 2026-01-11)" "7 2 0.5 3" "and is over then"
is "$(excused 2026-01-17)" "6 2 0.5 2" \
	"what is fixed is no open item, whenever its exception expired"
is "$(excused 2026-01-21)" "6 1 1 3" "of two ends of one grant the later holds"
is "$(excused 2026-01-21 --unit vulnerability)" "$(excused 2026-01-21)" \
	"by vulnerability as well"

open() { # DAY
	values backlog n --view managed --as-of "$1"
}
is "$(open 2026-01-04) $(open 2026-01-08) $(open 2026-01-12)" "3 3 5" \
	"in the managed view an item is back when its exception is over"
is "$(values exposure item_days --as-of 2026-01-12 --where asset=a)" 11 \
	"which no other view knows"
# a is at risk for the days 0 and 1, and from 10 on; e likewise, patched on 12.
like "$(patchlore kpi time-to-patch --view managed --where asset=e \
	--as-of 2026-01-20)" '^1      1         0     0         12\.0' \
	"its time runs from its first day"

judged() { # OPTION...
	values sla-compliance "n count overdue" --policy 7-30-90 \
		--as-of 2026-01-12 "$@"
}
is "$(judged)" "8 1 7" "by the 12th all are due and one was patched"
is "$(judged --view managed)" "8 5 3" \
	"excused on the due date are those whose exception was not over"
is "$(values exceptions overdue_covered --policy 7-30-90 \
	--as-of 2026-01-12)" 0.285714286 \
	"of the seven that are overdue two are excused today"
like "$(patchlore kpi exceptions --as-of 2026-01-12)" \
	"no --policy says by when" "without a policy nothing is overdue"

# ---- Mitigations -----------------------------------------------------------

mitigated() { # DAY
	values mitigation \
		"open_mitigated fixed_mitigated past_removal removal_unplanned" \
		--as-of "$1"
}
is "$(mitigated 2026-01-04)" "3 0 0 1" "a mitigation has its day before it"
is "$(mitigated 2026-01-06T23:59:59Z)" "2 1 0 1" "all that day"
is "$(mitigated 2026-01-07)" "2 1 2 1" \
	"past it, it is a debt, whether the patch has come or not"
is "$(mitigated 2026-01-10)" "1 1 1 1" "until it is removed"
like "$(patchlore explain f P)" "remove_by" "what was planned is shown"
finish
