#!/bin/sh
# The pages of surveys and lessons as a browser shows them, and what they save:
# to the store that is the same as answers on the terminal.
. tests/tap.sh
. tests/browser/lib/needs.sh

export SOURCE_DATE_EPOCH=1796083200 # 2026-12-01

# All of a store's answers, with their times.
replies() { # STORE
	ask_store "$1" "SELECT * FROM response"
	ask_store "$1" "SELECT * FROM reply"
}

page=$TAP_TMP/form.html
patchlore survey form tests/browser/survey.json -o "$page" >/dev/null
patchlore survey form patch-speed -o "$TAP_TMP/speed.html" >/dev/null
patchlore lesson form -o "$TAP_TMP/lesson.html" >/dev/null
browse form.mjs "$page" "$TAP_TMP/saved.json"

cat >"$TAP_TMP/lines" <<'END'
2
1 3
d
u
n
2
2026-03
KB1
END
awk 'BEGIN {
	for (i = 0; i < 12; i++)
		printf "Übung & <b>more</b>  of \"it\"; "
	print "end"
}' >>"$TAP_TMP/lines"
patchlore --store "$TAP_TMP/typed" survey answer --respondent operations \
	--period 2026-Q3 tests/browser/survey.json <"$TAP_TMP/lines" >/dev/null
is "$(patchlore --store "$TAP_TMP/saved" survey import \
	tests/browser/survey.json "$TAP_TMP/saved.json")" "form: 1 response" \
	"what the page saved is taken in"
replies "$TAP_TMP/typed" >"$TAP_TMP/expected"
replies "$TAP_TMP/saved" >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/expected")" '\|met\|1\|5\|' "a question is not asked"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" \
	"and is the same as answers on the terminal"

browse pages.mjs "form=$page" "form-speed=$TAP_TMP/speed.html" \
	"form-lesson=$TAP_TMP/lesson.html"
finish
