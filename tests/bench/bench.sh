#!/bin/sh
# bench.sh EVENTS - whole processes on a sample fleet, seconds and events/s,
# and what the border to plugins costs
#
# The second collect reads the same file again and must find nothing new.
set -eu
cd "$(dirname "$0")/../.."

events=$1
build=${BUILD:-build}
folder=$build/bench
store=$folder/bench.db

rm -rf "$folder"
mkdir -p "$folder"
"$build/fleet" --events "$events" >"$folder/fleet.jsonl"
lines=$(wc -l <"$folder/fleet.jsonl")

measure() { # NAME COMMAND...
	name=$1
	shift
	start=$(date +%s%N)
	"$@" >"$folder/out" 2>"$folder/err" || {
		cat "$folder/err" >&2
		return 1
	}
	end=$(date +%s%N)
	awk -v name="$name" -v ns=$((end - start)) -v lines="$lines" 'BEGIN {
		printf "%-16s %8.2f s %12.0f events/s\n", name, ns / 1e9,
		    lines / (ns / 1e9) }'
}

set -- "$build/patchlore" --store "$store"
{
	echo "$lines events, $(wc -c <"$folder/fleet.jsonl") bytes," \
		"$(nproc) processors"
	measure collect "$@" collect events path="$folder/fleet.jsonl"
	measure "collect again" "$@" collect events path="$folder/fleet.jsonl"
	measure kpi "$@" kpi --as-of 2026-06-01
	echo "store: $(wc -c <"$store") bytes"
	"$build/border" "$(realpath "$build/emitter.so")" 1000000
} >"$build/bench.txt" || {
	cat "$build/bench.txt"
	exit 1
}
cat "$build/bench.txt"
rm -f "$folder/fleet.jsonl"
