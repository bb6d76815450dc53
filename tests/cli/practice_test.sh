#!/bin/sh
# What people say they do, against what was measured where they do it.
#
# Of a made-up organization with four rings; numbers are held against those of
# "kpi", which another test has reckoned by hand.
. tests/tap.sh

store=$TAP_TMP/p.db
merged=$TAP_TMP/m.db
as_of=2026-06-01

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

against() { # ... of the survey below
	patchlore survey summary "$TAP_TMP/ways.json" --as-of "$as_of" "$@"
}

import() { # FILE
	patchlore survey import "$TAP_TMP/ways.json" "$1" >/dev/null
}

# A number of a document: PATH FILE.
number() {
	sqlite3 :memory: "SELECT json_extract(readfile('$2'), '\$.$1')"
}

cat >"$TAP_TMP/ways.json" <<'END'
{
  "id": "ways", "version": "1", "title": "Ways",
  "items": [
    {"id": "tries", "rev": 2, "type": "ordinal", "text": "How much is tried?",
     "options": [{"code": "none", "text": "Nothing", "order": 1},
                 {"code": "some", "text": "Some", "order": 2},
                 {"code": "all", "text": "All", "order": 3}]},
    {"id": "waits", "rev": 1, "type": "single", "text": "Do patches wait?",
     "options": [{"code": "no", "text": "No"}, {"code": "yes", "text": "Yes"}]},
    {"id": "who", "rev": 1, "type": "single", "text": "Who decides?",
     "options": [{"code": "ops", "text": "Operations"},
                 {"code": "sec", "text": "Security"},
                 {"code": "all", "text": "All"}]},
    {"id": "tool", "rev": 1, "type": "single", "text": "Is there a tool?",
     "options": [{"code": "no", "text": "No"}, {"code": "yes", "text": "Yes"}]},
    {"id": "parts", "rev": 1, "type": "multi", "text": "Which parts?",
     "options": [{"code": "a", "text": "A"}, {"code": "b", "text": "B"}]}
  ]
}
END
# early answers for a month of a quarter, too, and that would count twice; "self"
# is no ring; and what was answered for a quarter after the cut-off is not there.
cat >"$TAP_TMP/answers.csv" <<'END'
question,answer,none,respondent,period
tries,all,,canary,2025-Q3
tries,some,,early,2025-Q3
tries,some,,broad,2025-Q3
tries,none,,late,2025-Q3
waits,yes,,canary,2025-Q3
waits,yes,,early,2025-Q3
waits,no,,broad,2025-Q3
waits,no,,late,2025-Q3
who,ops,,canary,2025-Q3
who,sec,,early,2025-Q3
who,,declined,broad,2025-Q3
tool,yes,,canary,2025-Q3
tool,yes,,late,2025-Q3
parts,a b,,canary,2025-Q3
parts,b,,late,2025-Q3
tries,all,,canary,2025-Q4
tries,all,,early,2025-Q4
tries,none,,broad,2025-Q4
tries,some,,late,2025-Q4
waits,yes,,canary,2025-Q4
waits,yes,,early,2025-Q4
waits,no,,broad,2025-Q4
waits,no,,late,2025-Q4
tries,none,,early,2025-11
tries,all,,self,2025-Q4
tries,none,,canary,2026-Q3
END
"$BUILD/fleet" --events 60000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null
import "$TAP_TMP/answers.csv"

# ---- By ring ---------------------------------------------------------------
#
# tries, in pairs of rings of one quarter, of which none has more of both:
#
#   Q3  canary all, early some, broad some, late none: 5 pairs, all of which have
#       fewer rollbacks with more tried; early and broad answered the same
#   Q4  canary all, early all, late some, broad none: 5 pairs and 5 again
#
# tau = -10 / sqrt(10 * 12). Of 4! = 24 ways to exchange the rings' answers this
# one alone is as far from 0, so p is 1/24. waits: 8 pairs differ in answers, all
# of them the same way, -8 / sqrt(8 * 12), and so they do wherever the two with
# yes stay together or change places with the two with no: 8 of 24. Two questions:
# twice 1/24, and 8/24 (Holm). tests/data/stats/association.R says the same.

against --outcome rollback-rate --by ring >"$TAP_TMP/got"
same_file "$TAP_TMP/got" tests/cli/practice_table.txt \
	"what was measured where answers were given is told"
