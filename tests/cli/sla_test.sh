#!/bin/sh
# By when things were due, and whether they were patched by then.
#
# catalogue_events.jsonl is that of catalogue_test.sh. By 7-30-90, which asks
# for critical ones within 7 days of detection: KB1 was found on January 3 and
# is due when the 10th ends. a was fixed on the 9th; b, c and d are open. c was
# excused from the 10th to the 20th. Nobody tells how severe KB2 is.
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# "due count open-overdue pending incomplete no-deadline out-of-policy"
compliance() {
	patchlore kpi sla-compliance --format json "$@" |
		sed -n 's/.*"\(n\|count\|overdue\|pending\|incomplete\|no_deadline\|out_of_policy\)": \([0-9]*\),*/\2/p' |
		tr '\n' ' '
}

patchlore collect events path=tests/cli/catalogue_events.jsonl >/dev/null
is "$(compliance --policy 7-30-90 --as-of 2026-03-01)" "4 1 3 0 1 0 0 " \
	"one of four in time, and one of which too little is known"
is "$(compliance --policy 7-30-90 --as-of 2026-03-01 --view managed)" \
	"4 2 2 0 1 0 0 " "what was excused on the day is in time when managed"
is "$(compliance --policy 7-30-90 --as-of 2026-01-10T12:00:00Z)" \
	"1 1 0 3 0 0 0 " "what is not yet due is in neither number"
is "$(compliance --policy 7-30-90 --as-of 2026-03-01 --since 2026-02-01)" \
	"0 0 0 0 1 0 0 " "a period is that of the due dates"
is "$(compliance --policy bod-26-04 --as-of 2026-03-01)" "0 0 0 0 0 0 5 " \
	"a policy that is not in force yet says nothing"
like "$(patchlore kpi time-overdue --policy 7-30-90 --as-of 2026-03-01)" \
	'^     3      0  ' "three are late, and none of them is fixed"
like "$(patchlore kpi --policy 7-30-90 --format json)" \
	'"policy": \{$' "a document names its policy"
like "$(patchlore kpi --policy 7-30-90 --format json)" \
	'"digest": "[0-9a-f]{32}"' "and the digest of it"
like "$(patchlore kpi sla-compliance 2>&1)" "need --policy PACK" \
	"without a policy there is nothing to comply with"
like "$(patchlore kpi --policy rosy 2>&1)" 'there is no policy "rosy"' \
	"a policy that there is not"

# The same four and one, by severity, which makes a row each: of KB1, due and
# judged as above, a took 6 days and three are open for 57; KB2 took 10.
matrix() {
	patchlore kpi nist-matrix --as-of 2026-03-01 "$@"
}
like "$(matrix --policy 7-30-90)" \
	'^critical  unknown     4    4    25\.0%' \
	"a matrix is by severity and importance unasked"
like "$(matrix --policy 7-30-90)" \
	'^unknown   unknown     1    0    n/a .* 10\.0 ' \
	"what nobody could judge has a time all the same"
like "$(matrix)" "no --policy says by when" \
	"a matrix without a policy has no share in time, and says so"
like "$(matrix --by asset)" "^a      2    0 " \
	"one that is asked for by something else is by that"
is "$(matrix 2>&1 >/dev/null)" "" "alone it has nothing to explain"
like "$(matrix backlog 2>&1 >/dev/null)" "told by severity and importance" \
	"but others are told that way with it, and that is said"
is "$(patchlore kpi --all | grep -c '^nist-matrix')" 0 \
	"among all figures it does not break down the rest"
is "$(patchlore kpi --all --by class | grep -c '^nist-matrix')" 1 \
	"and where they are broken down it is among them"

# An item that came back on day 60 is due by when it came back, not by its first
# finding; and what was installed on day 63 is in time.
rm -f "$store"*
cat >"$TAP_TMP/back.jsonl" <<'X'
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"x","patch":"K","attrs":{"severity":"critical"}}
{"kind":"deploy.installed","time":"2026-01-03T00:00:00Z","asset":"x","patch":"K"}
{"kind":"item.reopened","time":"2026-03-02T00:00:00Z","asset":"x","patch":"K"}
{"kind":"deploy.installed","time":"2026-03-05T00:00:00Z","asset":"x","patch":"K"}
X
patchlore collect events path="$TAP_TMP/back.jsonl" >/dev/null
is "$(compliance --policy 7-30-90 --as-of 2026-03-20)" "2 2 0 0 0 0 0 " \
	"what came back has a deadline of its own"

