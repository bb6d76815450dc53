#!/bin/sh
# bench.sh - patchlore and DuckDB, side by side on the same two days of events
#
# The newest hundredth of a sample fleet's events is the second day's; the rest
# is there on the first day. Settings, from the environment:
#
#   BENCH_EVENTS   about how many events
#   BENCH_LOG      of how many bytes the dpkg.log is that apt reads
#   BENCH_RUNS     how often everything is measured, in turns
#   BENCH_SHORT    not empty: neither a goal that is missed nor a DuckDB that
#                  cannot be had makes it fail
#   BENCH_GROWTH   not empty: then patchlore alone with 1, 10, 100 million
#                  events, which takes 25 GB of disk
#
# docs/performance.md says what each line of the table is.
set -eu
cd "$(dirname "$0")/../.."

build=${BUILD:-build}
folder=$build/bench
store=$folder/bench.db
answer=$folder/answer.json
measures=$folder/measures # a name and a number a line, in the order of runs
end=2026-06-01T00:00:00Z  # of the sample fleet
duckdb=@duckdb/node-api@1.5.6-r.1
export DUCKDB_FOLDER="$PWD/$build/duckdb-${duckdb##*@}"

# ---- What is needed ------------------------------------------------------

has_duckdb() {
	(cd "$DUCKDB_FOLDER" && node -e "require('@duckdb/node-api')") \
		>"$folder/npm.log" 2>&1
}

get_duckdb() {
	mkdir -p "$DUCKDB_FOLDER"
	has_duckdb && return
	npm install --prefix "$DUCKDB_FOLDER" --no-audit --no-fund \
		--fetch-retries=0 "$duckdb" >"$folder/npm.log" 2>&1 &&
		has_duckdb
}

require_duckdb() {
	get_duckdb && return
	cat "$folder/npm.log" >&2
	echo "bench: skipped: nothing to compare with, because npm could not" \
		"install $duckdb; it takes node 18 or newer and a registry" >&2
	[ -n "${BENCH_SHORT-}" ] && exit 0
	exit 1
}

# Make the first and the second day, of which the second has about so many
# events, and say when the second begins: with a full hour.
make_days() { # EVENTS NEW
	"$build/fleet" --events "$1" >"$folder/all.jsonl"
	hour=$(awk -F'"' '{ count[substr($8, 1, 13)]++ }
		END { for (hour in count) print hour, count[hour] }' \
		"$folder/all.jsonl" | sort -r |
		awk -v new="$2" '(sum += $2) >= new { print $1; exit }')
	awk -F'"' -v hour="$hour" -v first="$folder/first.jsonl" \
		-v second="$folder/second.jsonl" \
		'{ print >(substr($8, 1, 13) < hour ? first : second) }' \
		"$folder/all.jsonl"
	rm "$folder/all.jsonl"
	dawn=$hour:00:00Z
}

# The log of a machine on which 2,000 packages are upgraded again and again, of
# so many bytes and a little more.
make_dpkg_log() { # BYTES
	awk -v bytes="$1" 'BEGIN {
		for (n = 0; size < bytes; n++) {
			package = "lib" (n * 7919 % 2000) "-x:amd64"
			old = "1." int(n / 2000) "-2+deb12u1"
			new = "1." (int(n / 2000) + 1) "-2+deb12u1"
			time = sprintf("20%02d-%02d-%02d %02d:%02d:00",
			    n / 483840, n / 40320 % 12 + 1, n / 1440 % 28 + 1,
			    n / 60 % 24, n % 60)
			text = time " upgrade " package " " old " " new "\n" \
			    time " status half-configured " package " " old \
			    "\n" time " status unpacked " package " " old \
			    "\n" time " status half-installed " package " " \
			    old "\n" time " status unpacked " package " " new \
			    "\n" time " configure " package " " new \
			    " <none>\n" time " status half-configured " \
			    package " " new "\n" time " status installed " \
			    package " " new "\n"
			printf "%s", text
			size += length(text)
		}
	}'
}

# ---- Measuring -----------------------------------------------------------

note() { # NAME VALUE
	echo "$1 $2" >>"$measures"
}

seconds() { # NAME COMMAND...
	name=$1
	shift
	begun=$(date +%s%N)
	"$@" >"$folder/out" 2>"$folder/err" || {
		cat "$folder/err" >&2
		exit 1
	}
	note "$name" "$(awk -v ns=$(($(date +%s%N) - begun)) \
		'BEGIN { printf "%.6f", ns / 1e9 }')"
}

collect() {
	"$build/patchlore" --store "$store" collect events \
		path="$folder/events.jsonl"
}

ask() { # AS_OF
	"$build/patchlore" --store "$store" kpi time-to-patch --by severity \
		--format json --as-of "$1" >"$answer"
}

