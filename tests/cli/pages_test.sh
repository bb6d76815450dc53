#!/bin/sh
# Each figure has a page, whose example comes out as it says.
#
# A page's example is an indented block: "day N ASSET KIND [ATTRIBUTE=VALUE]"
# makes an event of the patch KB1, N days after 2026-01-01 (of the patch alone
# where the asset is "-"; "code" is no attribute); "patchlore kpi ..." is run on these, and the line
# after it has values as "member=value". What is told of an asset alone names no
# patch.
. tests/tap.sh

pages=docs/kpis
store=$TAP_TMP/pages.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# The text of a page under a heading.
section() { # PAGE HEADING
	awk -v heading="## $2" '/^#/ { on = $0 == heading; next } on' "$1"
}

example_events() { # PAGE
	awk '/^    day / {
		month = 1
		for (day = $2 + 1; day > length_of[month]; month++)
			day -= length_of[month]
		printf "{\"kind\":\"%s\",\"patch\":\"KB1\"", $4
		if ($3 != "-")
			printf ",\"asset\":\"%s\"", $3
		if (split($5, attr, "=") == 2 && attr[1] == "code")
			printf ",\"code\":\"%s\"", attr[2]
		else if ($5 != "")
			printf ",\"attrs\":{\"%s\":\"%s\"}", attr[1], attr[2]
		printf ",\"time\":\"2026-%02d-%02dT00:00:00Z\"}\n", month, day
	}
	BEGIN { split("31 28 31 30", length_of, " ") }' "$1" |
		sed -E '/"(asset|scan)\./s/"patch":"KB1",//'
}

# Columns of a CSV, named after a separator.
columns() { # SEPARATOR COLUMN COLUMN
	awk -F, -v between="$1" -v one="$2" -v other="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $at[one] between $at[other] }'
}

# What an example says, a line a value, that does not come out.
example_fails() { # PAGE
	grep -A 1 '^    patchlore kpi ' "$1" | while read -r command; do
		case $command in
		patchlore\ *)
			# shellcheck disable=SC2086 # words of a command
			$command --format csv | columns '=' measure value \
				>"$TAP_TMP/values"
			;;
		*=*)
			echo "$command" | tr ' ' '\n' |
				grep -vxF -f "$TAP_TMP/values"
			;;
		esac
	done
}

# "member unit" of the table of members, as of a figure.
members_told() { # PAGE
	section "$1" Members | awk -F ' *[|] *' '$2 ~ /^`/ {
		count = split($2, names, /[`, ]+/)
		for (i = 2; i < count; i++)
			print names[i], $3
	}' | sort
}

patchlore kpi --help | sed -n 's/^[* ] \([a-z][a-z-]*\)  .*/\1/p' |
	sort >"$TAP_TMP/figures"
ok "there are figures to look for" test "$(wc -l <"$TAP_TMP/figures")" -gt 10
# What another verb tells has its example run by that verb's own test.
{
	cat "$TAP_TMP/figures"
	echo ring-effectiveness
} | sort >"$TAP_TMP/pages"
is "$(cd "$pages" && printf '%s\n' *.md | sed 's/\.md$//' | sort)" \
	"$(cat "$TAP_TMP/pages")" "each figure has a page, each page a figure"
is "$(grep -o '(kpis/[a-z-]*\.md)' docs/kpis.md |
	sed 's|(kpis/\(.*\)\.md)|\1|' | sort -u)" \
	"$(cat "$TAP_TMP/pages")" "and docs/kpis.md leads to each"

cat >"$TAP_TMP/headings" <<'EOF'
## What it answers
## Definition
## Formula
## By hand
## Members
## How it can mislead
## Source
EOF

while read -r figure; do
	page=$pages/$figure.md
	is "$(sed 1q "$page")" "# $figure" "$figure: the page is called after it"
	grep '^## ' "$page" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$TAP_TMP/headings" "$figure: has its sections"
	is "$(grep -o '([^)]*\.md)' "$page" | tr -d '()' | while read -r link; do
		[ -f "$pages/$link" ] || echo "$link"
	done)" "" "$figure: leads nowhere else"
done <"$TAP_TMP/pages"

while read -r figure; do
	page=$pages/$figure.md
	rm -f "$store"*
	example_events "$page" >"$TAP_TMP/events.jsonl"
	patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
	like "$(grep -A 1 "^    patchlore kpi $figure " "$page")" '=[0-9]' \
		"$figure: has an example"
	is "$(example_fails "$page")" "" "$figure: which comes out so"

	case $figure in
	sla-compliance | time-overdue) set -- --policy 7-30-90 ;;
	*) set -- ;;
	esac
	is "$(members_told "$page")" \
		"$(patchlore kpi "$figure" "$@" --format csv |
			columns " " measure unit | sort -u)" \
		"$figure: names each member and its unit"
done <"$TAP_TMP/figures"
finish
