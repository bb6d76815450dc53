#!/bin/sh
# anonymous_test.sh - a report to be handed on names nobody, nor a submission
#
# Canaries: of a house whose every name is a mark, nothing that is handed over
# may have a mark in it, in whatever disguise; and the same search finds them
# where they are.
. tests/tap.sh
. tests/marks.sh

store=$TAP_TMP/house.db
patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}
awk -f tests/cli/anonymous.awk -v marks="$TAP_TMP/marks" >"$TAP_TMP/e.jsonl"
printf 'zq%s\n' 5ce2b1ca01 5ce2b1ca02 5ce2b1ca03 5ce2b1ca04 5ce2b1ca05 \
	5ce2b1ca06 5ce2b1ca07 5ce2b1ca08 5ce2b1ca09 5ce2b1ca0a 5ce2b1ca0b \
	5ce2b1ca0c 5ce2b1ca0d 5ce2b1ca0e 5ce2b1ca0f >>"$TAP_TMP/marks"
patchlore collect --name zq5ce2b1ca01 events path="$TAP_TMP/e.jsonl" >/dev/null
# A second source, which begins later: a mark of each trend.
grep '"deploy.installed"' "$TAP_TMP/e.jsonl" | tail -n 900 >"$TAP_TMP/l.jsonl"
patchlore collect --name zq5ce2b1ca02 events path="$TAP_TMP/l.jsonl" >/dev/null
is "$(patchlore store rejects | wc -l)" "0" "each event of the house is taken"
# People wrote lessons and answered surveys; most answers are codes.
for word in trigger worked-well recommendation; do
	printf '"%s": {"answer": "zq5ce2b1ca09 told zq5ce2b1ca0a"}, ' "$word"
done >"$TAP_TMP/texts"
printf '{"survey": "lesson", "answers": {%s "kind": {"answer": "issue"},
	"month": {"answer": "2026-03"}, "tlp": {"answer": "clear"}}}' \
	"$(cat "$TAP_TMP/texts")" >"$TAP_TMP/lesson.json"
SOURCE_DATE_EPOCH=1774000000 patchlore lesson add "$TAP_TMP/lesson.json" \
	--patch KB5030001 --patch zq5ce2b1ca0b --wave zq5ce2b1ca0c \
	--product zq5ce2b1ca0d >/dev/null # 2026-03-20
for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
	printf 'question,answer\nurgent,days-3\nsince,2026-01\nchange,zq5ce2b1ca0e\n' \
		>"$TAP_TMP/answers.csv"
	patchlore survey import patch-speed "$TAP_TMP/answers.csv" \
		--respondent "zq5ce2b1ca0f-$number" --period 2026-Q1 >/dev/null
done
like "$(sort -u "$TAP_TMP/marks" | wc -l)" '^1[0-9]{3}$' \
	"it has more than a thousand names"

# ---- The search ------------------------------------------------------------

# All that a reader has: the files, and the pictures within the page.
everything() { # DIR
	cat "$1"/*
	ls "$1"
	sed 's/base64,/\n&/g' "$1/report.html" |
		sed -n 's/^base64,\([^"]*\)".*/\1/p' | while read -r image; do
		echo "$image" | base64 -d
	done
}
hits() { # DIR: the disguises that are in it, each once
	everything "$1" >"$TAP_TMP/all"
	found_in "$TAP_TMP/all"
}
disguises <"$TAP_TMP/marks"

# ---- The search finds ------------------------------------------------------

planted=$TAP_TMP/planted
mkdir "$planted"
mark=$(head -n 1 "$TAP_TMP/marks")
found() { # WHAT: is it, in the planted page?
	if [ -n "$(hits "$planted")" ]; then
		pass "the search finds $1"
	else
		fail "the search finds $1"
	fi
}
echo "of $mark." >"$planted/report.html"
found "a name"
echo "of $mark." | tr '[:lower:]' '[:upper:]' >"$planted/report.html"
found "one in capitals"
printf %s "$mark" | od -An -tx1 | tr -d ' \n' >"$planted/report.html"
found "its bytes"
printf %s "$mark" | od -An -tx1 | tr ' ' % | tr -d '\n' >"$planted/report.html"
found "it as an address has it"
echo "$mark" | rev >"$planted/report.html"
found "one backwards"
echo "$mark" | tr abcdefghijklmnopqrstuvwxyz nopqrstuvwxyzabcdefghijklm \
	>"$planted/report.html"
