#!/bin/sh
# From a file of native events to figures, as a user would go.
. tests/tap.sh

store=$TAP_TMP/e.db
fleet=$TAP_TMP/fleet.jsonl

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}
"$BUILD/fleet" --events 3000 >"$fleet"
lines=$(wc -l <"$fleet")

ok "the fleet is the same each time" test \
	"$("$BUILD/fleet" --events 3000 | cksum)" = "$(cksum <"$fleet")"
is "$(patchlore collect events path="$fleet")" \
	"events path=$(realpath "$fleet"): $lines new events" \
	"each line of the fleet is an event"
is "$(patchlore collect events path="$fleet")" \
	"events path=$(realpath "$fleet"): 0 new events" \
	"collecting again reads nothing twice"

# The first part, then the file as it is after it grew: nothing is missed.
grown=$TAP_TMP/grown.jsonl
head -n 500 "$fleet" >"$grown"
patchlore collect --name grown events path="$grown" >/dev/null
cp "$fleet" "$TAP_TMP/copy" && tail -n +501 "$fleet" >>"$grown"
is "$(patchlore collect --name grown events path="$grown")" \
	"grown: $((lines - 500)) new events" "a file that grew is read on"

figures() {
	patchlore kpi --format json --as-of 2026-06-01 "$@"
}
figures >"$TAP_TMP/two"
rm -f "$store"*
tac "$fleet" | gzip >"$TAP_TMP/back.jsonl.gz"
patchlore collect events path="$TAP_TMP/back.jsonl.gz" >/dev/null
figures >"$TAP_TMP/one"
same_file "$TAP_TMP/one" "$TAP_TMP/two" \
	"order, repeats, compression and a second source change no figure"
same_file "$TAP_TMP/one" tests/cli/fleet_kpi.json \
	"the figures of the fleet have not changed"
ok "another question, another answer" test \
	"$(figures --clock release | cksum)" != "$(cksum <"$TAP_TMP/one")"

# Looking back never sees what came later.
early=$TAP_TMP/early.jsonl
rm -f "$store"*
patchlore collect events path="$fleet" >/dev/null
patchlore kpi --format json --as-of 2025-12-01 >"$TAP_TMP/back"
grep -E '"time":"2025-(0|1[01]|12-01T00:00:00)' "$fleet" >"$early"
rm -f "$store"*
patchlore collect events path="$early" >/dev/null
patchlore kpi --format json --as-of 2025-12-01 >"$TAP_TMP/then"
same_file "$TAP_TMP/back" "$TAP_TMP/then" \
	"--as-of gives the figures of that day"

rm -f "$store"*
cat >"$TAP_TMP/bad.jsonl" <<'X'
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}
{"kind":"item.detected","time":"2026-01-01","asset":"a","patch":"p"}
{"kind":"item.vanished","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p","color":1}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","patch":"p"}
nonsense
{"kind":"deploy.installed","time":"2026-01-02T00:00:00Z","asset":"a","patch":"p","attrs":{"ring":"canary"}}
X
like "$(patchlore collect events path="$TAP_TMP/bad.jsonl")" \
	": 2 new events, 5 set aside" "each bad line costs itself"
rejects=$(patchlore store rejects)
like "$rejects" 'bad.jsonl:2.*expected a time such as' "a bad time is told"
like "$rejects" 'kind that does not exist' "a bad kind is told"
like "$rejects" 'bad.jsonl:4.*unknown member "color"' "a bad member is named"
like "$(patchlore explain a p)" 'fixed after 1440 minutes' \
	"explain shows the episode that is counted"

like "$(patchlore kpi --by colour 2>&1)" 'no stratum "colour"' \
	"a stratum that does not exist is named"
not_ok "an unknown verb is an error" patchlore dance
echo "not a store" >"$TAP_TMP/other.db"
like "$("$BUILD/patchlore" --store "$TAP_TMP/other.db" kpi 2>&1)" 'other.db' \
	"a file that is no store is refused by name"
for verb in collect kpi explain report plugin store; do
	like "$(patchlore $verb --help)" "^Usage: patchlore" "$verb --help"
done
like "$(patchlore plugin list)" '^apt  APT and dpkg history' \
	"plugin list asks each plugin"

ok "the report is written" patchlore report -o "$TAP_TMP/r" --as-of 2026-06-01
ok "with its curve inside" grep -q '<img src="data:image/svg' "$TAP_TMP/r/report.html"
mkdir "$TAP_TMP/bin"
PATH="$TAP_TMP/bin" ok "without gnuplot it is written as well" \
	"$BUILD/patchlore" --store "$store" report -o "$TAP_TMP/n" --as-of 2026-06-01
ok "and says so" grep -q 'gnuplot is not installed' "$TAP_TMP/n/report.html"
finish
