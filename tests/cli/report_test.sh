#!/bin/sh
# report_test.sh - pages that can be opened anywhere, and believed
. tests/tap.sh

store=$TAP_TMP/fleet.db
patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}
report() { # DIR WORDS...
	to=$1
	shift
	patchlore report "$@" -o "$to" --as-of 2026-06-01
}
"$BUILD/fleet" --events 6000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null

# ---- Each template ---------------------------------------------------------

for template in summary operations program practice-guide; do
	dir=$TAP_TMP/$template
	ok "$template is written" report "$dir" "$template" --policy 7-30-90
	report "$TAP_TMP/again" "$template" --policy 7-30-90 >/dev/null
	ok "$template: the same store and question give the same bytes" \
		diff -r "$dir" "$TAP_TMP/again"
	rm -rf "$TAP_TMP/again"
	sed 's/base64,[^"]*"/"/' "$dir/report.html" >"$TAP_TMP/bare.html"
	not_ok "$template loads nothing and runs nothing" grep -qE \
		'<script|<link|<iframe|https?:|url\(|src="[^d]|<[^>]* on[a-z]+=' \
		"$TAP_TMP/bare.html"
	not_ok "$template has no tag of Mustache left" \
		grep -q '{{\|}}' "$dir/report.html" "$dir/report.md"
	not_ok "$template tells no member that is not there" \
		grep -q '(null)' "$dir/report.html" "$dir/report.md"
	is "$(find "$dir" -name '*.dat')" "" "$template leaves no scraps"
	names=$(cd "$dir" && find . -name '*.svg' | sed 's/svg$/csv/' | sort)
	is "$(cd "$dir" && find . -name '*.csv' | sort)" "$names" \
		"$template: each picture has its data beside it"
done
like "$(wc -c <"$TAP_TMP/summary/report.html")" '^[0-9]{4,6}$' \
	"summary is below 1 MB"

# ---- Figures are those of kpi ----------------------------------------------

