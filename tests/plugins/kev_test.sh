#!/bin/sh
# What the kev plugin makes of the catalogue, in either form, and of what is
# none.
. tests/tap.sh

samples=plugins/kev/samples

events() { # FILE...: native events, and what was set aside behind them
	paths=
	for file in "$@"; do paths="$paths path=$file"; done
	# shellcheck disable=SC2086 # words on purpose
	"$BUILD/patchlore" plugin run --format json kev $paths 2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}

for form in json csv; do
	events "$samples/catalogue.$form" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/catalogue.expected" \
		"the catalogue is read from $form"
	gzip -c "$samples/catalogue.$form" >"$TAP_TMP/catalogue.$form.gz"
	events "$TAP_TMP/catalogue.$form.gz" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/catalogue.expected" \
		"and from $form that is packed"
	ok "plugin check finds nothing in $form" "$BUILD/patchlore" plugin check \
		"$BUILD/plugins/kev.so" path="$samples/catalogue.$form"
done

# ---- Entries that are none

cat >"$TAP_TMP/bad.json" <<'X'
{"vulnerabilities": [
 {"cveID": "CVE-2021-1", "dateAdded": "2021-11-03"},
 {"cveID": "CVE-2021-0001", "dateAdded": "2021-11-03"},
 {"cveID": "CVE-2021-0002", "dateAdded": "2021-13-03"},
 {"cveID": "CVE-2021-0003" "dateAdded": "2021-11-03"}
]}
X
is "$(events "$TAP_TMP/bad.json" | cut -c1-97 | sed "s/: .}. expected.*//")" \
'{"kind":"vuln.kev_added","time":"2021-11-03T23:59:59.999Z","after":"2021-11-02T23:59:59.999Z","vu
set aside: bad.json:2: cveID: expected a name such as CVE-2021-44228, not "CVE-2021-1"
set aside: bad.json:4: dateAdded: expected a day such as 2021-11-03, not "2021-13-03"
set aside: bad.json:5: column 37' \
	"a bad entry costs itself and is told with its line"
cat >"$TAP_TMP/bad.csv" <<'X'
product,cveID,dateAdded
a,CVE-2021-0001,2021-11-03
"b
c",CVE-2021-0002,3 Nov 2021
d,CVE-2021-0003
X
is "$(events "$TAP_TMP/bad.csv" | sed 's/.*"vuln":"\([^"]*\).*/\1/')" \
'CVE-2021-0001
set aside: bad.csv:3: dateAdded: expected a day such as 2021-11-03, not "3 Nov 2021"
set aside: bad.csv:5: 2 columns, and the first row has 3' \
	"columns are known by their names, and may be few"
echo '<html><a href="/login">cveID</a></html>' >"$TAP_TMP/page.json"
not_ok "a page of another kind is an error" \
	"$BUILD/patchlore" plugin run kev path="$TAP_TMP/page.json"
like "$("$BUILD/patchlore" plugin run kev path="$TAP_TMP/page.json" 2>&1)" \
	'page\.json: .*expected' "which says what was expected, and of which file"

# ---- In a store

store=$TAP_TMP/s.db
collect() {
	"$BUILD/patchlore" --store "$store" collect --name kev kev "$@" 2>&1
}
like "$(collect path=$samples/catalogue.json)" 'kev: 6 new events' \
	"entries are stored"
like "$(collect path=$samples/catalogue.json)" 'kev: 0 new events' \
	"reading again changes nothing"
cat >"$TAP_TMP/e.jsonl" <<'X'
{"kind":"item.detected","time":"2021-12-11T08:00:00Z","asset":"web-1","vuln":"CVE-2021-44228"}
{"kind":"deploy.installed","time":"2021-12-30T08:00:00Z","asset":"web-1","vuln":"CVE-2021-44228"}
X
"$BUILD/patchlore" --store "$store" collect --name e events \
	path="$TAP_TMP/e.jsonl" >/dev/null 2>&1
like "$("$BUILD/patchlore" --store "$store" explain web-1 CVE-2021-44228 \
	--policy bod-22-01 2>&1)" \
	'due 2021-12-24T23:59:59.999Z, counted from 2021-12-10T23:59:59.999Z' \
	"a policy that goes by the catalogue's dates gets them"
finish
