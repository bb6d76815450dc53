#!/bin/sh
# What the trivy plugin makes of real reports, of old and new forms, and of
# what is no report.
. tests/tap.sh

samples=plugins/trivy/samples
store=$TAP_TMP/t.db

# Events as native lines, and what was set aside behind them.
events() { # PATH [option=value ...]
	path=$1
	shift
	"$BUILD/patchlore" plugin run --format json trivy path="$path" "$@" \
		2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}

expect() { # NAME [option=value ...]
	name=$1
	shift
	events "$samples/$name.json" "$@" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/$name.expected" "$name.json is read"
}

expect ubuntu-1804 asset=shop/db:18.04
expect centos-7
expect pom
expect list at=2020-08-01T00:00:00Z
expect statuses asset='{file}.example'

like "$(events "$samples/list.json")" 'does not say when the scan was; say so with at=' \
	"a report without a time asks for it"
like "$(events "$samples/statuses.json")" 'statuses.json: does not say which machine .* asset=' \
	"a folder's root is no machine"
like "$("$BUILD/patchlore" plugin run trivy path=$samples/pom.json at=now 2>&1)" \
	'at=now: expected a time' "a wrong time is told"

# ---- What is no report

refused() { # TEXT PATTERN NAME
	printf '%s' "$1" >"$TAP_TMP/bad.json"
	like "$(events "$TAP_TMP/bad.json" asset=a at=2026-01-01T00:00:00Z)" \
		"^set aside: bad.json$2" "$3"
}
refused '' ':1: the document breaks off; expected a value' "an empty file"
refused '{"SchemaVersion":2,
"Results":[{"Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"a"},' \
	':2: the document breaks off' "one that is still being written"
refused '{"matches":[]}' ': is no report of trivy' "another tool's"
refused 'null' ': is no report of trivy' "none at all"
refused '{"SchemaVersion":2,"CreatedAt":"yesterday"}' \
	': says when the scan was in a form that is not known' "a time of its own"
head -c 3000 $samples/centos-7.json | gzip >"$TAP_TMP/cut.json.gz"
like "$(events "$TAP_TMP/cut.json.gz")" 'cut.json.gz:[0-9]+: the document breaks off' \
	"one that was cut before it was packed"

# ---- A folder of reports

collect() {
	"$BUILD/patchlore" --store "$store" collect --name t trivy \
		path="$TAP_TMP/reports" asset='{file}' 2>&1
}
mkdir "$TAP_TMP/reports"
cp $samples/centos-7.json "$TAP_TMP/reports/web-1.json"
gzip -c $samples/centos-7.json >"$TAP_TMP/reports/web-2.2021-08-25.json.gz"
echo '{' >"$TAP_TMP/reports/notes.txt"
sleep 0.1 # else what was only just written is read once more
is "$(collect)" "t: 9 new events, 5 known already" \
	"all reports in a folder are read"
is "$(collect)" "t: 0 new events" "and none of them twice"
sed 's/2021-08-25T12/2021-08-26T12/' $samples/centos-7.json \
	>"$TAP_TMP/reports/web-1.json"
is "$(collect)" "t: 3 new events, 4 known already" \
	"one that was written anew is read again"
is "$("$BUILD/patchlore" --store "$store" store rejects)" "" \
	"and nothing was set aside"
finish
