#!/bin/sh
# A patch that nobody rated is as urgent as the worst that it fixes.
. tests/tap.sh

store=$TAP_TMP/w.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# KB1 fixes CVE-1 and CVE-2 and is rated by nobody; KB2 is rated itself; KB3
# fixes what nobody rated; that KB4 fixes CVE-2 is told later.
cat >"$TAP_TMP/events.jsonl" <<'END'
{"kind":"vuln.published","time":"2026-01-01T00:00:00Z","vuln":"CVE-2026-0001","attrs":{"severity":"low"}}
{"kind":"vuln.kev_added","time":"2026-01-02T00:00:00Z","vuln":"CVE-2026-0001","attrs":{"kev":"yes"}}
{"kind":"vuln.published","time":"2026-01-01T00:00:00Z","vuln":"CVE-2026-0002","attrs":{"severity":"important"}}
{"kind":"patch.released","time":"2026-01-03T00:00:00Z","patch":"KB1","attrs":{"vuln":["CVE-2026-0001","CVE-2026-0002"]}}
{"kind":"patch.released","time":"2026-01-03T00:00:00Z","patch":"KB2","vuln":"CVE-2026-0002","attrs":{"severity":"low"}}
{"kind":"patch.released","time":"2026-01-03T00:00:00Z","patch":"KB3","vuln":"CVE-2026-0003"}
{"kind":"patch.released","time":"2026-01-03T00:00:00Z","patch":"KB4"}
{"kind":"patch.revised","time":"2026-01-20T00:00:00Z","patch":"KB4","vuln":"CVE-2026-0002"}
{"kind":"item.detected","time":"2026-01-10T00:00:00Z","asset":"a","patch":"KB1"}
{"kind":"item.detected","time":"2026-01-10T00:00:00Z","asset":"a","patch":"KB2"}
{"kind":"item.detected","time":"2026-01-10T00:00:00Z","asset":"a","patch":"KB3"}
{"kind":"item.detected","time":"2026-01-10T00:00:00Z","asset":"a","patch":"KB4"}
END
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null

patchlore kpi backlog --by patch,severity,kev \
	--as-of 2026-01-15 --format json |
	tr -d ' \n' | grep -o '"by":{[^}]*}' | sort >"$TAP_TMP/got"
cat >"$TAP_TMP/expected" <<'END'
"by":{"patch":"KB1","severity":"high","kev":"yes"}
"by":{"patch":"KB2","severity":"low","kev":"unknown"}
"by":{"patch":"KB3","severity":"unknown","kev":"unknown"}
"by":{"patch":"KB4","severity":"unknown","kev":"unknown"}
END
same_file "$TAP_TMP/got" "$TAP_TMP/expected" \
	"each value is the patch's own, or the worst of its vulnerabilities"

like "$(patchlore kpi backlog --where patch=KB4 --by severity \
	--as-of 2026-02-01)" '^high +1 ' "a link counts once it was told"
like "$(patchlore kpi backlog --where kev=yes --as-of 2026-01-15)" \
	'^ +1 +0 ' "a condition asks for the same"

# A vulnerability takes from its patch what is told of the patch, but not what
# the patch has from another one.
like "$(patchlore kpi backlog --unit vulnerability --by kev \
	--where patch=CVE-2026-0002 --as-of 2026-01-15)" '^unknown +1 ' \
	"what is told of one vulnerability is not told of its neighbour"

finish
