#!/bin/sh
# The dashboard and the how-to speak of metrics that exist, and the script that
# the how-to has people copy does what it says.
. tests/tap.sh

howto=docs/howto-grafana.md
dashboard=reports/grafana/patchlore.json
folder=$TAP_TMP/textfile
export PATCHLORE_STORE="$TAP_TMP/fleet.db"

patchlore() {
	"$BUILD/patchlore" "$@"
}

# The metrics or labels that stand in files, one a line.
metrics_in() { # FILE...
	grep -ohE 'patchlore_[a-z0-9_]+' "$@" | sort -u
}

# The how-to's code of one kind, between its fences of three backquotes.
code() { # LANGUAGE
	awk -v language="$1" '/^\140\140\140/ {
		reading = substr($0, 4) == language
		next
	}
	reading' "$howto"
}

code sh >"$TAP_TMP/metrics.sh"
write() { # FOLDER [TIME]
	PATH=$BUILD:$PATH sh "$TAP_TMP/metrics.sh" "$@"
}

"$BUILD/fleet" --events 3000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null
mkdir "$folder"

ok "the how-to's script runs" write "$folder" 2026-06-01
is "$(cd "$folder" && find . -type f -printf '%m %p\n' | sort)" \
	"644 ./patchlore-severity.prom
644 ./patchlore.prom" "it leaves two files that others may read"
for name in patchlore patchlore-severity; do
	ok "$name.prom is what the standard allows" \
		awk -f tests/cli/openmetrics.awk "$folder/$name.prom"
done
cat "$folder"/*.prom | grep -v '^#' | sed 's/ [^ ]*$//' | sort \
	>"$TAP_TMP/series"
is "$(uniq -d "$TAP_TMP/series")" "" "no series is in both"
sed 's/{.*//' "$TAP_TMP/series" | sort -u >"$TAP_TMP/names"

ok "the dashboard is JSON" test \
	"$(sqlite3 :memory: "SELECT json_valid(readfile('$dashboard'))")" -eq 1
metrics_in "$dashboard" >"$TAP_TMP/drawn"
ok "there are metrics to look for" test "$(wc -l <"$TAP_TMP/drawn")" -gt 15
is "$(comm -23 "$TAP_TMP/drawn" "$TAP_TMP/names")" "" \
	"the sample fleet has a sample of each metric that is drawn"
code yaml >"$TAP_TMP/rules"
is "$(metrics_in "$TAP_TMP/rules" | comm -23 - "$TAP_TMP/names")" "" \
	"and of each that somebody is woken for"
grep -oE '\{\{[a-z_]+\}\}' "$dashboard" | tr -d '{}' | sort -u >"$TAP_TMP/labels"
ok "there are labels to look for" test -s "$TAP_TMP/labels"
is "$(while read -r label; do
	grep -q "[{,]$label=" "$TAP_TMP/series" || echo "$label"
done <"$TAP_TMP/labels")" "" "and each label that is shown"
is "$(sqlite3 :memory: "SELECT count(*) - count(DISTINCT value)
	FROM json_tree(readfile('$dashboard'), '$.panels') WHERE key = 'id'
	AND type = 'integer'")" 0 "no two panels have one number"

# A run that fails leaves what was there.
cp "$folder/patchlore.prom" "$TAP_TMP/before"
not_ok "a run that fails says so" env PATCHLORE_STORE="$TAP_TMP/none.db" \
	PATH="$BUILD:$PATH" sh "$TAP_TMP/metrics.sh" "$folder"
same_file "$folder/patchlore.prom" "$TAP_TMP/before" "what was there stays"
is "$(find "$folder" -name '.*' -type f)" "" "and nothing else is left behind"
write "$folder"
ok "without a time the figures are those of now" test \
	"$(sed -n 's/^patchlore_as_of.*} //p' "$folder/patchlore.prom" |
		sort -u)" -gt $(($(date +%s) - 600))
finish
