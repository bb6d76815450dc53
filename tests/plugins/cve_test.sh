#!/bin/sh
# What the cve plugin makes of records in a folder, in archives and alone.
. tests/tap.sh

samples=plugins/cve/samples

events() { # FILE: native events, and what was set aside behind them
	"$BUILD/patchlore" plugin run --format json cve path="$1" \
		2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}
same_events() { # FILE NAME
	events "$1" | grep -v '^set aside' >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" $samples/cves.expected "$2"
}

same_events $samples/cves "records in a folder are read"
like "$(events $samples/cves)" \
	'^set aside: CVE-2026-9990005.json:1: state: expected PUBLISHED or REJ' \
	"a record that is none is told with its file"
tar -C $samples --sort=name -czf "$TAP_TMP/cves.tar.gz" cves
same_events "$TAP_TMP/cves.tar.gz" "and out of a tar"
like "$(events "$TAP_TMP/cves.tar.gz")" \
	'^set aside: cves.tar.gz/cves/CVE-2026-9990005.json:1: state' \
	"where a bad one is told by its place there"
same_events $samples/cves.zip "and out of a zip"
same_events $samples/list.zip.zip "and out of a zip in a zip"
cp $samples/cves/CVE-2026-9990003.json "$TAP_TMP/record"
like "$(events "$TAP_TMP/record")" '"vuln":"CVE-2026-9990003"' \
	"a single file may have any name"
ok "plugin check finds nothing in a folder" "$BUILD/patchlore" plugin check \
	"$BUILD/plugins/cve.so" path=$samples/cves
ok "and in an archive" "$BUILD/patchlore" plugin check \
	"$BUILD/plugins/cve.so" path="$TAP_TMP/cves.tar.gz"

head -c 700 $samples/cves/CVE-2026-9990001.json >"$TAP_TMP/CVE-cut.json"
like "$("$BUILD/patchlore" plugin run cve path="$TAP_TMP/CVE-cut.json" 2>&1)" \
	'CVE-cut.json: line [0-9]*: the document breaks off ' "a record that is cut short is told"
mkdir "$TAP_TMP/none"
echo x >"$TAP_TMP/none/notes.txt"
tar -C "$TAP_TMP" -cf "$TAP_TMP/none.tar" none
like "$("$BUILD/patchlore" plugin run cve path="$TAP_TMP/none.tar" 2>&1)" \
	'none.tar: an archive with no file to read in it' \
	"an archive without records is an error"

store=$TAP_TMP/s.db
collect() {
	"$BUILD/patchlore" --store "$store" collect --name cve cve "$@" 2>&1
}
like "$(collect path=$samples/cves)" 'cve: 8 new events, 1 set aside' \
	"records are stored"
like "$(collect path=$samples/cves)" 'cve: 0 new events' \
	"reading again changes nothing"
finish