collect_and_ask() { # AS_OF
	collect && ask "$1"
}

patchlore_days() { # PREFIX
	rm -f "$store"*
	cp "$folder/first.jsonl" "$folder/events.jsonl"
	seconds "$1collect" collect
	seconds "$1ask" ask "$dawn"
	cp "$answer" "$folder/first.json"
	seconds "$1warm" ask "$dawn"
	seconds "$1again" collect
	note "$1disk" "$(cat "$store"* | wc -c)"
	cat "$folder/second.jsonl" >>"$folder/events.jsonl"
	seconds "$1second" collect_and_ask "$end"
}

# Fails where it does not come to the answer that patchlore gave.
duckdb() { # PREFIX VARIANT AS_OF ANSWER FILE
	node tests/bench/duckdb.mjs "$2" "$folder/$2.duckdb" "$3" "$4" "$5" \
		>"$folder/out"
	while read -r name value; do
		note "$1_$2_$name" "$value"
	done <"$folder/out"
}

duckdb_days() {
	rm -f "$folder"/*.duckdb*
	for variant in key join plain; do
		duckdb first "$variant" "$dawn" "$folder/first.json" \
			"$folder/first.jsonl"
	done
	for variant in key join; do
		duckdb second "$variant" "$end" "$answer" \
			"$folder/second.jsonl"
	done
}

# The most memory that each process of a command ever had, together, in bytes:
# never less than what they had at once, since shared pages count twice.
peak() { # COMMAND...
	"$@" >"$folder/out" 2>&1 &
	while grep -qs VmHWM "/proc/$!/status"; do
		for process in $! $(cat "/proc/$!/task/$!/children" \
			2>/dev/null); do
			grep -hsE '^(Pid|VmHWM)' "/proc/$process/status" || :
		done
		sleep 0.01
	done | awk '/^Pid/ { pid = $2 } /^VmHWM/ { most[pid] = $2 }
		END { for (pid in most) sum += most[pid]
			print sum * 1024 }'
	wait $!
}

# Apart from the runs, since looking takes time, too.
measure_peaks() { # PREFIX
	rm -f "$store"*
	cp "$folder/first.jsonl" "$folder/events.jsonl"
	note "$1peak_collect" "$(peak "$build/patchlore" --store "$store" \
		collect events path="$folder/events.jsonl")"
	note "$1peak_ask" "$(peak "$build/patchlore" --store "$store" \
		kpi time-to-patch --by severity --as-of "$dawn")"
}

# What the plugin alone makes of it, in bytes a second of processor time.
measure_apt() {
	mkdir -p "$folder/log" "$folder/doc"
	make_dpkg_log "$BENCH_LOG" >"$folder/log/dpkg.log"
	for run in $(seq "$BENCH_RUNS"); do
		note apt "$("$build/reading" "$build/plugins/apt.so" \
			"$(wc -c <"$folder/log/dpkg.log")" asset=a \
			path="$folder/log" changelogs="$folder/doc" \
			timezone=UTC 2>"$folder/err" |
			awk '{ print $3 * 1e6 }')"
	done
	rm -r "$folder/log" "$folder/doc"
}

# ---- The program ---------------------------------------------------------

measure_runs() {
	for run in $(seq "$BENCH_RUNS"); do
		echo "bench: run $run of $BENCH_RUNS" >&2
		seconds machine wc -l "$folder/first.jsonl"
		patchlore_days ''
		duckdb_days
	done
}

# The second day is of the same size whatever was there before.
measure_growth() {
	rm -f "$folder"/*.duckdb*
	for events in 1000000 10000000 114000000; do
		echo "bench: $events events" >&2
		make_days "$events" 10000
		note growth_events "$(wc -l <"$folder/first.jsonl")"
		patchlore_days growth_
	done
	measure_peaks growth_
}

mkdir -p "$folder"
require_duckdb
: >"$measures"
make_days "$BENCH_EVENTS" $((BENCH_EVENTS / 100))
note first_events "$(wc -l <"$folder/first.jsonl")"
note first_bytes "$(wc -c <"$folder/first.jsonl")"
note second_events "$(wc -l <"$folder/second.jsonl")"
note processors "$(nproc)"
note load_before "$(cut -d' ' -f1 /proc/loadavg)"
measure_runs
measure_apt
measure_peaks ''
[ -z "${BENCH_GROWTH-}" ] || measure_growth
result=0
awk -v json="$build/bench.json" -f tests/bench/table.awk "$measures" ||
	result=$?
"$build/border" "$(realpath "$build/emitter.so")" 1000000
rm -f "$folder"/*.jsonl "$folder"/*.duckdb* "$store"*
if [ -z "${BENCH_SHORT-}" ] || [ "$result" -ne 1 ]; then
	exit "$result"
fi
