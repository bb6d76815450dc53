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
like "$(report "$TAP_TMP/one" patch 2>&1)" 'name it with --patch' \
	"without a name there is none"
like "$(report "$TAP_TMP/one" summary --patch "$patch" 2>&1)" \
	'leave --patch out' "and other templates are not about one"
like "$(report "$TAP_TMP/one" patch --patch no-such-patch 2>&1)" \
	'no-such-patch' "a patch that nobody tried is told"
finish