sed -n 's/^    //p' docs/surveys.md | sed -n '/^tries/,$p' >"$TAP_TMP/example"
sed -n '/^tries/,/^tau/p' tests/cli/practice_table.txt >"$TAP_TMP/want"
same_file "$TAP_TMP/example" "$TAP_TMP/want" "as docs/surveys.md has it"
against --outcome rollback-rate --by ring --format json >"$TAP_TMP/json"

# A unit's figure is that of its ring in its period, and of no other.
quarter() { # NAME SINCE UNTIL: "broad 2025-Q3 n rate low high"
	patchlore kpi rollback-rate --by ring --as-of "$as_of" --since "$2" \
		--until "$3" --format json >"$TAP_TMP/kpi.json"
	sqlite3 -separator ' ' :memory: "SELECT json_extract(value, '\$.by.ring'),
		'$1', json_extract(value, '\$.n'), json_extract(value, '\$.rate'),
		json_extract(value, '\$.low'), json_extract(value, '\$.high')
		FROM json_each(readfile('$TAP_TMP/kpi.json'), '\$.kpis')"
}
{
	quarter 2025-Q3 2025-07-01 2025-10-01
	quarter 2025-Q4 2025-10-01 2026-01-01
} | sort >"$TAP_TMP/want"
sqlite3 -separator ' ' :memory: "SELECT json_extract(value, '\$.value'),
	json_extract(value, '\$.period'), json_extract(value, '\$.n'),
	json_extract(value, '\$.rate'), json_extract(value, '\$.low'),
	json_extract(value, '\$.high')
	FROM json_each(readfile('$TAP_TMP/json'), '\$.units')" |
	sort >"$TAP_TMP/got"
is "$(wc -l <"$TAP_TMP/got")" 8 "four rings in two quarters are eight units"
same_file "$TAP_TMP/got" "$TAP_TMP/want" \
	"each with the figure of its own ring and quarter, limits and all"

# What units of an answer show together is what one ring would that had all
# their machines, over both quarters.
sed 's/"ring":"late"/"ring":"broad"/; s/"ring":"early"/"ring":"canary"/' \
	"$TAP_TMP/fleet.jsonl" >"$TAP_TMP/merged.jsonl"
"$BUILD/patchlore" --store "$merged" collect events \
	path="$TAP_TMP/merged.jsonl" >/dev/null
"$BUILD/patchlore" --store "$merged" kpi rollback-rate --by ring \
	--as-of "$as_of" --since 2025-07-01 --until 2026-01-01 --format json \
	>"$TAP_TMP/kpi.json"
for member in n rate low high; do
	is "$(number "questions[1].options[0].$member" "$TAP_TMP/json")" \
		"$(number "kpis[0].$member" "$TAP_TMP/kpi.json")" \
		"figures are pooled and not averaged: $member of no"
	is "$(number "questions[1].options[1].$member" "$TAP_TMP/json")" \
		"$(number "kpis[1].$member" "$TAP_TMP/kpi.json")" \
		"and of yes"
done
is "$(number 'kpis[0].by.ring' "$TAP_TMP/kpi.json") $(number 'kpis[1].by.ring' \
	"$TAP_TMP/kpi.json")" "broad canary" "which were the two rings"
is "$(grep -o '"[a-z_]*":' "$TAP_TMP/json" | tr -d '":' | sort -u |
	while read -r member; do
		grep -qE "^(\.Li )?(.*[ ,])?$member( |,|\$)" \
			docs/man/patchlore-survey.1 || echo "$member"
	done | grep -vxE 'patchlore|as_of|clock|view|unit|interval|policy|definitions')" \
	"" "the manual names each member of the document"

# ---- By period alone -------------------------------------------------------

cat >"$TAP_TMP/periods.csv" <<'END'
question,answer,none,respondent,period
tries,some,,a,2025-07
tries,some,,b,2025-07
tries,all,,a,2025-08
tries,none,,a,2025-10
tries,all,,b,2025-10
END
sed 's/"id": "ways"/"id": "periods"/' "$TAP_TMP/ways.json" \
	>"$TAP_TMP/periods.json"
