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

# The version and the definitions have their own times to change.
document() {
	explain --format json "$@" | grep -vE '"(patchlore|definitions)":'
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
like "$(explain db-1 KB2)" '^  backlog +its asset is stale; told apart: stale 1$' \
	"a figure that a stale item is not in"
like "$(explain web-2 KB1)" '^  backlog +it is fixed$' \
	"a figure that a fixed item is not in"
like "$(explain web-3 KB5)" 'no item: nothing says' \
	"software that came and went is no item"
like "$(explain web-4 KB7)" 'Nothing is known of this patch on this asset' \
	"a patch of other assets is not known of this one"
like "$(patchlore explain web-3 KB4 --as-of 2026-01-05)" \
	'open after 5760 minutes' "a look back sees no removal yet"

like "$(explain new-1 --clock exposure)" 'Items by the exposure clock' \
	"the list is by any clock"
like "$(explain web-1 KB1 --clock release)" '^Figures by the release clock' \
	"and so are the figures"

like "$(explain nobody 2>&1)" 'no asset "nobody"' "an unknown asset is named"
like "$(explain web-1 KB99 2>&1)" 'no patch "KB99"' "an unknown patch is named"
like "$(explain web-1 --format yaml 2>&1)" 'expected text or json' \
	"an unknown format is refused"
not_ok "three words are too many" explain web-1 KB1 KB2
like "$(explain web-1 --view managed 2>&1)" 'are about one patch' \
	"a view of a list would say nothing"

# A kind that only a newer version knows is shown, and counts for nothing.
# It is put at the end of all histories, as a strip of its own.
last=$(ask_store "$store" "SELECT subject, asset, max(at) FROM event GROUP BY 1, 2
    ORDER BY 1 DESC, 2 DESC LIMIT 1" | tr '|' ',')
# shellcheck disable=SC2046 # two words
set -- $(ask_store "$store" "SELECT a.name, s.name FROM asset a, subject s
    ORDER BY (s.id, a.id) = (${last%,*}) DESC LIMIT 1" | tr '|' ' ')
explain "$@" | sed -n '/^By/,$p' >"$TAP_TMP/before"
sqlite3 "$store" "INSERT INTO history VALUES ($last + 1000, 250, 1, 1, 0, 0, -1,
    x'7ffa010002')"
explain "$@" | sed -n '/^By/,$p' >"$TAP_TMP/after"
same_file "$TAP_TMP/after" "$TAP_TMP/before" \
	"a kind of a newer version changes nothing"
like "$(explain "$@")" '\(of a newer patchlore\)' "but is shown"

# ---- All figures -----------------------------------------------------------

# What is told of the items one by one is what kpi tells of all: each figure's n
# and count are the sum over the items, or over the assets. Those of deployments
# are of many items at once, and stand aside.
rm -f "$store"*
patchlore collect events path=tests/cli/catalogue_events.jsonl >/dev/null
ask_store "$store" "SELECT DISTINCT a.name, s.name FROM event e
    JOIN asset a ON a.id = e.asset JOIN subject s ON s.id = e.subject
    ORDER BY 1, 2" | tr '|' ' ' >"$TAP_TMP/items"
is "$(wc -l <"$TAP_TMP/items")" 5 "the history has five items"

patchlore kpi --help | sed -n 's/^[* ] \([a-z][a-z-]*\)  .*/\1/p' |
	sort >"$TAP_TMP/catalogue"
explain a KB1 --policy 7-30-90 |
	sed -n '/^Figures/,$s/^  \([a-z-]*\)  .*/\1/p' | sort >"$TAP_TMP/told"
same_file "$TAP_TMP/told" "$TAP_TMP/catalogue" \
	"each figure of the catalogue is told of an item"

explain_each() { # OPTION...
	while read -r asset patch; do
		explain "$asset" "$patch" --format json "$@"
	done <"$TAP_TMP/items" >"$TAP_TMP/documents"
	awk -v out="$TAP_TMP/document" '{ print >out n } /^}$/ { n++ }' \
		"$TAP_TMP/documents"
}

# Waves are of many items; and kpi --all leaves out the matrix, which is of
# combinations.
of_items() {
	grep -vE '^(change-fail-rate|deployment-frequency|nist-matrix|rework-rate)[|]'
}

sums() { # CLOCK
	for file in "$TAP_TMP/document"*; do
		test "$file" = "$TAP_TMP/documents" && continue
		echo "INSERT INTO told SELECT json_extract(readfile('$file'),
		    '\$.asset'), key, json_extract(value, '\$.n'), coalesce(
		    json_extract(value, '\$.measures.count'), 0), coalesce(
		    json_extract(value, '\$.as') LIKE 'its asset%', 0)
		    FROM json_each(readfile('$file'), '\$.figures.$1');"
	done >"$TAP_TMP/inserts"
	sqlite3 :memory: "CREATE TABLE told (asset, figure, n, count, by_asset)" \
		".read '$TAP_TMP/inserts'" "SELECT figure, sum(n), sum(count)
		FROM (SELECT figure, n, count FROM told WHERE NOT by_asset
		    UNION ALL
		    SELECT figure, n, count FROM told WHERE by_asset
		    GROUP BY asset, figure, n, count)
		GROUP BY figure" | of_items
}

of_all() { # OPTION...
	patchlore kpi --all --as-of 2026-03-01 --format json "$@" \
		>"$TAP_TMP/kpis"
	sqlite3 :memory: "SELECT json_extract(value, '\$.id'),
	    json_extract(value, '\$.n'), coalesce(json_extract(value,
	    '\$.count'), 0) FROM json_each(readfile('$TAP_TMP/kpis'),
	    '\$.kpis') ORDER BY 1" | of_items
}

for view in strict managed; do
	explain_each --view "$view" --policy 7-30-90
	for clock in detection release exposure; do
		is "$(sums "$clock")" "$(of_all --view "$view" \
			--clock "$clock" --policy 7-30-90)" \
			"the items add up to what is told of all: $view, $clock"
	done
	not_ok "and no figure passes one over without a reason: $view" \
		grep '"why": null' "$TAP_TMP/documents"
done

# Worked out in catalogue_test.sh and sla_test.sh.
standing() { # ASSET PATCH OPTION...
	explain "$@" | tr -s ' ' | sed 's/^ //'
}

while IFS='|' read -r item says; do
	# shellcheck disable=SC2086 # words
	like "$(standing $item)" "^$says\$" "$item: $says"
done <<'EOF'
a KB1|time-to-patch n 1; fixed 1; median days 6.0
a KB1|stage-latency n 1; detect 2.0; approve 1.0; offer 2.0; install 1.0; take effect 2.0; verify 3.0
a KB1|verification 1 of 1; median lag 3.0
a KB1|exceptions it is fixed
a KB1|sla-compliance no policy was asked for
a KB1|patch-currency its asset; 1 of 1
a KB1|asset-coverage its asset; seen 100 %; scanned 0 %; patched by a tool 100 %
a KB2|reboot-latency no install of it asked for a restart
b KB1|backlog open 1
b KB1|mitigation n 1; mitigated 1; median days 2.0; open, mitigated 1
b KB1|failure-rate no attempt at it is told to have worked or failed; told apart: cancelled 1
b KB1|rollback-rate no install of it is told
b KB1|verification it was not fixed by an install
c KB1|exceptions 1 of 1; median age 19.0
c KB1 --view managed|backlog an exception excuses it
c KB1|asset-coverage its asset; seen 100 %; scanned 0 %; patched by a tool 0 %
d KB1|first-attempt-success 0 of 1
d KB1|reboot-latency n 1; pending 1
d KB1|patch-currency its asset; 0 of 1
a KB1 --policy 7-30-90|by the policy: due 2026-01-10T23:59:59.999Z, counted from 2026-01-03T00:00:00Z, tier critical
a KB1 --policy 7-30-90|sla-compliance 1 of 1
a KB1 --policy 7-30-90|time-overdue it missed no due date
a KB2 --policy 7-30-90|by the policy: incomplete, counted from 2026-02-02T00:00:00Z, for lack of severity
a KB2 --policy 7-30-90|sla-compliance no due date is known that came while it was watched; told apart: incomplete 1
b KB1 --policy 7-30-90|sla-compliance 0 of 1; open, overdue 1
b KB1 --policy 7-30-90|time-overdue missed 1
c KB1 --policy 7-30-90 --view managed|sla-compliance 1 of 1
a KB1 --policy bod-26-04|by the policy: not in force
EOF

# g is retired. KB9 is fixed on b, where KB1 is open.
cat >"$TAP_TMP/more.jsonl" <<'X'
{"kind":"item.detected","time":"2026-01-03T00:00:00Z","asset":"g","patch":"KB1"}
{"kind":"asset.retired","time":"2026-01-09T00:00:00Z","asset":"g"}
{"kind":"item.detected","time":"2026-01-03T00:00:00Z","asset":"b","patch":"KB9"}
{"kind":"deploy.installed","time":"2026-01-04T00:00:00Z","asset":"b","patch":"KB9"}
X
patchlore collect --name more events path="$TAP_TMP/more.jsonl" >/dev/null
like "$(standing g KB1)" '^asset-coverage its asset is retired$' \
	"a retired asset is in no figure of assets"
like "$(standing g KB1)" '^backlog its asset or its product has left$' \
	"and its items are in no backlog"
like "$(standing b KB9)" '^patch-currency its asset; 0 of 1$' \
	"what else is open on an asset keeps it from being current"
finish
