#!/bin/sh
# What the apt plugin makes of real and of broken logs.
. tests/tap.sh

samples=plugins/apt/samples
store=$TAP_TMP/apt.db

collect() {
	"$BUILD/patchlore" --store "$store" collect apt "$@" 2>&1
}

ask() {
	sqlite3 -readonly "$store" "$1"
}

# "upgrade" lines whose version is installed later, by a reader of its own.
upgrades() {
	awk '$3 == "upgrade" { want[$4] = $6; was[$4] = $5 }
	    $3 == "status" && $4 == "installed" && want[$5] == $6 && was[$5] != $6 {
		n++; delete want[$5] } END { print n + 0 }' "$1"
}

out=$(collect path=$samples/failing changelogs=$samples/failing/doc \
	asset=web timezone=Europe/Berlin)
like "$out" "11 new events, 1 set aside" "a bad line costs that line alone"
ask "select at, kind, coalesce(asset, ''), coalesce(subject, '')
    from event_text order by 1, 2, 4" >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/failing/expected.txt \
	"upgrades, failures, returns and removals are told apart, in true time order"
is "$(ask "select place || ' ' || reason from reject")" \
	"dpkg.log:3 expected a time such as 2026-03-12 02:14:07" \
	"a reject says where it stood and what was expected"
is "$(ask "select group_concat(v.name) from subject_vuln l
    join subject p on p.id = l.patch join subject v on v.id = l.vuln
    where p.name like '%u3' order by v.name")" "CVE-2026-0001,CVE-2026-0002" \
	"a changelog's CVEs are linked to its version"
is "$(collect path=$samples/failing changelogs=$samples/failing/doc \
	asset=web timezone=Europe/Berlin | grep -c '^.*: 0 new events')" 1 \
	"collecting again adds nothing"

rm -f "$store"*
collect path=$samples/kubernetes asset=node timezone=UTC >"$TAP_TMP/out"
is "$(ask "select count(*) from event_text where kind = 'deploy.installed'")" \
	"$(upgrades $samples/kubernetes/dpkg.log)" \
	"every finished upgrade of a real log is one event"
is "$(ask "select count(*) from reject")" 0 "a real log has no bad line"
is "$(ask "select min(at) from event_text where kind = 'asset.seen'")" \
	"$(sed -n '1s/\(.*\) \(..:..:..\) .*/\1T\2.000Z/p' \
		$samples/kubernetes/dpkg.log)" \
	"enrolment is the oldest record"

rm -f "$store"*
ok "a sample of four lines is read" collect path=$samples/plaso asset=x

rm -f "$store"*
mkdir "$TAP_TMP/cut"
# Unpacking goes in steps of 64 KiB; the step with the damage is lost.
awk 'BEGIN { for (i = 0; i < 6000; i++) {
    t = sprintf("2026-02-%02d %02d:%02d:00", 1 + i / 1440, i % 1440 / 60, i % 60)
    print t " upgrade p" i ":all 1 2"; print t " status installed p" i ":all 2"
}}' | gzip -c >"$TAP_TMP/whole.gz"
head -c "$(($(wc -c <"$TAP_TMP/whole.gz") / 2))" "$TAP_TMP/whole.gz" \
	>"$TAP_TMP/cut/dpkg.log.2.gz"
cp $samples/plaso/dpkg.log "$TAP_TMP/cut/dpkg.log"
collect path="$TAP_TMP/cut" asset=x >"$TAP_TMP/out"
like "$(ask 'select place, reason from reject')" 'dpkg.log.2.gz:[0-9]+.*' \
	"a truncated .gz is told, with its line"
ok "and what it held before is kept" test "$(ask \
	"select count(*) from event where asset > 0")" -gt 1000

mkdir "$TAP_TMP/empty"
like "$(collect path="$TAP_TMP/empty")" "there is no dpkg.log and no apt.history.log" \
	"a folder without a log is an error that says so"
like "$(collect colour=red)" 'no option "colour"; it has: path, timezone' \
	"an option that does not exist is named, and those that do"

finish