found "one turned by 13"
for before in '' x xx xxx; do
	echo "$before$mark and more" | base64 >"$planted/report.html"
	found "base64 of it behind \"$before\""
done
for sum in md5sum sha1sum sha256sum; do
	printf %s "$mark" | "$sum" >"$planted/report.html"
	found "$sum of it"
done
printf '<img src="data:image/svg+xml;base64,%s">' \
	"$(echo "<svg>$mark</svg>" | base64 -w 0)" >"$planted/report.html"
found "one in a picture of the page"
echo 'of zq5ce2b1caff, which is no mark' >"$planted/report.html"
is "$(hits "$planted")" "" "and nothing else"

# ---- Nothing is found ------------------------------------------------------

# Beside the templates one that asks for all there is.
content=$TAP_TMP/content
cp -r reports "$content"
mkdir "$content/all"
list() { # of names, as JSON
	printf '['
	printf '"%s",' "$@" | sed 's/,$//'
	printf ']'
}
figures=$(patchlore kpi --help | sed -n 's/^[ *] \([a-z][a-z-]*\)  .*/\1/p')
surveys=$(cd surveys && for set in *.json; do
	echo "${set%.json}"
done)
pictures=$(cd reports/figures && for script in *.gp; do
	echo "${script%.gp}"
done)
# shellcheck disable=SC2086 # words
cat >"$content/all/template.json" <<END
{"title": "All", "about": "All", "figures": $(list $figures),
 "parts": $(list $figures), "by": ["severity"], "pictures": $(list $pictures),
 "trends": ["time-to-patch", "sla-compliance", "failure-rate",
  "rollback-rate", "backlog-flow"],
 "patches": 1000, "soak": true, "rings": true, "calendar": true,
 "surveys": $(list $surveys), "lessons": 1000}
