#!/bin/sh
# What the csaf plugin makes of advisories, VEX and CVRF, of documents in any
# order, of large ones, and of what is none.
. tests/tap.sh

samples=plugins/csaf/samples
store=$TAP_TMP/c.db

# Events as native lines, and what was set aside behind them.
events() { # [option=value ...]
	"$BUILD/patchlore" plugin run --format json csaf "$@" 2>"$TAP_TMP/err" |
		sort -u
	grep '^set aside' "$TAP_TMP/err"
	:
}

expect() { # FILE WHAT
	events path="$samples/$1" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/${1%.*}.expected" "$2"
}

expect rhsa-2024_6163.json "an erratum of Red Hat is read"
expect msrc_cve-2025-29806.json "a vulnerability of Microsoft is read"
expect cvrf-2024-Mar.xml "a month of Microsoft in CVRF is read"
expect vex.json "VEX tells what is fixed, and what is not affected"
expect windows.json "products at the end of a document are found"
expect month.xml "an update tells what it replaces and what is wrong with it"
expect withdrawn.json "what was taken back is told"
expect cut.json "what is cut short is set aside"

# What is of no release, such as updates of Windows, is told all the same.
is "$(events path=$samples distro=rhel-8 |
	sed -n 's/.*"patch.re[a-z]*".*"patch":"\([^"]*\)".*/\1/p' | sort -u)" \
	"KB5036451
KB5036452
KB5099001
libexample++=2:1.3.0-5.el8_6.2" "one release can be asked for"

# ---- Archives and folders

mkdir -p "$TAP_TMP/feed/2026"
cp $samples/*.json "$TAP_TMP/feed/2026"
cp $samples/*.xml "$TAP_TMP/feed"
tar -C "$TAP_TMP" -czf "$TAP_TMP/feed.tgz" feed
cat $samples/*.expected | sed '/^set aside/d' | sort -u >"$TAP_TMP/want"
events path="$TAP_TMP/feed" | sed '/^set aside/d' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "a folder is read with all below it"
events path="$TAP_TMP/feed.tgz" | sed '/^set aside/d' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "so is an archive"

collect() {
	"$BUILD/patchlore" --store "$store" collect csaf "$@" 2>&1
}
ok "a folder is collected" collect path="$TAP_TMP/feed"
like "$(collect path="$TAP_TMP/feed")" ': 0 new' "again, nothing is new"

# ---- What is no document

printf '{"document":{"tracking":{"id":"X"}}}' >"$TAP_TMP/dateless.json"
printf '<cvrfdoc><DocumentTracking></cvrfdoc>' >"$TAP_TMP/open.xml"
printf '<rss/>' >"$TAP_TMP/other.xml"
: >"$TAP_TMP/empty.json"
echo '[]' >"$TAP_TMP/list.json"
is "$(events path="$TAP_TMP/dateless.json" path="$TAP_TMP/open.xml" \
	path="$TAP_TMP/other.xml" path="$TAP_TMP/empty.json" \
	path="$TAP_TMP/list.json" | sort)" \
"set aside: dateless.json: no document.tracking.initial_release_date
set aside: empty.json: there is nothing in it
set aside: list.json: no document.tracking.id: expected CSAF 2.0
set aside: open.xml: line 1: mismatched tag
set aside: other.xml: expected an element cvrfdoc (CVRF 1.1)" \
	"each costs itself and is told"

# ---- Large documents

# A hundred thousand products on two systems, all fixed: some fifty megabytes.
awk 'BEGIN {
	printf "{\"document\":{\"category\":\"csaf_security_advisory\","
	printf "\"tracking\":{\"id\":\"RHSA-2026:1\","
	printf "\"initial_release_date\":\"2026-03-01T00:00:00Z\"}},"
	printf "\"product_tree\":{\"branches\":[{\"branches\":["
	printf "{\"product\":{\"product_id\":\"os\",\"name\":\"os\","
	printf "\"product_identification_helper\":{\"cpe\":"
	printf "\"cpe:/o:redhat:enterprise_linux:9::baseos\"}}}"
	for (i = 0; i < 100000; i++)
		printf ",\n{\"product\":{\"product_id\":\"p%d\",\"name\":\"p%d\"," \
		    "\"product_identification_helper\":{\"purl\":" \
		    "\"pkg:rpm/redhat/p%d@1.%d-1.el9?arch=x86_64\"}}}", \
		    i, i, i % 50, i % 50
	printf "]}],\"relationships\":["
	for (i = 0; i < 100000; i++)
		printf "%s\n{\"category\":\"default_component_of\"," \
		    "\"full_product_name\":{\"name\":\"p%d as a component of " \
		    "os\",\"product_id\":\"os:p%d\"},\"product_reference\":" \
		    "\"p%d\",\"relates_to_product_reference\":\"os\"}", \
		    i ? "," : "", i, i, i
	printf "]},\"vulnerabilities\":[{\"cve\":\"CVE-2026-1000\","
	printf "\"product_status\":{\"fixed\":["
	for (i = 0; i < 100000; i++)
		printf "%s\"os:p%d\"", i ? "," : "", i
	print "]}}]}"
}' >"$TAP_TMP/large.json"
is "$(events path="$TAP_TMP/large.json" | grep -c '"kind"')" 51 \
	"a hundred thousand products of fifty packages are fifty patches"

finish
