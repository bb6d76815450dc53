#!/bin/sh
# Why an item counts as it does; the history is that of kpi_test.sh.
. tests/tap.sh

store=$TAP_TMP/x.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

explain() {
	patchlore explain --as-of 2026-03-01 "$@"
}

# The version has its own time to change.
document() {
	explain --format json "$@" | grep -v '"patchlore":'
}

patchlore collect --name hand events path=tests/cli/kpi_events.jsonl >/dev/null

{
	explain web-3
	explain web-3 KB4
} >"$TAP_TMP/text"
same_file "$TAP_TMP/text" tests/cli/explain_web-3.txt \
	"an asset's items, the open ones first, and the story of one of them"
{
	document web-3
	document web-3 KB4
} >"$TAP_TMP/json"
same_file "$TAP_TMP/json" tests/cli/explain_web-3.json "both as documents"

like "$(explain new-1)" '^  os +Debian 12' "an asset's facts are shown"
like "$(explain new-1)" 'Items by the release clock' \
	"where no item was ever found, the list is by the release"
like "$(explain new-1 --clock detection)" 'KB7 .* never detected' \
	"or by the clock that was asked for"

while read -r asset patch why; do
	like "$(explain "$asset" "$patch")" "not counted: $why" \
		"a reason that is shown: $why"
done <<'EOF'
web-1 KB3 not applicable
web-2 KB3 never detected
web-2 KB3 release not known
old-1 KB6 ended before it began
new-1 KB7 never at risk while observed
EOF
like "$(explain db-1 KB2)" 'backlog \(its asset is stale' \
	"a figure that a stale item is not in"
like "$(explain web-2 KB1)" 'not in backlog \(it is fixed\)' \
	"a figure that a fixed item is not in"
like "$(explain web-3 KB5)" 'no item: nothing says' \
	"software that came and went is no item"
like "$(explain web-4 KB7)" 'Nothing is known of this patch on this asset' \
	"a patch of other assets is not known of this one"
like "$(patchlore explain web-3 KB4 --as-of 2026-01-05)" \
	'open after 5760 minutes' "a look back sees no removal yet"

like "$(explain nobody 2>&1)" 'no asset "nobody"' "an unknown asset is named"
like "$(explain web-1 KB99 2>&1)" 'no patch "KB99"' "an unknown patch is named"
like "$(explain web-1 --format yaml 2>&1)" 'expected text or json' \
	"an unknown format is refused"
not_ok "three words are too many" explain web-1 KB1 KB2

# A kind that only a newer version knows is shown, and counts for nothing.
explain web-1 KB1 | sed -n '/^By/,$p' >"$TAP_TMP/before"
sqlite3 "$store" "INSERT INTO event SELECT s.id, a.id, 1767300000000, 250, 1,
    0, 0, 0 FROM subject s, asset a WHERE s.name = 'KB1' AND a.name = 'web-1'"
explain web-1 KB1 | sed -n '/^By/,$p' >"$TAP_TMP/after"
same_file "$TAP_TMP/after" "$TAP_TMP/before" \
	"a kind of a newer version changes nothing"
like "$(explain web-1 KB1)" '\(of a newer patchlore\)' "but is shown"
finish