patchlore survey import "$TAP_TMP/periods.json" "$TAP_TMP/periods.csv" >/dev/null
periods() {
	patchlore survey summary "$TAP_TMP/periods.json" --as-of "$as_of" \
		--outcome failure-rate "$@"
}
periods --format json >"$TAP_TMP/json"
is "$(number 'units[1].period' "$TAP_TMP/json")" 2025-08 \
	"without a stratum a unit is a period"
patchlore kpi failure-rate --as-of "$as_of" --since 2025-08-01 \
	--until 2025-09-01 --format json >"$TAP_TMP/kpi.json"
is "$(number 'questions[0].options[2].rate' "$TAP_TMP/json")" \
	"$(number 'kpis[0].rate' "$TAP_TMP/kpi.json")" \
	"whose figure is that of everything in it"
is "$(number 'questions[0].units' "$TAP_TMP/json") $(number \
	'questions[0].mixed' "$TAP_TMP/json")" "2 1" \
	"one in which people differ is left out"
like "$(periods)" '^no tau: periods by themselves follow one another' \
	"and time is not taken for an effect"
like "$(periods --by ring)" '^Answered, but no ring: a, b\.$' \
	"respondents that are no value are told"
like "$(periods --by ring)" '^There is nobody who answered and was measured' \
	"and that there is nothing to hold together then"

# ---- What can be asked -----------------------------------------------------

wrong() { # PATTERN NAME WORD...
	wrong_pattern=$1
	wrong_name=$2
	shift 2
	wrong_said=$(against "$@" 2>&1)
	is "$?" 2 "$wrong_name: exit status 2"
	like "$wrong_said" "$wrong_pattern" "$wrong_name: says so"
}

wrong '--by goes with --outcome;' "a stratum of nothing" --by ring
wrong 'there is no figure "weather"' "no figure" --outcome weather
wrong 'backlog: it is not of what began in a period' "a figure of the cut-off" \
	--outcome backlog
wrong 'a respondent is a value of one stratum' "two strata" \
	--outcome rollback-rate --by ring,os
wrong '--by month: answers have their period' "months" \
	--outcome rollback-rate --by month
wrong '--since: figures are of the periods' "limits" \
	--outcome rollback-rate --since 2025-01-01
wrong 'needs --policy PACK' "no policy" --outcome sla-compliance --by ring
like "$(against --outcome sla-compliance --by ring --policy 7-30-90)" \
	'^Policy: 7-30-90, version ' "with a policy it is what was due in a period"
like "$(against --outcome time-to-patch --by ring --where severity=critical)" \
	'^canary  2025-Q3 .* [0-9]\.[0-9]  fewer than 10 assets$' \
	"times have their median"

# ---- In a report -----------------------------------------------------------

sed 's/,tries,/,how-often,/; s/^tries,none/how-often,never/
	s/^tries,some/how-often,seldom/; s/^tries,all/how-often,always/' \
	"$TAP_TMP/answers.csv" | grep -E '^(question|how-often),.*(Q|peri)' |
	awk -F, 'NR == 1 { print; next }
		{ print; print "places,copy,," $4 "," $5 }' >"$TAP_TMP/guide.csv"
patchlore survey import patch-testing "$TAP_TMP/guide.csv" >/dev/null
patchlore report practice-guide --as-of "$as_of" -o "$TAP_TMP/guide" >/dev/null
patchlore report practice-guide --anonymous --as-of "$as_of" \
	-o "$TAP_TMP/others" >/dev/null
patchlore survey summary patch-testing --outcome rollback-rate --by ring \
	--as-of "$as_of" --format json >"$TAP_TMP/json"
for member in 'n:n.value' 'rate:figure.value' 'low:figure.low'; do
	is "$(number "surveys[0].outcome.questions[0].options[4].${member#*:}" \
		"$TAP_TMP/guide/report.json")" \
		"$(number "questions[0].options[4].${member%:*}" \
			"$TAP_TMP/json")" "a report has the same: ${member%:*}"
done
like "$(cat "$TAP_TMP/guide/report.md")" \
	'^\| How often is a routine .* \| Kendall.s tau -[01]\.[0-9]* of|^\| How often .* tau -' \
	"its page tells it"
like "$(cat "$TAP_TMP/guide/report.html")" 'observed and not tried out' \
	"with what has to be read with it"
not_ok "and nothing of it leaves the house" \
	grep -rqE 'measured where these|tried out: units|Kendall' "$TAP_TMP/others"
finish