# "median":4.5 of the whole in report.json, and what kpi says.
whole() { # FIGURE MEASURE
	sqlite3 :memory: "SELECT json_extract(readfile(
		'$TAP_TMP/operations/report.json'),
		'\$.figures.\"$1\".all.$2.value')"
}
kpi() { # FIGURE MEASURE
	patchlore kpi "$1" --as-of 2026-06-01 --policy 7-30-90 --format json \
		>"$TAP_TMP/kpi.json"
	sqlite3 :memory: "SELECT json_extract(readfile(
		'$TAP_TMP/kpi.json'), '\$.kpis[0].$2')"
}
for pair in time-to-patch:median failure-rate:rate rollback-rate:rate \
	backlog-age:p90 sla-compliance:rate stage-latency:install_median \
	change-fail-rate:rate; do
	is "$(whole "${pair%:*}" "${pair#*:}")" \
		"$(kpi "${pair%:*}" "${pair#*:}")" "$pair is what kpi says"
done
n=$(kpi backlog n)
like "$(cat "$TAP_TMP/summary/report.html")" \
	"<p class=\"big\">$n</p><p>items were open" "and so is what the page says"
like "$(cat "$TAP_TMP/summary/report.md")" "What is open.* $n items were open" \
	"and Markdown the same"

# ---- Honesty ---------------------------------------------------------------

report "$TAP_TMP/plain" operations >/dev/null
like "$(cat "$TAP_TMP/plain/report.html")" \
	'No policy says by when things are due' "no policy is said, not guessed"
like "$(cat "$TAP_TMP/plain/report.html")" 'n/a: nobody tells' \
	"a figure that cannot be given says why"
like "$(cat "$TAP_TMP/program/report.html")" 'no evidence of change|changed|faster|slower' \
	"a trend has its verdict in words"
empty=$TAP_TMP/empty.db
printf '' >"$TAP_TMP/none.jsonl"
"$BUILD/patchlore" --store "$empty" collect events path="$TAP_TMP/none.jsonl" \
	>/dev/null
for template in summary operations program practice-guide; do
	ok "$template of an empty store is written" \
		"$BUILD/patchlore" --store "$empty" report "$template" \
		-o "$TAP_TMP/empty" --as-of 2026-06-01
done
like "$(cat "$TAP_TMP/empty/report.html")" 'There is no picture of this: ' \
	"and says that there is nothing to draw"

# ---- Hostile names ---------------------------------------------------------

# shellcheck disable=SC2016 # nothing here is for the shell
hostile='{"kind":"item.detected","time":"2026-03-%02dT00:00:00Z","asset":"a%d","patch":"</td><script>alert(1)</script>|`id`[x](y)","attrs":{"severity":"{{title}} \\"; system(\\"touch %s/owned\\") #"}}\n'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	# shellcheck disable=SC2059 # it is the format
	printf "$hostile" "$i" "$i" "$TAP_TMP"
	# shellcheck disable=SC2016 # nor here
	printf '{"kind":"deploy.failed","time":"2026-03-20T00:00:00Z","asset":"a%d","patch":"</td><script>alert(1)</script>|`id`[x](y)","code":"$(touch %s/owned)<b>{/Symbol a}"}\n' "$i" "$TAP_TMP"
done >"$TAP_TMP/hostile.jsonl"
"$BUILD/patchlore" --store "$TAP_TMP/h.db" collect events \
	path="$TAP_TMP/hostile.jsonl" >/dev/null
for template in summary operations practice-guide; do
	"$BUILD/patchlore" --store "$TAP_TMP/h.db" report "$template" \
		-o "$TAP_TMP/h" --as-of 2026-06-01 >/dev/null
	not_ok "$template: a name is no HTML" \
		grep -qE '<script|<b>' "$TAP_TMP/h/report.html"
	not_ok "$template: nor Markdown" \
		grep -qE '[^\\]<script|\[x\]\(y\)|[^\\]`id' "$TAP_TMP/h/report.md"
	not_ok "$template: nor a command" test -e "$TAP_TMP/owned"
done
ok "but it is there" grep -q '&lt;script&gt;alert(1)' "$TAP_TMP/h/report.html"

# ---- Templates of one's own ------------------------------------------------

mine=$TAP_TMP/mine
mkdir "$mine"
cat >"$mine/template.json" <<'END'
{"title": "Ours & theirs", "about": "ours", "figures": ["time-to-patch"]}
END
echo '{{> head}}{{title}}: {{figures.time-to-patch.all.n.text}}{{> ours}}' \
	>"$mine/page.html"
echo 'x' >"$mine/page.md"
echo ' ours {{title}}' >"$mine/ours.html"
report "$TAP_TMP/own" "$mine" >/dev/null
n=$(kpi time-to-patch n)
like "$(cat "$TAP_TMP/own/report.html")" "^Ours &amp; theirs: [0-9],?[0-9]* ours Ours" \
	"a folder with pages is a template, and has the shared parts"
wrong() { # WHAT-IS-SAID FILE TEXT NAME
	printf '%s\n' "$3" >"$mine/$2"
	like "$(report "$TAP_TMP/own" "$mine" 2>&1)" "$1" "$4"
}
wrong 'page\.md:1: ' page.md '{{#a}}' "what is wrong in a page is told with its line"
wrong 'page\.md: |page\.md:2: ' page.md "x
{{" "also a tag that does not end"
echo x >"$mine/page.md"
wrong 'template\.json: figures\[0\]: "speed" is no figure' template.json \
	'{"title": "t", "about": "a", "figures": ["speed"]}' \
	"what it asks for has to exist"
wrong 'template\.json: unknown member "script"' template.json \
	'{"title": "t", "about": "a", "script": "x"}' "and to be known"
wrong 'template\.json: line [12]: ' template.json '{"title": ' \
	"and has to be JSON"
like "$(report "$TAP_TMP/own" sumary 2>&1)" 'there is no template "sumary"' \
	"a slip in a name is told"
is "$(report "$TAP_TMP/own" sumary >/dev/null 2>&1; echo $?)" 2 \
	"as one of usage"

# The example of docs/reports.md, as it stands there.
block() { # LANGUAGE
	awk -v begin="^\`\`\`$1" '$0 ~ begin { on = 1; next } /^```/ { on = 0 } on' \
		docs/reports.md
}
mkdir "$TAP_TMP/board"
block json >"$TAP_TMP/board/template.json"
block html >"$TAP_TMP/board/page.html"
echo '{{title}}' >"$TAP_TMP/board/page.md"
report "$TAP_TMP/own" "$TAP_TMP/board" >/dev/null
like "$(cat "$TAP_TMP/own/report.html")" \
	'^<p>Half of [0-9,]+ items were patched within$' \
	"the example of the documentation works"
like "$(cat "$TAP_TMP/own/report.html")" '^[0-9.]+ days \([0-9.]+ to [0-9.]+\)' \
	"with its numbers"

# ---- One patch -------------------------------------------------------------

patch=$(ask_store "$store" \
	"SELECT subject FROM event_text WHERE kind = 'deploy.installed' LIMIT 1")
ok "the story of one patch" report "$TAP_TMP/one" patch --patch "$patch"
like "$(cat "$TAP_TMP/one/report.html")" "<h1><bdi>$patch</bdi></h1>" "has its name"
like "$(cat "$TAP_TMP/one/report.html")" "[0-9]+ machines tried it" \
	"and how it fared"
if command -v gnuplot >/dev/null; then
	not_ok "few machines can be drawn as well as many" \
		grep -q 'could not be drawn' "$TAP_TMP/one/report.md" \
		"$TAP_TMP/h/report.md" "$TAP_TMP/summary/report.md"
else
	skip "no gnuplot here" "few machines can be drawn as well as many"
fi
like "$(report "$TAP_TMP/one" patch 2>&1)" 'name it with --patch' \
	"without a name there is none"
like "$(report "$TAP_TMP/one" summary --patch "$patch" 2>&1)" \
	'leave --patch out' "and other templates are not about one"
like "$(report "$TAP_TMP/one" patch --patch no-such-patch 2>&1)" \
	'no-such-patch' "a patch that nobody tried is told"

# ---- What people learned ---------------------------------------------------

like "$(cat "$TAP_TMP/practice-guide/report.html")" \
	'There is no lesson yet. <code>patchlore lesson add</code> writes one' \
	"where there is no lesson, it is said how to write one"
like "$(cat "$TAP_TMP/one/report.md")" 'There is no lesson about this patch yet' \
	"and where there is none about a patch"

learn() { # SECONDS TLP WORKED-WELL WORDS...: when it was, and what worked
	SOURCE_DATE_EPOCH=$1
	export SOURCE_DATE_EPOCH
	printf '{"survey": "lesson", "answers": {"kind": {"answer": "no-issue"},
		"month": {"answer": "2026-01"}, "tlp": {"answer": "%s"},
		"worked-well": {"answer": "%s"}}}' "$2" "$3" >"$TAP_TMP/lesson"
	shift 3
	patchlore lesson add "$TAP_TMP/lesson" "$@" >/dev/null
	unset SOURCE_DATE_EPOCH
}
# shellcheck disable=SC2016 # nothing here is for the shell
learn 1769904000 green '<script>alert(1)</script> | `id` [x](y) {{title}}' \
	--patch "$patch" --product '<b>product</b>' # 2026-02-01
learn 1769904000 amber 'Tried on ten first.'
learn 1769904000 red 'Only for the room.' --patch "$patch"
learn 1796083200 green 'Learned too late.' --patch "$patch" # 2026-12-01
answer() { # RESPONDENT PERIOD ANSWER
	printf 'question,answer,none\nurgent,%s,\ntarget,,declined\n' "$3" \
		>"$TAP_TMP/answers.csv"
	patchlore survey import patch-speed "$TAP_TMP/answers.csv" \
		--respondent "$1" --period "$2" >/dev/null
}
for who in a b c; do
	answer "$who" 2025-Q4 days-30
	answer "$who" 2026-Q1 days-3
done
answer d 2026-Q1 days-7
answer d 2026-Q3 longer # which has not begun on the cut-off
report "$TAP_TMP/guide" practice-guide >/dev/null
report "$TAP_TMP/one" patch --patch "$patch" >/dev/null
member() { # DIR PATH: of report.json
	sqlite3 :memory: "SELECT json_extract(readfile(
		'$TAP_TMP/$1/report.json'), '\$.$2')"
}
is "$(member guide lessons.of.value) $(member guide 'lessons.rows[0].number')" \
	"2 2" "lessons up to the cut-off are told, the newest first"