# BOD 26-04. KB7 fixes two vulnerabilities: -1 is not in KEV (exposed, not
# automatable, partial: 60 days), -2 is since July 1 (automatable and total: 3
# days, wherever it is). The earlier binds, and its clock starts with the
# listing: due when July 4 ends. x was late, y in time; of z nobody tells
# whether it is exposed, which changes nothing for -2. Of KB8 nobody tells what
# it takes, and that would make the difference.
rm -f "$store"*
cat >"$TAP_TMP/bod.jsonl" <<'X'
{"kind":"vuln.published","time":"2026-06-20T00:00:00Z","vuln":"CVE-2026-1","attrs":{"kev":"no","automatable":"no","technical_impact":"partial"}}
{"kind":"vuln.published","time":"2026-06-20T00:00:00Z","vuln":"CVE-2026-2","attrs":{"automatable":"yes","technical_impact":"total"}}
{"kind":"vuln.kev_added","time":"2026-07-01T08:00:00Z","vuln":"CVE-2026-2","attrs":{"kev":"yes"}}
{"kind":"patch.released","time":"2026-07-02T00:00:00Z","patch":"KB7","attrs":{"vuln":["CVE-2026-1","CVE-2026-2"]}}
{"kind":"patch.released","time":"2026-07-02T00:00:00Z","patch":"KB8","attrs":{"vuln":"CVE-2026-3","kev":"no"}}
{"kind":"asset.seen","time":"2026-07-01T00:00:00Z","asset":"x","attrs":{"exposed":"yes"}}
{"kind":"asset.seen","time":"2026-07-01T00:00:00Z","asset":"y","attrs":{"exposed":"no"}}
{"kind":"item.detected","time":"2026-07-03T00:00:00Z","asset":"x","patch":"KB7"}
{"kind":"item.detected","time":"2026-07-03T00:00:00Z","asset":"y","patch":"KB7"}
{"kind":"item.detected","time":"2026-07-03T00:00:00Z","asset":"z","patch":"KB7"}
{"kind":"item.detected","time":"2026-07-03T00:00:00Z","asset":"x","patch":"KB8"}
{"kind":"deploy.installed","time":"2026-07-09T00:00:00Z","asset":"x","patch":"KB7"}
{"kind":"deploy.installed","time":"2026-07-04T20:00:00Z","asset":"y","patch":"KB7"}
{"kind":"deploy.installed","time":"2026-07-05T00:00:00Z","asset":"z","patch":"KB7"}
X
patchlore collect events path="$TAP_TMP/bod.jsonl" >/dev/null
is "$(compliance --policy bod-26-04 --as-of 2026-07-20)" "3 1 0 0 1 0 0 " \
	"of several vulnerabilities the first deadline binds"
is "$(compliance --policy bod-26-04 --as-of 2026-07-20 --where asset=x)" \
	"1 0 0 0 1 0 0 " "a late one is late also when it is fixed"
# Late by 4 days and an instant (x) and by an instant (z): half within 0.
like "$(patchlore kpi time-overdue --policy bod-26-04 --as-of 2026-07-20)" \
	'^     2      2          0.0 .* 4.0 ' "time past the due date, to the fix"

# By the clock of BOD 26-04 KB7 began with the listing, on July 1 at 8: y took
# 3 days and 12 hours, z 3 and 16, x 7 and 16. KB8, which is not listed, began
# when it was found and is open.
like "$(patchlore kpi time-to-patch --policy bod-26-04 --clock policy \
	--as-of 2026-07-20)" '^4      3         1     0 .* 50.0%    75.0% ' \
	"the policy's own clock starts an item"
is "$(patchlore kpi time-to-patch --policy bod-26-04 --clock policy \
	--as-of 2026-07-20 --format json | sed -n 's/^ *"median": //p')" \
	3.66666667, "to the hour"
# BOD 22-01 ended on June 10, before KB7's vulnerability was listed.
is "$(patchlore kpi time-to-patch --policy bod-22-01 --clock policy \
	--as-of 2026-07-20 --format json | sed -n 's/^ *"n": \(.*\),/\1/p')" \
	0 "a policy that has ended starts no clock"
is "$(patchlore kpi --clock policy 2>&1 || echo "status $?")" \
	"patchlore: the policy clock starts where a policy says; name it with --policy PACK
status 2" "which takes a policy"
like "$(patchlore explain x KB7 --policy bod-26-04 --clock policy \
	--as-of 2026-07-20)" 'By the policy clock' "explain tells by it too"

# Patched as soon as it was seen, which no figure tells of by the release clock;
# then the product went and came back, and was found again on February 22. So it
# is due on March 1, and not seven days after January 5. So is what was fixed
# before it was released and found again later.
rm -f "$store"*
cat >"$TAP_TMP/back.jsonl" <<'X'
{"kind":"patch.released","time":"2026-01-02T00:00:00Z","patch":"KB9","product":"p","attrs":{"vuln":"CVE-2026-9","severity":"critical"}}
{"kind":"item.detected","time":"2026-01-05T00:00:00Z","asset":"x","patch":"KB9"}
{"kind":"deploy.installed","time":"2026-01-05T00:00:00Z","asset":"x","patch":"KB9"}
{"kind":"product.removed","time":"2026-01-10T00:00:00Z","asset":"x","patch":"KB9"}
{"kind":"product.installed","time":"2026-02-20T00:00:00Z","asset":"x","patch":"KB9"}
{"kind":"item.detected","time":"2026-02-22T00:00:00Z","asset":"x","patch":"KB9"}
{"kind":"patch.released","time":"2026-01-15T00:00:00Z","patch":"KB10","product":"q","attrs":{"vuln":"CVE-2026-10","severity":"critical"}}
{"kind":"item.detected","time":"2026-01-05T00:00:00Z","asset":"x","patch":"KB10"}
{"kind":"deploy.installed","time":"2026-01-06T00:00:00Z","asset":"x","patch":"KB10"}
{"kind":"item.detected","time":"2026-02-22T00:00:00Z","asset":"x","patch":"KB10"}
X
patchlore collect events path="$TAP_TMP/back.jsonl" >/dev/null
for unit in patch vulnerability; do
	is "$(compliance --policy 7-30-90 --clock release --unit $unit \
		--as-of 2026-02-25)" "0 0 0 2 0 0 0 " \
		"what came back is due by when it was found again, by $unit"
done
finish
