#!/bin/sh
# Which assets no patch can mend.
#
#   a  eol on January 1, supported since March 1
#   b  unpatchable; to be reassessed by a time of day, noon of February 10
#   c  CVE-1 is open, of which no fix is planned; and "reassess_by=soon"
#   d  the same, but it was not found again on February 1
#   e  eol, and was retired on February 1
#   f  nothing is told of it but that it is there
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# "assets count rate told eol unpatchable no_fix reassessed overdue unplanned"
unpatchable() {
	patchlore kpi unpatchable --format csv "$@" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%s%s", $at["value"],
			$at["measure"] == "unplanned" ? "\n" : " " }'
}

cat >"$TAP_TMP/events.jsonl" <<'X'
{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"a","attrs":{"lifecycle":"eol"}}
{"kind":"asset.changed","time":"2026-03-01T00:00:00Z","asset":"a","attrs":{"lifecycle":"supported"}}
{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"b","attrs":{"lifecycle":"unpatchable","reassess_by":"2026-02-10T12:00:00Z"}}
{"kind":"vuln.published","time":"2026-01-01T00:00:00Z","vuln":"CVE-2026-1","attrs":{"remediation":"no_fix_planned"}}
{"kind":"item.detected","time":"2026-01-02T00:00:00Z","asset":"c","vuln":"CVE-2026-1"}
{"kind":"asset.seen","time":"2026-02-01T00:00:00Z","asset":"c","attrs":{"reassess_by":"soon"}}
{"kind":"item.detected","time":"2026-01-02T00:00:00Z","asset":"d","vuln":"CVE-2026-1"}
{"kind":"item.not_found","time":"2026-02-01T00:00:00Z","asset":"d","vuln":"CVE-2026-1"}
{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"e","attrs":{"lifecycle":"eol"}}
{"kind":"asset.retired","time":"2026-02-01T00:00:00Z","asset":"e"}
{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"f","attrs":{"class":"printer"}}
X
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
is "$(unpatchable --as-of 2026-01-20)" "6 5 0.833333333 3 2 1 2 1 0 4" \
	"by its lifecycle, or by what is open on it"
is "$(unpatchable --as-of 2026-02-10T11:59:59Z)" \
	"5 3 0.6 2 1 1 1 1 0 2" "what is fixed and what is retired is neither"
is "$(unpatchable --as-of 2026-02-10T12:00:00Z)" \
	"5 3 0.6 2 1 1 1 0 1 2" "what was not reassessed in time is overdue"
is "$(unpatchable --as-of 2026-03-02 --where asset=a)" \
	"1 0 0 1 0 0 0  0 0" "the newest word holds"
is "$(unpatchable --as-of 2026-02-02 --where class=printer)" \
	"1   0 0 0 0  0 0" "where nobody tells anything there is no number"
like "$(patchlore kpi unpatchable --where class=printer)" \
	"nobody tells which assets can be patched" "which is said"
is "$(unpatchable --as-of 2026-02-02 --unit vulnerability)" \
	"$(unpatchable --as-of 2026-02-02)" "and so it is by vulnerability"
finish