is "$(member guide lessons.red.value)" 1 \
	"one for those present alone is counted and not told"
not_ok "in no page" grep -r 'for the room' "$TAP_TMP/guide" "$TAP_TMP/one"
like "$(cat "$TAP_TMP/guide/report.html")" 'Tried on ten first\.' \
	"a lesson is told in its words"
is "$(member one lessons.of.value) $(member one 'lessons.rows[0].number')" \
	"1 1" "one patch's story has the lessons linked to it"
is "$(member summary lessons)$(member summary surveys)" "" \
	"where the template asks for none, there are none"
for dir in guide one; do
	not_ok "$dir: what people write is no HTML" \
		grep -qE '<script|<b>' "$TAP_TMP/$dir/report.html"
	not_ok "$dir: nor Markdown" \
		grep -qE '[^\\]<script|\[x\]\(y\)|[^\\]`id|[^\\]<b' \
		"$TAP_TMP/$dir/report.md"
	# shellcheck disable=SC2016 # nor here
	like "$(cat "$TAP_TMP/$dir/report.html")" \
		'&lt;script&gt;alert\(1\)&lt;/script&gt; \| `id` \[x\]\(y\) \{\{title\}\}' \
		"$dir: but there"
done

# Three within 3 days and one within 7, after three within 30: the counts by
# hand; the limits are those that the survey's summary has.
patchlore survey summary patch-speed --format json >"$TAP_TMP/summary.json"
urgent=$(sqlite3 :memory: "SELECT q.key FROM json_each(readfile(
	'$TAP_TMP/guide/report.json'), '\$.surveys[1].questions') q
	WHERE json_extract(q.value, '\$.id') = 'urgent'")
