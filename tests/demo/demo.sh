#!/bin/sh
# demo.sh - this machine's own patch history, as figures and a page
#
# A machine that was installed yesterday has no history to speak of; then a
# sample fleet stands in, and the demo says so.
set -eu
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
out=$build/demo
as_of= # now
enough=10 # items; fewer make no figure

patchlore() {
	"$build/patchlore" --store "$store" "$@"
}

# How many items the time to patch was read from; 0 where there is no figure.
items() {
	n=$(patchlore kpi time-to-patch --format json 2>/dev/null |
		tr -d ' \t\n' | sed -n 's/.*"id":"time-to-patch"/&\n/p' |
		sed -n '2s/^[^]]*"n":\([0-9]*\).*/\1/p') || n=
	echo "${n:-0}"
}

rm -rf "$out"
mkdir -p "$out"

store=$out/demo.db
echo "== What this machine's APT did"
patchlore collect apt || echo "(not all of it could be read; going on)"

if [ "$(items)" -lt "$enough" ]; then
	echo
	echo "== This machine has too short a history for figures (fewer than"
	echo "   $enough patched items); here is a sample fleet instead."
	store=$out/fleet.db
	as_of=2026-06-01 # when the sample's year ends
	"$build/fleet" --events 20000 >"$out/fleet.jsonl"
	patchlore collect events path="$out/fleet.jsonl"
fi

echo
echo "== The main figures"
patchlore kpi ${as_of:+--as-of "$as_of"}

echo
patchlore report -o "$out" ${as_of:+--as-of "$as_of"}
echo "== The report: $PWD/$out/report.html"
