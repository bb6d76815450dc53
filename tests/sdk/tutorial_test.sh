#!/bin/bash
# docs/tutorial.md, followed word by word: its commands run one after the other
# in one shell, and print what the page shows.
. tests/tap.sh
. tests/sdk/lib/install.sh

# Blocks that are commands become block.N, and what a page shows below them
# shown.N, in which "..." stands for any text.
awk -v folder="$TAP_TMP" '
	/^```sh$/ { n++; to = folder "/block." n; next }
	/^```text$/ { to = folder "/shown." n; next }
	/^```/ { close(to); to = ""; next }
	to != "" { print >to }
	END { print n >(folder "/blocks") }' docs/tutorial.md
blocks=$(cat "$TAP_TMP/blocks")

# One script, so that cd and the like last. A block that fails ends it.
for n in $(seq "$blocks"); do
	printf '{\n%s\n} >"%s" 2>&1\n' "$(cat "$TAP_TMP/block.$n")" \
		"$TAP_TMP/out.$n"
done >"$TAP_TMP/script"

# Every piece between two "..." stands in the output, in that order, the first
# at its beginning and the last at its end.
matches() { # SHOWN OUT
	local text shown piece
	text=$'\n'$(cat "$2")$'\n'
	shown=$'\n'$(cat "$1")$'\n'
	shown=${shown//$'\n...\n'/$'...\n'} # no line may stand there as well
	piece=${shown%%...*}
	[[ $text == "$piece"* ]] || return
	while [[ $shown == *...* ]]; do
		text=${text#*"$piece"}
		shown=${shown#*...}
		piece=${shown%%...*}
		[[ $text == *"$piece"* ]] || return
	done
	[[ $text == *"$piece" ]]
}

mkdir "$TAP_TMP/work"
ok "every command succeeds" env -C "$TAP_TMP/work" bash -e "$TAP_TMP/script"
ok "there is much to follow" test "$blocks" -ge 8

for n in $(seq "$blocks"); do
	[ -f "$TAP_TMP/shown.$n" ] || continue
	name=$(head -n 1 "$TAP_TMP/block.$n")
	if matches "$TAP_TMP/shown.$n" "$TAP_TMP/out.$n"; then
		pass "it prints what is shown: $name"
	else
		fail "it prints what is shown: $name"
		note "$(cat "$TAP_TMP/out.$n")"
	fi
done
ok "and leaves a page" test -s "$TAP_TMP/work/acme/page/report.html"
finish