told() { # PATH: of that question
	member guide "surveys[1].questions[$urgent].$1"
}
is "$(member guide 'surveys[1].id') $(member guide 'surveys[1].period')" \
	"patch-speed 2026-Q1" "a survey is told by its last period"
is "$(told given.value) $(told 'options[1].count.value') $(told median.text)" \
	"4 3 Within 3 days" "how many gave which answer, and the middle one"
is "$(told panel.lower.value) $(told panel.p)" "3 p = 0.25" \
	"and how many changed theirs"
# Of four now and three before, an answer is never higher: too few for limits.
is "$(told change.before) $(told change.higher.value) $(told change.again.value)" \
	"2025-Q4 0.0 3" "and how likely an answer is higher than before"
is "$(told change.higher.limits_why)" "too few answers" "and how sure that is"
is "$(told 'options[1].share.low')" \
	"$(sqlite3 :memory: "SELECT json_extract(q.value,
		'\$.periods[1].options[1].low') FROM json_each(readfile(
		'$TAP_TMP/summary.json'), '\$.questions') q
		WHERE json_extract(q.value, '\$.id') = 'urgent'")" \
	"with the limits of the summary"
like "$(cat "$TAP_TMP/guide/report.md")" '^\| \| Within 3 days \| 3 \| 75\.0 % \(' \
	"which the page has"
like "$(cat "$TAP_TMP/guide/report.html")" \
	'nobody has answered yet\. <code>patchlore survey answer patch-testing' \
	"a survey that nobody answered says how to"

wrong 'surveys\[0\]: "\.\./x" is no survey' template.json \
	'{"title": "t", "about": "a", "surveys": ["../x"]}' \
	"a survey is asked for by name, not by path"
wrong 'no survey "weather"; installed are: after-a-wave' template.json \
	'{"title": "t", "about": "a", "surveys": ["weather"]}' \
	"and has to exist"
wrong 'lessons: expected a number of 0 to 1000' template.json \
	'{"title": "t", "about": "a", "lessons": -1}' "lessons are a number"
finish