END
{
	cat reports/*/page.md | grep -v "^{{> foot}}"
	echo "{{> foot}}"
} >"$content/all/page.md"
for page in summary operations program practice-guide; do
	sed '/{{> head}}/d; /{{> foot}}/d' "reports/$page/page.html"
done >"$TAP_TMP/middle"
{
	echo '{{> head}}'
	cat "$TAP_TMP/middle"
	echo '{{> foot}}'
} >"$content/all/page.html"
cat >"$TAP_TMP/zq5ce2b1ca03.json" <<'END'
{"id": "zq5ce2b1ca04", "version": "zq5ce2b1ca05", "title": "zq5ce2b1ca06",
 "source": "zq5ce2b1ca07", "start": "detection",
 "tiers": {"zq5ce2b1ca08": {"due": {"days": 14}}},
 "rows": [{"tier": "zq5ce2b1ca08"}]}
END
report() { # DIR WORDS...
	to=$1
	shift
	PATCHLORE_REPORTS=$content patchlore report "$@" -o "$to" \
		--as-of 2026-06-17
}
own="--policy $TAP_TMP/zq5ce2b1ca03.json"

# shellcheck disable=SC2086 # words
report "$TAP_TMP/named" all $own --by group,os >/dev/null
ok "a report that is not anonymous has names of all kinds" \
	test "$(hits "$TAP_TMP/named" | wc -l)" -gt 50

for word in zq5ce2b1ca09 zq5ce2b1ca0a zq5ce2b1ca0b zq5ce2b1ca0c \
	zq5ce2b1ca0d; do
	ok "and $word of a lesson" grep -q "$word" "$TAP_TMP/named/report.html"
done
like "$(cat "$TAP_TMP/named/report.html")" 'Within 3 days</th><td>12</td>' \
	"and what people answered"

people() { # DIR: how many lessons and surveys its report.json has
	sqlite3 :memory: "SELECT count(*) FROM json_tree(readfile(
		'$1/report.json')) WHERE type = 'object' AND
		path IN ('\$.lessons.rows', '\$.surveys')"
}
is "$(people "$TAP_TMP/named")" 6 "one lesson, and five surveys"

patch=KB5030001
number=0
while read -r words; do
	dir=$TAP_TMP/out$number
	number=$((number + 1))
	# shellcheck disable=SC2086 # words
	ok "$words: is written" report "$dir" --anonymous $words
	is "$(hits "$dir")" "" "$words: names nobody"
	not_ok "$words: has months and no days" grep -aE \
		'(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]' "$TAP_TMP/all"
	not_ok "$words: has no path" grep -aF -e "$TAP_TMP" -e "$BUILD" \
		-e "$PWD" "$TAP_TMP/all"
	like "$(cat "$dir/report.html")" 'What was withheld' \
		"$words: the page says what was withheld"
	like "$(cat "$dir/report.md")" '## What was withheld' \
		"$words: and so does Markdown"
	is "$(people "$dir")" 0 "$words: tells of no lesson and no answer"
done <<END
summary $own
operations $own
program $own
practice-guide $own
patch --patch $patch $own
all $own
all --policy 7-30-90 --by class,importance --where exposed=yes
all --by month --since 2025-08-01
summary --unit vulnerability --clock policy --view managed $own
END

# ---- And something is told -------------------------------------------------

ask() { # PATH in report.json of "all"
	sqlite3 :memory: "SELECT json_extract(readfile(
		'$TAP_TMP/out5/report.json'), '\$.$1')"
}
is "$(ask anonymous)" 1 "report.json says that it is anonymous"
is "$(ask assets.text)" "100 to 499" "the number of assets is a band"
is "$(ask asked.date)" "2026-06" "the cut-off is a month"
is "$(ask asked.policy.title)" "a policy of their own" \
	"a policy from a file is nobody's"
# But for the days of rows, and how many rows there are.
counts=$(sqlite3 :memory: "SELECT count(*), sum(value % 10 <> 0) FROM
	json_tree(readfile('$TAP_TMP/out5/report.json'))
	WHERE key = 'value' AND type = 'integer' AND path NOT LIKE '%.days'
	AND path NOT LIKE '%.shown'")
like "$counts" '^[0-9]{3,}\|0$' "each count ends in 0"
like "$(ask 'figures."time-to-patch".parts.rows[0].group')" \
	'^(critical|high|medium|low)$' "tables have their public rows"
like "$(ask 'patches.rows[0].name')" '^KB50' "patches their public names"
like "$(ask 'figures."failure-codes".whole.rows[0].group')" '^0x8007' \
	"failures their codes"
like "$(ask 'rings.order[0].name')" '^ring 1$' "rings their turn"
like "$(cat "$TAP_TMP/out5/report.md")" "^- Lessons, which are people's words\.$" \
	"lessons are in the list of what was withheld"
like "$(cat "$TAP_TMP/out5/report.md")" '^- What people answered in surveys\.$' \
	"and so are answers"
like "$(ls "$TAP_TMP/out5")" 'survival\.svg' "and there are pictures"
is "$(sqlite3 :memory: "SELECT json_extract(readfile(
	'$TAP_TMP/out6/report.json'), '\$.asked.policy.title')")" 7-30-90 \
	"a policy that comes with patchlore is named"

# ---- A submission ----------------------------------------------------------

asset=$(sed -n 's/.*"asset":"\(zq[0-9a-f]*\)".*/\1/p' "$TAP_TMP/e.jsonl" |
	head -n 1)
# Two respondents are marks, and so are an asset that a lesson is about, the
# wave it is linked to and what it is filed under. It leaves after review.
printf '{"survey": "lesson", "answers": {"trigger": {"answer":
	"%s hung, and so did %s; \\\\\\\\%s\\\\share"},
	"kind": {"answer": "issue"}, "month": {"answer": "2026-02"},
	"deployed": {"answer": "to-99"}, "impact": {"answer": "hindered"},
	"publish": {"answer": "verbatim"}, "tlp": {"answer": "clear"}}}' \
	"$asset" "$asset" "$asset" >"$TAP_TMP/lesson.json"
