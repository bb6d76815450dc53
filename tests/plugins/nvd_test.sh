#!/bin/sh
# What the nvd plugin makes of pages of NVD's interface, and of what is none.
. tests/tap.sh

samples=plugins/nvd/samples

events() { # FILE: native events, and what was set aside behind them
	"$BUILD/patchlore" plugin run --format json nvd path="$1" \
		2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}

events $samples/page.json >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/page.expected "a page is read"
events $samples/made.json | grep -v '^set aside' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/made.expected \
	"and one with each version of CVSS, decision points and a rejected CVE"
like "$(events $samples/made.json)" \
	'^set aside: made.json:107: lastModified: expected a time such as' \
	"a bad record costs itself and is told with its line"
events $samples/nvdcve-2.0-2021.json.gz >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/nvdcve-2.0-2021.expected "and a feed of a year"
gzip -c $samples/page.json >"$TAP_TMP/page.json.gz"
events "$TAP_TMP/page.json.gz" >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/page.expected "a page may be packed"
ok "plugin check finds nothing" "$BUILD/patchlore" plugin check \
	"$BUILD/plugins/nvd.so" path=$samples

# The retired feeds of version 1.1, and a page that says no.
echo '{"CVE_data_type": "CVE", "CVE_Items": []}' >"$TAP_TMP/old.json"
like "$("$BUILD/patchlore" plugin run nvd path="$TAP_TMP/old.json" 2>&1)" \
	'old.json: line 1: there is no list "vulnerabilities"' \
	"a feed of another version is an error"
echo 'Request forbidden' >"$TAP_TMP/no.json"
like "$("$BUILD/patchlore" plugin run nvd path="$TAP_TMP/no.json" 2>&1)" \
	'no.json: line 1: expected a JSON object' "and so is what is no JSON"

store=$TAP_TMP/s.db
collect() {
	"$BUILD/patchlore" --store "$store" collect --name nvd nvd "$@" 2>&1
}
like "$(collect path=$samples)" 'nvd: 24 new events, 1 set aside' \
	"a folder of pages is stored"
like "$(collect path=$samples)" 'nvd: 0 new events' \
	"reading again changes nothing"
finish
