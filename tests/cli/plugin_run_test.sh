#!/bin/sh
# "plugin run" shows what a plugin makes of its input, and keeps nothing.
. tests/tap.sh

run() {
	(cd "$TAP_TMP" && "$BUILD/patchlore" plugin run "$@")
}

cat >"$TAP_TMP/in.jsonl" <<'X'
{"kind":"deploy.failed","time":"2026-03-12T02:14:07.5Z","after":"2026-03-12T00:00:00Z","took_ms":312000,"asset":"web \u0022 14","patch":"KB1","vuln":"CVE-2026-1","product":"pkg:generic/x","code":"0x1","attrs":{"ring":"canary","vuln":["CVE-2026-1","CVE-2026-2"]}}
{"kind":"item.detected","time":"2026-01-01","asset":"a","patch":"p"}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a"}
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"KB1"}
X
out=$(run --dry-run events path=in.jsonl)
like "$out" '^2026-03-12T02:14:07.500Z  deploy.failed .*KB1.*ring=canary' \
	"an event is a row, with all that it says"
like "$out" '^set aside: in.jsonl:2: .*expected a time such as' \
	"what was set aside is told with its place and why"
like "$out" '^set aside: kind: item.detected needs a patch or a vuln' \
	"and so is an event that breaks a rule"
like "$out" '^2 events, 2 set aside, 1 checkpoint, the last: [0-9a-f]+ ' \
	"the sum comes last, with the cursor"

run --format json events path=in.jsonl >"$TAP_TMP/out.jsonl" 2>"$TAP_TMP/err"
like "$(cat "$TAP_TMP/err")" '^set aside: in.jsonl:2' \
	"as JSON, the rest goes to standard error"
run --format json events path=out.jsonl 2>/dev/null >"$TAP_TMP/again.jsonl"
same_file "$TAP_TMP/again.jsonl" "$TAP_TMP/out.jsonl" \
	"what it wrote is read as the same events"
is "$(wc -l <"$TAP_TMP/out.jsonl")" 2 "all of them"

# shellcheck disable=SC2016 # the program expands it
printf '#!/bin/sh\n%s\n' 'printf "{\"reject\":{\"reason\":\"\\\\u001b[2J\"}}\n"' \
	>"$TAP_TMP/esc.sh"
chmod +x "$TAP_TMP/esc.sh"
is "$(run exec program="$TAP_TMP/esc.sh" path="$TAP_TMP" | head -n 1)" \
	"set aside: esc.sh:1:  [2J" "no escape sequence reaches a terminal"

like "$(run events path=none 2>&1)" \
	'^patchlore: events: path=none: cannot be found: No such file or directory; ' \
	"an error names plugin, option and reason"
not_ok "a plugin must be named" run
not_ok "a format must be known" run --format yaml events
like "$(run --help)" '^Usage: patchlore plugin run' "plugin run --help"
is "$(find "$TAP_TMP" -name '*.db*')" "" "no store was made"
for verb in "collect" "plugin check"; do
	# shellcheck disable=SC2086 # two words
	like "$("$BUILD/patchlore" $verb --timeout 1d x 2>&1)" 'timeout: expected' \
		"$verb: a timeout with a unit is not taken for seconds"
done
finish