lesson=$(patchlore lesson add "$TAP_TMP/lesson.json" --patch KB5030001 \
	--patch zq5ce2b1ca0b --wave zq5ce2b1ca0c --product zq5ce2b1ca0d |
	sed -n 's/[^0-9]*\([0-9]*\).*/\1/p')
review=$(patchlore lesson review "$lesson" </dev/null 2>/dev/null |
	sed -n 's/^digest //p')
patchlore lesson review "$lesson" --approve "$review" \
	--role security-lead >/dev/null
cat >"$TAP_TMP/program.json" <<'END'
{"id": "sample-program", "title": "A sample", "watch": ["KB5030001"],
 "surveys": ["patch-speed", "patch-testing"]}
END
patchlore share keys >/dev/null
patchlore share declare --sector energy --size 100-499 >/dev/null
submit() { # VERB WORDS...
	verb=$1
	shift
	SOURCE_DATE_EPOCH=1777700000 patchlore share "$verb" \
		--program "$TAP_TMP/program.json" --period 2026Q1 \
		--respondent zq5ce2b1ca0f-1 --answers-reviewed "$@" # 2026-05-02
}
submission=$TAP_TMP/submission
mkdir "$submission"
submit preview >"$TAP_TMP/preview" 2>&1
sed '/^WHAT STAYS HERE/,$d' "$TAP_TMP/preview" >"$submission/report.html"
submit make -o "$submission/envelope" \
	--approve "$(sed -n 's/^digest //p' "$TAP_TMP/preview")" >/dev/null
cat "$TAP_TMP"/house.share/sent/*.json >"$submission/body"
like "$(cat "$submission/body")" '"patches":\["KB5030001"\].*"bp":\[' \
	"a submission of the house has numbers and a lesson"
like "$(cat "$submission/body")" '"deployed":"to-99","ref":"KB5030001","result":"hindered"' \
	"which says how a patch went that the program asks about"
like "$(cat "$submission/body")" 'HOST-1.* hung, and so did .*HOST-1' \
	"whose text somebody read"
like "$(cat "$submission/body")" '"q":"urgent","rev":1,"st":"given","v":"days-3"' \
	"and answers"
ok "it has dates of its period alone" test "$(
	grep -oE '20[0-9]{2}-[01][0-9]-[0-3][0-9]' "$submission/body" |
		sort -u | tr '\n' ' ')" = "2026-01-01 2026-03-31 2026-04-30 "
is "$(hits "$submission")" "" "and names nobody"

# ---- What can not be asked -------------------------------------------------

refused() { # WHAT-IS-SAID NAME WORDS...
	said=$1
	name=$2
	shift 2
	like "$(report "$TAP_TMP/no" --anonymous "$@" 2>&1)" "$said" "$name"
	not_ok "$name, and nothing is written" test -e "$TAP_TMP/no"
}
refused '--by group' "nothing is told by group" summary --by group
refused '--where asset' "nor of one asset" summary --where "asset=$mark"
refused 'none of them' "nor of a word of their own" \
	summary --where severity=zq5ce2b1ca01
refused 'no public name' "nor of a patch with a name of their own" \
	patch --patch "$mark"
refused "template of one's own" "nor by a template of one's own" "$content/all"
mkdir "$TAP_TMP/used"
echo "$mark" >"$TAP_TMP/used/report.csv"
like "$(report "$TAP_TMP/used" --anonymous summary 2>&1)" 'has files already' \
	"nor beside files that are no part of it"
is "$(ls "$TAP_TMP/used")" "report.csv" "and they stay as they were"
head -n 5 "$TAP_TMP/e.jsonl" >"$TAP_TMP/few.jsonl"
store=$TAP_TMP/few.db
patchlore collect events path="$TAP_TMP/few.jsonl" >/dev/null
refused '10 assets or more' "nor of fewer than 10 assets" summary
finish
