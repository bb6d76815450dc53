#!/bin/sh
# What the osv plugin makes of advisories in each form, of folders and archives,
# of what is not an advisory, and how its fixes meet what apt installed.
. tests/tap.sh

samples=plugins/osv/samples
store=$TAP_TMP/o.db

# Events as native lines, and what was set aside behind them.
events() { # [option=value ...]
	"$BUILD/patchlore" plugin run --format json osv "$@" 2>"$TAP_TMP/err" |
		sort -u
	grep '^set aside' "$TAP_TMP/err"
	:
}

expect() { # NAME WHAT [option=value ...]
	name=$1
	what=$2
	shift 2
	events "$@" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/$name.expected" "$what"
}

expect ALSA-2023_4520 "an erratum of AlmaLinux is read" \
	path=$samples/ALSA-2023_4520.json
expect records "records of several databases are read" path=$samples/records
expect notices "Ubuntu's notices are read" path=$samples/notices.json
expect list "Debian's list is read" path=$samples/list
expect status "sources are followed to what is built from them" \
	path=$samples/list packages=$samples/status distro=debian-12
like "$("$BUILD/patchlore" plugin run osv path=$samples/records 2>&1)" \
	'1 packages of no distribution were passed over' \
	"what is no distribution's is counted"

# ---- Where documents lie

mkdir -p "$TAP_TMP/feed/2026"
cp $samples/records/*.json "$TAP_TMP/feed/2026"
gzip -c $samples/list >"$TAP_TMP/feed/DSA.list.gz"
echo not >"$TAP_TMP/feed/README.txt"
events path="$TAP_TMP/feed" | sed '/^set aside/d' >"$TAP_TMP/got"
cat $samples/records.expected $samples/list.expected | sed '/^set aside/d' |
	sort -u >"$TAP_TMP/want"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "a folder is read with all below it"
if command -v bsdtar >/dev/null || command -v zip >/dev/null; then
	(cd $samples/records && if command -v zip >/dev/null; then
		zip -qr "$TAP_TMP/all.zip" .
	else
		bsdtar -a -cf "$TAP_TMP/all.zip" .
	fi)
	events path="$TAP_TMP/all.zip" >"$TAP_TMP/got"
	sed 's|^set aside: cut.json|set aside: all.zip/cut.json|' \
		$samples/records.expected >"$TAP_TMP/want"
	is "$(grep -c . "$TAP_TMP/got")" "$(grep -c . "$TAP_TMP/want")" \
		"so is an archive"
else
	skip "neither zip nor bsdtar" "so is an archive"
fi
tar -C $samples -czf "$TAP_TMP/all.tgz" records
like "$(events path="$TAP_TMP/all.tgz")" \
	'^set aside: all.tgz/records/cut.json: line 4, column 0: ' \
	"what is bad in an archive is told by its name there"

# ---- Releases

is "$(events path=$samples/list distro=debian-13 |
	sed -n 's/.*"patch":"\([^"]*\)".*/\1/p')" \
	"DSA-9002-1
examplelib=2:1.5.0-1~deb13u1" "one release can be asked for"
is "$(events path=$samples/list distro=ubuntu-22.04 | grep -c '"kind"')" 0 \
	"of a release that a feed does not have, nothing is told"

# ---- Again

collect() {
	"$BUILD/patchlore" --store "$store" collect osv "$@" 2>&1
}
like "$(collect path="$TAP_TMP/feed")" '17 new' "a folder is collected"
is "$(sqlite3 "$store" "SELECT value FROM event_attr e
	JOIN subject s ON s.id = e.subject
	WHERE s.name = 'examplelib=2:1.5.1-1' AND e.name = 'distro'")" \
	"debian-13
debian-14" "a patch is kept with each release that it is for"
like "$(collect path="$TAP_TMP/feed")" ': 0 new' "again, nothing is new"
sed 's/12u3/12u4/' $samples/list | gzip -c >"$TAP_TMP/feed/DSA.list.gz"
like "$(collect path="$TAP_TMP/feed")" ': 1 new' \
	"of a document that changed, what is new is told"

# ---- What is no advisory

package='"affected":[{"package":{"ecosystem":"Debian:12","name":"p"}}]'
echo "[1,2,{\"id\":\"X-1\",$package}," \
	"{\"id\":\"X-2\",\"published\":\"soon\",$package}]" >"$TAP_TMP/odd.json"
: >"$TAP_TMP/empty.json"
is "$(events path="$TAP_TMP/odd.json" path="$TAP_TMP/empty.json" | sort)" \
"set aside: empty.json: line 1, column 0: '[' or '{' expected near end of file
set aside: odd.json: expected an object with an \"id\"
set aside: odd.json: expected an object with an \"id\"
set aside: odd.json: neither \"published\" nor \"modified\": when was it?
set aside: odd.json: published: \"soon\": expected a time such as 2026-03-12T02:14:07Z" \
	"each bad record costs itself and is told"
like "$("$BUILD/patchlore" plugin run osv path="$TAP_TMP/none" 2>&1)" \
	'none' "a path must exist"

# ---- With a package manager's log

mkdir -p "$TAP_TMP/log"
cat >"$TAP_TMP/log/dpkg.log" <<'X'
2026-03-10 09:00:00 startup archives unpack
2026-03-10 09:00:00 install libexample1:amd64 <none> 2:1.4.2-3+deb12u1
2026-03-10 09:00:01 status installed libexample1:amd64 2:1.4.2-3+deb12u1
2026-03-15 00:00:00 startup archives unpack
2026-03-15 00:00:00 upgrade libexample1:amd64 2:1.4.2-3+deb12u1 2:1.4.2-3+deb12u2
2026-03-15 00:00:10 status installed libexample1:amd64 2:1.4.2-3+deb12u2
X
rm -f "$store"
"$BUILD/patchlore" --store "$store" collect apt path="$TAP_TMP/log" asset=web-1 \
	timezone=UTC changelogs="$TAP_TMP/log" >/dev/null 2>&1
collect path=$samples/list packages=$samples/status >/dev/null
printf '%s\n' '{"kind":"vuln.kev_added","time":"2026-03-13T00:00:00Z","vuln":"CVE-2026-10002","attrs":{"kev":"yes"}}' \
	>"$TAP_TMP/kev.jsonl"
"$BUILD/patchlore" --store "$store" collect events path="$TAP_TMP/kev.jsonl" \
	>/dev/null 2>&1
# From the end of March 12 to the begin of March 15.
like "$("$BUILD/patchlore" --store "$store" kpi --unit vulnerability --by kev \
	--clock release --as-of 2026-04-01 time-to-patch 2>&1)" \
	'^yes +1 +1 +0 +0 +2\.0 ' \
	"an advisory dates what apt installed and tells what was exploited"
like "$("$BUILD/patchlore" --store "$store" kpi --by kev,severity \
	--clock release --as-of 2026-04-01 time-to-patch 2>&1)" \
	'^yes +unknown +1 +1 +0 +0 +2\.0 ' \
	"by patch as well, with nothing but a package log and feeds"

finish
