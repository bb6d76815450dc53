#!/bin/sh
# Reports as a browser shows them: pages.mjs opens them in Chromium and tells
# which of its promises hold. What they look like stays in $BUILD/browser.
. tests/tap.sh
. tests/browser/lib/needs.sh

export PATCHLORE_STORE="$TAP_TMP/fleet.db"

report() { # NAME WORD...: what is written becomes the page of that name
	name=$1
	shift
	patchlore report -o "$TAP_TMP/$name" --as-of 2026-06-01 "$@" >/dev/null
	echo "$name=$TAP_TMP/$name/report.html"
}

"$BUILD/fleet" --events 20000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null
SOURCE_DATE_EPOCH=1774000000 patchlore lesson add tests/browser/lesson.json \
	--patch P-00020 >/dev/null # 2026-03-20
patchlore survey import patch-speed tests/browser/answers.csv >/dev/null
set -- "$(report summary summary --policy 7-30-90)" \
	"$(report groups --by severity,class)" "$(report operations operations)" \
	"$(report program program)" "$(report practice-guide practice-guide)" \
	"$(report patch patch --patch P-00020)" \
	"$(report anonymous practice-guide --anonymous)" \
	"$(report empty --where severity=none 2>/dev/null)"

# Names that somebody else chose, and not kindly.
PATCHLORE_STORE=$TAP_TMP/strangers.db
patchlore collect events path=tests/browser/strangers.jsonl >/dev/null
SOURCE_DATE_EPOCH=1774000000 patchlore lesson add \
	tests/browser/strange-lesson.json \
	--product '</dd><script>document.title = "mine"</script>' >/dev/null
set -- "$@" "$(report strangers practice-guide --by group)"
patchlore lesson review 1 -o "$TAP_TMP/review.html" >/dev/null
set -- "$@" "review=$TAP_TMP/review.html"

browse pages.mjs "$@"
finish
