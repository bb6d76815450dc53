#!/bin/sh
# However many processors count, figures are the same to the last digit.
. tests/tap.sh

store=$TAP_TMP/p.db

"$BUILD/fleet" --events 150000 >"$TAP_TMP/fleet.jsonl"
"$BUILD/patchlore" --store "$store" collect events \
	path="$TAP_TMP/fleet.jsonl" >/dev/null

kpi() {
	"$BUILD/patchlore" --store "$store" kpi --format json \
		--as-of 2026-06-01 "$@"
}

if [ "$(nproc)" -gt 1 ]; then
	while read -r words; do
		# shellcheck disable=SC2086 # words, on purpose
		kpi $words >"$TAP_TMP/many"
		# shellcheck disable=SC2086
		taskset -c "$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')" \
			"$BUILD/patchlore" --store "$store" kpi --format json \
			--as-of 2026-06-01 $words >"$TAP_TMP/one"
		same_file "$TAP_TMP/many" "$TAP_TMP/one" "kpi $words"
	done <<-'END'
		time-to-patch --by severity
		time-to-patch failure-rate rollback-rate --by month,ring
		backlog backlog-age first-attempt-success time-to-patch --by asset
		failure-codes stage-latency patch-currency asset-coverage data-quality --clock release
		time-to-patch --by source --since 2026-01-01
	END
else
	skip "one processor" "many processors count like one"
fi

is "$("$BUILD/patchlore" --store "$store" kpi backlog --as-of 2026-06-01 |
	sed -n 's/^Read: \([0-9]*\) events.*/\1/p')" \
	"$(ask_store "$store" \
		"SELECT count(*) FROM event WHERE at <= 1780272000000")" \
	"every event is read, and once"

finish
