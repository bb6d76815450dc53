#!/bin/sh
# What a store holds and which plugins there are, for people and for programs.
. tests/tap.sh

store=$TAP_TMP/l.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# The version has its own time to change.
document() {
	patchlore "$@" --format json | grep -v '"patchlore":'
}

printf '%s\n' \
	'{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}' \
	'{"kind":"item.vanished","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}' \
	"$(printf 'bad \377 "quoted"')" >"$TAP_TMP/l.jsonl"
patchlore collect --name hand events path="$TAP_TMP/l.jsonl" >/dev/null 2>&1

cat >"$TAP_TMP/info" <<'EOF'
{
 "events": 1,
 "assets": 1,
 "patches": 1,
 "sources": 1,
 "rejects": 2,
 "from": "2026-01-01T00:00:00Z",
 "to": "2026-01-01T00:00:00Z"
}
EOF
document store info >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/info" "store info as a document"
like "$(patchlore store info)" '^events   1$' "store info as text"

document store rejects >"$TAP_TMP/got"
is "$(grep -c '"source": "hand"' "$TAP_TMP/got")" 2 \
	"store rejects as a document has each reject"
like "$(cat "$TAP_TMP/got")" '"where": "l.jsonl:3"' "with its place"
like "$(cat "$TAP_TMP/got")" '"reason": ".*kind that does not exist' \
	"with its reason"
like "$(cat "$TAP_TMP/got")" '"input": "bad \\\\xff \\"quoted\\""' \
	"with its input, though that is no UTF-8"
is "$(patchlore store rejects | wc -l)" 2 "store rejects as text"

document plugin list >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" '"id": "org.debian.apt"' \
	"plugin list as a document has the plugins"
like "$(cat "$TAP_TMP/got")" '"type": "path"' "and their options' types"
like "$(cat "$TAP_TMP/got")" '"default": "/var/log"' "and their defaults"

document store runs >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" '"outcome": "done"' \
	"store runs as a document has each run"
like "$(cat "$TAP_TMP/got")" '"protection": "limits' "with its protection"
is "$(patchlore store runs | cut -f 3)" 'done' "store runs as text"

for words in "store info" "store rejects" "store runs" "plugin list"; do
	# shellcheck disable=SC2086 # two words
	like "$(patchlore $words --format yaml 2>&1)" 'expected text or json' \
		"$words: an unknown format is refused"
done
# An empty store has no first event.
rm -f "$store"*
: >"$TAP_TMP/none.jsonl"
patchlore collect events path="$TAP_TMP/none.jsonl" >/dev/null
like "$(document store info)" '"from": null' "an empty store begins nowhere"
finish
