#!/bin/sh
# What the grype plugin makes of reports of all ages, and of what is none.
. tests/tap.sh

samples=plugins/grype/samples
store=$TAP_TMP/t.db

# Events as native lines, and what was set aside behind them.
events() { # PATH [option=value ...]
	path=$1
	shift
	"$BUILD/patchlore" plugin run --format json grype path="$path" "$@" \
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

expect image at=2026-01-01T00:00:00Z
expect npm asset=shop/front at=2021-10-28T00:00:00Z
expect states asset=web-14

like "$(events $samples/image.json)" 'does not say when the scan was; say so with at=' \
	"a report without a time asks for it"
like "$(events $samples/states.json)" 'does not say which machine .* asset=' \
	"a folder is no machine"
like "$(events plugins/trivy/samples/centos-7.json)" ': is no report of grype' \
	"another tool's is set aside"
head -c 5000 $samples/states.json >"$TAP_TMP/cut.json"
is "$(events "$TAP_TMP/cut.json" asset=a)" \
	"set aside: cut.json:290: the document breaks off in a string" \
	"one that breaks off tells nothing before it is set aside"

# Figures: two matches are one item, and apt's word for the same fix ends it.
cat >"$TAP_TMP/apt.jsonl" <<'X'
{"kind":"deploy.installed","time":"2026-03-14T02:00:00Z","asset":"web-14","patch":"openssl=3.0.11-1~deb12u2","product":"pkg:deb/debian/openssl"}
X
"$BUILD/patchlore" --store "$store" collect --name g grype \
	path=$samples/states.json asset=web-14 >/dev/null 2>&1
"$BUILD/patchlore" --store "$store" collect --name a events \
	path="$TAP_TMP/apt.jsonl" >/dev/null 2>&1
like "$("$BUILD/patchlore" --store "$store" explain web-14 \
	openssl=3.0.11-1~deb12u2 --as-of 2026-04-01)" 'fixed after' \
	"an install under apt's name fixes what grype found"
finish
